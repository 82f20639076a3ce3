import { isImplemented, isVerified } from "#lib/assignments/status.ts";
import type { Implementation, Verification } from "#lib/generated/enums.ts";

/** The implementation of a recommendation from that of its assignments, and of a parent from that of its parts (domain: roll-up). */
export function rollUp(implementations: readonly Implementation[]): Implementation {
  const left: Implementation[] = implementations.filter((implementation) => implementation !== "no_longer_applicable");
  const every = (code: Implementation) => left.every((implementation) => implementation === code);
  const any = (code: Implementation) => left.includes(code);
  if (implementations.length === 0) return "not_started";
  if (left.length === 0) return "no_longer_applicable";
  if (every("implemented_differently")) return "implemented_differently";
  if (left.every(isImplemented)) return "implemented";
  if (every("not_implemented")) return "not_implemented";
  if (left.some(isImplemented) || any("partially_implemented")) return "partially_implemented";
  if (any("in_progress")) return "in_progress";
  return "not_started";
}

type Whole = {
  implementation: Implementation;
  assignments: readonly { implementation: Implementation; verification: Verification }[];
};

/** A rolled-up status is verified when it says implemented, and all that is implemented below it is verified. */
export function isVerifiedAsWhole({ implementation, assignments }: Whole): boolean {
  const implemented = assignments.filter((assignment) => isImplemented(assignment.implementation));
  return isImplemented(implementation) && implemented.length > 0 && implemented.every(isVerified);
}
