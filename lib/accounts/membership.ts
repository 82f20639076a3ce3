import "server-only";
import type { Database } from "#lib/db.ts";
import type { Member } from "./viewer.ts";

/** The member with the roles and the organizations that they have now: who was removed a moment ago writes nothing. */
export async function rereadMember(tx: Database, member: Member): Promise<Member | undefined> {
  const memberships = await tx.membership.findMany({
    where: { userId: member.userId, endedAt: null, user: { endedAt: null } },
    select: { roles: true, organization: { select: { id: true, slug: true, name: true, acronym: true } } },
  });
  const acting = memberships.find(({ organization }) => organization.id === member.organization.id);
  return (
    acting && { ...member, roles: acting.roles, organizations: memberships.map(({ organization }) => organization) }
  );
}
