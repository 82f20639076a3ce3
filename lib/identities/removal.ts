import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { changeOwn, endOtherSessions, type OwnChange, type OwnChangeRefusal } from "#lib/accounts/own-change.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { done, type Result, refused } from "#lib/result.ts";

/**
 * From now on a provider leads nobody into this account, until it is linked once more: with another account there, if need be.
 * Sessions elsewhere end.
 */
export function removeIdentity(
  member: Member,
  id: string,
  now: Date,
  caller: Caller,
): Promise<Result<OwnChange, OwnChangeRefusal | "none">> {
  const { userId, organization } = member;
  return changeOwn(member, now, async (tx) => {
    const identity = await tx.linkedIdentity.findFirst({ where: { id, userId }, select: { issuer: true } });
    if (!identity) return refused("none");
    await tx.linkedIdentity.deleteMany({ where: { id, userId } });
    const entry = { kind: "identity_removed", at: now, actorId: userId, organizationId: organization.id } as const;
    await recordAccess(tx, { ...entry, details: identity }, caller);
    const wasElsewhere = await endOtherSessions(tx, member, now, caller);
    return done({ wasElsewhere });
  });
}
