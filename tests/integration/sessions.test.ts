import { randomUUID } from "node:crypto";
import { describe, expect, test } from "vitest";
import { changeEmail } from "#lib/accounts/email-commands.ts";
import { findViewer, getAccount } from "#lib/accounts/queries.ts";
import { idleLifetime } from "#lib/accounts/session.ts";
import { endSessions, signOut, switchOrganization } from "#lib/accounts/session-commands.ts";
import { findPeopleByEmail, openSession } from "#lib/accounts/sign-in.ts";
import { hashToken } from "#lib/accounts/tokens.ts";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { actingAlone } from "#lib/acting.ts";
import { db as application } from "#lib/db.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization } from "../support/report.ts";

// Sessions as the application keeps them, in its own role: it begins, replaces and ends those of whoever acts.

const now = new Date();
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);
const caller = { address: "192.0.2.7", browser: "Firefox on Windows" };
const minutes = 60_000;

const openFor = ({ userId, organization }: Member, before: Viewer = publicViewer, at = now) =>
  actingAlone(userId, at, (tx) =>
    openSession(tx, { userId, organizationId: organization.id, way: "password", shownAt: at, before }, at, caller),
  );

async function viewerOf(token: string, at = now): Promise<Member> {
  const viewer = await findViewer(token, at);
  if (viewer.kind !== "member") throw new Error("Not signed in.");
  return viewer;
}

const isPublic = async (token: string, at = now) => (await findViewer(token, at)).kind === "public";
const create = async () => createMember(await createOrganization(), ["reporter"]);
const entriesOf = ({ userId }: Member) =>
  db.accessEntry.findMany({
    where: { actorId: userId },
    orderBy: { id: "asc" },
    select: { kind: true, details: true },
  });

describe("a session", () => {
  test("begins with a token of its own, of which the database knows the hash alone", async () => {
    const member = await create();
    const tokens = [await openFor(member), await openFor(member)];
    expect(new Set(tokens).size).toBe(2);
    const rows = await db.session.findMany({ where: { userId: member.userId } });
    for (const token of tokens) {
      expect(Buffer.from(token, "base64url")).toHaveLength(32);
      expect(JSON.stringify(rows)).toContain(hashToken(token));
      expect(JSON.stringify(rows)).not.toContain(token);
      // Its id, which stands on the page of the account, is no token.
      const { sessionId } = await viewerOf(token);
      expect(await isPublic(sessionId)).toBe(true);
    }
  });

  test("says when, how and with what one signed in, and so does the person's row", async () => {
    const member = await create();
    const viewer = await viewerOf(await openFor(member));
    expect(viewer.shownAt).toEqual(now);
    expect(await db.session.findUniqueOrThrow({ where: { id: viewer.sessionId } })).toMatchObject({
      ...{ way: "password", secondFactor: null, userAgent: caller.browser, lastSeenAt: now, endedAt: null },
    });
    expect(await db.user.findUniqueOrThrow({ where: { id: member.userId } })).toMatchObject({
      ...{ lastSignedInAt: now, lastSignedInBy: "password" },
    });
    expect(await entriesOf(member)).toEqual([
      { kind: "signed_in", details: { way: "password", browser: caller.browser } },
    ]);
  });

  test("takes the place of the one that the browser had, of the same person or another", async () => {
    const [member, other] = [await create(), await create()];
    const first = await openFor(member);
    const again = await openFor(member, await viewerOf(first), later(1));
    expect(await isPublic(first)).toBe(true);
    expect((await viewerOf(again)).shownAt).toEqual(later(1));
    const others = await openFor(other, await viewerOf(again), later(2));
    expect(await isPublic(again)).toBe(true);
    expect((await viewerOf(others)).userId).toBe(other.userId);
    const replaced = { kind: "session_ended", details: { count: 1, reason: "replaced", browser: caller.browser } };
    expect((await entriesOf(member)).filter(({ kind }) => kind === "session_ended")).toEqual([replaced, replaced]);
  });

  test("is kept to have been seen every five minutes, and not at every page", async () => {
    const member = await create();
    const token = await openFor(member);
    const { sessionId } = await viewerOf(token);
    const seen = async () => (await db.session.findUniqueOrThrow({ where: { id: sessionId } })).lastSeenAt;
    await viewerOf(token, later(5 * minutes - 1));
    expect(await seen()).toEqual(now);
    await viewerOf(token, later(5 * minutes + 1));
    expect(await seen()).toEqual(later(5 * minutes + 1));
    // Of what has ended nothing is kept any more.
    expect(await isPublic(token, later(5 * minutes + 1 + idleLifetime))).toBe(true);
    expect(await seen()).toEqual(later(5 * minutes + 1));
  });

  test("that ends in the middle of its use ends for all that comes after", async () => {
    const member = await create();
    const viewer = await viewerOf(await openFor(member));
    await signOut(viewer, now, caller);
    expect(await switchOrganization(viewer, member.organization.id, now)).toMatchObject({ ok: false });
    expect(await changeEmail(viewer, { email: "sok@example.org" }, now, caller)).toMatchObject({
      refusal: "signed-out",
    });
  });
});

describe("one's own sessions", () => {
  test("are listed while they stand, and nobody else's", async () => {
    const [member, other] = [await create(), await create()];
    await db.session.updateMany({ where: { userId: member.userId }, data: { endedAt: now } });
    const [one, two, ended, idle] = [
      await openFor(member),
      await openFor(member, publicViewer, later(1)),
      await openFor(member),
      await openFor(member),
    ];
    await openFor(other);
    await signOut(await viewerOf(ended ?? ""), now, caller);
    await db.session.update({ where: { tokenHash: hashToken(idle) }, data: { lastSeenAt: later(-idleLifetime) } });
    const { user, sessions } = await getAccount(await viewerOf(one), later(1));
    expect(user).toMatchObject({ name: member.name, email: null });
    const ids = [(await viewerOf(two)).sessionId, (await viewerOf(one)).sessionId];
    expect(sessions.map(({ id }) => id)).toEqual(ids);
  });

  test("are ended one by one, or everywhere; each time it is in the access log", async () => {
    const member = await create();
    const tokens = [await openFor(member), await openFor(member), await openFor(member)] as const;
    const viewer = await viewerOf(tokens[0]);
    await endSessions(viewer, (await viewerOf(tokens[1])).sessionId, now, caller);
    expect([await isPublic(tokens[0]), await isPublic(tokens[1]), await isPublic(tokens[2])]).toEqual([
      ...[false, true, false],
    ]);
    await endSessions(viewer, "all", now, caller);
    for (const token of [...tokens, member.sessionId]) expect(await isPublic(token)).toBe(true);
    const ends = (await entriesOf(member)).filter(({ kind }) => kind === "session_ended");
    expect(ends.map(({ details }) => details)).toMatchObject([
      { count: 1, reason: "chosen" },
      { count: 3, reason: "everywhere" },
    ]);
  });

  test("are not somebody else's, whatever is sent", async () => {
    const [member, other] = [await create(), await create()];
    for (const which of [other.sessionId, randomUUID()]) await endSessions(member, which, now, caller);
    expect(await isPublic(other.sessionId)).toBe(false);
    expect(await entriesOf(member)).toEqual([]);
    await signOut({ ...member, sessionId: other.sessionId }, now, caller);
    expect(await isPublic(other.sessionId)).toBe(false);
    await endSessions(member, "all", now, caller);
    expect(await isPublic(other.sessionId)).toBe(false);
  });
});

describe("one's e-mail", () => {
  const change = (member: Member, email: string, at = now) => changeEmail(member, { email }, at, caller);

  test("is changed by whoever has just signed in, is not confirmed then, and ends links to the one before", async () => {
    const member = await viewerOf(await openFor(await create()));
    const { userId, organization } = member;
    const before = { email: "old@example.org", emailSetAt: now, emailVerifiedAt: now };
    await db.user.update({ where: { id: userId }, data: before });
    const link = { userId, organizationId: organization.id, expiresAt: later(minutes) };
    await db.oneTimeLink.createMany({
      data: [
        { ...link, tokenHash: randomUUID(), purpose: "email_sign_in", email: "old@example.org" },
        { ...link, tokenHash: randomUUID() },
      ],
    });
    expect(await change(member, "new@example.org")).toMatchObject({ ok: true });
    expect(await db.user.findUniqueOrThrow({ where: { id: userId } })).toMatchObject({
      ...{ email: "new@example.org", emailSetAt: now, emailVerifiedAt: null },
    });
    const links = await db.oneTimeLink.findMany({ where: { userId }, orderBy: { purpose: "asc" } });
    expect(links.map(({ purpose, usedAt }) => [purpose, usedAt])).toEqual([
      ["sign_in", null],
      ["email_sign_in", now],
    ]);
    // The address itself is not written there: it is not for the steward to keep for ever.
    const entries = await entriesOf(member);
    expect(entries.find(({ kind }) => kind === "email_changed")?.details).toEqual({ browser: caller.browser });
  });

  test("is changed, and whoever is signed in elsewhere is so no more", async () => {
    const person = await create();
    const [elsewhere, member] = [await viewerOf(await openFor(person)), await viewerOf(await openFor(person))];
    expect(await change(member, "new@example.org")).toMatchObject({ ok: true });
    expect(await isPublic(elsewhere.sessionId)).toBe(true);
    const stands = await db.session.count({ where: { id: member.sessionId, endedAt: null } });
    expect(stands).toBe(1);
    expect((await entriesOf(member)).at(-1)).toMatchObject({ kind: "session_ended", details: { count: 2 } });
  });

  test("is not changed in a session that is over", async () => {
    const member = await viewerOf(await openFor(await create()));
    await db.session.update({ where: { id: member.sessionId }, data: { expiresAt: later(1) } });
    expect(await change(member, "new@example.org", later(1))).toMatchObject({ refusal: "signed-out" });
  });

  test("is not changed by whoever signed in a while ago", async () => {
    const member = await viewerOf(await openFor(await create()));
    expect(await change(member, "new@example.org", later(15 * minutes))).toMatchObject({ refusal: "not-recent" });
    expect(await change(member, "new@example.org", later(15 * minutes - 1))).toMatchObject({ ok: true });
  });

  test.each([
    ["", "missing"],
    ["sok", "no-address"],
    ["same@example.org", "same"],
  ])("is not changed to %j", async (email, code) => {
    const member = await viewerOf(await openFor(await create()));
    const own = { email: "same@example.org", emailSetAt: now };
    await db.user.update({ where: { id: member.userId }, data: own });
    expect(await change(member, email)).toEqual({ ok: false, refusal: "invalid", detail: [{ field: "email", code }] });
  });

  test("answers the same whether somebody else has it or not; it means whoever confirmed it, or said it first", async () => {
    const [first, second, third] = [await create(), await create(), await create()];
    const email = `${randomUUID()}@example.org`;
    for (const [at, member] of [first, second, third].entries())
      expect(await change(await viewerOf(await openFor(member)), email, later(at))).toMatchObject({ ok: true });
    expect(await findPeopleByEmail(application, ` ${email.toUpperCase()}`)).toEqual([first.userId, second.userId]);
    // Whoever was invited by it comes before those who have merely given it.
    await db.user.update({ where: { id: third.userId }, data: { isEmailInvited: true } });
    expect(await findPeopleByEmail(application, email)).toEqual([third.userId, first.userId]);
    await db.user.update({ where: { id: third.userId }, data: { isEmailInvited: false } });
    await db.user.update({ where: { id: second.userId }, data: { emailVerifiedAt: now } });
    expect(await findPeopleByEmail(application, email)).toEqual([second.userId]);
    await db.user.update({
      where: { id: second.userId },
      data: { email: null, emailSetAt: null, emailVerifiedAt: null, endedAt: now },
    });
    expect(await findPeopleByEmail(application, email)).toEqual([first.userId, third.userId]);
    // Who belongs to nothing any more is in nobody's way, and is found where nobody else is.
    await db.membership.updateMany({ where: { userId: first.userId }, data: { endedAt: now } });
    expect(await findPeopleByEmail(application, email)).toEqual([third.userId]);
    await db.membership.updateMany({ where: { userId: third.userId }, data: { endedAt: now } });
    expect(await findPeopleByEmail(application, email)).toEqual([first.userId]);
    expect(await findPeopleByEmail(application, `${randomUUID()}@example.org`)).toEqual([]);
  });
});
