import type { Implementation, Role, Verification } from "#lib/generated/enums.ts";

/** Which moves an organization may make by a progress entry. A steward's reopening and a verifier's finding are entries of other kinds. */
export const moves = {
  not_started: [
    "in_progress",
    "partially_implemented",
    "implemented",
    "implemented_differently",
    "no_longer_applicable",
    "not_implemented",
  ],
  in_progress: [
    "not_started",
    "partially_implemented",
    "implemented",
    "implemented_differently",
    "no_longer_applicable",
    "not_implemented",
  ],
  partially_implemented: [
    "in_progress",
    "implemented",
    "implemented_differently",
    "no_longer_applicable",
    "not_implemented",
  ],
  implemented: [],
  implemented_differently: [],
  no_longer_applicable: [],
  not_implemented: [],
} as const satisfies Record<Implementation, readonly Implementation[]>;

/** What an entry may hold beside its kind, its status and when it happened. */
export type EntryField =
  | "note"
  | "whatRemains"
  | "completedOn"
  | "howIntentMet"
  | "doneInstead"
  | "exitReason"
  | "justification"
  | "evidence";

type Demand = { fields: readonly EntryField[]; role: Extract<Role, "reporter" | "approver"> };

/** What an entry that sets a status must have, and from which role up. The event date is demanded of every entry. */
export const demands = {
  not_started: { fields: ["justification"], role: "reporter" },
  in_progress: { fields: ["note"], role: "reporter" },
  partially_implemented: { fields: ["note", "whatRemains", "evidence"], role: "reporter" },
  implemented: { fields: ["completedOn", "howIntentMet", "evidence"], role: "approver" },
  implemented_differently: { fields: ["completedOn", "howIntentMet", "doneInstead", "evidence"], role: "approver" },
  no_longer_applicable: { fields: ["exitReason", "justification"], role: "approver" },
  not_implemented: { fields: ["exitReason", "justification"], role: "approver" },
} as const satisfies Record<Implementation, Demand>;

export function isMoveAllowed(from: Implementation, to: Implementation): boolean {
  return (moves[from] as readonly Implementation[]).includes(to);
}

export function demandedFields(implementation: Implementation): readonly EntryField[] {
  return demands[implementation].fields;
}

/** Exits are requests: they take effect when the steward confirms. */
export function isExit(implementation: Implementation): boolean {
  return implementation === "no_longer_applicable" || implementation === "not_implemented";
}

export function isImplemented(implementation: Implementation): boolean {
  return implementation === "implemented" || implementation === "implemented_differently";
}

/** What is implemented, and found so by another organization. */
export function isVerified(state: { implementation: Implementation; verification: Verification }): boolean {
  return isImplemented(state.implementation) && state.verification === "verified";
}

/** Neither implemented nor left: something is still to be done. */
export function isOpen(implementation: Implementation): boolean {
  return !isImplemented(implementation) && !isExit(implementation);
}
