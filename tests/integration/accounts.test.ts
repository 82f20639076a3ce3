import { randomUUID } from "node:crypto";
import { describe, expect, test, vi } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { issueFirstLinks, issueSignInLinks, type SignInLink, signInWithLink } from "#lib/accounts/commands.ts";
import { findViewer, getLink } from "#lib/accounts/queries.ts";
import { idleLifetime, sessionLifetime } from "#lib/accounts/session.ts";
import { signOut, switchOrganization } from "#lib/accounts/session-commands.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "../support/report.ts";

// Accounts and links are made by whoever keeps the database.
vi.hoisted(() => {
  process.env.DATABASE_ROLE = "owner";
});

const now = new Date();
const hours = (count: number) => new Date(now.getTime() + count * 3_600_000);
const address = "http://127.0.0.1:3000";
const tokenOf = ({ url }: SignInLink) => url.replace(`${address}/sign-in/`, "");

/** A fresh report with one organization, and the links to the first accounts of both it and the steward. */
async function createFirstLinks() {
  const report = await createReport();
  const organization = await createOrganization();
  await createRecommendation(report, [organization]);
  const links = await issueFirstLinks(now, address);
  const linkOf = (slug: string) => {
    const link = links.find((one) => one.organization === slug);
    if (!link) throw new Error(`No link for ${slug}.`);
    return link;
  };
  return { report, organization, links, link: linkOf(organization.slug), stewardLink: linkOf(report.steward.slug) };
}

async function memberBy(link: SignInLink, at = now): Promise<Member & { token: string }> {
  const answer = await signInWithLink(tokenOf(link), at);
  if (!answer.ok) throw new Error(answer.refusal);
  const viewer = await findViewer(answer.value.token, at);
  if (viewer.kind !== "member") throw new Error("Not signed in.");
  return { ...viewer, token: answer.value.token };
}

const sessionsOf = (organizationId: string) => db.session.count({ where: { organizationId } });

describe("first links", () => {
  test("go to each organization once: an approver for who answers, a steward and verifier for who keeps the register", async () => {
    const { link, stewardLink, links } = await createFirstLinks();
    expect(links).toHaveLength(2);
    expect(link).toMatchObject({ role: "approver", roles: ["approver"], expiresAt: hours(24) });
    expect(stewardLink).toMatchObject({ role: "steward", roles: ["steward", "verifier"] });
    expect(await issueFirstLinks(now, address)).toEqual([]);
  });

  test("are made once though several servers start at once", async () => {
    const report = await createReport();
    await createRecommendation(report, [await createOrganization()]);
    const answers = await Promise.all([1, 2, 3, 4].map(() => issueFirstLinks(now, address)));
    expect(answers.map(({ length }) => length).toSorted()).toEqual([0, 0, 0, 2]);
  });

  test("are not given again to an organization whose people have left", async () => {
    const { organization } = await createFirstLinks();
    await db.membership.updateMany({ where: { organizationId: organization.id }, data: { endedAt: now } });
    expect(await issueFirstLinks(now, address)).toEqual([]);
  });

  test("an organization that answers in one report and keeps another has both kinds of role, in one account", async () => {
    const report = await createReport();
    const other = await createReport();
    await createRecommendation(other, [report.steward]);
    const links = await issueFirstLinks(now, address);
    const own = links.filter(({ organization }) => organization === report.steward.slug);
    expect(own.map(({ roles }) => roles.toSorted())).toEqual([["approver", "steward", "verifier"]]);
  });
});

describe("fresh links", () => {
  test("go to one account of each organization, and leave the earlier ones in force", async () => {
    const { link, organization, stewardLink } = await createFirstLinks();
    const fresh = await issueSignInLinks(hours(1), address);
    const slugs = fresh.map((one) => one.organization);
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(slugs).toEqual(expect.arrayContaining([organization.slug, stewardLink.organization]));
    const again = fresh.find((one) => one.organization === organization.slug);
    if (!again) throw new Error("No fresh link.");
    expect(again.expiresAt).toEqual(hours(25));
    expect(tokenOf(again)).not.toBe(tokenOf(link));
    const members = [await memberBy(link), await memberBy(again, hours(1))];
    expect(members[0]?.userId).toBe(members[1]?.userId);
  });

  test("go to nobody who has left", async () => {
    const organization = await createOrganization();
    const member = await createMember(organization, ["approver"]);
    const isGiven = async () =>
      (await issueSignInLinks(now, address)).some((link) => link.organization === organization.slug);
    expect(await isGiven()).toBe(true);
    await db.user.update({ where: { id: member.userId }, data: { endedAt: now } });
    expect(await isGiven()).toBe(false);
  });

  test("sign somebody of several organizations in for the one that the link names", async () => {
    const organizations = [await createOrganization(), await createOrganization()] as const;
    const { userId } = await createMember(organizations[0], ["approver"]);
    await db.membership.create({ data: { userId, organizationId: organizations[1].id, roles: ["reporter"] } });
    const links = await issueSignInLinks(now, address);
    for (const { slug, id, name, acronym } of organizations) {
      const link = links.find((one) => one.organization === slug);
      if (!link) throw new Error(`No link for ${slug}.`);
      expect(await getLink(tokenOf(link), now)).toMatchObject({ organization: { name, acronym } });
      const member = await memberBy(link);
      expect(member).toMatchObject({ userId, organization: { id }, roles: link.roles });
      expect(member.organizations.map((one) => one.id).toSorted()).toEqual(
        organizations.map((one) => one.id).toSorted(),
      );
    }
  });
});

describe("what is kept of a link", () => {
  test("is a hash of its token, and nothing in the database is the token", async () => {
    const { link } = await createFirstLinks();
    const token = tokenOf(link);
    expect(token).toMatch(/^[\w-]{43}$/);
    const [row] = await db.$queryRaw<{ found: boolean; kept: number }[]>`
      select bool_or(to_jsonb(l)::text like ${`%${token}%`}) as found, count(*)::int as kept from one_time_links l`;
    expect(row?.kept).toBeGreaterThan(0);
    expect(row?.found).toBe(false);
    expect((await db.oneTimeLink.findMany()).every(({ tokenHash }) => /^[0-9a-f]{64}$/.test(tokenHash))).toBe(true);
  });

  test("no two tokens are alike", async () => {
    const links = [...(await issueSignInLinks(now, address)), ...(await issueSignInLinks(now, address))];
    expect(new Set(links.map(tokenOf)).size).toBe(links.length);
  });
});

describe("a link", () => {
  test("signs in once; looking at it before uses nothing up", async () => {
    const { link, organization } = await createFirstLinks();
    const expected = {
      name: "First approver",
      organization: { name: organization.name, acronym: organization.acronym },
    };
    expect(await getLink(tokenOf(link), now)).toMatchObject(expected);
    expect(await getLink(tokenOf(link), now)).toMatchObject(expected);
    expect(await memberBy(link)).toMatchObject({ organization: { slug: organization.slug }, roles: ["approver"] });
    expect(await signInWithLink(tokenOf(link), now)).toMatchObject({ ok: false, refusal: "used" });
    expect(await getLink(tokenOf(link), now)).toMatchObject({ refusal: "used" });
    expect(await sessionsOf(organization.id)).toBe(1);
  });

  test("of ten who use it at once signs one in", async () => {
    const { link, organization } = await createFirstLinks();
    const answers = await Promise.all(Array.from({ length: 10 }, () => signInWithLink(tokenOf(link), now)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.refusal === "used")).toHaveLength(9);
    expect(await sessionsOf(organization.id)).toBe(1);
  });

  test("is good until its last instant, and not at it", async () => {
    const { link, stewardLink } = await createFirstLinks();
    const last = new Date(hours(24).getTime() - 1);
    expect(await signInWithLink(tokenOf(link), last)).toMatchObject({ ok: true });
    expect(await signInWithLink(tokenOf(stewardLink), hours(24))).toMatchObject({ ok: false, refusal: "expired" });
    expect(await getLink(tokenOf(stewardLink), hours(24))).toMatchObject({ refusal: "expired" });
    const { usedAt } = await db.oneTimeLink.findFirstOrThrow({
      where: { membership: { organization: { slug: stewardLink.organization } } },
    });
    expect(usedAt).toBeNull();
  });

  test.each(["", "x", "../../etc/passwd", "%00", "' or true --", "a".repeat(10_000), "ខ្មែរ", "a\u0000b"])(
    "%j is no token",
    async (token) => {
      expect(await signInWithLink(token, now)).toMatchObject({ ok: false, refusal: "unknown" });
      expect(await getLink(token, now)).toMatchObject({ refusal: "unknown" });
    },
  );

  test("its hash is no token either", async () => {
    await createFirstLinks();
    const { tokenHash } = await db.oneTimeLink.findFirstOrThrow({ where: { usedAt: null } });
    expect(await signInWithLink(tokenHash, now)).toMatchObject({ ok: false, refusal: "unknown" });
  });

  test("of somebody who was removed, or is no member any more, signs nobody in", async () => {
    const { link, stewardLink, organization, report } = await createFirstLinks();
    await db.user.updateMany({
      where: { memberships: { some: { organizationId: organization.id } } },
      data: { endedAt: now },
    });
    await db.membership.updateMany({ where: { organizationId: report.steward.id }, data: { endedAt: now } });
    for (const one of [link, stewardLink]) {
      expect(await signInWithLink(tokenOf(one), now)).toMatchObject({ ok: false, refusal: "ended" });
      expect(await getLink(tokenOf(one), now)).toMatchObject({ refusal: "ended" });
    }
    expect(await sessionsOf(organization.id)).toBe(0);
  });
});

describe("a session", () => {
  const isPublic = async (token: string, at = now) => (await findViewer(token, at)).kind === "public";

  test("that nobody opened is the public", async () => {
    expect(await isPublic(randomUUID())).toBe(true);
  });

  test("ends after a week", async () => {
    const { token } = await memberBy((await createFirstLinks()).link);
    const last = new Date(now.getTime() + sessionLifetime - 1);
    for (let at = now.getTime(); at < last.getTime(); at += idleLifetime - 1)
      expect(await isPublic(token, new Date(at))).toBe(false);
    expect(await isPublic(token, last)).toBe(false);
    expect(await isPublic(token, new Date(now.getTime() + sessionLifetime))).toBe(true);
  });

  test("ends after a day without a request, and not with one", async () => {
    const { token } = await memberBy((await createFirstLinks()).link);
    const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);
    expect(await isPublic(token, later(idleLifetime - 1))).toBe(false);
    expect(await isPublic(token, later(2 * idleLifetime - 2))).toBe(false);
    expect(await isPublic(token, later(3 * idleLifetime - 2))).toBe(true);
  });

  test("ends at once by signing out, and no other ends with it", async () => {
    const { link, organization } = await createFirstLinks();
    const member = await memberBy(link);
    const fresh = (await issueSignInLinks(now, address)).find((one) => one.organization === organization.slug);
    if (!fresh) throw new Error("No fresh link.");
    const elsewhere = await memberBy(fresh);
    await signOut(member, now, noCaller);
    expect(await isPublic(member.token)).toBe(true);
    expect(await isPublic(elsewhere.token)).toBe(false);
    const { endedAt } = await db.session.findUniqueOrThrow({ where: { id: member.sessionId } });
    await signOut(member, hours(1), noCaller);
    expect(await db.session.findUniqueOrThrow({ where: { id: member.sessionId } })).toMatchObject({ endedAt });
  });

  test("ends at once when the person is removed, and when the membership ends", async () => {
    const { link, stewardLink } = await createFirstLinks();
    const [removed, left] = [await memberBy(link), await memberBy(stewardLink)];
    await db.user.update({ where: { id: removed.userId }, data: { endedAt: now } });
    await db.membership.updateMany({ where: { userId: left.userId }, data: { endedAt: now } });
    expect(await isPublic(removed.token)).toBe(true);
    expect(await isPublic(left.token)).toBe(true);
  });

  test("has the roles of this instant, not those of signing in", async () => {
    const member = await memberBy((await createFirstLinks()).link);
    await db.membership.updateMany({ where: { userId: member.userId }, data: { roles: ["reporter"] } });
    expect(await findViewer(member.token, now)).toMatchObject({ roles: ["reporter"] });
  });
});

describe("somebody of several organizations", () => {
  async function createTwice() {
    const [first, second, foreign] = [
      await createOrganization(),
      await createOrganization(),
      await createOrganization(),
    ];
    const { sessionId, userId } = await createMember(first, ["approver"]);
    await db.membership.create({ data: { userId, organizationId: second.id, roles: ["reporter"] } });
    const viewer = await findViewer(sessionId, now);
    if (viewer.kind !== "member") throw new Error("Not signed in.");
    return { first, second, foreign, viewer };
  }

  test("switches between their own, with the roles that they have in each", async () => {
    const { first, second, viewer } = await createTwice();
    expect(viewer).toMatchObject({ organization: { id: first.id }, roles: ["approver"] });
    expect(await switchOrganization(viewer, second.id, now)).toMatchObject({ ok: true });
    expect(await findViewer(viewer.sessionId, now)).toMatchObject({
      organization: { id: second.id },
      roles: ["reporter"],
    });
  });

  test("does not switch to another, whatever the viewer claims, nor to one that they have left", async () => {
    const { first, second, foreign, viewer } = await createTwice();
    const refusal = { ok: false, refusal: "not-yours" };
    expect(await switchOrganization(viewer, foreign.id, now)).toMatchObject(refusal);
    const { id, slug, name, acronym } = foreign;
    const pretender = { ...viewer, organizations: [...viewer.organizations, { id, slug, name, acronym }] };
    expect(await switchOrganization(pretender, foreign.id, now)).toMatchObject(refusal);
    expect(await switchOrganization(viewer, "' or true --", now)).toMatchObject(refusal);
    await db.membership.updateMany({ where: { organizationId: second.id }, data: { endedAt: now } });
    expect(await switchOrganization(viewer, second.id, now)).toMatchObject(refusal);
    expect(await findViewer(viewer.sessionId, now)).toMatchObject({ organization: { id: first.id } });
  });

  test("is the public when the organization they act for is the one that they have left", async () => {
    const { first, viewer } = await createTwice();
    await db.membership.updateMany({ where: { organizationId: first.id }, data: { endedAt: now } });
    expect((await findViewer(viewer.sessionId, now)).kind).toBe("public");
  });

  test("does not switch after signing out", async () => {
    const { second, viewer } = await createTwice();
    await signOut(viewer, now, noCaller);
    expect(await switchOrganization(viewer, second.id, now)).toMatchObject({ ok: false });
  });
});
