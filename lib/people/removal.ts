import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { rereadMember } from "#lib/accounts/membership.ts";
import { isRecent } from "#lib/accounts/session.ts";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import type { Database } from "#lib/db.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { words } from "#lib/words.ts";
import { readPerson } from "./place.ts";
import { canLeaveWithoutApprover, canRemovePerson, lossOf } from "./policy.ts";

export type RemovalRefusal = "not-yours" | "not-found" | "not-recent" | "last-approver" | "last-steward";

/**
 * Removes somebody: themselves, or by the steward of all that they are a member of. What they sign in with, their sessions,
 * forms and address go, and their name makes way for a pseudonym (end_person_access); what they logged stays as it is: an
 * entry and its hash name the person by an id.
 */
export async function removePerson(
  viewer: Viewer,
  userId: string | null,
  now: Date,
  caller: Caller,
): Promise<Result<undefined, RemovalRefusal>> {
  if (viewer.kind === "public") return refused("not-yours");
  if (!userId) return refused("not-found");
  return actingAs(viewer, now, async (tx) => {
    await lockOrganizations(tx, userId);
    const [member, person] = [await rereadMember(tx, viewer), await readPerson(tx, userId)];
    if (!member) return refused("not-yours");
    const isSelf = userId === member.userId;
    if (!isSelf && !canRemovePerson(member, person?.memberships ?? []))
      return refused(person ? "not-yours" : "not-found");
    // It cannot be undone: a session that was left open, or stolen, removes nobody.
    if (!isRecent(member, now)) return refused("not-recent");
    const [main, ...others] = person?.memberships ?? [];
    if (!main) return refused("not-found");
    for (const { roles, organization } of [main, ...others].filter(({ endedAt }) => !endedAt)) {
      const colleagues = await tx.membership.findMany({
        where: { organizationId: organization.id, userId: { not: userId }, endedAt: null, user: { endedAt: null } },
        select: { roles: true },
      });
      const loss = lossOf(
        roles,
        colleagues.map((one) => one.roles),
        canLeaveWithoutApprover(member, organization),
      );
      if (loss) return refused(loss);
    }
    await tx.user.update({
      where: { id: userId },
      data: {
        endedAt: now,
        name: words("people.former", { organization: main.organization.acronym }),
        ...{ email: null, emailSetAt: null, emailVerifiedAt: null, lastSignedInAt: null, lastSignedInBy: null },
      },
      select: { id: true },
    });
    const entry = {
      kind: "account_removed",
      at: now,
      actorId: member.userId,
      organizationId: main.organization.id,
    } as const;
    await recordAccess(tx, { ...entry, aboutId: isSelf ? null : userId }, caller);
    return done(undefined);
  });
}

/** One change of an organization's people at a time, as where their roles change. */
async function lockOrganizations(tx: Database, userId: string) {
  await tx.$executeRaw`
    select 1 from organizations o join memberships m on m.organization_id = o.id
    where m.user_id = ${userId}::uuid and m.ended_at is null order by o.id for no key update of o`;
}
