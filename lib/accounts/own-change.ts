import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { actingAlone, readingAs } from "#lib/acting.ts";
import type { Database } from "#lib/db.ts";
import { type Result, refused } from "#lib/result.ts";
import { idleSince, isRecent, isStrong } from "./session.ts";
import type { Member } from "./viewer.ts";

/** Whether they were signed in elsewhere until then. */
export type OwnChange = { wasElsewhere: boolean };
export type OwnChangeRefusal = "not-recent" | "signed-out" | "second-factor-first";

/**
 * One change of how somebody signs in, by themselves: they have just shown who they are, in a session that still stands, and
 * their second factor too, where that is asked for and they have one. Else whoever finds a password could set up a second
 * factor of their own in place of it.
 */
export async function changeOwn<Value, Refusal extends string, Detail>(
  member: Member,
  now: Date,
  work: (tx: Database) => Promise<Result<Value, Refusal, Detail>>,
): Promise<Result<Value, Refusal | OwnChangeRefusal, Detail | undefined>> {
  if (!isRecent(member, now)) return refused("not-recent");
  const { userId, sessionId } = member;
  return actingAlone(userId, now, async (tx) => {
    await holdPerson(tx, userId);
    const session = await tx.session.findFirst({
      where: { id: sessionId, userId, endedAt: null, expiresAt: { gt: now }, user: { endedAt: null } },
      select: { way: true, secondFactor: true },
    });
    if (!session) return refused("signed-out");
    if (!isStrong(session) && (await findOwnSecondFactor(tx, userId))) return refused("second-factor-first");
    return work(tx);
  });
}

/** One change at a time of what somebody signs in with, and no sign-in meanwhile: whoever waited is judged by what stands then. */
export async function holdPerson(tx: Database, userId: string): Promise<void> {
  await tx.$executeRaw`select 1 from users where id = ${userId}::uuid for no key update`;
}

/** What somebody has to show before they change how they sign in, and by which of their organizations it is asked for. */
export type OwedFactor = { kind: "app" | "passkey"; demandedBy: string[] };

/** The same question for a page, which leads to where it is shown. */
export async function getOwedFactor(member: Member): Promise<OwedFactor | undefined> {
  const { userId, sessionId } = member;
  return readingAs(member, async (tx) => {
    const session = await tx.session.findFirst({
      where: { id: sessionId, userId },
      select: { way: true, secondFactor: true },
    });
    return session && !isStrong(session) ? findOwnSecondFactor(tx, userId) : undefined;
  });
}

/** An app is asked for whenever it is set up; a passkey is one way of several, until an organization demands a second factor. */
async function findOwnSecondFactor(tx: Database, userId: string): Promise<OwedFactor | undefined> {
  const { totpSecret, _count, memberships } = await tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: {
      totpSecret: { select: { confirmedAt: true } },
      _count: { select: { passkeys: true } },
      memberships: {
        where: { endedAt: null, organization: { secondFactorDemand: { isNot: null } } },
        select: { organization: { select: { acronym: true } } },
      },
    },
  });
  const demandedBy = memberships.map(({ organization }) => organization.acronym);
  if (totpSecret?.confirmedAt) return { kind: "app", demandedBy };
  return demandedBy.length > 0 && _count.passkeys > 0 ? { kind: "passkey", demandedBy } : undefined;
}

/**
 * Whoever was signed in elsewhere, or half so, has to show again who they are, now that it is shown in another way. Answers
 * whether they were: a session that nobody has used for long is over already.
 */
export async function endOtherSessions(tx: Database, member: Member, now: Date, caller: Caller): Promise<boolean> {
  const { userId, sessionId, organization } = member;
  await tx.$executeRaw`select end_half_sign_ins()`;
  const others = { userId, id: { not: sessionId }, endedAt: null, expiresAt: { gt: now } };
  const inUse = await tx.session.count({ where: { ...others, lastSeenAt: { gt: idleSince(now) } } });
  const { count } = await tx.session.updateMany({ where: others, data: { endedAt: now } });
  if (count === 0) return false;
  const entry = { kind: "session_ended", at: now, actorId: userId, organizationId: organization.id } as const;
  await recordAccess(tx, { ...entry, details: { count, reason: "sign_in_changed" } }, caller);
  return inUse > 0;
}
