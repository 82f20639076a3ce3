import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { confirmEmail } from "#lib/accounts/email-links.ts";
import { findSignedIn } from "#lib/accounts/queries.ts";
import { isRecent } from "#lib/accounts/session.ts";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { beginIdentity, signInWithIdentity } from "#lib/identities/commands.ts";
import { removeIdentity } from "#lib/identities/removal.ts";
import { setPassword } from "#lib/passwords/commands.ts";
import { startForgedProvider } from "../support/forged-provider.ts";
import { signInThere, startOpenIdProvider } from "../support/openid-provider.ts";
import { db } from "../support/owner.ts";
import { accessOf, createPerson, type Person, signedInElsewhere } from "../support/person.ts";
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

  test("links the only account that was invited by the address, which is confirmed by it; of two, neither", async () => {
    const only = await createPerson({ isConfirmed: false, isInvited: true });
    expect(await signInAs(createThere(only.email))).toMatchObject({ ok: true });
    expect(await db.user.findUniqueOrThrow({ where: { id: only.userId } })).toMatchObject({ emailVerifiedAt: now });

    const one = await createPerson({ isConfirmed: false, isInvited: true });
    const other = await createPerson({ email: one.email, isConfirmed: false, isInvited: true });
    expect(await signInAs(createThere(one.email))).toMatchObject({ refusal: "unknown" });
    expect((await linksOf(one)) + (await linksOf(other))).toBe(0);
    await db.user.update({ where: { id: other.userId }, data: { emailVerifiedAt: now } });
    expect(await signInAs(createThere(one.email))).toMatchObject({ value: { linked: other.userId } });
    expect(await linksOf(one)).toBe(0);
  });

  test("leads nobody into an account that has merely given their address, whether or not they have one of their own", async () => {
    const pretender = await createPerson({ isConfirmed: false });
    const account = createThere(pretender.email);
    expect(await signInAs(account)).toMatchObject({ refusal: "unknown" });
    expect(await linksOf(pretender)).toBe(0);
    expect(await db.user.findUniqueOrThrow({ where: { id: pretender.userId } })).toMatchObject({
      emailVerifiedAt: null,
    });
    const invited = await createPerson({ email: pretender.email, isConfirmed: false, isInvited: true });
    expect(await signInAs(account)).toMatchObject({ value: { linked: invited.userId } });
    expect(await linksOf(pretender)).toBe(0);
  });

  test("links the account that one is signed in to, if it has given the address that is theirs there", async () => {
    const person = await createPerson({ isConfirmed: false });
    await createPerson({ email: person.email, isConfirmed: false });
    expect(await signInAs(createThere("else@example.org"), person)).toMatchObject({ refusal: "unknown" });
    expect(await signInAs(createThere(person.email), person)).toMatchObject({ value: { linked: person.userId } });
    expect(await db.user.findUniqueOrThrow({ where: { id: person.userId } })).toMatchObject({ emailVerifiedAt: now });
    // Nor is it theirs where somebody else has confirmed it.
    const pretender = await createPerson({ email: person.email, isConfirmed: false });
    expect(await signInAs(createThere(person.email), pretender)).toMatchObject({ refusal: "unknown" });
    expect(await linksOf(pretender)).toBe(0);
  });

  test("leads nobody into the account of who had their address there before them", async () => {
    const person = await createPerson();
    const [account, successor] = [createThere(person.email), createThere(person.email)];
    expect(await signInAs(account)).toMatchObject({ ok: true });
    expect(await signInAs(successor)).toMatchObject({ refusal: "unknown" });
    expect(await linksOf(person)).toBe(1);
    await expect(
      db.linkedIdentity.create({
        data: { userId: person.userId, issuer: provider.issuer, subject: successor, createdAt: now },
      }),
    ).rejects.toThrow();
  });

  test("confirms no address that its person gives up meanwhile", async () => {
    const person = await createPerson({ isConfirmed: false, isInvited: true });
    const { token, address } = await begin();
    const query = await signInThere(address, createThere(person.email));
    // The row is held until the address is another one: it was read before, and is written afterwards.
    const changed = db.$transaction(async (tx) => {
      await tx.user.update({ where: { id: person.userId }, data: { email: `${newSlug("new")}@example.org` } });
      await new Promise((settle) => setTimeout(settle, 1_000));
    });
    const answer = finish(token, query);
    await changed;
    expect(await answer).toMatchObject({ refusal: "unknown" });
    expect(await linksOf(person)).toBe(0);
    expect(await db.user.findUniqueOrThrow({ where: { id: person.userId } })).toMatchObject({ emailVerifiedAt: null });
  });

  test("and a link that confirm one address for two at once leave it with one; the other is told", async () => {
    const invited = await createPerson({ isConfirmed: false, isInvited: true });
    const other = await createPerson({ email: invited.email, isConfirmed: false });
    const { token, address } = await begin();
    const query = await signInThere(address, createThere(invited.email));
    const link = newToken();
    await db.oneTimeLink.create({
      data: {
        ...{ userId: other.userId, organizationId: other.organization.id, tokenHash: hashToken(link) },
        ...{ purpose: "email_confirmation", email: other.email, createdAt: now, expiresAt: minutes(60) },
      },
    });
    // The provider's answer has read that nobody has confirmed it, and waits for the row; meanwhile the link is opened.
    const [answer, confirmation] = await db.$transaction(async (tx) => {
      await tx.$executeRaw`select 1 from users where id = ${invited.userId}::uuid for update`;
      const linking = finish(token, query);
      await new Promise((settle) => setTimeout(settle, 700));
      const confirming = confirmEmail(link, now, noCaller);
      await new Promise((settle) => setTimeout(settle, 300));
      return [linking, confirming].map((promise) => ({ promise }));
    });
    expect(await answer?.promise).toMatchObject({ ok: true, value: { linked: invited.userId } });
    expect(await confirmation?.promise).toMatchObject({ refusal: "taken" });
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
    // Whoever manages or managed their people reads so, and no steward of anything else.
    const kept = await db.accessEntry.findMany({
      where: { OR: [{ aboutId: left.userId }, { actorId: left.userId, kind: "identity_linked" }] },
      orderBy: { id: "asc" },
      select: { kind: true, organizationId: true },
    });
    const organizationId = left.organization.id;
    expect(kept).toEqual([
      { kind: "identity_linked", organizationId },
      { kind: "sign_in_failed", organizationId },
    ]);
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

  test("that knew somebody already, and may not have asked who they are, does not show that it is they", async () => {
    const person = await createPerson();
    const answer = await signInAs(createThere(person.email));
    const { member } = (answer.ok && (await findSignedIn(answer.value.token, now))) || {};
    if (!member) throw new Error("Not signed in.");
    expect(member.shownAt).toBeUndefined();
    const form = { current: "", password: "four unrelated horses" };
    expect(await setPassword(member, form, now, noCaller)).toMatchObject({ refusal: "not-recent" });
  });
});

describe("a single sign-on", () => {
  test("is removed by its person alone, who has just signed in; another account there is linked then", async () => {
    const person = await createPerson();
    const stranger = await createPerson();
    const [account, successor] = [createThere(person.email), createThere(person.email)];
    expect(await signInAs(account)).toMatchObject({ ok: true });
    const { id } = await db.linkedIdentity.findFirstOrThrow({ where: { userId: person.userId } });
    const isElsewhere = await signedInElsewhere(person);
    expect(await removeIdentity(stranger, id, now, noCaller)).toMatchObject({ refusal: "none" });
    expect(await removeIdentity(person, id, minutes(16), noCaller)).toMatchObject({ refusal: "not-recent" });
    expect(await linksOf(person)).toBe(1);
    expect(await removeIdentity(person, id, now, noCaller)).toMatchObject({ ok: true });
    expect(await linksOf(person)).toBe(0);
    expect(await isElsewhere()).toBe(false);
    expect((await accessOf(person)).slice(-2)).toEqual(["identity_removed", "session_ended"]);
    expect(await removeIdentity(person, id, now, noCaller)).toMatchObject({ refusal: "none" });
    expect(await signInAs(successor)).toMatchObject({ value: { linked: person.userId } });
    expect(await signInAs(account)).toMatchObject({ refusal: "unknown" });
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

  /** Comes back to whoever was signed in as `before` with this instant at which they were asked there. */
  async function comeBackFrom(person: Person, before: Viewer, shownAt: Date | undefined) {
    for (const [name, value] of Object.entries(forged.variables)) vi.stubEnv(name, value);
    const { token, address } = await begin(before);
    const { searchParams } = new URL(address);
    const auth_time = shownAt && Math.floor(shownAt.getTime() / 1000);
    forged.says({ ...about(person.email), sub: person.userId, nonce: searchParams.get("nonce"), auth_time });
    const query = `?code=x&state=${searchParams.get("state")}&iss=${encodeURIComponent(forged.issuer)}`;
    return finish(token, query, before);
  }

  test.each([
    ["long ago", minutes(-60)],
    ["a while before they were sent there anew", minutes(-2)],
    ["at no instant that it tells", undefined],
  ])("that says that they signed in there %s does not show anew who they are", async (_, shownAt) => {
    const person = await createPerson();
    expect(await comeBackFrom(person, person, shownAt)).toMatchObject({ refusal: "not-recent" });
    expect(await findSignedIn(person.sessionId, now)).toBeDefined();
  });

  test("shows anew who they are by when it was seen there, and not by when they came back", async () => {
    const person = await createPerson();
    const shownBy = async (before: Viewer, shownAt: Date | undefined) => {
      const answer = await comeBackFrom(person, before, shownAt);
      const signedIn = answer.ok ? await findSignedIn(answer.value.token, now) : undefined;
      return signedIn?.member;
    };
    const signedOut = await shownBy(publicViewer, minutes(-60));
    expect(signedOut?.shownAt).toEqual(new Date(Math.floor(minutes(-60).getTime() / 1000) * 1000));
    expect(signedOut && isRecent(signedOut, now)).toBe(false);
    const untold = await shownBy(publicViewer, undefined);
    expect(untold && isRecent(untold, now)).toBe(false);
    const anew = await shownBy(person, now);
    expect(anew && isRecent(anew, now)).toBe(true);
    // A clock that is ahead makes nobody recent for longer.
    expect((await shownBy(publicViewer, minutes(30)))?.shownAt).toEqual(now);
  });
});

test("a provider that does not answer is said so, and asked again the next time", async () => {
  vi.stubEnv("OIDC_ISSUER", "http://127.0.0.1:1");
  expect(await beginIdentity(publicViewer, "/our-work", now)).toMatchObject({ refusal: "unreachable" });
  vi.stubEnv("SIGN_IN_WAYS", "link");
  expect(await beginIdentity(publicViewer, "/our-work", now)).toMatchObject({ refusal: "off" });
  expect(await finish(newToken(), "?code=x")).toMatchObject({ refusal: "off" });
});
