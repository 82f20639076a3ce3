import { beforeEach, describe, expect, test, vi } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { findSignedIn } from "#lib/accounts/queries.ts";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { addPasskey, beginPasskey, removePasskey } from "#lib/passkeys/commands.ts";
import { beginPasskeySignIn, signInWithPasskey } from "#lib/passkeys/sign-in.ts";
import { createAuthenticator } from "../support/authenticator.ts";
import { db } from "../support/owner.ts";
import { accessOf, createPerson, type Person, signedInElsewhere } from "../support/person.ts";

const now = new Date();
const seconds = (count: number) => new Date(now.getTime() + count * 1000);

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_URL", "http://localhost:3000");
  vi.stubEnv("SIGN_IN_WAYS", "");
});

async function begin(person: Person, at = now) {
  const begun = await beginPasskey(person, at);
  if (!begun.ok) throw new Error(begun.refusal);
  return begun.value;
}

async function beginSignIn(at = now) {
  const begun = await beginPasskeySignIn(at);
  if (!begun.ok) throw new Error(begun.refusal);
  return begun.value;
}

const add = (person: Person, token: string, response: unknown, at = now) =>
  addPasskey(person, token, { response, name: "Laptop" }, at, noCaller);
const signIn = (token: string, response: unknown, at = now) =>
  signInWithPasskey(token, response, publicViewer, at, noCaller);

/** Somebody with a passkey, and the device that holds it. */
async function createHolder() {
  const person = await createPerson();
  const device = createAuthenticator();
  const { token, options } = await begin(person);
  expect(await add(person, token, device.make(options))).toMatchObject({ ok: true, value: { name: "Laptop" } });
  return { person, device, userHandle: person.userId };
}

describe("a passkey", () => {
  test("signs its person in without anything typed, as what needs no second factor", async () => {
    const { person, device, userHandle } = await createHolder();
    await db.totpSecret.create({
      data: { userId: person.userId, secret: new Uint8Array(48), createdAt: now, confirmedAt: now },
    });
    const { token, options } = await beginSignIn();
    expect(options).toMatchObject({ rpId: "localhost", userVerification: "required" });
    expect(options.allowCredentials ?? []).toEqual([]);
    const answer = await signIn(token, device.show(options, { userHandle }));
    if (!answer.ok) throw new Error(answer.refusal);
    expect(answer.value.kind).toBe("session");
    expect(await findSignedIn(answer.value.token, now)).toMatchObject({ member: { userId: person.userId } });
    expect(await accessOf(person)).toEqual(["passkey_added", "signed_in"]);
    expect(await db.passkey.findFirstOrThrow({ where: { userId: person.userId } })).toMatchObject({
      ...{ name: "Laptop", counter: 2n, lastUsedAt: now },
    });
  });

  test("is asked for as one that the device finds by itself and asks its holder for", async () => {
    const { person } = await createHolder();
    const { options } = await begin(person);
    expect(options.authenticatorSelection).toMatchObject({ residentKey: "required", userVerification: "required" });
    expect(options.user).toMatchObject({ name: person.email, displayName: person.name });
    expect(options.excludeCredentials).toHaveLength(1);
    expect(options.attestation).toBe("none");
  });

  test.each([
    ["another site's", { origin: "https://example.org" }],
    ["another port's", { origin: "http://localhost:3001" }],
    ["another name's", { site: "example.org" }],
    ["a device's that has not asked who holds it", { isVerified: false }],
  ])("%s is neither added nor signs in", async (_, lie) => {
    const newcomer = await createPerson();
    const begun = await begin(newcomer);
    const made = createAuthenticator().make(begun.options, lie);
    expect(await add(newcomer, begun.token, made)).toMatchObject({ refusal: "not-proved" });
    expect(await db.passkey.count({ where: { userId: newcomer.userId } })).toBe(0);
    const { device, userHandle } = await createHolder();
    const { token, options } = await beginSignIn();
    expect(await signIn(token, device.show(options, { userHandle, ...lie }))).toMatchObject({ refusal: "wrong" });
  });

  test("answers one challenge, once, within five minutes, and of its own purpose", async () => {
    const { person, device, userHandle } = await createHolder();
    const { token, options } = await beginSignIn();
    const shown = device.show(options, { userHandle });
    expect(await signIn(token, shown, seconds(300))).toMatchObject({ refusal: "over" });
    const other = await beginSignIn();
    expect(await signIn(other.token, shown)).toMatchObject({ refusal: "wrong" });
    expect(await signIn(token, shown)).toMatchObject({ ok: true });
    expect(await signIn(token, shown)).toMatchObject({ refusal: "over" });
    expect(await signIn(other.token, device.show(other.options, { userHandle }))).toMatchObject({ refusal: "over" });
    for (const unknown of [newToken(), "", hashToken(token)])
      expect(await signIn(unknown, shown)).toMatchObject({ refusal: "over" });

    const adding = await begin(person);
    expect(await signIn(adding.token, device.show(adding.options, { userHandle }))).toMatchObject({ refusal: "over" });
    const showing = await beginSignIn();
    expect(await add(person, showing.token, createAuthenticator().make(showing.options))).toMatchObject({
      refusal: "over",
    });
    expect(await add(person, adding.token, createAuthenticator().make(adding.options), seconds(300))).toMatchObject({
      refusal: "over",
    });
    const made = createAuthenticator().make(adding.options);
    expect(await add(person, adding.token, made)).toMatchObject({ ok: true });
    expect(await add(person, adding.token, made)).toMatchObject({ refusal: "over" });
  });

  test("is added by the one who began, and is nobody else's afterwards", async () => {
    const [one, other] = [await createPerson(), await createPerson()];
    const begun = await begin(one);
    const device = createAuthenticator();
    expect(await add(other, begun.token, device.make(begun.options))).toMatchObject({ refusal: "over" });
    const again = await begin(one);
    expect(await add(one, again.token, device.make(again.options))).toMatchObject({ ok: true });
    const others = await begin(other);
    expect(await add(other, others.token, device.make(others.options))).toMatchObject({ refusal: "known" });
    // The device of one says that it is the other's.
    const { token, options } = await beginSignIn();
    expect(await signIn(token, device.show(options, { userHandle: other.userId }))).toMatchObject({ refusal: "wrong" });
  });

  test("with another signature, of nobody, or of no shape at all signs nobody in, in the same words", async () => {
    const { device, userHandle } = await createHolder();
    const stranger = createAuthenticator();
    for (const make of [
      (options: { challenge: string }) => ({
        ...device.show(options, { userHandle }),
        response: stranger.show(options, { userHandle }).response,
      }),
      (options: { challenge: string }) => stranger.show(options, { userHandle }),
      (options: { challenge: string }) => device.show(options, { userHandle: newToken() }),
      (options: { challenge: string }) => device.show(options, {}),
      (options: { challenge: string }) => device.make(options),
      () => undefined,
      () => "passkey",
      () => ({ id: { $ne: "" } }),
    ]) {
      const { token, options } = await beginSignIn();
      expect(await signIn(token, make(options))).toEqual({ ok: false, refusal: "wrong", detail: undefined });
    }
  });

  test("of a copied device, which counts less than the one before, is refused", async () => {
    const { device, userHandle } = await createHolder();
    const first = await beginSignIn();
    expect(await signIn(first.token, device.show(first.options, { userHandle, counter: 9 }))).toMatchObject({
      ok: true,
    });
    for (const counter of [9, 3]) {
      const { token, options } = await beginSignIn();
      const shown = device.show(options, { userHandle, counter });
      expect(await signIn(token, shown)).toMatchObject({ refusal: "wrong" });
    }
  });

  test("signs nobody in who has left, nor where passkeys are off or the site has no name", async () => {
    const { person, device, userHandle } = await createHolder();
    const begun = await beginSignIn();
    const adding = await begin(person);
    for (const variables of [{ SIGN_IN_WAYS: "link" }, { NEXTAUTH_URL: "http://127.0.0.1:3000" }]) {
      for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
      expect(await beginPasskeySignIn(now)).toMatchObject({ refusal: "off" });
      expect(await beginPasskey(person, now)).toMatchObject({ refusal: "off" });
      expect(await signIn(begun.token, device.show(begun.options, { userHandle }))).toMatchObject({ refusal: "off" });
      expect(await add(person, adding.token, device.make(adding.options))).toMatchObject({ refusal: "off" });
      vi.stubEnv("SIGN_IN_WAYS", "");
    }
    vi.stubEnv("NEXTAUTH_URL", "http://localhost:3000");
    await db.membership.updateMany({ where: { userId: person.userId }, data: { endedAt: now } });
    const { token, options } = await beginSignIn();
    expect(await signIn(token, device.show(options, { userHandle }))).toMatchObject({ refusal: "wrong" });
  });

  test("is removed by its person after a recent sign-in, and opens nothing then; sessions elsewhere end", async () => {
    const { person, device, userHandle } = await createHolder();
    const stranger = await createPerson();
    const isElsewhere = await signedInElsewhere(person);
    const { id } = await db.passkey.findFirstOrThrow({ where: { userId: person.userId } });
    expect(await removePasskey(stranger, id, now, noCaller)).toMatchObject({ refusal: "none" });
    expect(await removePasskey(person, id, seconds(960), noCaller)).toMatchObject({ refusal: "not-recent" });
    expect(await beginPasskey(person, seconds(960))).toMatchObject({ refusal: "not-recent" });
    expect(await isElsewhere()).toBe(true);
    expect(await removePasskey(person, id, now, noCaller)).toMatchObject({ ok: true, value: { name: "Laptop" } });
    expect(await isElsewhere()).toBe(false);
    const { token, options } = await beginSignIn();
    expect(await signIn(token, device.show(options, { userHandle }))).toMatchObject({ refusal: "wrong" });
    expect(await removePasskey(person, id, now, noCaller)).toMatchObject({ refusal: "none" });
  });
});
