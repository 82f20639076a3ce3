import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { rereadMember } from "#lib/accounts/membership.ts";
import { isRecent } from "#lib/accounts/session.ts";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import { readPerson } from "#lib/people/place.ts";
import { canRemovePerson } from "#lib/people/policy.ts";
import { done, type Result, refused } from "#lib/result.ts";

export type ResetRefusal = "not-yours" | "not-found" | "not-recent" | "none";

/**
 * Takes the second factor of somebody who has lost it, with its recovery codes, their passkeys and their sessions
 * (reset_second_factor): from then on they sign in without one, until they set another up. Where their organization demands
 * one, they do so at once.
 * Answers with whose it was.
 */
export async function resetSecondFactor(
  viewer: Viewer,
  userId: string | null,
  now: Date,
  caller: Caller,
): Promise<Result<string, ResetRefusal>> {
  if (viewer.kind === "public") return refused("not-yours");
  if (!userId) return refused("not-found");
  return actingAs(viewer, now, async (tx) => {
    const [member, person] = [await rereadMember(tx, viewer), await readPerson(tx, userId)];
    if (!member) return refused("not-yours");
    if (!person) return refused("not-found");
    if (userId === member.userId || !canRemovePerson(member, person.memberships)) return refused("not-yours");
    if (!isRecent(member, now)) return refused("not-recent");
    const [{ ended } = { ended: null }] = await tx.$queryRaw<
      { ended: number | null }[]
    >`select reset_second_factor(${userId}::uuid) as ended`;
    if (ended === null) return refused("none");
    const [main] = person.memberships;
    const entry = { at: now, actorId: member.userId, organizationId: main?.organization.id, aboutId: userId };
    await recordAccess(tx, { ...entry, kind: "second_factor_removed" }, caller);
    if (ended > 0)
      await recordAccess(
        tx,
        { ...entry, kind: "session_ended", details: { count: ended, reason: "second_factor_removed" } },
        caller,
      );
    return done(userId);
  });
}
