import { randomUUID } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { noCaller } from "#lib/access/caller.ts";
import { confirmEmail, sendSignInLink } from "#lib/accounts/email-links.ts";
import { findViewer } from "#lib/accounts/queries.ts";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import { type Member, publicViewer } from "#lib/accounts/viewer.ts";
import { db as application } from "#lib/db.ts";
import { Role } from "#lib/generated/enums.ts";
import { beginIdentity, signInWithIdentity } from "#lib/identities/commands.ts";
import { setPassword, signInWithPassword } from "#lib/passwords/commands.ts";
import { endMembership, invite } from "#lib/people/commands.ts";
import { acceptInvitation } from "#lib/people/joining.ts";
import { openMailbox } from "../support/mailbox.ts";
import { signInThere, startOpenIdProvider } from "../support/openid-provider.ts";
import { db } from "../support/owner.ts";
import { accessOf, createPerson, type Person } from "../support/person.ts";
import { createMember, newSlug } from "../support/report.ts";

// Somebody whose membership ended is invited again: they get another account, and sign in to it with the address and the
// single sign-on of the first one.

const now = new Date();
const soon = new Date(now.getTime() + 60_000);
const password = "four unrelated horses";
const earlier = "four horses of before";

let person: Person;
let approver: Member;

beforeEach(async () => {
  person = await createPerson();
  const organization = await db.organization.findUniqueOrThrow({ where: { id: person.organization.id } });
  approver = await createMember(organization, ["approver"]);
  expect(await setPassword(person, { current: "", password: earlier }, now, noCaller)).toMatchObject({ ok: true });
});
afterEach(() => vi.unstubAllEnvs());

async function end() {
  const { organization, userId } = person;
  expect(await endMembership(approver, organization.slug, userId, now, noCaller)).toMatchObject({ ok: true });
}

/** Joins with another account; `isNamed`: by an invitation that names the address, else they type it. */
async function joinAgain({ isNamed }: { isNamed: boolean }): Promise<Member> {
  const { email } = person;
  const form = { id: randomUUID(), email: isNamed ? email : "", roles: [Role.reporter] };
  const invited = await invite(approver, person.organization.slug, form, now, noCaller);
  if (!invited.ok) throw new Error(invited.refusal);
  const joined = await acceptInvitation(publicViewer, invited.value.token, { name: "Sok", email }, now, noCaller);
  if (!joined.ok || !joined.value.account) throw new Error("Not in.");
  const viewer = await findViewer(joined.value.account.token, now);
  if (viewer.kind !== "member") throw new Error("Not signed in.");
  expect(viewer.userId).not.toBe(person.userId);
  return viewer;
}

const signIn = async (typed: string) => {
  const answer = await signInWithPassword({ email: person.email, password: typed }, publicViewer, now, noCaller);
  return answer.ok ? await findViewer(answer.value.token, now) : answer.refusal;
};

async function confirmBy({ userId, organization }: Member) {
  const token = newToken();
  await db.oneTimeLink.create({
    data: {
      ...{ userId, organizationId: organization.id, tokenHash: hashToken(token), email: person.email },
      ...{ purpose: "email_confirmation", createdAt: now, expiresAt: soon },
    },
  });
  return confirmEmail(token, now, noCaller);
}

const confirmedAt = async ({ userId }: { userId: string }) =>
  (await db.user.findUniqueOrThrow({ where: { id: userId } })).emailVerifiedAt;

describe("whoever is invited again", () => {
  test.each([{ isNamed: true }, { isNamed: false }])(
    "signs in with a password, whether the invitation names the address: %j",
    async (how) => {
      await end();
      expect(await signIn(earlier)).toBe("wrong");
      // Nobody else has the address: it is they who tried.
      expect((await accessOf(person)).at(-1)).toBe("sign_in_failed");
      const again = await joinAgain(how);
      expect(await setPassword(again, { current: "", password }, now, noCaller)).toMatchObject({ ok: true });
      expect(await signIn(password)).toMatchObject({ userId: again.userId });
      expect(await signIn(earlier)).toBe("wrong");
    },
  );

  test("confirms the address that the account of before had confirmed, and signs in by mail", async () => {
    const mailbox = await openMailbox();
    for (const [name, value] of Object.entries(mailbox.variables)) vi.stubEnv(name, value);
    await end();
    const again = await joinAgain({ isNamed: false });
    expect(await confirmBy(again)).toMatchObject({ ok: true });
    expect(await confirmedAt(again)).toEqual(now);
    expect(await confirmedAt(person)).toBeNull();
    await sendSignInLink(person.email, now);
    expect(await mailbox.lettersTo(person.email)).toHaveLength(1);
    expect(await db.oneTimeLink.count({ where: { userId: again.userId, purpose: "email_sign_in" } })).toBe(1);
    await mailbox.stop();
  });

  test("signs in with the single sign-on that the account of before had", async () => {
    vi.spyOn(console, "warn").mockImplementation(() => {});
    const provider = await startOpenIdProvider("http://127.0.0.1:3000");
    for (const [name, value] of Object.entries(provider.variables)) vi.stubEnv(name, value);
    const account = newSlug("account");
    provider.accounts.set(account, { email: person.email, isVerified: true });
    const signInByIt = async () => {
      const begun = await beginIdentity(publicViewer, "/our-work", now);
      if (!begun.ok) throw new Error(begun.refusal);
      const query = await signInThere(begun.value.address, account);
      return signInWithIdentity(begun.value.token, query, publicViewer, now, noCaller);
    };
    expect(await signInByIt()).toMatchObject({ value: { linked: person.userId } });
    await end();
    expect(await signInByIt()).toMatchObject({ refusal: "unknown" });
    const again = await joinAgain({ isNamed: true });
    expect(await signInByIt()).toMatchObject({ value: { linked: again.userId } });
    expect(await signInByIt()).toMatchObject({ value: { kind: "session", linked: undefined } });
    expect(await db.linkedIdentity.findMany({ where: { subject: account }, select: { userId: true } })).toEqual([
      { userId: again.userId },
    ]);
    expect([await confirmedAt(person), await confirmedAt(again)]).toEqual([null, now]);
    await provider.stop();
    vi.restoreAllMocks();
  });
});

describe("whoever belongs to something", () => {
  test("keeps a confirmed address and a single sign-on, whoever else gives the address or lets go of it", async () => {
    const other = await createPerson({ email: person.email, isConfirmed: false });
    await db.linkedIdentity.create({
      data: { userId: person.userId, issuer: "https://example.org", subject: person.userId, createdAt: now },
    });
    expect(await confirmBy(other)).toMatchObject({ refusal: "taken" });
    await application.$executeRaw`select let_go_of_address(${person.email}), let_go_of_identity('https://example.org', ${person.userId})`;
    expect(await confirmedAt(person)).not.toBeNull();
    expect(await db.linkedIdentity.count({ where: { userId: person.userId } })).toBe(1);
    expect(await signIn(earlier)).toMatchObject({ userId: person.userId });
  });
});
