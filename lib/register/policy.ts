import type { Viewer } from "#lib/accounts/viewer.ts";
import type { Role } from "#lib/generated/enums.ts";

const roleMay = {
  reporter: false,
  approver: false,
  steward: true,
  verifier: false,
} as const satisfies Record<Role, boolean>;

/** Change the register of a report, and read its drafts: as a steward, for an organization that keeps this register. */
export function canEditRegister(viewer: Viewer, stewardIds: readonly string[]): boolean {
  switch (viewer.kind) {
    case "public":
      return false;
    case "member":
      return stewardIds.includes(viewer.organization.id) && viewer.roles.some((role) => roleMay[role]);
  }
}

/** Those of some reports whose register the viewer edits. */
export function keptReports<Report extends { participations: readonly { organizationId: string }[] }>(
  viewer: Viewer,
  reports: readonly Report[],
): Report[] {
  return reports.filter(({ participations }) =>
    canEditRegister(
      viewer,
      participations.map(({ organizationId }) => organizationId),
    ),
  );
}
