import type { State } from "#lib/assignments/state.ts";
import type { ChangedAssignment } from "#lib/changes/queries.ts";
import { type Day, datedDay, fromDatabaseDay, writeDatedDay } from "#lib/dates.ts";
import type { Precision } from "#lib/generated/enums.ts";
import { answering } from "#lib/organizations/succession.ts";
import type { getReportProgress } from "#lib/progress/queries.ts";
import type { listRegister } from "#lib/recommendations/register-rows.ts";
import type { LoggedUpdate } from "#lib/updates/log.ts";
import type { Assignment, Change, Evidence, Recommendation, Summary, Update } from "./schema.ts";

// From what the queries select to what goes out. The words are the same; keys of the database stay inside.

type Registered = Awaited<ReturnType<typeof listRegister>>[number];

export function writeRecommendation(row: Registered, today: Day): Recommendation {
  const { id: _, position: __, themes, assignments, ...said } = row;
  return {
    ...said,
    themes: themes.map(({ theme }) => theme.slug),
    assignments: assignments.map((assignment) => writeAssignment(assignment, today)),
  };
}

function writeAssignment(row: Registered["assignments"][number], today: Day): Assignment {
  const {
    id: _,
    createdAt: __,
    organization,
    targetPrecision,
    originalTargetPrecision,
    completedPrecision,
    ...said
  } = row;
  return {
    ...said,
    organization: organization.slug,
    answeredBy: answering(organization, today).slug,
    decideBy: writeDay(row.decideBy, "day"),
    completedOn: writeDay(row.completedOn, completedPrecision),
    targetOn: writeDay(row.targetOn, targetPrecision),
    originalTargetOn: writeDay(row.originalTargetOn, originalTargetPrecision),
    submittedAt: row.submittedAt?.toISOString() ?? null,
    lastEntryAt: row.lastEntryAt?.toISOString() ?? null,
  };
}

export function writeUpdate(row: LoggedUpdate): Update {
  const {
    actor: _,
    assignment,
    actingOrganization,
    occurredPrecision,
    completedPrecision,
    targetPrecision,
    ...said
  } = row;
  return {
    ...said,
    recommendation: assignment.recommendation.code,
    organization: assignment.organization.slug,
    enteredBy: actingOrganization.slug,
    onBehalfOf: row.onBehalfOf?.slug ?? null,
    decideBy: writeDay(row.decideBy, "day"),
    completedOn: writeDay(row.completedOn, completedPrecision),
    targetOn: writeDay(row.targetOn, targetPrecision),
    evidence: row.evidence.map(writeEvidence),
    occurredOn: writeDatedDay({ on: fromDatabaseDay(row.occurredOn), precision: occurredPrecision }),
    precision: occurredPrecision,
    recordedAt: row.recordedAt.toISOString(),
  };
}

function writeEvidence(row: LoggedUpdate["evidence"][number]): Evidence {
  const { restricted: _, documentPrecision, ...said } = row;
  return {
    ...said,
    documentOn: writeDay(row.documentOn, documentPrecision),
    address: row.kind === "file" ? `/evidence/${row.id}` : null,
  };
}

export function writeSummary(report: string, progress: Awaited<ReturnType<typeof getReportProgress>>): Summary {
  const { today, all, byOrganization, byTheme } = progress;
  return {
    report,
    asOf: today,
    figures: all.figures,
    counts: all.counts,
    byOrganization: byOrganization.map(({ slug, total, figures, counts }) => ({
      organization: slug,
      total,
      figures,
      counts,
    })),
    byTheme: byTheme.map(({ slug, total, figures, counts }) => ({ theme: slug, total, figures, counts })),
  };
}

export function writeChange({ organization, code, entries, before, after }: ChangedAssignment): Change {
  return { organization, recommendation: code, entries, before: writeState(before), after: writeState(after) };
}

function writeState(state: State | null): Change["before"] {
  if (!state) return null;
  const { response, implementation, exitRequested, verification, targetOn } = state;
  return { response, implementation, exitRequested, verification, targetOn: targetOn && writeDatedDay(targetOn) };
}

function writeDay(on: Date | null, precision: Precision | null): string | null {
  const day = datedDay(on, precision);
  return day ? writeDatedDay(day) : null;
}
