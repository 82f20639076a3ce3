import { type DatedDay, datedDay, fromDatabaseDay, toDatabaseDay } from "#lib/dates.ts";
import type { Assignment, Prisma } from "#lib/generated/client.ts";
import type { LogEntry, State } from "./state.ts";

// The state and the log between the columns of the database and the pure rules.

export type StateColumns = Pick<Assignment, keyof typeof stateColumns>;

/** The columns of an assignment, or of what was kept of it after an entry, that hold its state. */
export const stateColumns = {
  response: true,
  decideBy: true,
  implementation: true,
  exitRequested: true,
  verification: true,
  submittedAt: true,
  completedOn: true,
  completedPrecision: true,
  hasEvidence: true,
  targetOn: true,
  targetPrecision: true,
  originalTargetOn: true,
  originalTargetPrecision: true,
  targetChanges: true,
} as const satisfies Prisma.AssignmentSelect;

export function stateOf(row: StateColumns & { lastEntryAt: Date | null }): State {
  return {
    response: row.response,
    decideBy: row.decideBy && fromDatabaseDay(row.decideBy),
    implementation: row.implementation,
    exitRequested: row.exitRequested,
    verification: row.verification,
    submittedAt: row.submittedAt,
    completedOn: datedDay(row.completedOn, row.completedPrecision) ?? null,
    hasEvidence: row.hasEvidence,
    targetOn: datedDay(row.targetOn, row.targetPrecision) ?? null,
    originalTargetOn: datedDay(row.originalTargetOn, row.originalTargetPrecision) ?? null,
    targetChanges: row.targetChanges,
    lastEntryAt: row.lastEntryAt,
  };
}

export function columnsOf(state: State) {
  const { decideBy, completedOn, targetOn, originalTargetOn, ...rest } = state;
  return {
    ...rest,
    decideBy: decideBy && toDatabaseDay(decideBy),
    completedOn: databaseDay(completedOn),
    completedPrecision: completedOn?.precision ?? null,
    targetOn: databaseDay(targetOn),
    targetPrecision: targetOn?.precision ?? null,
    originalTargetOn: databaseDay(originalTargetOn),
    originalTargetPrecision: originalTargetOn?.precision ?? null,
  };
}

/** What of a row of the log bears on the state. */
export const entryColumns = {
  id: true,
  kind: true,
  aboutId: true,
  sequence: true,
  implementation: true,
  completedOn: true,
  completedPrecision: true,
  response: true,
  decideBy: true,
  targetOn: true,
  targetPrecision: true,
  verification: true,
  exitDecision: true,
  recordedAt: true,
  actingOrganizationId: true,
  onBehalfOfId: true,
  actionId: true,
  evidence: { orderBy: { position: "asc" } },
} as const satisfies Prisma.UpdateSelect;
export type LogRow = Prisma.UpdateGetPayload<{ select: typeof entryColumns }>;

type Written = Pick<LogRow, "id" | "kind" | "recordedAt"> & { evidence: readonly unknown[] } & Partial<
    Omit<LogEntry, "completedOn" | "decideBy" | "targetOn">
  > &
  Partial<Pick<LogRow, "completedOn" | "completedPrecision" | "decideBy" | "targetOn" | "targetPrecision">>;

/** A row of the log, or one that is about to be: what it does not say is null. */
export function logEntryOf(row: Written): LogEntry {
  return {
    id: row.id,
    kind: row.kind,
    aboutId: row.aboutId ?? null,
    implementation: row.implementation ?? null,
    completedOn: datedDay(row.completedOn ?? null, row.completedPrecision ?? null) ?? null,
    response: row.response ?? null,
    decideBy: row.decideBy ? fromDatabaseDay(row.decideBy) : null,
    targetOn: datedDay(row.targetOn ?? null, row.targetPrecision ?? null) ?? null,
    verification: row.verification ?? null,
    exitDecision: row.exitDecision ?? null,
    evidence: row.evidence,
    recordedAt: row.recordedAt,
  };
}

function databaseDay(day: DatedDay | null) {
  return day && toDatabaseDay(day.on);
}
