import "server-only";
import { cache } from "react";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { lastInstant } from "#lib/as-of.ts";
import { asTheyWere, followedAt } from "#lib/assignments/past.ts";
import type { Day } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { settings } from "#lib/progress/thresholds.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";

export async function listOrganizations(viewer: Viewer) {
  return db.organization.findMany({
    orderBy: { name: "asc" },
    select: {
      slug: true,
      name: true,
      acronym: true,
      kind: true,
      participations: {
        orderBy: { report: { createdAt: "asc" } },
        select: { function: true, part: true, report: { select: { slug: true, title: true } } },
      },
      _count: {
        select: {
          assignments: { where: { withdrawnAt: null, recommendation: visibleRecommendations(viewer) } },
        },
      },
    },
  });
}

export const getOrganization = cache(async (slug: string) => {
  return db.organization.findUnique({
    where: { slug },
    select: {
      id: true,
      slug: true,
      name: true,
      acronym: true,
      kind: true,
      iatiIdentifier: true,
      participations: {
        orderBy: { report: { createdAt: "asc" } },
        select: {
          function: true,
          part: true,
          report: { select: { id: true, slug: true, title: true, createdAt: true, ...settings } },
        },
      },
    },
  });
});

const listed = {
  id: true,
  role: true,
  response: true,
  implementation: true,
  verification: true,
  targetOn: true,
  targetPrecision: true,
  lastEntryAt: true,
  createdAt: true,
  recommendation: { select: { code: true, title: true, report: { select: { slug: true, title: true, ...settings } } } },
} as const satisfies Prisma.AssignmentSelect;

export type ListedAssignment = Prisma.AssignmentGetPayload<{ select: typeof listed }>;

type Participant = Pick<NonNullable<Awaited<ReturnType<typeof getOrganization>>>, "id" | "participations">;

/** The assignments of an organization, in the order of the report; at most `count`. A day of the past is each report's own. */
export async function listAssignments(viewer: Viewer, organization: Participant, count: number, asOf?: Day) {
  const seen = (until?: Date) => ({ ...followedAt(until), recommendation: visibleRecommendations(viewer, until) });
  const where: Prisma.AssignmentWhereInput = {
    organizationId: organization.id,
    ...(asOf
      ? {
          OR: organization.participations.map(({ report }) => ({
            reportId: report.id,
            ...seen(lastInstant(asOf, report.timeZone)),
          })),
        }
      : seen()),
  };
  const [found, rows] = await Promise.all([
    db.assignment.count({ where }),
    db.assignment.findMany({ where, orderBy: { recommendation: { position: "asc" } }, take: count, select: listed }),
  ]);
  const items = await asTheyWere(rows, ({ recommendation: { report } }) => lastInstant(asOf, report.timeZone));
  return { found, items };
}

const pageSize = 50;

/**
 * A page of the assignments of the organization that a member acts for, what needs attention first: overdue, then silent
 * for too long, then not answered, then the longest without an entry; what is not open comes last. Days are those of
 * each report (thresholds.ts).
 */
export async function listWork(viewer: Member, now: Date, page: number) {
  const rows = await db.$queryRaw<{ id: string; found: number }[]>`
    select a.id, count(*) over ()::int as found
    from assignments a
    join recommendations r on r.id = a.recommendation_id
    join reports on reports.id = a.report_id
    cross join lateral (select (${now}::timestamptz at time zone reports.time_zone)::date as today) clock
    cross join lateral (
      select
        a.implementation in ('not_started', 'in_progress', 'partially_implemented') as is_open,
        (clock.today - reports.reporting_interval - reports.grace_days)::timestamp at time zone reports.time_zone as stale_before
    ) known
    where a.organization_id = ${viewer.organization.id}::uuid
      and a.withdrawn_at is null and r.published_at is not null and r.withdrawn_at is null
    order by
      not is_open,
      coalesce(a.target_on < clock.today, false) desc,
      coalesce(a.last_entry_at, a.created_at) < stale_before desc,
      a.response = 'awaiting_response' desc,
      a.last_entry_at nulls first,
      r.position,
      a.id
    limit ${pageSize} offset ${(page - 1) * pageSize}`;
  const items = await db.assignment.findMany({ where: { id: { in: rows.map(({ id }) => id) } }, select: listed });
  const places = new Map(rows.map(({ id }, place) => [id, place]));
  const placeOf = ({ id }: ListedAssignment) => places.get(id) ?? 0;
  return {
    items: items.toSorted((one, other) => placeOf(one) - placeOf(other)),
    pages: Math.max(1, Math.ceil((rows[0]?.found ?? 0) / pageSize)),
  };
}
