import { beforeEach, describe, expect, test, vi } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { changeEmail } from "#lib/accounts/email-commands.ts";
import { getOwedFactor } from "#lib/accounts/own-change.ts";
import { findSignedIn } from "#lib/accounts/queries.ts";
import { type Member, publicViewer } from "#lib/accounts/viewer.ts";
import { addPasskey, beginPasskey, removePasskey } from "#lib/passkeys/commands.ts";
import { removePassword, setPassword, signInWithPassword } from "#lib/passwords/commands.ts";
import {
  abandonSecondFactor,
  beginSecondFactor,
  confirmSecondFactor,
  makeRecoveryCodes,
  removeSecondFactor,
} from "#lib/second-factors/commands.ts";
import { createAuthenticator } from "../support/authenticator.ts";
import { db } from "../support/owner.ts";
import { createPerson, type Person } from "../support/person.ts";
import { createOrganization } from "../support/report.ts";

const password = "four unrelated horses";
const now = new Date();
const first = { ok: false, refusal: "second-factor-first" };

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_URL", "http://localhost:3000");
  vi.stubEnv("NEXTAUTH_SECRET", "a secret of the tests, of 32 characters or more");
});

async function addOwnPasskey(person: Member): Promise<string> {
  const begun = await beginPasskey(person, now);
  if (!begun.ok) throw new Error(begun.refusal);
  const response = createAuthenticator().make(begun.value.options);
  expect(await addPasskey(person, begun.value.token, { response, name: "" }, now, noCaller)).toMatchObject({
    ok: true,
  });
  return (await db.passkey.findFirstOrThrow({ where: { userId: person.userId } })).id;
}

/** Somebody with a password and a passkey, and whoever has found out the password and signed in with it. */
async function createFoundOut() {
  const person = await createPerson();
  expect(await setPassword(person, { current: "", password }, now, noCaller)).toMatchObject({ ok: true });
  const passkey = await addOwnPasskey(person);
  return { person, passkey, thief: await signInAgain(person) };
}

async function signInAgain({ email }: Person): Promise<Member> {
  const answer = await signInWithPassword({ email, password }, publicViewer, now, noCaller);
  if (!answer.ok || answer.value.kind !== "session") throw new Error("No session.");
  const signedIn = await findSignedIn(answer.value.token, now);
  if (!signedIn) throw new Error("Not signed in.");
  return signedIn.member;
}

const demand = ({ organization, userId }: Member) =>
  db.secondFactorDemand.create({ data: { organizationId: organization.id, setAt: now, setById: userId } });

describe("whoever has a password alone, where a second factor is demanded and its person has a passkey,", () => {
  test("changes nothing of how that person signs in", async () => {
    const { person, passkey, thief } = await createFoundOut();
    await demand(person);
    const held = await db.user.findUniqueOrThrow({
      where: { id: person.userId },
      include: { password: true, passkeys: true, totpSecret: true },
    });
    expect(await beginSecondFactor(thief, now)).toEqual(first);
    expect(await confirmSecondFactor(thief, "000000", now, noCaller)).toEqual(first);
    expect(await abandonSecondFactor(thief, now)).toEqual(first);
    expect(await removeSecondFactor(thief, now, noCaller)).toEqual(first);
    expect(await makeRecoveryCodes(thief, now, noCaller)).toEqual(first);
    expect(await beginPasskey(thief, now)).toEqual(first);
    expect(await addPasskey(thief, "", { response: {}, name: "" }, now, noCaller)).toEqual(first);
    expect(await removePasskey(thief, passkey, now, noCaller)).toEqual(first);
    const form = { current: password, password: "four other unrelated horses" };
    expect(await setPassword(thief, form, now, noCaller)).toEqual(first);
    expect(await removePassword(thief, now, noCaller)).toEqual(first);
    expect(await changeEmail(thief, { email: "thief@example.org" }, now, noCaller)).toEqual(first);
    expect(await getOwedFactor(thief)).toEqual({ kind: "passkey", demandedBy: [person.organization.acronym] });
    expect(
      await db.user.findUniqueOrThrow({
        where: { id: person.userId },
        include: { password: true, passkeys: true, totpSecret: true },
      }),
    ).toEqual(held);
  });

  test("nor while acting for another of their organizations, which demands none", async () => {
    const { person, thief } = await createFoundOut();
    const demanding = await createOrganization();
    await db.membership.create({ data: { userId: person.userId, organizationId: demanding.id, roles: ["approver"] } });
    expect(await beginSecondFactor(thief, now)).toMatchObject({ ok: true });
    await demand({ ...person, organization: demanding });
    expect(await beginSecondFactor(thief, now)).toEqual(first);
    expect(await getOwedFactor(thief)).toEqual({ kind: "passkey", demandedBy: [demanding.acronym] });
  });

  test("while their person, signed in with the passkey, changes what they like", async () => {
    const { person } = await createFoundOut();
    await demand(person);
    await db.session.update({ where: { id: person.sessionId }, data: { way: "passkey" } });
    expect(await getOwedFactor(person)).toBeUndefined();
    expect(await beginSecondFactor(person, now)).toMatchObject({ ok: true });
    expect(await removePassword(person, now, noCaller)).toMatchObject({ ok: true });
  });
});

test("whoever owes a second factor and has none sets one up; a passkey that is added is to be signed in with then", async () => {
  const person = await createPerson();
  await demand(person);
  expect(await getOwedFactor(person)).toBeUndefined();
  expect(await beginSecondFactor(person, now)).toMatchObject({ ok: true });
  await addOwnPasskey(person);
  expect(await beginSecondFactor(person, now)).toEqual(first);
});

test("a session that has not shown the app that is set changes nothing, whether or not one is demanded", async () => {
  const person = await createPerson();
  await db.totpSecret.create({
    data: { userId: person.userId, secret: new Uint8Array(48), createdAt: now, confirmedAt: now },
  });
  expect(await beginSecondFactor(person, now)).toEqual(first);
  expect(await getOwedFactor(person)).toEqual({ kind: "app", demandedBy: [] });
  await db.session.update({ where: { id: person.sessionId }, data: { secondFactor: "recovery_code" } });
  expect(await beginSecondFactor(person, now)).toMatchObject({ ok: true });
});
