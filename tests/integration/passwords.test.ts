import crypto from "node:crypto";
import { syncBuiltinESMExports } from "node:module";
import pg from "pg";
import { afterEach, describe, expect, test, vi } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { findViewer } from "#lib/accounts/queries.ts";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { removePassword, setPassword, signInWithPassword } from "#lib/passwords/commands.ts";
import { hashPassword, isOutdated, matchesPassword } from "#lib/passwords/hash.ts";
import { db } from "../support/owner.ts";
import { accessOf, createPerson, type Person, signedInElsewhere } from "../support/person.ts";
import { createOrganization } from "../support/report.ts";

const password = "four unrelated horses";
const now = new Date();
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

const set = (person: Person, typed: string, current = "", at = now) =>
  setPassword(person, { current, password: typed }, at, noCaller);
const signIn = (email: string, typed: string, at = now) =>
  signInWithPassword({ email, password: typed }, publicViewer, at, noCaller);

async function createWithPassword() {
  const person = await createPerson();
  expect(await set(person, password)).toMatchObject({ ok: true, value: { isFirst: true } });
  return person;
}

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  syncBuiltinESMExports();
});

describe("signing in with a password", () => {
  test("opens a session for whoever knows it, and says so in the access log", async () => {
    const person = await createWithPassword();
    const answer = await signIn(person.email, password);
    if (!answer.ok) throw new Error(answer.refusal);
    expect(answer.value.kind).toBe("session");
    expect(await findViewer(answer.value.token, now)).toMatchObject({ userId: person.userId });
    expect(await accessOf(person)).toEqual(["password_set", "signed_in"]);
    expect(await db.user.findUniqueOrThrow({ where: { id: person.userId } })).toMatchObject({
      lastSignedInBy: "password",
    });
  });

  test("is refused in the same words to whoever does not, whether or not there is an account or a password", async () => {
    const person = await createWithPassword();
    const without = await createPerson();
    const gone = await createWithPassword();
    await db.membership.updateMany({ where: { userId: gone.userId }, data: { endedAt: now } });
    const refusals = [
      await signIn(person.email, `${password}.`),
      await signIn(person.email, password.toUpperCase()),
      await signIn(person.email, ""),
      await signIn(without.email, password),
      await signIn("nobody@example.org", password),
      await signIn("", ""),
      await signIn(gone.email, password),
    ];
    for (const refusal of refusals) expect(refusal).toEqual({ ok: false, refusal: "wrong", detail: undefined });
    expect(await accessOf(person)).toEqual(["password_set", ...Array(3).fill("sign_in_failed")]);
    expect(await db.session.count({ where: { userId: { in: [person.userId, without.userId] } } })).toBe(2);
  });

  test("costs the same whoever has the address: two hashes, and as many questions to the database", async () => {
    const person = await createWithPassword();
    const without = await createPerson();
    const [one, left] = [await createPerson({ isConfirmed: false }), await createWithPassword()];
    const other = await createPerson({ email: one.email, isConfirmed: false });
    for (const either of [one, other]) await set(either, password);
    await db.membership.updateMany({ where: { userId: left.userId }, data: { endedAt: now } });
    const hashes = vi.spyOn(crypto, "argon2");
    syncBuiltinESMExports();
    const questions = vi.spyOn(pg.Client.prototype, "query");
    const work = async (email: string) => {
      hashes.mockClear();
      questions.mockClear();
      await signIn(email, "not the password of anybody");
      return { hashes: hashes.mock.calls.length, questions: questions.mock.calls.length };
    };
    const known = await work(person.email);
    expect(known.hashes).toBe(2);
    expect(known.questions).toBeGreaterThan(5);
    expect(await work(without.email)).toEqual(known);
    expect(await work("nobody@example.org")).toEqual(known);
    expect(await work(one.email)).toEqual(known);
    expect(await work(left.email)).toEqual(known);
    const [first, ...others] = hashes.mock.calls.map(([, { memory, passes, parallelism }]) => ({
      ...{ memory, passes, parallelism },
    }));
    for (const other of others) expect(other).toEqual(first);
  });

  test("finds the one who confirmed an address, and not another who gave it", async () => {
    const person = await createWithPassword();
    const pretender = await createPerson({ email: person.email, isConfirmed: false });
    await set(pretender, "another four unrelated horses");
    expect(await signIn(person.email, password)).toMatchObject({ ok: true });
    expect(await signIn(person.email, "another four unrelated horses")).toMatchObject({ ok: false, refusal: "wrong" });
  });

  test("of two who gave an address that nobody has confirmed, each signs in with their own", async () => {
    const squatter = await createPerson({ isConfirmed: false });
    const person = await createPerson({ email: squatter.email, isConfirmed: false });
    await db.user.update({ where: { id: squatter.userId }, data: { emailSetAt: minutes(-60) } });
    await set(squatter, "another four unrelated horses");
    await set(person, password);
    const signedIn = async (typed: string) => {
      const answer = await signIn(person.email, typed);
      return answer.ok ? await findViewer(answer.value.token, now) : answer.refusal;
    };
    expect(await signedIn(password)).toMatchObject({ userId: person.userId });
    expect(await signedIn("another four unrelated horses")).toMatchObject({ userId: squatter.userId });
    expect(await signedIn("the password of neither")).toBe("wrong");
    // What was not right is told of one of them, and of the other as little as of nobody.
    expect(await accessOf(person)).toEqual(["password_set", "signed_in"]);
    await db.user.update({ where: { id: person.userId }, data: { emailVerifiedAt: now } });
    expect(await signedIn("another four unrelated horses")).toBe("wrong");
    expect(await signedIn(password)).toMatchObject({ userId: person.userId });
  });

  test("ends the session that the browser had before, and no other", async () => {
    const person = await createWithPassword();
    const isElsewhere = await signedInElsewhere(person);
    const answer = await signInWithPassword({ email: person.email, password }, person, now, noCaller);
    expect(answer.ok).toBe(true);
    expect(await findViewer(person.sessionId, now)).toEqual(publicViewer);
    expect(await isElsewhere()).toBe(true);
  });

  test("acts for the organization of last time, while one still belongs to it", async () => {
    const person = await createWithPassword();
    const other = await createOrganization();
    await db.membership.create({ data: { userId: person.userId, organizationId: other.id, roles: ["reporter"] } });
    await db.session.updateMany({ where: { userId: person.userId }, data: { organizationId: other.id } });
    const actsFor = async () => {
      const answer = await signIn(person.email, password);
      const viewer = answer.ok ? await findViewer(answer.value.token, now) : publicViewer;
      return viewer.kind === "member" ? viewer.organization.id : undefined;
    };
    expect(await actsFor()).toBe(other.id);
    await db.membership.updateMany({ where: { organizationId: other.id }, data: { endedAt: now } });
    expect(await actsFor()).toBe(person.organization.id);
  });

  test("is off where it is turned off", async () => {
    const person = await createWithPassword();
    vi.stubEnv("SIGN_IN_WAYS", "link");
    expect(await signIn(person.email, password)).toMatchObject({ ok: false, refusal: "off" });
    expect(await set(person, "four other horses", password)).toMatchObject({ ok: false, refusal: "off" });
    expect(await removePassword(person, now, noCaller)).toMatchObject({ ok: true });
  });
});

describe("setting a password", () => {
  test.each([
    ["", "missing"],
    ["short words", "too-short"],
    ["q1w2e3r4t5y6", "common"],
    ["QWERTYQWERTY", "common"],
    ["x".repeat(129), "too-long"],
  ])("%j is refused: %s", async (typed, code) => {
    const person = await createPerson();
    const problems = [{ field: "password", code }];
    expect(await set(person, typed)).toMatchObject({ ok: false, refusal: "invalid", detail: problems });
    expect(await db.password.count({ where: { userId: person.userId } })).toBe(0);
  });

  test("refuses what others know of the person", async () => {
    const person = await createPerson({ name: "Sokunthea Chanthavy", email: "chanthavy@example.org" });
    for (const typed of ["Sokunthea1234", "chanthavy2001", "tamdanChanthavy", `${person.organization.acronym}-2026`])
      expect(await set(person, typed), typed).toMatchObject({ detail: [{ field: "password", code: "about-you" }] });
    expect(await set(person, "Sokunthea rides four horses")).toMatchObject({ ok: true });
  });

  test.each(["            x", "ភាសាខ្មែរនិងពាក្យវែង", "🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎🐎", "\tspaces kept \n"])(
    "takes any characters as they are: %j",
    async (typed) => {
      const person = await createPerson();
      expect(await set(person, typed)).toMatchObject({ ok: true });
      expect(await signIn(person.email, typed)).toMatchObject({ ok: true });
      expect(await signIn(person.email, typed.slice(0, -1))).toMatchObject({ ok: false });
    },
  );

  test("takes the one until now to change it, ends every other session, and keeps nothing that was typed", async () => {
    const person = await createWithPassword();
    const isElsewhere = await signedInElsewhere(person);
    const other = "four other unrelated horses";
    for (const [current, code] of [
      ["", "missing"],
      ["wrong", "wrong"],
    ] as const)
      expect(await set(person, other, current)).toMatchObject({
        ...{ refusal: "invalid", detail: [{ field: "current", code }] },
      });
    expect(await isElsewhere()).toBe(true);
    expect(await set(person, other, password)).toMatchObject({ ok: true, value: { isFirst: false } });
    expect(await isElsewhere()).toBe(false);
    expect(await findViewer(person.sessionId, now)).toMatchObject({ userId: person.userId });
    expect(await signIn(person.email, password)).toMatchObject({ ok: false });
    expect(await signIn(person.email, other)).toMatchObject({ ok: true });
    const { hash } = await db.password.findUniqueOrThrow({ where: { userId: person.userId } });
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=47104,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/);
    const log = JSON.stringify(await db.accessEntry.findMany({ select: { details: true } }));
    for (const typed of [password, other, "wrong"]) expect(log).not.toContain(`"${typed}"`);
  });

  test("takes an address, beside which it is entered", async () => {
    const person = await createPerson();
    const none = { email: null, emailSetAt: null, emailVerifiedAt: null };
    await db.user.update({ where: { id: person.userId }, data: none });
    expect(await set(person, password)).toMatchObject({ ok: false, refusal: "no-email" });
    expect(await db.password.count({ where: { userId: person.userId } })).toBe(0);
    await db.user.update({ where: { id: person.userId }, data: { email: person.email, emailSetAt: now } });
    expect(await set(person, password)).toMatchObject({ ok: true });
  });

  test("says whether its person was signed in elsewhere until then", async () => {
    const person = await createPerson();
    expect(await set(person, password)).toMatchObject({ value: { wasElsewhere: false } });
    await signedInElsewhere(person);
    // Longer ago than a session lasts that nobody uses.
    const others = { userId: person.userId, id: { not: person.sessionId } };
    await db.session.updateMany({ where: others, data: { createdAt: minutes(-3_000), lastSeenAt: minutes(-2_000) } });
    expect(await set(person, "four other horses", password)).toMatchObject({ value: { wasElsewhere: false } });
    await signedInElsewhere(person);
    expect(await removePassword(person, now, noCaller)).toMatchObject({ value: { wasElsewhere: true } });
  });

  test("takes a recent sign-in, and a session that still stands", async () => {
    const person = await createWithPassword();
    expect(await set(person, "four other horses", password, minutes(16))).toMatchObject({ refusal: "not-recent" });
    expect(await removePassword(person, minutes(16), noCaller)).toMatchObject({ refusal: "not-recent" });
    await db.session.update({ where: { id: person.sessionId }, data: { endedAt: now } });
    expect(await set(person, "four other horses", password)).toMatchObject({ refusal: "signed-out" });
    expect(await removePassword(person, now, noCaller)).toMatchObject({ refusal: "signed-out" });
    expect(await signIn(person.email, password)).toMatchObject({ ok: true });
  });

  test("of two who set the first one at once, one is told", async () => {
    const person = await createPerson();
    const answers = await Promise.all(["four horses at once", "five horses at once"].map((one) => set(person, one)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.filter((answer) => !answer.ok && answer.refusal === "invalid")).toHaveLength(1);
    expect(await db.password.count({ where: { userId: person.userId } })).toBe(1);
  });

  test("removed, it opens nothing any more, and sessions elsewhere end", async () => {
    const person = await createWithPassword();
    const isElsewhere = await signedInElsewhere(person);
    expect(await removePassword(person, now, noCaller)).toMatchObject({ ok: true });
    expect(await isElsewhere()).toBe(false);
    expect(await signIn(person.email, password)).toMatchObject({ ok: false });
    expect(await removePassword(person, now, noCaller)).toMatchObject({ refusal: "none" });
    expect((await accessOf(person)).filter((kind) => kind !== "sign_in_failed")).toEqual([
      ...["password_set", "password_removed", "session_ended"],
    ]);
  });
});

describe("a hash", () => {
  test("is of one password, with a salt of its own", async () => {
    const [one, other] = [await hashPassword(password), await hashPassword(password)];
    expect(one).not.toBe(other);
    expect(await matchesPassword(password, one)).toBe(true);
    expect(await matchesPassword(`${password} `, one)).toBe(false);
    expect(await matchesPassword(password, undefined)).toBe(false);
  });

  test("of an earlier cost is taken, and made anew when its person signs in", async () => {
    const person = await createWithPassword();
    const tag = crypto.argon2Sync("argon2id", {
      ...{ message: password, nonce: Buffer.alloc(16, 7), parallelism: 1, tagLength: 32, memory: 1024, passes: 2 },
    });
    const text = (bytes: Buffer) => bytes.toString("base64").replace(/=+$/, "");
    const earlier = `$argon2id$v=19$m=1024,t=2,p=1$${text(Buffer.alloc(16, 7))}$${text(tag)}`;
    expect(isOutdated(earlier)).toBe(true);
    await db.password.update({ where: { userId: person.userId }, data: { hash: earlier } });
    expect(await signIn(person.email, password)).toMatchObject({ ok: true });
    const { hash } = await db.password.findUniqueOrThrow({ where: { userId: person.userId } });
    expect(isOutdated(hash)).toBe(false);
    expect(await signIn(person.email, password)).toMatchObject({ ok: true });
  });
});
