import type { Viewer } from "#lib/accounts/viewer.ts";
import type { Role } from "#lib/generated/enums.ts";

/** What a viewer may do with an assignment. Each role answers for each of them. */
export type AssignmentAction = "logProgress" | "approve";

const roleMay = {
  reporter: { logProgress: true, approve: false },
  approver: { logProgress: true, approve: true },
  steward: { logProgress: false, approve: false },
  verifier: { logProgress: false, approve: false },
} as const satisfies Record<Role, Record<AssignmentAction, boolean>>;

/** Log progress, a note or a confirmation: for an assignment of the organization one acts for, and no other. */
export function canLogProgress(viewer: Viewer, assignment: { organizationId: string }): boolean {
  return may(viewer, assignment, "logProgress");
}

/** Set what only an approver sets: implemented, or a request to leave. */
export function canApprove(viewer: Viewer, assignment: { organizationId: string }): boolean {
  return may(viewer, assignment, "approve");
}

function may(viewer: Viewer, assignment: { organizationId: string }, action: AssignmentAction): boolean {
  switch (viewer.kind) {
    case "public":
      return false;
    case "member":
      return viewer.organization.id === assignment.organizationId && viewer.roles.some((role) => roleMay[role][action]);
  }
}
