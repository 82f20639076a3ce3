import type { DatedDay } from "#lib/dates.ts";
import type { Implementation, Response, UpdateKind, Verification } from "#lib/generated/enums.ts";
import { isExit, isImplemented } from "./status.ts";

/** The present state of an assignment: what its log says, and nothing else. */
export type State = {
  response: Response;
  implementation: Implementation;
  /** An exit that was asked for and is not decided: the figures count the old state meanwhile. */
  exitRequested: Implementation | null;
  verification: Verification;
  submittedAt: Date | null;
  completedOn: DatedDay | null;
  hasEvidence: boolean;
  lastEntryAt: Date | null;
};

/** What of a log entry bears on the state. */
export type LogEntry = {
  kind: Extract<UpdateKind, "progress" | "note" | "confirmation">;
  implementation: Implementation | null;
  completedOn: DatedDay | null;
  evidence: readonly unknown[];
  recordedAt: Date;
};

export const initialState: State = {
  response: "awaiting_response",
  implementation: "not_started",
  exitRequested: null,
  verification: "self_reported",
  submittedAt: null,
  completedOn: null,
  hasEvidence: false,
  lastEntryAt: null,
};

/** The state that a log gives, from nothing. */
export function replay(log: readonly LogEntry[]): State {
  return log.reduce(apply, initialState);
}

/** The state after one more entry. Takes the entry as legal: entry.ts has judged it. */
export function apply(state: State, entry: LogEntry): State {
  const next = { ...state, hasEvidence: state.hasEvidence || entry.evidence.length > 0, lastEntryAt: entry.recordedAt };
  return entry.kind === "progress" && entry.implementation ? move(next, entry, entry.implementation) : next;
}

/** Any new implementation sets verification back, and takes back an exit that was asked for and not decided. */
function move(state: State, entry: LogEntry, implementation: Implementation): State {
  if (isExit(implementation)) return { ...state, exitRequested: implementation };
  const isSubmitted = isImplemented(implementation) && entry.evidence.length > 0;
  return {
    ...state,
    implementation,
    exitRequested: null,
    verification: isSubmitted ? "submitted" : "self_reported",
    submittedAt: isSubmitted ? entry.recordedAt : null,
    completedOn: isImplemented(implementation) ? entry.completedOn : null,
  };
}
