import "server-only";
import type { Database } from "#lib/db.ts";
import type { Member } from "./viewer.ts";

/** The member with the roles that they have now: who was removed a moment ago writes nothing. */
export async function rereadMember(tx: Database, member: Member): Promise<Member | undefined> {
  const membership = await tx.membership.findFirst({
    where: { userId: member.userId, organizationId: member.organization.id, endedAt: null, user: { endedAt: null } },
    select: { roles: true },
  });
  return membership ? { ...member, roles: membership.roles } : undefined;
}
