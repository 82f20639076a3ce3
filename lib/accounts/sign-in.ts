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

/** Of so many who gave one address that nobody has confirmed, each signs in with their own password. */
export const mostOfOneAddress = 2;

/** Who belongs to something still: whoever does not signs in nowhere, and stands in nobody's way. */
export const standing = { endedAt: null, memberships: { some: { endedAt: null } } } as const;

/**
 * Whose an address may be, the likeliest first: theirs alone who confirmed it; else those who were invited by it, and then
 * those who gave it first. Whoever belongs to nothing any more is found where nobody else has it, so that it is known who
 * tried.
 */
export async function findPeopleByEmail(tx: Database, email: string): Promise<string[]> {
  const found = (of: typeof standing | typeof former) =>
    tx.user.findMany({
      where: { email: email.trim().toLowerCase(), ...of },
      orderBy: [
        { emailVerifiedAt: { sort: "asc", nulls: "last" } },
        { isEmailInvited: "desc" },
        { emailSetAt: "asc" },
        { id: "asc" },
      ],
      take: mostOfOneAddress,
      select: { id: true, emailVerifiedAt: true },
    });
  // Both are asked whatever the first one finds: how long it takes tells nothing.
  const [people, formerPeople] = [await found(standing), await found(former)];
  const [first, ...others] = people.length > 0 ? people : formerPeople.slice(0, 1);
  return [first, ...(first?.emailVerifiedAt ? [] : others)].flatMap((person) => person?.id ?? []);
}

const former = { endedAt: null, memberships: { none: { endedAt: null } } } as const;

/**
 * Before an address becomes somebody's: whoever belongs to nothing any more has it no longer, as a new invitation leads to
 * another account.
 */
export async function letGoOfAddress(tx: Database, email: string): Promise<void> {
  await tx.$executeRaw`select let_go_of_address(${email})`;
}

/** Of two who show at once that an address is theirs, one waits here until the other has it. */
export async function holdAddress(tx: Database, email: string): Promise<void> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('address for mail'), hashtext(${email}))`;
}
