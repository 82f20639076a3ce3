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
