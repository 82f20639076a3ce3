import type { Implementation, Response, Role, UpdateKind, Verification } from "#lib/generated/enums.ts";
import type { Field } from "./schema.ts";

/** Which moves an organization may make by a progress entry. */
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

/** Which moves the steward may make by reopening. */
export const reopenings = {
  not_started: [],
  in_progress: [],
  partially_implemented: [],
  implemented: ["in_progress", "partially_implemented"],
  implemented_differently: ["in_progress", "partially_implemented"],
  no_longer_applicable: ["in_progress"],
  not_implemented: ["in_progress"],
} as const satisfies Record<Implementation, readonly Implementation[]>;

/** What a verifier may decide of what is implemented, and what the implementation falls back to. */
export const findings = {
  verified: null,
  partly_verified: "partially_implemented",
  not_verified: "in_progress",
  cannot_verify: null,
  more_evidence_requested: null,
} as const satisfies Partial<Record<Verification, Implementation | null>>;
export type Finding = keyof typeof findings;

export function isFinding(verification: Verification): verification is Finding {
  return verification in findings;
}

type Demand = { fields: readonly Field[]; role: Extract<Role, "reporter" | "approver"> };

/** What an entry that sets a status must have, and from which role up. The event date is demanded of every one. */
export const demands = {
  not_started: { fields: ["justification"], role: "reporter" },
  in_progress: { fields: ["note"], role: "reporter" },
  partially_implemented: { fields: ["note", "whatRemains", "evidence"], role: "reporter" },
  implemented: { fields: ["completedOn", "howIntentMet", "evidence"], role: "approver" },
  implemented_differently: { fields: ["completedOn", "howIntentMet", "doneInstead", "evidence"], role: "approver" },
  no_longer_applicable: { fields: ["exitReason", "justification"], role: "approver" },
  not_implemented: { fields: ["exitReason", "justification"], role: "approver" },
} as const satisfies Record<Implementation, Demand>;

/** What an approver may answer, and what each answer must have. */
export const answers = {
  under_consideration: ["decideBy"],
  accepted: [],
  partially_accepted: ["partsNotAccepted", "justification"],
  not_accepted: ["justification"],
  not_applicable: ["justification", "whoShouldAnswer"],
} as const satisfies Record<Exclude<Response, "awaiting_response">, readonly Field[]>;
export type Answer = keyof typeof answers;

export function isAnswer(response: Response): response is Answer {
  return response !== "awaiting_response";
}

export function isMoveAllowed(from: Implementation, to: Implementation): boolean {
  return (moves[from] as readonly Implementation[]).includes(to);
}

export function isReopeningAllowed(from: Implementation, to: Implementation): boolean {
  return (reopenings[from] as readonly Implementation[]).includes(to);
}

export function demandedFields(implementation: Implementation): readonly Field[] {
  return demands[implementation].fields;
}

/** What only an approver sets, only an approver takes back by a correction. */
export function isSetByApprover(implementation: Implementation | null): boolean {
  return implementation !== null && demands[implementation].role === "approver";
}

/** The latest entry of these kinds is what a correction corrects. */
export function isCorrectable(kind: UpdateKind): boolean {
  return kind === "progress" || kind === "response" || kind === "target";
}

/** What somebody else has decided of an assignment, and the organization may reply to. */
export function isDecision(kind: UpdateKind): boolean {
  return kind === "verification" || kind === "exit_decision" || kind === "reopening";
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

/** Whether there is, or was, a claim for a verifier: "self-reported" also stands where nothing is reported yet. */
export function isClaimed(state: { implementation: Implementation; verification: Verification }): boolean {
  return isImplemented(state.implementation) || state.verification !== "self_reported";
}

/** Neither implemented nor left: something is still to be done. */
export function isOpen(implementation: Implementation): boolean {
  return !isImplemented(implementation) && !isExit(implementation);
}
