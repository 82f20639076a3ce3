import "server-only";
import { cache } from "react";
import { type Member, publicViewer } from "#lib/accounts/viewer.ts";
import { lastInstant } from "#lib/as-of.ts";
import { followed, isFollowed } from "#lib/assignments/followed.ts";
import { asTheyWere, followedAt } from "#lib/assignments/past.ts";
import { mostAtOnce } from "#lib/assignments/several.ts";
import { type Need, needsOf } from "#lib/assignments/standing.ts";
import { type Day, dayAt, fromDatabaseDay } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma, type Report } from "#lib/generated/client.ts";
import { open, staleBefore } from "#lib/progress/measures.ts";
import { settings } from "#lib/progress/thresholds.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";
import { listContested } from "#lib/updates/standing.ts";
import { succession } from "./succession.ts";
import { readSuccessors } from "./successors.ts";

/** All of them, and for how many assignments each answers: drafts are counted for nobody, the steward included. */
export async function listOrganizations() {
  return db.organization.findMany({
    orderBy: { name: "asc" },
    select: {
      slug: true,
      name: true,
      acronym: true,
      kind: true,
      existsUntil: true,
      existsUntilPrecision: true,
      participations: {
        orderBy: { report: { createdAt: "asc" } },
        select: { function: true, part: true, report: { select: { slug: true, title: true } } },
      },
      _count: { select: { assignments: { where: followed } } },
    },
  });
}

export const getOrganization = cache(async (slug: string) => {
  const organization = await db.organization.findUnique({
    where: { slug },
    select: {
      ...succession,
      kind: true,
      iatiIdentifier: true,
      existsFrom: true,
      existsFromPrecision: true,
      participations: {
        orderBy: { report: { createdAt: "asc" } },
        select: {
          function: true,
          part: true,
          report: {
            select: {
              id: true,
              slug: true,
              title: true,
              createdAt: true,
              ...settings,
              themes: { select: { slug: true, name: true } },
            },
          },
        },
      },
    },
  });
  return organization && (await readSuccessors(db, [organization]))(organization);
});

/** The reports that an organization takes part in, and those in which it has logged something, such as what it verified. */
export function listReportsOf(organizationId: string) {
  return db.$queryRaw<Pick<Report, "id" | "slug" | "timeZone" | "createdAt">[]>`
    select id, slug, time_zone as "timeZone", created_at as "createdAt" from reports
    where exists (select from participations p where p.report_id = reports.id and p.organization_id = ${organizationId}::uuid)
      or exists (select from updates u where u.report_id = reports.id and u.acting_organization_id = ${organizationId}::uuid)
    order by created_at`;
}

/** The organizations that have ended and for which this one answers on a day. */
export async function listPredecessors(organizationId: string, today: Day) {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select o.id from organizations o
    where o.exists_until < ${today}::date and o.id <> ${organizationId}::uuid
      and answering_organization(o.id, ${today}::date) = ${organizationId}::uuid`;
  return db.organization.findMany({
    where: { id: { in: rows.map(({ id }) => id) } },
    orderBy: { existsUntil: "desc" },
    select: { slug: true, name: true, acronym: true },
  });
}

const listed = {
  id: true,
  role: true,
  response: true,
  decideBy: true,
  implementation: true,
  exitRequested: true,
  verification: true,
  targetOn: true,
  targetPrecision: true,
  lastEntryAt: true,
  createdAt: true,
  logLength: true,
  recommendation: { select: { code: true, title: true, report: { select: { slug: true, title: true, ...settings } } } },
} as const satisfies Prisma.AssignmentSelect;

type Listed = Prisma.AssignmentGetPayload<{ select: typeof listed }>;
export type ListedAssignment = Listed & { needs: Need[] };

type Instant = (item: Listed) => Date | undefined;

/** What each of them waits for, now or at an instant of its own. */
async function addNeeds(
  items: readonly Listed[],
  now: Date,
  until: Instant = () => undefined,
): Promise<ListedAssignment[]> {
  const byInstant = Map.groupBy(items, (item) => until(item)?.getTime());
  const contested = await Promise.all(
    [...byInstant].map(([instant, own]) =>
      listContested(
        own.map(({ id }) => id),
        instant === undefined ? undefined : new Date(instant),
      ),
    ),
  );
  return items.map((item) => {
    const decideBy = item.decideBy && fromDatabaseDay(item.decideBy);
    const today = dayAt(until(item) ?? now, item.recommendation.report.timeZone);
    const isContested = contested.some((ids) => ids.has(item.id));
    return { ...item, needs: needsOf({ ...item, decideBy, isContested }, today) };
  });
}

type Participant = Pick<NonNullable<Awaited<ReturnType<typeof getOrganization>>>, "id" | "participations">;

/** The assignments of an organization that figures count, so no drafts, in the order of the report; at most `count`. A day of the past is each report's own. */
export async function listAssignments(organization: Participant, count: number, now: Date, asOf?: Day) {
  const seen = (until?: Date) => ({
    ...followedAt(until),
    recommendation: visibleRecommendations(publicViewer, until),
  });
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
  const until: Instant = ({ recommendation: { report } }) => lastInstant(asOf, report.timeZone);
  return { found, items: await addNeeds(await asTheyWere(rows, until), now, until) };
}

/** A page can be chosen as a whole. */
const pageSize = mostAtOnce;

/**
 * A page of the assignments of the organization that a member acts for, what needs attention first: returned for more
 * evidence, then overdue, silent for too long, not answered (or late with its answer), then the longest without an entry;
 * what is not open comes last. Days are those of each report (thresholds.ts).
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
        ${open} as is_open,
        a.implementation in ('implemented', 'implemented_differently') and a.verification = 'more_evidence_requested' as is_returned,
        ${staleBefore(Prisma.sql`clock.today`)} as stale_before
    ) known
    where a.organization_id = ${viewer.organization.id}::uuid
      and ${isFollowed}
    order by
      not (is_open or is_returned),
      is_returned desc,
      coalesce(a.target_on < clock.today, false) desc,
      coalesce(a.last_entry_at, a.created_at) < stale_before desc,
      (a.response = 'awaiting_response' or coalesce(a.decide_by < clock.today, false)) desc,
      a.last_entry_at nulls first,
      r.position,
      a.id
    limit ${pageSize} offset ${(page - 1) * pageSize}`;
  return {
    items: await listOwn(
      viewer,
      rows.map(({ id }) => id),
      now,
    ),
    pages: Math.max(1, Math.ceil((rows[0]?.found ?? 0) / pageSize)),
  };
}

/** Of these assignments, in their order, those of the organization that a member acts for. */
export async function listOwn(viewer: Member, ids: readonly string[], now: Date): Promise<ListedAssignment[]> {
  const found = await db.assignment.findMany({
    where: { id: { in: [...ids] }, organizationId: viewer.organization.id, ...followed },
    select: listed,
  });
  return (await addNeeds(found, now)).toSorted((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id));
}
