import type { Logged, PlainAssignment, PlainRows } from "./plain-rows.ts";

// What stood of each assignment at the end of a day, by a plain loop over the log (domain: four axes, the log). Nothing of lib is asked.

/** Of which assignments; of all that count, where nothing is said. */
export type Part = {
  organizationId?: string;
  themeId?: string;
  role?: string;
  priority?: string;
  kind?: string;
};

/** What stands of an assignment, days as texts. */
export type Stood = {
  assignment: PlainAssignment;
  createdOn: string;
  response: string;
  decideBy: string | null;
  implementation: string;
  exitRequested: string | null;
  verification: string;
  submittedAt: Date | null;
  submittedOn: string | null;
  completedOn: string | null;
  completedPrecision: string | null;
  hasEvidence: boolean;
  targetOn: string | null;
  targetPrecision: string | null;
  originalTargetOn: string | null;
  originalTargetPrecision: string | null;
  targets: number;
  entries: number;
  lastEntryAt: Date | null;
  lastEntryOn: string | null;
  decisions: number;
  overturned: number;
};

export const exits = ["no_longer_applicable", "not_implemented"];
export const dones = ["implemented", "implemented_differently"];

/** The codes of each axis, in the order in which they are listed. */
export const codes = {
  implementation: [
    "not_started",
    "in_progress",
    "partially_implemented",
    "implemented",
    "implemented_differently",
    "no_longer_applicable",
    "not_implemented",
  ],
  response: [
    "awaiting_response",
    "under_consideration",
    "accepted",
    "partially_accepted",
    "not_accepted",
    "not_applicable",
  ],
  verification: [
    "self_reported",
    "submitted",
    "more_evidence_requested",
    "verified",
    "partly_verified",
    "not_verified",
    "cannot_verify",
  ],
} as const;

/** What stood at the end of a day of every assignment that counted then, of a part of the report or of all of it. */
export function standingOn(rows: PlainRows, day: string, part: Part = {}): Stood[] {
  const known = kept.get(rows) ?? new Map<string, Stood[]>();
  kept.set(rows, known);
  const standing = known.get(day) ?? allStandingOn(rows, day);
  known.set(day, standing);
  return standing.filter(({ assignment }) => isOf(assignment, part));
}

/** The same day is asked for again for each part. */
const kept = new WeakMap<PlainRows, Map<string, Stood[]>>();

function isOf({ organization, role, recommendation }: PlainAssignment, part: Part): boolean {
  if (part.organizationId !== undefined && organization.id !== part.organizationId) return false;
  if (part.themeId !== undefined && !recommendation.themeIds.includes(part.themeId)) return false;
  if (part.role !== undefined && role !== part.role) return false;
  if (part.priority !== undefined && recommendation.priority !== part.priority) return false;
  return part.kind === undefined || recommendation.kind === part.kind;
}

/** What everybody could see of the register at the end of a day. */
export function isPublishedOn(
  { dayOf }: PlainRows,
  { publishedAt, withdrawnAt }: PlainAssignment["recommendation"],
  day: string,
): boolean {
  if (publishedAt === null || dayOf(publishedAt) > day) return false;
  return withdrawnAt === null || dayOf(withdrawnAt) > day;
}

function allStandingOn(rows: PlainRows, day: string): Stood[] {
  const { dayOf } = rows;
  const standing: Stood[] = [];
  for (const assignment of rows.assignments) {
    const { createdAt, withdrawnAt, absences } = assignment;
    if (!isPublishedOn(rows, assignment.recommendation, day) || dayOf(createdAt) > day) continue;
    if (withdrawnAt !== null && dayOf(withdrawnAt) <= day) continue;
    if (absences.some((gone) => dayOf(gone.withdrawnAt) <= day && dayOf(gone.returnedAt) > day)) continue;
    const log = assignment.updates.filter(({ recordedAt }) => dayOf(recordedAt) <= day);
    standing.push({ ...replayed(log, dayOf), assignment, createdOn: dayOf(createdAt) });
  }
  return standing;
}

function replayed(log: readonly Logged[], dayOf: (instant: Date) => string): Omit<Stood, "assignment" | "createdOn"> {
  let response = "awaiting_response";
  let decideBy: string | null = null;
  let implementation = "not_started";
  let verification = "self_reported";
  let exitRequested: string | null = null;
  let submittedAt: Date | null = null;
  let completed: Dated = never;
  let hasEvidence = false;
  let target: Dated = never;
  let original: Dated | undefined;
  let targets = 0;
  let decisions = 0;
  let overturned = 0;
  for (const entry of log) {
    if (entry.kind === "correction") continue;
    // What it says is what the newest correction of it says that was recorded by then.
    const said = log.findLast(({ kind, aboutId }) => kind === "correction" && aboutId === entry.id) ?? entry;
    if (said.hasEvidence) hasEvidence = true;
    if (entry.kind === "response" && said.response) {
      response = said.response;
      decideBy = said.decideBy;
    }
    if (entry.kind === "target" && said.targetOn) {
      targets++;
      target = { on: said.targetOn, precision: said.targetPrecision };
      // The original target is the one that was set first, for ever.
      original ??= { on: entry.targetOn, precision: entry.targetPrecision };
    }
    if (entry.kind === "verification") {
      decisions++;
      if (said.verification === "partly_verified" || said.verification === "not_verified") overturned++;
      verification = said.verification ?? verification;
      if (said.verification === "partly_verified") implementation = "partially_implemented";
      if (said.verification === "not_verified") implementation = "in_progress";
      if (!dones.includes(implementation)) {
        exitRequested = null;
        submittedAt = null;
        completed = never;
      }
    }
    if (
      (entry.kind === "note" || entry.kind === "reply") &&
      said.hasEvidence &&
      verification === "more_evidence_requested"
    ) {
      verification = "submitted";
      submittedAt = said.recordedAt;
    }
    if (entry.kind === "progress" && said.implementation && exits.includes(said.implementation)) {
      exitRequested = said.implementation;
      continue;
    }
    const isConfirmed = entry.kind === "exit_decision" && said.exitDecision === "confirmed";
    if (entry.kind === "progress" || entry.kind === "reopening" || isConfirmed) {
      implementation = (isConfirmed ? exitRequested : said.implementation) ?? implementation;
      const isClaim = entry.kind === "progress" && dones.includes(implementation);
      completed = isClaim ? { on: said.completedOn, precision: said.completedPrecision } : never;
      verification = isClaim && said.hasEvidence ? "submitted" : "self_reported";
      submittedAt = isClaim && said.hasEvidence ? said.recordedAt : null;
      exitRequested = null;
    }
    if (entry.kind === "exit_decision") exitRequested = null;
  }
  const lastEntryAt = log.at(-1)?.recordedAt ?? null;
  return {
    ...{ response, decideBy, implementation, exitRequested, verification, hasEvidence },
    ...{ submittedAt, submittedOn: submittedAt && dayOf(submittedAt) },
    ...{ completedOn: completed.on, completedPrecision: completed.precision },
    ...{ targetOn: target.on, targetPrecision: target.precision },
    ...{ originalTargetOn: original?.on ?? null, originalTargetPrecision: original?.precision ?? null },
    ...{ targets, entries: log.length, lastEntryAt, lastEntryOn: lastEntryAt && dayOf(lastEntryAt) },
    ...{ decisions, overturned },
  };
}

type Dated = { on: string | null; precision: string | null };
const never: Dated = { on: null, precision: null };
