import "server-only";
import { z } from "zod";
import { organizationAbout } from "#lib/access/about.ts";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { beginChallenge, takeChallenge } from "#lib/accounts/challenges.ts";
import { type Entered, enter } from "#lib/accounts/entrance.ts";
import { holdAddress, letGoOfAddress, standing } from "#lib/accounts/sign-in.ts";
import { hashToken } from "#lib/accounts/tokens.ts";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { isOn } from "#lib/accounts/ways.ts";
import { presenting, setInstant, tellPerson } from "#lib/acting.ts";
import { type Database, db } from "#lib/db.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { Begun, type Identity, type IdentityFailure, readIdentity, startIdentity } from "./provider.ts";

const Kept = Begun.extend({ next: z.string() });

/** Where somebody is sent, and the token of what is begun; `next` is where they go on then. Whoever is signed in already has to show again who they are. */
export async function beginIdentity(
  viewer: Viewer,
  next: string,
  now: Date,
): Promise<Result<{ token: string; address: string }, "off" | "unreachable">> {
  if (!isOn("identity")) return refused("off");
  const started = await startIdentity(viewer.kind === "member").catch((thrown) => {
    console.error("OpenID Connect:", thrown);
  });
  if (!started) return refused("unreachable");
  const { address, begun } = started;
  const token = await db.$transaction((tx) =>
    beginChallenge(tx, { purpose: "identity", content: { ...begun, next } }, now),
  );
  return done({ token, address });
}

export type IdentityRefusal = "off" | "over" | "unknown" | IdentityFailure;
/** `linked`: whose account was linked just now, if one was; its person is told so. */
type SignedIn = Entered & { linked: string | undefined; next: string };

/**
 * Signs in whom a provider means: the person whom it meant before, or else the one whose address it has seen to be theirs.
 * Nobody gets an account by it.
 */
export async function signInWithIdentity(
  token: string,
  query: string,
  before: Viewer,
  now: Date,
  caller: Caller,
): Promise<Result<SignedIn, IdentityRefusal>> {
  if (!isOn("identity")) return refused("off");
  const challenge = await presenting(hashToken(token), now, (tx) => takeChallenge(tx, token, "identity", now));
  if (!challenge) return refused("over");
  const { next, ...begun } = Kept.parse(challenge.content);
  const identity = await readIdentity(query, begun, challenge.createdAt);
  return db.$transaction(async (tx) => {
    await setInstant(tx, now);
    if (typeof identity === "string") {
      const details = { way: "identity", reason: identity };
      await recordAccess(tx, { kind: "sign_in_failed", at: now, details }, caller);
      return refused(identity);
    }
    const found = await findPerson(tx, identity, before, now, caller);
    const { shownAt } = identity;
    const entered = found && (await enter(tx, { userId: found.id, way: "identity", shownAt, before }, now, caller));
    if (entered) return done({ ...entered, next, linked: found.isNew ? found.id : undefined });
    const details = { way: "identity", reason: "unknown" };
    const whose = found && { aboutId: found.id, organizationId: await organizationAbout(tx, found.id) };
    await recordAccess(tx, { kind: "sign_in_failed", at: now, ...whose, details }, caller);
    return refused("unknown");
  });
}

async function findPerson(
  tx: Database,
  { issuer, subject, email }: Identity,
  before: Viewer,
  now: Date,
  caller: Caller,
) {
  const [{ id } = {}] = await tx.$queryRaw<
    { id: string | null }[]
  >`select user_of_identity(${issuer}, ${subject}) as id`;
  if (id && (await tx.user.count({ where: { id, ...standing } })) > 0) {
    await tellPerson(tx, id);
    await tx.linkedIdentity.updateMany({ where: { userId: id, issuer, subject }, data: { lastUsedAt: now } });
    return { id, isNew: false };
  }
  // Whoever left, and was invited again, has another account by now; if they have none, it is they who tried.
  const former = id ? { id, isNew: false } : undefined;
  if (!email) return former;
  await holdAddress(tx, email);
  const person = await findByProvedEmail(tx, email, before);
  if (!person) return former;
  const { id: userId, emailVerifiedAt } = person;
  await tellPerson(tx, userId);
  // Addresses change hands: whom the provider knows by another name now is somebody else.
  if ((await tx.linkedIdentity.count({ where: { userId, issuer } })) > 0) return;
  await letGoOfAddress(tx, email);
  // Nor is it they who have changed their address since it was read.
  const still = await tx.user.updateMany({
    where: { id: userId, email, emailVerifiedAt, endedAt: null },
    data: { emailVerifiedAt: emailVerifiedAt ?? now },
  });
  if (still.count === 0) return;
  await tx.$executeRaw`select let_go_of_identity(${issuer}, ${subject})`;
  const { count } = await tx.linkedIdentity.createMany({
    data: { userId, issuer, subject, createdAt: now, lastUsedAt: now },
    skipDuplicates: true,
  });
  if (count === 0) return;
  const whose = { actorId: userId, organizationId: await organizationAbout(tx, userId) };
  await recordAccess(tx, { kind: "identity_linked", at: now, ...whose, details: { issuer } }, caller);
  return { id: userId, isNew: true };
}

/**
 * Whose an address is that somebody has shown to be theirs: the account that has confirmed it; or the one that they are
 * signed in to, if it has given it; or the only one that was invited by it. An account that has merely given it may be
 * anybody's: whoever signed in by it would be in the hands of who keeps its other ways to sign in.
 */
async function findByProvedEmail(tx: Database, email: string, before: Viewer) {
  const own = before.kind === "member" ? [{ id: before.userId }] : [];
  const accounts = await tx.user.findMany({
    where: { email, ...standing, OR: [{ emailVerifiedAt: { not: null } }, { isEmailInvited: true }, ...own] },
    select: { id: true, emailVerifiedAt: true },
  });
  const [first, ...others] = accounts;
  return (
    accounts.find(({ emailVerifiedAt }) => emailVerifiedAt) ??
    accounts.find(({ id }) => own.some((one) => one.id === id)) ??
    (others.length === 0 ? first : undefined)
  );
}
