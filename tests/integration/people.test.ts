import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { findViewer } from "#lib/accounts/queries.ts";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { db as application } from "#lib/db.ts";
import type { Organization } from "#lib/generated/client.ts";
import { Role } from "#lib/generated/enums.ts";
import { changeRoles, endMembership, invite, withdrawInvitation } from "#lib/people/commands.ts";
import { acceptInvitation } from "#lib/people/joining.ts";
import { readPlace } from "#lib/people/place.ts";
import { rolesToGive } from "#lib/people/policy.ts";
import { getInvitation, getManaged, getPerson, listOpenInvitations, listPeople } from "#lib/people/queries.ts";
import { connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { createMember, createReport, createTwoReports } from "../support/report.ts";

// People and invitations by the commands of the application, in its own role: what each does, and every refusal.

const now = new Date();
const later = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const caller = { address: "192.0.2.7", browser: "Firefox on Windows" };

type Cast = Awaited<ReturnType<typeof createCast>>;
let cast: Cast;
beforeEach(async () => {
  cast = await createCast();
});
beforeAll(async () => {
  const [row] = await application.$queryRaw<{ role: string }[]>`select current_user::text as role`;
  expect(row?.role).toBe("tamdan_app");
});

async function createCast() {
  const { report, other, own, stranger } = await createTwoReports();
  // Keeps the report together with its steward, and another one alone.
  const third = await createReport();
  await db.participation.create({
    data: { reportId: report.id, organizationId: third.steward.id, function: "steward", position: 3 },
  });
  return {
    ...{ own, stranger, ilo: report.steward, otherIlo: other.steward, keeper: third.steward },
    keepers: await createMember(third.steward, ["steward"]),
    public: publicViewer as Viewer,
    approver: await createMember(own, ["approver"]),
    second: await createMember(own, ["approver"]),
    reporter: await createMember(own, ["reporter"]),
    verifier: await createMember(own, ["reporter", "verifier"]),
    steward: await createMember(report.steward, ["steward", "verifier"]),
    stewardsApprover: await createMember(report.steward, ["approver"]),
    otherSteward: await createMember(other.steward, ["steward"]),
    strangersApprover: await createMember(stranger, ["approver"]),
  };
}

const form = (roles: Role[] = ["reporter"], email = "") => ({ id: randomUUID() as string | null, email, roles });
const said = (result: { ok: boolean; refusal?: string; detail?: unknown }) =>
  result.ok ? "done" : result.detail ? `${result.refusal} ${JSON.stringify(result.detail)}` : result.refusal;

const inviteInto = async (viewer: Viewer, organization: Organization, roles?: Role[], email?: string) =>
  invite(viewer, organization.slug, form(roles, email), now, caller);

async function tokenFor(organization: Organization, roles: Role[] = ["reporter"], email = ""): Promise<string> {
  const inviter = organization.id === cast.own.id ? cast.approver : cast.strangersApprover;
  const result = await inviteInto(inviter, organization, roles, email);
  if (!result.ok) throw new Error(result.refusal);
  return result.value.token;
}

const person = (name = "Sok Chan", email = `${randomUUID()}@example.org`) => ({ name, email });
const accept = (token: string, viewer: Viewer = publicViewer, typed = person(), at = now) =>
  acceptInvitation(viewer, token, typed, at, caller);

async function signedIn(token: string, at = now): Promise<Member> {
  const viewer = await findViewer(token, at);
  if (viewer.kind !== "member") throw new Error("Not signed in.");
  return viewer;
}

async function join(organization: Organization, roles: Role[] = ["reporter"], typed = person()): Promise<Member> {
  const result = await accept(await tokenFor(organization, roles), publicViewer, typed);
  if (!result.ok || !result.value.account) throw new Error("Not accepted.");
  return signedIn(result.value.account.token);
}

const entriesOf = (organizationId: string) =>
  db.accessEntry.findMany({
    where: { organizationId },
    orderBy: { id: "asc" },
    select: { kind: true, actorId: true, aboutId: true, address: true, details: true },
  });

test("the roles that somebody may give are the same in TypeScript and in SQL, whoever acts and wherever", async () => {
  const client = await connect();
  const viewers = Object.entries(cast).filter(([, one]) => !("slug" in one)) as [string, Viewer][];
  const places = Object.entries(cast).filter(([, one]) => "slug" in one) as [string, Organization][];
  expect(viewers.length * places.length).toBe(50);
  let given = 0;
  for (const [who, viewer] of viewers)
    for (const [where, { id, slug }] of places) {
      const place = await readPlace(db, slug);
      const acting = viewer.kind === "member" ? [viewer.userId, viewer.organization.id] : ["", ""];
      await client.query("begin");
      await client.query(
        "select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true)",
        acting,
      );
      const { rows } = await client.query("select roles_to_give($1)::text[] as roles, may_manage_people($1) as may", [
        id,
      ]);
      await client.query("rollback");
      const roles = place ? rolesToGive(viewer, place) : [];
      given += roles.length;
      expect([who, where, Object.values(Role).filter((role) => rows[0].roles.includes(role))]).toEqual([
        who,
        where,
        roles,
      ]);
      expect([who, where, rows[0].may]).toEqual([who, where, roles.length > 0]);
    }
  await client.end();
  expect(given).toBeGreaterThan(10);
});

describe("an invitation", () => {
  test("leads one person in, with its roles, signed in at once; each step is in the access log", async () => {
    const { own, approver } = cast;
    const token = await tokenFor(own, ["reporter", "approver"]);
    expect(await getInvitation(token, now)).toMatchObject({
      isOpen: true,
      roles: ["reporter", "approver"],
      invitedBy: { name: approver.name },
      organization: { name: own.name },
    });
    const result = await accept(token, publicViewer, person("Sok Chan", "sok@example.org"));
    if (!result.ok || !result.value.account) throw new Error("Not accepted.");
    const member = await signedIn(result.value.account.token);
    expect(member).toMatchObject({
      name: "Sok Chan",
      organization: { id: own.id },
      roles: ["reporter", "approver"],
    });
    expect(await db.user.findUniqueOrThrow({ where: { id: member.userId } })).toMatchObject({
      email: "sok@example.org",
      emailVerifiedAt: null,
      lastSignedInAt: now,
      lastSignedInBy: "invitation",
    });
    const of = { address: caller.address };
    const browser = { browser: caller.browser };
    const invitation = await db.invitation.findUniqueOrThrow({ where: { tokenHash: hashToken(token) } });
    expect(invitation).toMatchObject({ usedAt: now, usedById: member.userId });
    const details = { ...browser, roles: ["reporter", "approver"], invitation: invitation.id };
    expect(await entriesOf(own.id)).toEqual([
      { ...of, kind: "invited", actorId: approver.userId, aboutId: null, details },
      { ...of, kind: "invitation_accepted", actorId: member.userId, aboutId: null, details },
      {
        ...of,
        kind: "signed_in",
        actorId: member.userId,
        aboutId: null,
        details: { ...browser, way: "invitation" },
      },
    ]);
  });

  test("gives an account the address that was in it, as one that it was invited by; one that was typed is not", async () => {
    for (const [invited, typed] of [
      [`${randomUUID()}@example.org`, ""],
      ["", `${randomUUID()}@example.org`],
    ] as const) {
      const token = await tokenFor(cast.own, ["reporter"], invited);
      expect(await accept(token, publicViewer, person("Sok Chan", typed))).toMatchObject({ ok: true });
      const user = await db.user.findFirstOrThrow({ where: { email: invited || typed } });
      expect(user.isEmailInvited).toBe(invited !== "");
    }
  });

  test("is kept as the hash of its token alone", async () => {
    const token = await tokenFor(cast.own);
    const rows = JSON.stringify(await db.invitation.findMany());
    expect(rows).toContain(hashToken(token));
    expect(rows).not.toContain(token);
  });

  test("is made once by a form that is sent twice", async () => {
    const typed = form();
    expect(said(await invite(cast.approver, cast.own.slug, typed, now, caller))).toBe("done");
    expect(said(await invite(cast.approver, cast.own.slug, typed, now, caller))).toBe("sent-before");
    // Nor does the form's name of another organization's invitation make anything.
    expect(said(await invite(cast.strangersApprover, cast.stranger.slug, typed, now, caller))).toBe("sent-before");
    expect(await db.invitation.count({ where: { organizationId: cast.own.id } })).toBe(1);
    expect(await entriesOf(cast.stranger.id)).toEqual([]);
  });

  const email = (code: string) => `invalid ${JSON.stringify([{ field: "email", code }])}`;
  test.each([
    ["without a role", form([]), `invalid ${JSON.stringify([{ field: "roles", code: "missing" }])}`],
    ["to what is no address", form(["reporter"], "sok"), email("no-address")],
    ["to an address that is too long", form(["reporter"], `${"s".repeat(250)}@example.org`), email("no-address")],
    ["by a form without its id", { ...form(), id: null }, "not-found"],
    ["as a verifier", form(["verifier"]), "not-yours-to-give"],
    ["as a steward too", form(["reporter", "steward"]), "not-yours-to-give"],
  ])("is not made by an approver %s", async (_, typed, refusal) => {
    expect(said(await invite(cast.approver, cast.own.slug, typed, now, caller))).toBe(refusal);
    expect(await db.invitation.count({ where: { organizationId: cast.own.id } })).toBe(0);
  });

  test("is not made for somebody who belongs to the organization already", async () => {
    await join(cast.own, ["reporter"], person("Sok", "known@example.org"));
    expect(said(await inviteInto(cast.approver, cast.own, ["reporter"], "known@example.org"))).toBe(
      email("member-already"),
    );
    // Of another organization's people nothing is told.
    expect(said(await inviteInto(cast.strangersApprover, cast.stranger, ["reporter"], "known@example.org"))).toBe(
      "done",
    );
  });

  test.each<[keyof Cast, keyof Cast]>([
    ["public", "own"],
    ["reporter", "own"],
    ["verifier", "own"],
    ["strangersApprover", "own"],
    ["stewardsApprover", "own"],
    ["otherSteward", "own"],
    ["steward", "stranger"],
    ["approver", "ilo"],
  ])("of %s into %s is refused", async (who, where) => {
    expect(said(await inviteInto(cast[who] as Viewer, cast[where] as Organization))).toBe("not-yours");
    expect(await getManaged(cast[who] as Viewer, (cast[where] as Organization).slug)).toBeUndefined();
  });

  test("of who has left, was removed or pretends is refused", async () => {
    const { approver, second, strangersApprover, own } = cast;
    await db.membership.updateMany({ where: { userId: approver.userId }, data: { endedAt: now } });
    await db.user.update({ where: { id: second.userId }, data: { endedAt: now } });
    for (const viewer of [approver, second, { ...strangersApprover, organization: approver.organization }])
      expect(said(await inviteInto(viewer, own))).toBe("not-yours");
    expect(said(await invite(approver, "nowhere", form(), now, caller))).toBe("not-found");
  });

  test.each<[Role[], keyof Cast]>([
    [["verifier"], "own"],
    [["steward"], "ilo"],
    [["approver", "verifier"], "otherIlo"],
  ])("of the steward as %s into %s is made", async (roles, where) => {
    expect(said(await inviteInto(cast.steward, cast[where] as Organization, roles))).toBe("done");
  });

  test("of the steward makes no steward of an organization that keeps another report", async () => {
    for (const where of [cast.otherIlo, cast.keeper])
      expect(said(await inviteInto(cast.steward, where, ["steward"]))).toBe("not-yours-to-give");
    expect(said(await inviteInto(cast.keepers, cast.keeper, ["steward"]))).toBe("done");
    expect(said(await inviteInto(cast.steward, cast.own, ["steward"]))).toBe("not-yours-to-give");
  });

  test("leads nowhere when it is unknown, used, withdrawn or old, and says why", async () => {
    const [used, withdrawn, old] = [await tokenFor(cast.own), await tokenFor(cast.own), await tokenFor(cast.own)];
    expect(said(await accept(used))).toBe("done");
    const { id } = await db.invitation.findUniqueOrThrow({ where: { tokenHash: hashToken(withdrawn) } });
    expect(said(await withdrawInvitation(cast.second, cast.own.slug, id, now, caller))).toBe("done");
    for (const [token, at, refusal] of [
      [newToken(), now, "unknown"],
      [used, now, "used"],
      [withdrawn, now, "withdrawn"],
      [old, later(7 * 24), "expired"],
    ] as const) {
      expect(await getInvitation(token, at)).toEqual({ isOpen: false, refusal });
      expect(said(await accept(token, publicViewer, person(), at))).toBe(refusal);
      expect(said(await accept(token, cast.strangersApprover, person(), at))).toBe(refusal);
    }
    expect(said(await accept(old, publicViewer, person(), later(7 * 24 - 1)))).toBe("done");
  });

  test("of two who accept it at once, one comes in", async () => {
    const token = await tokenFor(cast.own);
    const before = await db.user.count();
    const answers = await Promise.all([accept(token), accept(token), accept(token, cast.strangersApprover)]);
    expect(answers.map(said).toSorted()).toEqual(["done", "used", "used"]);
    expect(await db.membership.count({ where: { organizationId: cast.own.id } })).toBe(5);
    expect((await db.user.count()) - before).toBeLessThanOrEqual(1);
  });

  test.each([
    ["no name", person(""), "name", "missing"],
    ["a long name", person("S".repeat(101)), "name", "too-long"],
    ["no address", person("Sok", ""), "email", "missing"],
    ["what is no address", person("Sok", "sok"), "email", "no-address"],
  ])("stays open when it is accepted with %s", async (_, typed, field, code) => {
    const token = await tokenFor(cast.own);
    expect(said(await accept(token, publicViewer, typed))).toBe(`invalid ${JSON.stringify([{ field, code }])}`);
    expect(said(await accept(token))).toBe("done");
  });

  test("that names an address gives the account that one, whatever was sent", async () => {
    const token = await tokenFor(cast.own, ["reporter"], "chosen@example.org");
    expect(said(await accept(token, publicViewer, person("Sok", "other@example.org")))).toBe("done");
    expect(await db.user.findFirst({ where: { email: "chosen@example.org" } })).toMatchObject({ name: "Sok" });
    expect(await db.user.findFirst({ where: { email: "other@example.org" } })).toBeNull();
  });

  test("answers the same whether somebody has the address already or not", async () => {
    await join(cast.stranger, ["reporter"], person("First", "same@example.org"));
    await db.user.updateMany({ where: { email: "same@example.org" }, data: { emailVerifiedAt: now } });
    const member = await join(cast.own, ["reporter"], person("Second", "same@example.org"));
    expect(member.name).toBe("Second");
    expect(await db.user.count({ where: { email: "same@example.org" } })).toBe(2);
  });

  test("is accepted with the account that is signed in, which acts for it from then on", async () => {
    const { strangersApprover: member, own } = cast;
    const result = await accept(await tokenFor(own, ["reporter"]), member, { name: "", email: "" });
    expect(result).toEqual({ ok: true, value: {} });
    const viewer = await signedIn(member.sessionId);
    expect(viewer).toMatchObject({ userId: member.userId, organization: { id: own.id }, roles: ["reporter"] });
    expect(viewer.organizations).toHaveLength(2);
  });

  test("leads nobody in twice, and nobody who has signed out meanwhile; it stays open", async () => {
    const token = await tokenFor(cast.own, ["approver"]);
    expect(said(await accept(token, cast.reporter))).toBe("member-already");
    await db.session.update({ where: { id: cast.strangersApprover.sessionId }, data: { endedAt: now } });
    expect(said(await accept(token, cast.strangersApprover))).toBe("signed-out");
    expect(said(await accept(token))).toBe("done");
  });

  test("lets in again whoever had left, with its roles", async () => {
    const { own, approver } = cast;
    const member = await join(own, ["reporter"]);
    expect(said(await endMembership(approver, own.slug, member.userId, now, caller))).toBe("done");
    const elsewhere = await createMember(cast.stranger, ["reporter"]);
    await db.session.update({ where: { id: elsewhere.sessionId }, data: { endedAt: now } });
    await db.membership.create({
      data: { userId: member.userId, organizationId: cast.stranger.id, roles: ["reporter"] },
    });
    const session = randomUUID();
    await db.session.create({
      data: {
        ...{ id: session, tokenHash: hashToken(session), way: "link", expiresAt: later(1) },
        ...{ userId: member.userId, organizationId: cast.stranger.id },
      },
    });
    expect(said(await accept(await tokenFor(own, ["approver"]), await signedIn(session)))).toBe("done");
    expect(await signedIn(session)).toMatchObject({ organization: { id: own.id }, roles: ["approver"] });
  });

  test("is withdrawn by those who may invite there, and by nobody else", async () => {
    const token = await tokenFor(cast.own);
    const { id } = await db.invitation.findUniqueOrThrow({ where: { tokenHash: hashToken(token) } });
    const withdraw = (viewer: Viewer, organization = cast.own, which: string | null = id) =>
      withdrawInvitation(viewer, organization.slug, which, now, caller);
    for (const who of ["public", "reporter", "strangersApprover", "stewardsApprover", "otherSteward"] as const)
      expect(said(await withdraw(cast[who]))).toBe("not-yours");
    expect(said(await withdraw(cast.strangersApprover, cast.stranger))).toBe("not-found");
    expect(said(await withdraw(cast.approver, cast.own, null))).toBe("not-found");
    expect(said(await withdraw(cast.approver, cast.own, randomUUID()))).toBe("not-found");
    expect((await getInvitation(token, now)).isOpen).toBe(true);
    const answers = await Promise.all([withdraw(cast.steward), withdraw(cast.approver)]);
    expect(answers.map(said).toSorted()).toEqual(["done", "not-found"]);
    const entries = await entriesOf(cast.own.id);
    expect(entries.filter(({ kind }) => kind === "invitation_withdrawn")).toHaveLength(1);
  });
});

describe("roles", () => {
  const give = (viewer: Viewer, of: Member, roles: Role[], seen: Role[], organization = cast.own) =>
    changeRoles(viewer, organization.slug, of.userId, { roles, seen }, now, caller);
  const rolesOf = async ({ userId }: Member) =>
    (await db.membership.findFirstOrThrow({ where: { userId, organizationId: cast.own.id } })).roles;

  test("are changed by an approver, at once and in the access log", async () => {
    const { approver, reporter, own } = cast;
    expect(said(await give(approver, reporter, ["approver"], ["reporter"]))).toBe("done");
    expect(await signedIn(reporter.sessionId)).toMatchObject({ roles: ["approver"] });
    expect(await db.membership.findFirstOrThrow({ where: { userId: reporter.userId } })).toMatchObject({
      changedAt: now,
      changedById: approver.userId,
    });
    expect(await entriesOf(own.id)).toMatchObject([
      {
        kind: "membership_changed",
        actorId: approver.userId,
        aboutId: reporter.userId,
        details: { was: ["reporter"], is: ["approver"] },
      },
    ]);
  });

  test("that one may not give stay as they are", async () => {
    const { approver, verifier } = cast;
    expect(said(await give(approver, verifier, ["approver"], ["reporter", "verifier"]))).toBe("done");
    expect(await rolesOf(verifier)).toEqual(["verifier", "approver"]);
    expect(said(await give(approver, verifier, ["verifier"], ["verifier", "approver"]))).toBe("not-yours-to-give");
    expect(said(await give(approver, approver, ["approver", "steward"], ["approver"]))).toBe("not-yours-to-give");
    expect(said(await give(cast.steward, verifier, ["reporter"], ["verifier", "approver"]))).toBe("done");
    expect(await rolesOf(verifier)).toEqual(["reporter"]);
  });

  test("are not saved over what somebody else has changed meanwhile: of two at once, one is told", async () => {
    const { approver, second, reporter } = cast;
    const answers = await Promise.all([
      give(approver, reporter, ["approver"], ["reporter"]),
      give(second, reporter, ["approver", "reporter"], ["reporter"]),
    ]);
    expect(answers.map(said).toSorted()).toEqual(["changed-meanwhile", "done"]);
  });

  test("that are the same already change nothing and are no news", async () => {
    expect(said(await give(cast.approver, cast.reporter, ["reporter"], ["reporter"]))).toBe("done");
    expect(await entriesOf(cast.own.id)).toEqual([]);
  });

  test("are at least one", async () => {
    expect(said(await give(cast.approver, cast.reporter, [], ["reporter"]))).toBe(
      `invalid ${JSON.stringify([{ field: "roles", code: "missing" }])}`,
    );
  });

  test("are changed by nobody else, nor of somebody who belongs elsewhere or to nothing any more", async () => {
    const { reporter, strangersApprover, approver, own } = cast;
    for (const who of ["public", "reporter", "verifier", "strangersApprover", "stewardsApprover"] as const)
      expect(said(await give(cast[who], reporter, ["approver"], ["reporter"]))).toBe("not-yours");
    expect(said(await give(approver, strangersApprover, ["reporter"], ["approver"]))).toBe("not-found");
    expect(said(await changeRoles(approver, own.slug, null, { roles: [], seen: [] }, now, caller))).toBe("not-found");
    await db.membership.updateMany({ where: { userId: reporter.userId }, data: { endedAt: now } });
    expect(said(await give(approver, reporter, ["approver"], ["reporter"]))).toBe("not-found");
    expect(await rolesOf(reporter)).toEqual(["reporter"]);
  });

  test("leave an organization its last approver, unless the steward changes them", async () => {
    const { approver, second, steward } = cast;
    expect(said(await give(approver, second, ["reporter"], ["approver"]))).toBe("done");
    expect(said(await give(approver, approver, ["reporter"], ["approver"]))).toBe("last-approver");
    expect(said(await give(steward, approver, ["reporter"], ["approver"]))).toBe("done");
  });

  test("leave the steward's organization its last steward", async () => {
    const { steward, ilo } = cast;
    expect(said(await give(steward, steward, ["verifier"], ["steward", "verifier"], ilo))).toBe("last-steward");
  });
});

describe("a membership", () => {
  const end = (viewer: Viewer, of: Member, organization = cast.own) =>
    endMembership(viewer, organization.slug, of.userId, now, caller);

  test("ends with every session for the organization, and with the invitations that its person made", async () => {
    const { approver, second, own } = cast;
    await db.membership.create({
      data: { userId: second.userId, organizationId: cast.stranger.id, roles: ["reporter"] },
    });
    const elsewhere = randomUUID();
    await db.session.create({
      data: {
        ...{ id: elsewhere, tokenHash: hashToken(elsewhere), way: "link", expiresAt: later(1) },
        ...{ userId: second.userId, organizationId: cast.stranger.id },
      },
    });
    const made = await inviteInto(second, own);
    const kept = await inviteInto(approver, own);
    expect(said(await end(approver, second))).toBe("done");
    expect((await findViewer(second.sessionId, now)).kind).toBe("public");
    expect(await db.session.findUniqueOrThrow({ where: { id: second.sessionId } })).toMatchObject({
      endedAt: now,
    });
    expect(await signedIn(elsewhere)).toMatchObject({ organization: { id: cast.stranger.id } });
    expect(
      await db.membership.findFirstOrThrow({ where: { userId: second.userId, organizationId: own.id } }),
    ).toMatchObject({ endedAt: now, endedById: approver.userId, roles: ["approver"] });
    if (!made.ok || !kept.ok) throw new Error("Not invited.");
    expect(await getInvitation(made.value.token, now)).toEqual({ isOpen: false, refusal: "withdrawn" });
    expect((await getInvitation(kept.value.token, now)).isOpen).toBe(true);
    expect((await entriesOf(own.id)).slice(2)).toMatchObject([
      { kind: "membership_ended", actorId: approver.userId, aboutId: second.userId, details: { was: ["approver"] } },
      { kind: "invitation_withdrawn", aboutId: second.userId, details: { count: 1 } },
    ]);
  });

  test("is ended by nobody else, nor twice, nor where it is not", async () => {
    const { approver, reporter, strangersApprover } = cast;
    for (const who of ["public", "reporter", "verifier", "strangersApprover", "stewardsApprover"] as const)
      expect(said(await end(cast[who], reporter))).toBe("not-yours");
    expect(said(await end(approver, strangersApprover))).toBe("not-found");
    expect(said(await end(approver, reporter))).toBe("done");
    expect(said(await end(approver, reporter))).toBe("not-found");
  });

  test("with a role that one may not give is not ended by them either", async () => {
    const { approver, verifier, steward, stewardsApprover, ilo } = cast;
    expect(said(await end(approver, verifier))).toBe("not-yours-to-give");
    expect(said(await end(stewardsApprover, steward, ilo))).toBe("not-yours-to-give");
    expect(said(await end(steward, verifier))).toBe("done");
  });

  test("of the last approver is ended by the steward alone, and of the last steward by nobody", async () => {
    const { approver, second, steward, ilo } = cast;
    expect(said(await end(approver, second))).toBe("done");
    expect(said(await end(approver, approver))).toBe("last-approver");
    expect(said(await end(steward, approver))).toBe("done");
    expect(said(await end(steward, steward, ilo))).toBe("last-steward");
  });

  test("of two approvers who end each other at once, one stays", async () => {
    const { approver, second } = cast;
    const answers = await Promise.all([end(approver, second), end(second, approver)]);
    expect(answers.map(said).toSorted()).toEqual(["done", "not-yours"]);
    const left = { organizationId: cast.own.id, endedAt: null, roles: { has: Role.approver } };
    expect(await db.membership.count({ where: left })).toBe(1);
  });

  test("of two last approvers who leave at once, one stays", async () => {
    const { approver, second } = cast;
    const answers = await Promise.all([end(approver, approver), end(second, second)]);
    expect(answers.map(said).toSorted()).toEqual(["done", "last-approver"]);
  });
});

describe("the people of an organization", () => {
  test("are read by its approvers and the steward: name, address, roles, last sign-in", async () => {
    const member = await join(cast.own, ["reporter"], person("Aa Sok", "aa@example.org"));
    for (const viewer of [cast.approver, cast.steward]) {
      const managed = await getManaged(viewer, cast.own.slug);
      if (!managed) throw new Error("Not managed.");
      const { people, pages } = await listPeople(managed, 1);
      expect(pages).toBe(1);
      expect(people).toHaveLength(5);
      expect(people[0]).toMatchObject({
        roles: ["reporter"],
        user: { name: "Aa Sok", email: "aa@example.org", lastSignedInAt: now, lastSignedInBy: "invitation" },
      });
      expect(await getPerson(managed, member.userId)).toMatchObject({ user: { name: "Aa Sok" } });
      expect(await getPerson(managed, cast.strangersApprover.userId)).toBeNull();
    }
  });

  test("without those who have left or were removed, and with the invitations that are open", async () => {
    const { own, approver, reporter, verifier } = cast;
    await db.membership.updateMany({ where: { userId: reporter.userId }, data: { endedAt: now } });
    await db.user.update({ where: { id: verifier.userId }, data: { endedAt: now } });
    await tokenFor(own, ["reporter"], "open@example.org");
    await db.invitation.updateMany({
      where: { tokenHash: hashToken(await tokenFor(own)) },
      data: { withdrawnAt: now, withdrawnById: approver.userId },
    });
    await accept(await tokenFor(own));
    const managed = await getManaged(approver, own.slug);
    if (!managed) throw new Error("Not managed.");
    expect((await listPeople(managed, 1)).people).toHaveLength(3);
    expect(await getPerson(managed, reporter.userId)).toBeNull();
    expect(await listOpenInvitations(approver, managed, now)).toMatchObject([{ email: "open@example.org" }]);
    expect(await listOpenInvitations(approver, managed, later(7 * 24))).toEqual([]);
    // Asked for by somebody who may not, the database gives none.
    expect(await listOpenInvitations(cast.strangersApprover, managed, now)).toEqual([]);
  });
});

test("what is written of an invitation is written with it, or not at all", async () => {
  const { own, approver } = cast;
  const broken = { address: "\0", browser: null };
  await expect(invite(approver, own.slug, form(), now, broken)).rejects.toThrow();
  expect(await db.invitation.count({ where: { organizationId: own.id } })).toBe(0);
  expect(said(await invite(approver, own.slug, form(), now, noCaller))).toBe("done");
});
