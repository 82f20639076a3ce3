import type { Day } from "#lib/dates.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { answering, type Existing, succession } from "#lib/organizations/succession.ts";
import type { Assigned } from "./policy.ts";

/** What of an assignment tells who may write what into its log, once its organization has its successors (`withSuccessors`). */
export const assignedColumns = {
  organizationId: true,
  organization: { select: succession },
  recommendation: {
    select: {
      report: {
        select: { participations: { where: { function: "steward" }, select: { organizationId: true } } },
      },
    },
  },
  /** The entry that made the implementation what it is. */
  updates: {
    where: { kind: { in: ["progress", "correction"] }, implementation: { not: null } },
    orderBy: { sequence: "desc" },
    take: 1,
    select: { actingOrganizationId: true },
  },
} as const satisfies Prisma.AssignmentSelect;

type Row = Omit<Prisma.AssignmentGetPayload<{ select: typeof assignedColumns }>, "organization"> & {
  organization: Existing;
};

export function assignedOf({ organization, recommendation, updates }: Row, today: Day): Assigned {
  return {
    organizationId: organization.id,
    answeringId: answering(organization, today).id,
    stewardIds: recommendation.report.participations.map(({ organizationId }) => organizationId),
    claimedById: updates[0]?.actingOrganizationId ?? null,
  };
}
