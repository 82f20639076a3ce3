import "server-only";
import { z } from "zod";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { beginChallenge, takeChallenge } from "#lib/accounts/challenges.ts";
import { type Entered, enter } from "#lib/accounts/entrance.ts";
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
  const identity = await readIdentity(query, begun, now);
  return db.$transaction(async (tx) => {
    await setInstant(tx, now);
    if (typeof identity === "string") {
      const details = { way: "identity", reason: identity };
      await recordAccess(tx, { kind: "sign_in_failed", at: now, details }, caller);
      return refused(identity);
    }
    const found = await findPerson(tx, identity, now, caller);
    const entered = found && (await enter(tx, { userId: found.id, way: "identity", before }, now, caller));
    if (entered) return done({ ...entered, next, linked: found.isNew ? found.id : undefined });
    const details = { way: "identity", reason: "unknown" };
    await recordAccess(tx, { kind: "sign_in_failed", at: now, aboutId: found?.id, details }, caller);
    return refused("unknown");
  });
}

async function findPerson(tx: Database, { issuer, subject, email }: Identity, now: Date, caller: Caller) {
  const [{ id } = {}] = await tx.$queryRaw<
    { id: string | null }[]
  >`select user_of_identity(${issuer}, ${subject}) as id`;
  if (id) {
    await tellPerson(tx, id);
    await tx.linkedIdentity.updateMany({ where: { userId: id, issuer, subject }, data: { lastUsedAt: now } });
    return { id, isNew: false };
  }
  const person = email ? await findByProvedEmail(tx, email) : undefined;
  if (!person) return;
  await tellPerson(tx, person.id);
  const { count } = await tx.linkedIdentity.createMany({
    data: { userId: person.id, issuer, subject, createdAt: now, lastUsedAt: now },
    skipDuplicates: true,
  });
  if (count === 0) return;
  if (!person.emailVerifiedAt)
    await tx.user.update({ where: { id: person.id }, data: { emailVerifiedAt: now }, select: { id: true } });
  await recordAccess(tx, { kind: "identity_linked", at: now, actorId: person.id, details: { issuer } }, caller);
  return { id: person.id, isNew: true };
}

/**
 * Whose an address is that somebody has shown to be theirs: the account that has confirmed it, or the only one that has
 * given it. Where several have and none has confirmed it, nobody knows whose it is.
 */
async function findByProvedEmail(tx: Database, email: string) {
  const accounts = await tx.user.findMany({
    where: { email, endedAt: null },
    orderBy: { emailVerifiedAt: { sort: "asc", nulls: "last" } },
    take: 2,
    select: { id: true, emailVerifiedAt: true },
  });
  const [first, second] = accounts;
  return first && (first.emailVerifiedAt || !second) ? first : undefined;
}
