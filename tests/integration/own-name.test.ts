import { expect, test } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { changeName } from "#lib/accounts/name-commands.ts";
import { findViewer } from "#lib/accounts/queries.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { db as application } from "#lib/db.ts";
import { longestName } from "#lib/people/schema.ts";
import { db } from "../support/owner.ts";
import { accessOf, createPerson } from "../support/person.ts";

const now = new Date();
const change = (member: Member, name: string, at = now) => changeName(member, { name }, at, noCaller);
const nameOf = async ({ userId }: Member) => (await db.user.findUniqueOrThrow({ where: { id: userId } })).name;

test("somebody is called otherwise from then on, and the access log says so without a name", async () => {
  const person = await createPerson({ name: "First approver" });
  expect(await change(person, "Sok Chan")).toEqual({ ok: true, value: undefined });
  expect(await nameOf(person)).toBe("Sok Chan");
  expect(await accessOf(person)).toEqual(["name_changed"]);
  const [entry] = await db.accessEntry.findMany({ where: { actorId: person.userId } });
  expect(entry).toMatchObject({ organizationId: person.organization.id, details: {} });
  expect(JSON.stringify(entry?.details)).not.toMatch(/First approver|Sok Chan/);
});

test("the same name changes nothing and is no news", async () => {
  const person = await createPerson();
  expect(await change(person, person.name)).toMatchObject({ ok: true });
  expect(await accessOf(person)).toEqual([]);
});

test.each([
  ["", "missing"],
  ["x".repeat(longestName + 1), "too-long"],
])("%j is refused: %s", async (name, code) => {
  const person = await createPerson();
  expect(await change(person, name)).toEqual({ ok: false, refusal: "invalid", detail: [{ field: "name", code }] });
  expect(await nameOf(person)).toBe(person.name);
});

test("takes a recent sign-in, a session that stands, and the second factor", async () => {
  const [late, over, weak] = [await createPerson(), await createPerson(), await createPerson()];
  expect(await change(late, "Sok", new Date(now.getTime() + 16 * 60_000))).toMatchObject({ refusal: "not-recent" });
  await db.session.update({ where: { id: over.sessionId }, data: { endedAt: now } });
  expect(await change(over, "Sok")).toMatchObject({ refusal: "signed-out" });
  await db.totpSecret.create({
    data: { userId: weak.userId, secret: new Uint8Array(48), createdAt: now, confirmedAt: now },
  });
  expect(await change(weak, "Sok")).toMatchObject({ refusal: "second-factor-first" });
  for (const person of [late, over, weak]) expect(await nameOf(person)).toBe(person.name);
});

test("nobody changes somebody else's, nor does the database let them", async () => {
  const [person, other] = [await createPerson(), await createPerson()];
  const changed = application.$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('tamdan.user', ${other.userId}, true), set_config('tamdan.organization', ${other.organization.id}, true)`;
    return tx.user.updateMany({ where: { id: person.userId }, data: { name: "Sok" } });
  });
  expect(await changed).toEqual({ count: 0 });
  expect(await nameOf(person)).toBe(person.name);
  expect(await findViewer(person.sessionId, now)).not.toMatchObject({ name: "Sok" });
});
