import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import type { Prisma } from "#lib/generated/client.ts";
import type { Role } from "#lib/generated/enums.ts";

/** Whoever manages people reads what these did: an approver those of the own organization, a steward those of the reports. */
const reads = {
  reporter: undefined,
  approver: ({ organization }: Member) => ({ id: organization.id }),
  steward: ({ organization }: Member) => ({
    participations: {
      some: { report: { participations: { some: { organizationId: organization.id, function: "steward" } } } },
    },
  }),
  verifier: undefined,
} as const satisfies Record<Role, ((member: Member) => Prisma.OrganizationWhereInput) | undefined>;

/** The organizations whose entries of the access log a viewer reads, as a filter. The database says the same (watched_organizations). */
export function watchedOrganizations(viewer: Viewer): Prisma.OrganizationWhereInput {
  if (viewer.kind === "public") return { OR: [] };
  return { OR: viewer.roles.flatMap((role) => reads[role]?.(viewer) ?? []) };
}
