import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { rereadMember } from "#lib/accounts/membership.ts";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import { readPlace } from "#lib/people/place.ts";
import { canDemandSecondFactor } from "#lib/people/policy.ts";
import { done, type Result, refused } from "#lib/result.ts";

/** The steward asks an organization's people for a second factor from now on, or does not any more. */
export async function demandSecondFactor(
  viewer: Viewer,
  slug: string,
  isRequired: boolean,
  now: Date,
  caller: Caller,
): Promise<Result<undefined, "not-yours">> {
  if (viewer.kind === "public") return refused("not-yours");
  return actingAs(viewer, now, async (tx) => {
    const [place, member] = [await readPlace(tx, slug), await rereadMember(tx, viewer)];
    if (!place || !member || !canDemandSecondFactor(member, place)) return refused("not-yours");
    const { userId } = member;
    const { count } = isRequired
      ? await tx.secondFactorDemand.createMany({
          data: { organizationId: place.id, setAt: now, setById: userId },
          skipDuplicates: true,
        })
      : await tx.secondFactorDemand.deleteMany({ where: { organizationId: place.id } });
    const entry = { kind: "second_factor_required", at: now, actorId: userId, organizationId: place.id } as const;
    if (count === 1) await recordAccess(tx, { ...entry, details: { isRequired } }, caller);
    return done(undefined);
  });
}
