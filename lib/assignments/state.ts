import type { DatedDay, Day } from "#lib/dates.ts";
import type { ExitDecision, Implementation, Response, UpdateKind, Verification } from "#lib/generated/enums.ts";
import { findings, isExit, isFinding, isImplemented } from "./status.ts";

/** The present state of an assignment: what its log says, and nothing else. The database computes it once more (state_after). */
export type State = {
  response: Response;
  decideBy: Day | null;
  implementation: Implementation;
  /** An exit that was asked for and is not decided: the figures count the old state meanwhile. */
  exitRequested: Implementation | null;
  verification: Verification;
  submittedAt: Date | null;
  completedOn: DatedDay | null;
  hasEvidence: boolean;
  targetOn: DatedDay | null;
  /** The first target. It never changes. */
  originalTargetOn: DatedDay | null;
  /** How often the target was moved. */
  targetChanges: number;
  lastEntryAt: Date | null;
};

/** What of a log entry bears on the state. */
export type LogEntry = {
  id: string;
  kind: UpdateKind;
  aboutId: string | null;
  implementation: Implementation | null;
  completedOn: DatedDay | null;
  response: Response | null;
  decideBy: Day | null;
  targetOn: DatedDay | null;
  verification: Verification | null;
  exitDecision: ExitDecision | null;
  evidence: readonly unknown[];
  recordedAt: Date;
};

export const initialState: State = {
  response: "awaiting_response",
  decideBy: null,
  implementation: "not_started",
  exitRequested: null,
  verification: "self_reported",
  submittedAt: null,
  completedOn: null,
  hasEvidence: false,
  targetOn: null,
  originalTargetOn: null,
  targetChanges: 0,
  lastEntryAt: null,
};

/** The state that a log gives, from nothing: a correction counts in the place of the entry that it corrects. */
export function replay(log: readonly LogEntry[]): State {
  const state = counted(log).reduce(apply, initialState);
  return { ...state, lastEntryAt: log.at(-1)?.recordedAt ?? null };
}

/** The state before an entry of a log, as it is corrected now. */
export function stateBefore(log: readonly LogEntry[], id: string): State {
  const entries = counted(log);
  const at = log.filter(({ kind }) => kind !== "correction").findIndex((entry) => entry.id === id);
  return entries.slice(0, at).reduce(apply, initialState);
}

/** An entry as it counts: in the words of its latest correction. The target that it set first is kept for ever. */
type Counted = LogEntry & { firstTargetOn?: DatedDay | null };

/** What counts of a log: each entry that is no correction, or the latest correction of it. */
function counted(log: readonly LogEntry[]): Counted[] {
  const corrections = new Map(log.filter(({ kind }) => kind === "correction").map((entry) => [entry.aboutId, entry]));
  return log
    .filter(({ kind }) => kind !== "correction")
    .map((entry) => ({
      ...(corrections.get(entry.id) ?? entry),
      kind: entry.kind,
      firstTargetOn: entry.targetOn,
    }));
}

type Effect = (state: State, entry: Counted) => State;

const effects: Record<UpdateKind, Effect> = {
  progress: (state, entry) => {
    if (!entry.implementation) return state;
    if (isExit(entry.implementation)) return { ...state, exitRequested: entry.implementation };
    return move(state, entry.implementation, isImplemented(entry.implementation) ? entry : undefined);
  },
  note: resubmit,
  confirmation: (state) => state,
  response: (state, { response, decideBy }) => (response ? { ...state, response, decideBy } : state),
  target: (state, { targetOn, firstTargetOn = targetOn }) => ({
    ...state,
    targetOn,
    originalTargetOn: state.originalTargetOn ?? firstTargetOn,
    targetChanges: state.targetChanges + (state.targetOn ? 1 : 0),
  }),
  action: (state) => state,
  verification: (state, { verification }) => {
    if (!verification || !isFinding(verification) || !isImplemented(state.implementation)) return state;
    const fallBack = findings[verification];
    return { ...(fallBack ? move(state, fallBack) : state), verification };
  },
  reply: resubmit,
  exit_decision: (state, { exitDecision }) => {
    if (exitDecision === "confirmed" && state.exitRequested) return move(state, state.exitRequested);
    return { ...state, exitRequested: null };
  },
  reopening: (state, { implementation }) => (implementation ? move(state, implementation) : state),
  correction: (state) => state,
};

/** The state after one more entry that is no correction. Takes the entry as legal: entry.ts has judged it. */
export function apply(state: State, entry: Counted): State {
  const seen = { ...state, hasEvidence: state.hasEvidence || entry.evidence.length > 0, lastEntryAt: entry.recordedAt };
  return effects[entry.kind](seen, entry);
}

/**
 * Another implementation: verification starts again, with what was submitted if that is a claim of being implemented, and
 * an exit that was asked for is taken back.
 */
function move(state: State, implementation: Implementation, claim?: LogEntry): State {
  const isSubmitted = claim !== undefined && claim.evidence.length > 0;
  return {
    ...state,
    implementation,
    exitRequested: null,
    verification: isSubmitted ? "submitted" : "self_reported",
    submittedAt: isSubmitted ? claim.recordedAt : null,
    completedOn: claim?.completedOn ?? null,
  };
}

/** More evidence was asked for, and here it is. */
function resubmit(state: State, { evidence, recordedAt }: LogEntry): State {
  if (state.verification !== "more_evidence_requested" || evidence.length === 0) return state;
  return { ...state, verification: "submitted", submittedAt: recordedAt };
}
