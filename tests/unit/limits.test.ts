import { expect, test } from "vitest";
import { type By, limits } from "#lib/limits/limits.ts";
import { type Asker, networkOf, subjectOf } from "#lib/limits/subject.ts";
import { answerLimited } from "#lib/limits/wait.ts";
import { words } from "#lib/words.ts";

test.each([
  ["192.0.2.7", "192.0.2.7"],
  ["::ffff:192.0.2.7", "192.0.2.7"],
  ["::ffff:c000:207", "192.0.2.7"],
  ["2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"],
  ["2001:db8:1:2::", "2001:db8:1:2::/64"],
  ["2001:DB8:1:2:ffff:ffff:ffff:ffff", "2001:db8:1:2::/64"],
  ["2001:db8:1:3::1", "2001:db8:1:3::/64"],
  ["fe80::1%eth0", "fe80::/64"],
  ["::1", "::/64"],
  ["nonsense", "unknown"],
  [null, "unknown"],
])("%s is counted as %s", (address, network) => {
  expect(networkOf(address)).toBe(network);
});

const ann: Asker = { address: "192.0.2.7", userId: "one" };

test("who is signed in is counted as themselves, wherever they are; who is not, by where they are", () => {
  expect(subjectOf("asker", ann)).toBe("one");
  expect(subjectOf("asker", { ...ann, address: "192.0.2.8" })).toBe("one");
  expect(subjectOf("asker", { address: "192.0.2.8" })).toBe("192.0.2.8");
  expect(subjectOf("address", ann)).toBe("192.0.2.7");
});

test("an account is counted as typed, whatever the capitals, from each address apart, and what was typed is not kept", () => {
  const typed = { address: "192.0.2.7", account: " Ann@Example.org" };
  const [account, pair] = [subjectOf("account", typed), subjectOf("pair", typed)];
  expect(account).toBe(subjectOf("account", { ...typed, account: "ann@example.org" }));
  expect(account).not.toBe(subjectOf("account", { ...typed, account: "bea@example.org" }));
  expect(account).toBe(subjectOf("account", { ...typed, address: "192.0.2.8" }));
  expect(pair).not.toBe(subjectOf("pair", { ...typed, address: "192.0.2.8" }));
  expect(`${account} ${pair}`.toLowerCase()).not.toContain("ann");
  expect(subjectOf("pair", { address: "192.0.2.7" })).toBeUndefined();
});

test("nobody is locked out by an account alone but from codes after its password, from links in its mailbox, and by very many networks from its password", () => {
  const byAccount = Object.entries(limits).filter(([, by]) => ("account" satisfies By) in by);
  expect(byAccount.map(([act]) => act)).toEqual(["password", "secondFactor", "mailedLink", "mailedInvitation"]);
  const { pair, account } = limits.password;
  const fromOneNetwork = (pair.most * account.minutes) / pair.minutes;
  expect(account.most / fromOneNetwork).toBeGreaterThan(4);
  // Of a million codes three are right at a time: in a year, one guess in fifty is.
  const { most, minutes } = limits.secondFactor.account;
  expect((most * 3 * 365 * 24 * 60) / minutes / 1_000_000).toBeLessThan(0.06);
  expect(Object.keys(limits.passkey)).toEqual(["address"]);
  expect(Object.keys(limits.token)).toEqual(["address"]);
});

/** What is guessed of an account counts over a day, and its sentence can say hours. */
const overADay = ["password account", "secondFactor account"];

test.each(
  Object.entries(limits).flatMap(([act, by]) => Object.entries(by).map(([name, limit]) => ({ act, name, ...limit }))),
)("$act by $name: $most in $minutes minutes", ({ act, name, most, minutes }) => {
  expect(most).toBeGreaterThan(0);
  // A sentence says in how many minutes; else nobody waits for longer than an hour.
  expect(minutes).toBeGreaterThan(0);
  expect(minutes).toBeLessThanOrEqual(overADay.includes(`${act} ${name}`) ? 24 * 60 : 60);
});

test.each(["password", "secondFactor"] as const)("of a day, who waits for %s is told hours", (act) => {
  expect(words(`limits.${act}`, { minutes: 1380, hours: 23, isLong: "yes" })).toContain("Try again in 23 hours,");
  expect(words(`limits.${act}`, { minutes: 30, hours: 1, isLong: "no" })).toContain("Try again in 30 minutes,");
});

test("a program is told the same wait as a person", async () => {
  const answer = answerLimited(words("limits.export", { minutes: 3 }), 3);
  expect(answer.status).toBe(429);
  expect(answer.headers.get("retry-after")).toBe("180");
  expect(answer.headers.get("cache-control")).toBe("no-store");
  expect(await answer.text()).toMatch(/Try again in 3 minutes\.\n$/);
  expect(words("limits.export", { minutes: 1 })).toMatch(/Try again in 1 minute\.$/);
});
