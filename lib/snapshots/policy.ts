import type { Viewer } from "#lib/accounts/viewer.ts";
import { canEditRegister } from "#lib/register/policy.ts";

/** Freeze a day of a report: whoever keeps its register. Everybody reads what is frozen, and nobody changes it. */
export function canFreeze(viewer: Viewer, stewardIds: readonly string[]): boolean {
  return canEditRegister(viewer, stewardIds);
}
