import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { findSignedIn } from "#lib/accounts/queries.ts";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { beginIdentity, signInWithIdentity } from "#lib/identities/commands.ts";
import { startForgedProvider } from "../support/forged-provider.ts";
import { signInThere, startOpenIdProvider } from "../support/openid-provider.ts";
import { db } from "../support/owner.ts";
import { accessOf, createPerson, type Person } from "../support/person.ts";
import { newSlug } from "../support/report.ts";

let provider: Awaited<ReturnType<typeof startOpenIdProvider>>;
let forged: Awaited<ReturnType<typeof startForgedProvider>>;
const now = new Date();
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

beforeAll(async () => {
  vi.spyOn(console, "warn").mockImplementation(() => {});
  provider = await startOpenIdProvider("http://127.0.0.1:3000");
  forged = await startForgedProvider();
});
afterAll(async () => {
  await Promise.all([provider.stop(), forged.stop()]);
});
beforeEach(() => {
  for (const [name, value] of Object.entries(provider.variables)) vi.stubEnv(name, value);
  // What a provider has sent that is not taken is told to whoever runs the site.
  vi.spyOn(console, "error").mockImplementation(() => {});
});
afterEach(() => {
  vi.unstubAllEnvs();
});

async function begin(viewer: Viewer = publicViewer) {
  const begun = await beginIdentity(viewer, "/our-work", now);
  if (!begun.ok) throw new Error(begun.refusal);
  return begun.value;
}

const finish = (token: string, query: string, before: Viewer = publicViewer, at = now) =>
  signInWithIdentity(token, query, before, at, noCaller);

/** Signs in there as an account of the provider, and comes back. */
async function signInAs(account: string, before: Viewer = publicViewer) {
  const { token, address } = await begin(before);
  return finish(token, await signInThere(address, account), before);
}

function createThere(email: string, isVerified = true): string {
  const account = newSlug("account");
  provider.accounts.set(account, { email, isVerified });
  return account;
}

const linksOf = ({ userId }: Person) => db.linkedIdentity.count({ where: { userId } });

describe("a provider", () => {
  test("signs in whoever has confirmed the address that it vouches for, and finds them by its own name for them then", async () => {
    const person = await createPerson();
    const account = createThere(person.email.toUpperCase());
    const first = await signInAs(account);
    if (!first.ok) throw new Error(first.refusal);
    expect(first.value).toMatchObject({ kind: "session", linked: person.userId });
    expect(await findSignedIn(first.value.token, now)).toMatchObject({ member: { userId: person.userId } });
    expect(await accessOf(person)).toEqual(["identity_linked", "signed_in"]);
    expect(await db.linkedIdentity.findFirstOrThrow({ where: { userId: person.userId } })).toMatchObject({
      ...{ issuer: provider.issuer, subject: account },
    });
    // The address there and here may change, and be somebody else's.
    provider.accounts.set(account, { email: "else@example.org", isVerified: false });
    await db.user.update({ where: { id: person.userId }, data: { email: "new@example.org" } });
    await createPerson({ email: person.email });
    expect(await signInAs(account)).toMatchObject({ ok: true, value: { linked: undefined } });
    expect(await linksOf(person)).toBe(1);
  });

  test("gives nobody an account", async () => {
    const before = await db.user.count();
    expect(await signInAs(createThere("stranger@example.org"))).toMatchObject({ refusal: "unknown" });
    expect(await db.user.count()).toBe(before);
    expect(await db.accessEntry.findFirst({ orderBy: { id: "desc" } })).toMatchObject({
      ...{ kind: "sign_in_failed", details: { way: "identity", reason: "unknown" }, actorId: null },
    });
  });

  test("that has not seen that an address is theirs links nobody", async () => {
    const person = await createPerson();
    expect(await signInAs(createThere(person.email, false))).toMatchObject({ refusal: "unknown" });
    expect(await linksOf(person)).toBe(0);
  });

  test("links the only account that gives the address, which is confirmed by it; of two that none has confirmed, neither", async () => {
    const only = await createPerson({ isConfirmed: false });
    expect(await signInAs(createThere(only.email))).toMatchObject({ ok: true });
    expect(await db.user.findUniqueOrThrow({ where: { id: only.userId } })).toMatchObject({ emailVerifiedAt: now });

    const one = await createPerson({ isConfirmed: false });
    const other = await createPerson({ email: one.email, isConfirmed: false });
    expect(await signInAs(createThere(one.email))).toMatchObject({ refusal: "unknown" });
    expect((await linksOf(one)) + (await linksOf(other))).toBe(0);
    await db.user.update({ where: { id: other.userId }, data: { emailVerifiedAt: now } });
    expect(await signInAs(createThere(one.email))).toMatchObject({ value: { linked: other.userId } });
    expect(await linksOf(one)).toBe(0);
  });

  test("lets nobody in who was removed, or has left every organization", async () => {
    const [removed, left] = [await createPerson(), await createPerson()];
    const accounts = [createThere(removed.email), createThere(left.email)] as const;
    for (const account of accounts) expect(await signInAs(account)).toMatchObject({ ok: true });
    await db.user.update({
      where: { id: removed.userId },
      data: { email: null, emailSetAt: null, emailVerifiedAt: null, endedAt: now },
    });
    await db.membership.updateMany({ where: { userId: left.userId }, data: { endedAt: now } });
    for (const account of accounts) expect(await signInAs(account)).toMatchObject({ refusal: "unknown" });
  });

  test("does not stand in for a second factor that is set here", async () => {
    const person = await createPerson();
    await db.totpSecret.create({
      data: { userId: person.userId, secret: new Uint8Array(48), createdAt: now, confirmedAt: now },
    });
    expect(await signInAs(createThere(person.email))).toMatchObject({ value: { kind: "second-factor" } });
  });

  test("asks whoever is signed in already to sign in there anew, and their session is replaced", async () => {
    const person = await createPerson();
    const { address } = await begin(person);
    expect(new URL(address).searchParams.get("prompt")).toBe("login");
    expect(new URL((await begin()).address).searchParams.get("prompt")).toBeNull();
    expect(await signInAs(createThere(person.email), person)).toMatchObject({ ok: true });
    expect(await findSignedIn(person.sessionId, now)).toBeUndefined();
  });
});

describe("what comes back", () => {
  test("is taken once, within fifteen minutes, and for what was begun in the same browser", async () => {
    const person = await createPerson();
    const account = createThere(person.email);
    const [one, other] = [await begin(), await begin()];
    const query = await signInThere(one.address, account);
    for (const token of [newToken(), "", hashToken(one.token)])
      expect(await finish(token, query)).toMatchObject({ refusal: "over" });
    expect(await finish(one.token, query, publicViewer, minutes(15))).toMatchObject({ refusal: "over" });
    // Of another sign-in: another state, and another verifier.
    expect(await finish(other.token, query)).toMatchObject({ refusal: "failed" });
    expect(await finish(one.token, query)).toMatchObject({ ok: true });
    expect(await finish(one.token, query)).toMatchObject({ refusal: "over" });
    expect(await linksOf(person)).toBe(1);
  });

  test.each([
    ["another nonce", { nonce: "another" }],
    ["another verifier", { verifier: "another".repeat(8) }],
    ["another state", { state: "another" }],
  ])("for %s than was sent is refused", async (_, changed) => {
    const person = await createPerson();
    const { token, address } = await begin();
    const query = await signInThere(address, createThere(person.email));
    const where = { tokenHash: hashToken(token) };
    const { content } = await db.challenge.findUniqueOrThrow({ where });
    await db.challenge.update({ where, data: { content: { ...(content as object), ...changed } } });
    expect(await finish(token, query)).toMatchObject({ refusal: "failed" });
    expect(await linksOf(person)).toBe(0);
  });

  test.each([
    ["state", "another", "failed"],
    ["iss", "https://example.org", "failed"],
    ["code", "another", "failed"],
  ] as const)("with another %s in its address is refused", async (name, value, refusal) => {
    const { token, address } = await begin();
    const query = new URLSearchParams(await signInThere(address, createThere((await createPerson()).email)));
    query.set(name, value);
    expect(await finish(token, `?${query}`)).toMatchObject({ refusal });
  });

  test("as a refusal of theirs is told as such, and nonsense as a failure", async () => {
    const cancelled = await begin();
    const state = new URL(cancelled.address).searchParams.get("state");
    const query = `?error=access_denied&state=${state}&iss=${encodeURIComponent(provider.issuer)}`;
    expect(await finish(cancelled.token, query)).toMatchObject({ refusal: "cancelled" });
    for (const nonsense of ["", "?", "?code=x", "?error=server_error", `?code=${"x".repeat(5_000)}`])
      expect(await finish((await begin()).token, nonsense)).toMatchObject({ refusal: "failed" });
  });

  test("begun for something else is not taken for it", async () => {
    const { token, address } = await begin();
    const query = await signInThere(address, createThere((await createPerson()).email));
    await db.challenge.updateMany({ where: { tokenHash: hashToken(token) }, data: { purpose: "passkey_sign_in" } });
    expect(await finish(token, query)).toMatchObject({ refusal: "over" });
  });
});

describe("a token of a provider", () => {
  /** Comes back from a provider that says this of a person, and answers what was refused. */
  async function comeBack(claims: (nonce: string) => Record<string, unknown>, key?: "own" | "other" | "none") {
    for (const [name, value] of Object.entries(forged.variables)) vi.stubEnv(name, value);
    const { token, address } = await begin();
    const { searchParams } = new URL(address);
    forged.says({ nonce: searchParams.get("nonce"), ...claims(searchParams.get("nonce") ?? "") }, key);
    return finish(token, `?code=x&state=${searchParams.get("state")}&iss=${encodeURIComponent(forged.issuer)}`);
  }
  const about = (email: string) => ({ sub: newSlug("subject"), email, email_verified: true });

  test("that is right signs in", async () => {
    const person = await createPerson();
    expect(await comeBack(() => about(person.email))).toMatchObject({ value: { linked: person.userId } });
  });

  test.each([
    ["of another issuer", { iss: "https://example.org" }, undefined],
    ["for another site", { aud: "another" }, undefined],
    ["with another nonce", { nonce: "another" }, undefined],
    ["without a nonce", { nonce: undefined }, undefined],
    ["that has expired", { exp: 1_000_000_000 }, undefined],
    ["signed with another key", {}, "other"],
    ["signed with no key", {}, "none"],
  ] as const)("%s is refused", async (_, lie, key) => {
    const person = await createPerson();
    expect(await comeBack(() => ({ ...about(person.email), ...lie }), key)).toMatchObject({ refusal: "failed" });
    expect(await linksOf(person)).toBe(0);
  });

  test.each([["true"], [1], [null], [false], [undefined]])(
    "whose email_verified is %j vouches for no address",
    async (said) => {
      const person = await createPerson();
      const answer = await comeBack(() => ({ ...about(person.email), email_verified: said }));
      expect(answer).toMatchObject({ refusal: "unknown" });
      expect(await linksOf(person)).toBe(0);
    },
  );

  test("of whom another provider means by the same name is somebody else", async () => {
    const person = await createPerson();
    const account = createThere(person.email);
    expect(await signInAs(account)).toMatchObject({ ok: true });
    expect(await comeBack(() => ({ sub: account }))).toMatchObject({ refusal: "unknown" });
  });

  test("that says that they signed in there long ago does not show anew who they are", async () => {
    const person = await createPerson();
    for (const [name, value] of Object.entries(forged.variables)) vi.stubEnv(name, value);
    const { token, address } = await begin(person);
    const { searchParams } = new URL(address);
    const longAgo = Math.floor(now.getTime() / 1000) - 3_600;
    forged.says({ ...about(person.email), nonce: searchParams.get("nonce"), auth_time: longAgo });
    const query = `?code=x&state=${searchParams.get("state")}&iss=${encodeURIComponent(forged.issuer)}`;
    expect(await finish(token, query, person)).toMatchObject({ refusal: "not-recent" });
  });
});

test("a provider that does not answer is said so, and asked again the next time", async () => {
  vi.stubEnv("OIDC_ISSUER", "http://127.0.0.1:1");
  expect(await beginIdentity(publicViewer, "/our-work", now)).toMatchObject({ refusal: "unreachable" });
  vi.stubEnv("SIGN_IN_WAYS", "link");
  expect(await beginIdentity(publicViewer, "/our-work", now)).toMatchObject({ refusal: "off" });
  expect(await finish(newToken(), "?code=x")).toMatchObject({ refusal: "off" });
});
