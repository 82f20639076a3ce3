import "server-only";
import { lastInstant } from "#lib/as-of.ts";
import { assignmentsAt } from "#lib/assignments/past.ts";
import type { Day } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { publishedBy } from "#lib/recommendations/past.ts";
import { type Cell, countsOf, type Figure, figuresOf, totalOf } from "./figures.ts";
import { segmentsOf } from "./segments.ts";
import { type Settings, type Thresholds, thresholdsAt } from "./thresholds.ts";

type ReportScope = Settings & { id: string };

/** Everything that is counted of a set of assignments. */
export type Progress = ReturnType<typeof progressOf>;

/** What is counted of a report now, or as of a day: in all, by organization and by theme. An assignment with two themes counts in both. */
export async function getReportProgress(report: ReportScope, now: Date, asOf?: Day) {
  const until = lastInstant(asOf, report.timeZone);
  const thresholds = thresholdsAt(until ?? now, report);
  const [organizations, themes] = await Promise.all([
    countBy("organization", report, thresholds, until),
    countBy("theme", report, thresholds, until),
  ]);
  return {
    today: thresholds.today,
    all: progressOf([...organizations.values()].flat()),
    byOrganization: cut(organizations),
    byTheme: cut(themes),
  };
}

/** What is counted of one organization in one report now, or as of a day. */
export async function getOrganizationProgress(
  report: ReportScope,
  organizationId: string,
  now: Date,
  asOf?: Day,
): Promise<Progress> {
  const until = lastInstant(asOf, report.timeZone);
  const rows = await countBy("organization", report, thresholdsAt(until ?? now, report), until, organizationId);
  return progressOf([...rows.values()].flat());
}

type Row = Cell & { key: string; decisions: number; overturning: number };

function progressOf(rows: readonly Row[]) {
  const overturned: Figure = {
    n: rows.reduce((sum, row) => sum + row.overturning, 0),
    of: rows.reduce((sum, row) => sum + row.decisions, 0),
  };
  return {
    total: totalOf(rows),
    figures: figuresOf(rows, overturned),
    counts: countsOf(rows),
    segments: segmentsOf(rows),
  };
}

function cut(rows: Map<string, Row[]>) {
  return [...rows].map(([slug, own]) => ({ slug, ...progressOf(own) }));
}

const cuts = {
  organization: {
    tables: Prisma.sql`join organizations cut on cut.id = a.organization_id left join participations place on place.organization_id = cut.id and place.report_id = a.report_id`,
    order: Prisma.sql`place.position`,
  },
  theme: {
    tables: Prisma.sql`join recommendation_themes link on link.recommendation_id = r.id join themes cut on cut.id = link.theme_id`,
    order: Prisma.sql`cut.position`,
  },
};

/** Counts in the database what the figures add up: what travels from it grows with what is alike, not with the register. */
async function countBy(
  by: keyof typeof cuts,
  report: ReportScope,
  thresholds: Thresholds,
  until: Date | undefined,
  organizationId?: string,
) {
  const { tables, order } = cuts[by];
  const rows = await db.$queryRaw<Row[]>`
    select
      cut.slug as key,
      a.response,
      a.implementation,
      a.verification,
      a.has_evidence as "hasEvidence",
      a.target_on is not null as "hasTarget",
      coalesce(a.target_on < ${thresholds.today}::date, false) as "isTargetPast",
      coalesce(a.original_target_on <= ${thresholds.today}::date, false) as "isOriginalTargetDue",
      coalesce(a.completed_on <= a.original_target_on, false) as "isCompletedByOriginalTarget",
      a.target_changes >= 2 as "isTargetMovedTwice",
      coalesce(a.last_entry_at >= ${thresholds.freshSince}, false) as "hasRecentEntry",
      coalesce(a.last_entry_at, a.created_at) < ${thresholds.staleBefore} as "isLastEntryOld",
      coalesce(a.submitted_at < ${thresholds.submittedBefore}, false) as "isSubmittedLong",
      count(*)::int as count,
      coalesce(sum(v.decisions), 0)::int as decisions,
      coalesce(sum(v.overturning), 0)::int as overturning
    from ${assignmentsAt(until)} a
    join recommendations r on r.id = a.recommendation_id
    ${tables}
    left join (
      select assignment_id, count(*) as decisions, count(*) filter (where verification in ('partly_verified', 'not_verified')) as overturning
      from updates
      where report_id = ${report.id}::uuid and kind = 'verification' ${until ? Prisma.sql`and recorded_at <= ${until}` : Prisma.empty}
      group by assignment_id
    ) v on v.assignment_id = a.id
    where a.report_id = ${report.id}::uuid
      and ${publishedBy(until)}
      ${organizationId ? Prisma.sql`and a.organization_id = ${organizationId}::uuid` : Prisma.empty}
    group by ${order}, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
    order by ${order}`;
  return Map.groupBy(rows, ({ key }) => key);
}
