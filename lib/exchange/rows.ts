import type { State } from "#lib/assignments/state.ts";
import type { ChangedAssignment } from "#lib/changes/queries.ts";
import { datedDay, fromDatabaseDay, writeDatedDay } from "#lib/dates.ts";
import type { Precision } from "#lib/generated/enums.ts";
import type { getReportProgress } from "#lib/progress/queries.ts";
import type { listRegister } from "#lib/recommendations/queries.ts";
import type { ShownUpdate } from "#lib/updates/queries.ts";
import type { Change, Recommendation, Summary, Update } from "./schema.ts";

// From what the queries select to what goes out. The words are the same; keys of the database stay inside.

export function writeRecommendation(row: Awaited<ReturnType<typeof listRegister>>[number]): Recommendation {
  const { id: _, position: __, themes, assignments, ...said } = row;
  return {
    ...said,
    themes: themes.map(({ theme }) => theme.slug),
    assignments: assignments.map(({ id: _, organization, targetOn, targetPrecision, lastEntryAt, ...assigned }) => ({
      ...assigned,
      organization: organization.slug,
      targetOn: writeDay(targetOn, targetPrecision),
      lastEntryAt: lastEntryAt?.toISOString() ?? null,
    })),
  };
}

export function writeUpdate(row: ShownUpdate): Update {
  return {
    id: row.id,
    kind: row.kind,
    recommendation: row.assignment.recommendation.code,
    organization: row.assignment.organization.slug,
    enteredBy: row.actingOrganization.slug,
    onBehalfOf: row.onBehalfOf?.slug ?? null,
    implementation: row.implementation,
    note: row.note,
    evidence: row.evidence.map(({ title, url, issuer }) => ({ title, url, issuer })),
    occurredOn: writeDatedDay({ on: fromDatabaseDay(row.occurredOn), precision: row.occurredPrecision }),
    precision: row.occurredPrecision,
    recordedAt: row.recordedAt.toISOString(),
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
