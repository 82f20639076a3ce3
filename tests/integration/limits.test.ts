import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterEach, expect, test, vi } from "vitest";
import { findViewer } from "#lib/accounts/queries.ts";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { pool } from "#lib/db.ts";
import { countAct, type Doer, giveBack } from "#lib/limits/count.ts";
import { countEntry } from "#lib/limits/entry.ts";
import { limitersOn } from "#lib/limits/limiters.ts";
import { type Act, limits } from "#lib/limits/limits.ts";
import { subjectOf } from "#lib/limits/subject.ts";
import { openMailbox } from "../support/mailbox.ts";
import { db } from "../support/owner.ts";
import { createPerson } from "../support/person.ts";
import { createMember, createOrganization } from "../support/report.ts";

afterEach(() => {
  vi.useRealTimers();
});

const minute = 60_000;
const now = new Date();
let hosts = 0;
/** From an address that no other test comes from. */
const someone = (): Doer => ({
  caller: { address: `10.0.${Math.floor(hosts / 250)}.${++hosts % 250}`, browser: null },
});

async function times(count: number, act: Act, doer: Doer, points?: number): Promise<boolean[]> {
  const answers: boolean[] = [];
  for (let time = 0; time < count; time++) answers.push((await countAct(act, doer, new Date(), points)).ok);
  return answers;
}

const allowed = (answers: readonly boolean[]) => answers.filter(Boolean).length;

test("what is done too often waits, and says for how many minutes; for others nothing changes", async () => {
  const [one, other] = [someone(), someone()];
  const { most, minutes } = limits.token.address;
  expect(allowed(await times(most, "token", one))).toBe(most);
  const refused = await countAct("token", one, now);
  expect(refused).toEqual({ ok: false, refusal: "limited", detail: minutes });
  expect((await countAct("token", other, now)).ok).toBe(true);
  expect((await countAct("export", one, now)).ok).toBe(true);
});

test("when its time is over, it may be done again", async () => {
  const doer = someone();
  const { most, minutes } = limits.snapshot.asker;
  expect(allowed(await times(most + 1, "snapshot", doer))).toBe(most);
  vi.setSystemTime(Date.now() + (minutes - 5) * minute);
  expect(await countAct("snapshot", doer, new Date())).toMatchObject({ detail: 5 });
  vi.setSystemTime(Date.now() + 5 * minute);
  expect((await countAct("snapshot", doer, new Date())).ok).toBe(true);
});

test("all addresses of an IPv6 network are one", async () => {
  const from = (address: string): Doer => ({ caller: { address, browser: null } });
  const { most } = limits.snapshot.asker;
  for (let host = 1; host <= most; host++) await countAct("snapshot", from(`2001:db8::${host}`), now);
  expect((await countAct("snapshot", from("2001:db8::ffff:1"), now)).ok).toBe(false);
  expect((await countAct("snapshot", from("2001:db8:0:1::1"), now)).ok).toBe(true);
});

test("instances share the limits: of what comes to two at once, as much is done as one would do", async () => {
  const connections = [0, 1].map(() => new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 5 }));
  const instances = connections.map((one) => limitersOn(one).get("export asker"));
  const { most } = limits.export.asker;
  const subject = randomUUID();
  const answers = await Promise.allSettled(
    Array.from({ length: most + 30 }, (_, time) => instances[time % 2]?.consume(subject)),
  );
  expect(answers.filter(({ status }) => status === "fulfilled")).toHaveLength(most);
  for (const one of connections) await one.end();
});

test("it counts on the connections of the application, as its role, in one small statement", async () => {
  expect((await pool.query("select current_user")).rows).toEqual([{ current_user: "tamdan_app" }]);
  const member = await createMember(await createOrganization(), ["approver"]);
  const doer: Doer = { ...someone(), viewer: member };
  using sent = vi.spyOn(pg.Client.prototype, "query");
  for (const act of ["entry", "register", "export", "snapshot"] as const) {
    sent.mockClear();
    await countAct(act, doer, now);
    expect(sent, act).toHaveBeenCalledOnce();
  }
});

test("several entries count each, and files by their megabytes, however small", async () => {
  const member = await createMember(await createOrganization(), ["approver"]);
  const doer: Doer = { ...someone(), viewer: member };
  const file = (size: number) =>
    ({ isSound: true, fileName: "a.pdf", path: "", size, sha256: "", type: "application/pdf" }) as const;
  await countAct("entry", doer, now, 37);
  await countEntry(doer, {}, now);
  await countEntry(doer, { one: file(1), two: file(3 * 1024 * 1024 + 1) }, now);
  await countEntry(doer, { one: { isSound: false, fileName: "a.exe", problem: "unknown-kind" } }, now);
  const rows = await db.rateLimit.findMany({ where: { key: { endsWith: member.userId } }, orderBy: { key: "asc" } });
  expect(rows.map(({ key, points }) => [key.split(":")[0], points])).toEqual([
    ["entry asker", 38],
    ["upload asker", 6],
  ]);
});

test("who fails to sign in is stopped there and with that account; its person, elsewhere, is not", async () => {
  const account = `${randomUUID()}@example.org`;
  const [attacker, person] = [
    { ...someone(), account },
    { ...someone(), account },
  ];
  expect(allowed(await times(30, "password", attacker))).toBe(limits.password.pair.most);
  expect((await countAct("password", { ...attacker, account: account.toUpperCase() }, now)).ok).toBe(false);
  expect((await countAct("password", { ...attacker, account: "another@example.org" }, now)).ok).toBe(true);
  expect((await countAct("password", person, now)).ok).toBe(true);
});

test("one network alone does not fill what is counted against an account, however often it tries", async () => {
  const account = `${randomUUID()}@example.org`;
  for (const act of ["password", "secondFactor", "mailedLink"] as const) {
    await times(70, act, { ...someone(), account });
    expect(await pointsOf(act, account), act).toBe(limits[act].pair.most);
    expect((await countAct(act, { ...someone(), account }, now)).ok, act).toBe(true);
  }
});

test("from whatever networks, an account has so many passwords and so many codes tried in a day, and no more", async () => {
  for (const act of ["password", "secondFactor"] as const) {
    const account = `${randomUUID()}@example.org`;
    const { most, minutes } = limits[act].account;
    await countAct(act, { ...someone(), account }, now);
    await db.rateLimit.updateMany({ where: keyOf(act, account), data: { points: most - 1 } });
    expect((await countAct(act, { ...someone(), account }, now)).ok).toBe(true);
    expect(await countAct(act, { ...someone(), account }, now)).toMatchObject({ ok: false, detail: minutes });
    expect((await countAct(act, { ...someone(), account: "else@example.org" }, now)).ok).toBe(true);
    expect((await countAct("passkey", { ...someone(), account }, now)).ok).toBe(true);
  }
});

const keyOf = (act: Act, account: string) => ({
  key: `${act} account:${subjectOf("account", { address: null, account })}`,
});
const pointsOf = async (act: Act, account: string) =>
  (await db.rateLimit.findUnique({ where: keyOf(act, account) }))?.points;

test("who has confirmed an address is told by mail, once, that codes are guessed after their password", async () => {
  const mailbox = await openMailbox();
  for (const [name, value] of Object.entries(mailbox.variables)) vi.stubEnv(name, value);
  vi.stubEnv("NEXTAUTH_URL", "http://127.0.0.1:3000");
  const [person, unconfirmed] = [await createPerson(), await createPerson({ isConfirmed: false })];
  for (const { userId: account } of [unconfirmed, person]) {
    await countAct("secondFactor", { ...someone(), account }, now);
    await db.rateLimit.updateMany({
      where: keyOf("secondFactor", account),
      data: { points: limits.secondFactor.account.most },
    });
    for (let time = 0; time < 3; time++) await countAct("secondFactor", { ...someone(), account }, now);
  }
  const [letter, ...others] = await mailbox.lettersTo(person.email);
  expect(letter?.subject).toBe("Wrong codes for your account on 127.0.0.1:3000");
  expect(letter?.text).toContain("no more are taken for a day");
  expect([...others, ...mailbox.letters.slice(1)]).toEqual([]);
  vi.unstubAllEnvs();
  await mailbox.stop();
});

test("however often an account was attacked, its person's open session and passkey work", async () => {
  const member = await createMember(await createOrganization(), ["approver"]);
  const account = `${randomUUID()}@example.org`;
  for (let host = 0; host < 20; host++)
    await times(12, host % 2 ? "password" : "secondFactor", { ...someone(), account });
  expect((await countAct("secondFactor", { ...someone(), account }, now)).ok).toBe(false);
  expect((await countAct("passkey", { ...someone(), account }, now)).ok).toBe(true);
  expect(await findViewer(member.sessionId, new Date())).toMatchObject({ kind: "member", userId: member.userId });
  expect((await countAct("entry", { ...someone(), viewer: member }, now)).ok).toBe(true);
});

test("what was right is given back: only failures count", async () => {
  const doer = { ...someone(), account: "ann@example.org" };
  for (let time = 0; time < limits.password.pair.most * 3; time++) {
    expect((await countAct("password", doer, now)).ok).toBe(true);
    await giveBack("password", doer);
  }
});

test("a limit that is reached is in the access log, once, with who and from where", async () => {
  const organization = await createOrganization();
  const member = await createMember(organization, ["steward"]);
  const doer: Doer = { caller: { address: "198.51.100.9", browser: "Firefox on Windows" }, viewer: member };
  await times(limits.snapshot.asker.most + 5, "snapshot", doer);
  const entries = await db.accessEntry.findMany({ where: { kind: "limit_hit", actorId: member.userId } });
  expect(entries).toMatchObject([
    {
      ...{ organizationId: organization.id, address: "198.51.100.9" },
      details: { act: "snapshot", by: "asker", browser: "Firefox on Windows" },
    },
  ]);
  await times(limits.token.address.most + 5, "token", { ...doer, viewer: publicViewer });
  expect(
    await db.accessEntry.findMany({ where: { kind: "limit_hit", actorId: null, address: "198.51.100.9" } }),
  ).toMatchObject([{ details: { act: "token", by: "address" } }]);
  await db.rateLimit.deleteMany({ where: { key: { contains: member.userId } } });
  await times(1, "entry", doer, limits.entry.asker.most + 7);
  expect(await db.accessEntry.count({ where: { kind: "limit_hit", actorId: member.userId } })).toBe(2);
});

test("rows that have expired are cleared, by one of the instance's limiters and not by each", async () => {
  const [old, running] = [randomUUID(), randomUUID()];
  await db.rateLimit.createMany({
    data: [
      { key: old, points: 1, expire: Date.now() - 61 * minute },
      { key: running, points: 1, expire: Date.now() + minute },
    ],
  });
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  const own = new pg.Pool({ connectionString: process.env.DATABASE_URL });
  using asked = vi.spyOn(own, "query");
  limitersOn(own);
  vi.advanceTimersByTime(6 * minute);
  vi.useRealTimers();
  await vi.waitFor(async () => expect(await db.rateLimit.findUnique({ where: { key: old } })).toBeNull());
  expect(await db.rateLimit.findUnique({ where: { key: running } })).not.toBeNull();
  expect(asked).toHaveBeenCalledOnce();
  await own.end();
});
