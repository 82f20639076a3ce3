import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { tellPerson } from "#lib/acting.ts";
import type { Database } from "#lib/db.ts";
import type { SecondFactor, SignInWay } from "#lib/generated/enums.ts";
import { sessionLifetime } from "./session.ts";
import { hashToken, newToken } from "./tokens.ts";
import { type Member, publicViewer, type Viewer } from "./viewer.ts";

type SignIn = {
  userId: string;
  organizationId: string;
  way: SignInWay;
  secondFactor?: SecondFactor;
  /** When they have shown who they are, where that is known. */
  shownAt: Date | undefined;
  /** Whom the browser stood for until now. */
  before?: Viewer;
};

/**
 * Opens a session for somebody who has shown who they are, and ends the one that their browser had: every way to sign in,
 * and to show again who one is, ends here and then in setSessionCookie. What it answers stands in the cookie and nowhere else.
 */
export async function openSession(tx: Database, signIn: SignIn, now: Date, caller: Caller): Promise<string> {
  const { userId, organizationId, way, secondFactor = null, shownAt, before = publicViewer } = signIn;
  if (before.kind === "member") await endBefore(tx, before, now, caller);
  const token = newToken();
  await tellPerson(tx, userId);
  await tx.session.create({
    data: {
      ...{ userId, organizationId, way, secondFactor, tokenHash: hashToken(token), userAgent: caller.browser },
      ...{ createdAt: now, shownAt: notAfter(now, shownAt), lastSeenAt: now },
      expiresAt: new Date(now.getTime() + sessionLifetime),
    },
    select: { id: true },
  });
  await tx.user.update({
    where: { id: userId },
    data: { lastSignedInAt: now, lastSignedInBy: way },
    select: { id: true },
  });
  const details = { way, ...(secondFactor && { secondFactor }) };
  await recordAccess(tx, { kind: "signed_in", at: now, actorId: userId, organizationId, details }, caller);
  return token;
}

/** A clock elsewhere that is ahead of ours makes nobody recent for longer. */
function notAfter(now: Date, shownAt: Date | undefined): Date | null {
  return shownAt && shownAt > now ? now : (shownAt ?? null);
}

async function endBefore(tx: Database, { sessionId, userId, organization }: Member, now: Date, caller: Caller) {
  await tellPerson(tx, userId);
  const { count } = await tx.session.updateMany({ where: { id: sessionId, endedAt: null }, data: { endedAt: now } });
  if (count === 0) return;
  const entry = { kind: "session_ended", at: now, actorId: userId, organizationId: organization.id } as const;
  await recordAccess(tx, { ...entry, details: { count, reason: "replaced" } }, caller);
}

/** Whose an address is: theirs who confirmed it, or else theirs who was invited by it, or else theirs who gave it first. */
export async function findPersonByEmail(tx: Database, email: string): Promise<{ id: string } | null> {
  return tx.user.findFirst({
    where: { email: email.trim().toLowerCase(), endedAt: null },
    orderBy: [
      { emailVerifiedAt: { sort: "asc", nulls: "last" } },
      { isEmailInvited: "desc" },
      { emailSetAt: "asc" },
      { id: "asc" },
    ],
    select: { id: true },
  });
}

/** Of two who show at once that an address is theirs, one waits here until the other has it. */
export async function holdAddress(tx: Database, email: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('address for mail'), hashtext(${email}))`;
}
