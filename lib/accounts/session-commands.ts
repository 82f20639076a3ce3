import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { actingAlone } from "#lib/acting.ts";
import { done, type Result, refused } from "#lib/result.ts";
import type { Member } from "./viewer.ts";

// What somebody does with their own sessions.

/** Ends the session that one is in, at once, everywhere. */
export async function signOut(member: Member, now: Date, caller: Caller): Promise<void> {
  await actingAlone(member.userId, now, async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { id: member.sessionId, endedAt: null },
      data: { endedAt: now },
    });
    if (count === 0) return;
    const { userId: actorId, organization } = member;
    await recordAccess(tx, { kind: "signed_out", at: now, actorId, organizationId: organization.id }, caller);
  });
}

/** Ends one of the person's sessions, or all of them, the one that they are in too. */
export async function endSessions(
  { userId, organization }: Member,
  which: string | "all",
  now: Date,
  caller: Caller,
): Promise<void> {
  await actingAlone(userId, now, async (tx) => {
    const { count } = await tx.session.updateMany({
      where: { userId, endedAt: null, expiresAt: { gt: now }, ...(which !== "all" && { id: which }) },
      data: { endedAt: now },
    });
    if (count === 0) return;
    const details = { count, reason: which === "all" ? "everywhere" : "chosen" };
    const entry = { kind: "session_ended", at: now, actorId: userId, organizationId: organization.id } as const;
    await recordAccess(tx, { ...entry, details }, caller);
  });
}

/** From now on this session acts for another of the person's organizations. */
export async function switchOrganization(
  member: Member,
  organizationId: string,
  now: Date,
): Promise<Result<undefined, "not-yours">> {
  if (!member.organizations.some(({ id }) => id === organizationId)) return refused("not-yours");
  return actingAlone(member.userId, now, async (tx) => {
    const { count } = await tx.session.updateMany({
      where: {
        ...{ id: member.sessionId, endedAt: null },
        user: { memberships: { some: { organizationId, endedAt: null } } },
      },
      data: { organizationId },
    });
    return count === 1 ? done(undefined) : refused("not-yours");
  });
}
