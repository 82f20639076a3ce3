import type { Viewer } from "#lib/accounts/viewer.ts";
import type { Prisma } from "#lib/generated/client.ts";

/**
 * Whose evidence a viewer may see, as a filter: restricted evidence is for the organization it is about, the steward of
 * its report and verifiers. The database says the same once more, to the day on which a successor begins to answer; in
 * `readingAs` (lib/acting.ts) it knows who asks, and nowhere else is restricted evidence to be had.
 */
export function visibleEvidence(viewer: Viewer): Prisma.EvidenceWhereInput {
  const open: Prisma.EvidenceWhereInput = { restricted: false };
  switch (viewer.kind) {
    case "public":
      return open;
    case "member": {
      const { roles, organization } = viewer;
      if (roles.includes("verifier")) return {};
      const own: Prisma.AssignmentWhereInput = { organization: succeededBy(organization.id) };
      const kept: Prisma.AssignmentWhereInput = {
        recommendation: {
          report: { participations: { some: { organizationId: organization.id, function: "steward" } } },
        },
      };
      return { OR: [open, { update: { assignment: { OR: roles.includes("steward") ? [own, kept] : [own] } } }] };
    }
  }
}

/** The organization, or one that has ended and whose successor it is, or whose successor's. */
function succeededBy(id: string, generations = 3): Prisma.OrganizationWhereInput {
  if (generations === 0) return { id };
  return { OR: [{ id }, { existsUntil: { not: null }, successor: succeededBy(id, generations - 1) }] };
}
