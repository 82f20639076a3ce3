import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { actingAlone } from "#lib/acting.ts";
import type { Database } from "#lib/db.ts";
import { type Result, refused } from "#lib/result.ts";
import { isRecent } from "./session.ts";
import type { Member } from "./viewer.ts";

export type OwnChangeRefusal = "not-recent" | "signed-out";

/** One change of how somebody signs in, by themselves: they have just shown who they are, in a session that still stands. */
export async function changeOwn<Value, Refusal extends string, Detail>(
  member: Member,
  now: Date,
  work: (tx: Database) => Promise<Result<Value, Refusal, Detail>>,
): Promise<Result<Value, Refusal | OwnChangeRefusal, Detail | undefined>> {
  if (!isRecent(member, now)) return refused("not-recent");
  const { userId, sessionId } = member;
  return actingAlone(userId, now, async (tx) => {
    // One change at a time: whoever waited is judged by what stands then.
    await tx.$executeRaw`select 1 from users where id = ${userId}::uuid for no key update`;
    const standing = await tx.session.count({
      where: { id: sessionId, userId, endedAt: null, expiresAt: { gt: now }, user: { endedAt: null } },
    });
    return standing === 1 ? work(tx) : refused("signed-out");
  });
}

/** Whoever was signed in elsewhere has to show again who they are, now that it is shown in another way. */
export async function endOtherSessions(tx: Database, member: Member, now: Date, caller: Caller): Promise<void> {
  const { userId, sessionId, organization } = member;
  const { count } = await tx.session.updateMany({
    where: { userId, id: { not: sessionId }, endedAt: null, expiresAt: { gt: now } },
    data: { endedAt: now },
  });
  if (count === 0) return;
  const entry = { kind: "session_ended", at: now, actorId: userId, organizationId: organization.id } as const;
  await recordAccess(tx, { ...entry, details: { count, reason: "sign_in_changed" } }, caller);
}
