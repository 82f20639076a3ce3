import "server-only";
import { isFollowed } from "#lib/assignments/followed.ts";
import { type Day, datedDay } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import type { Implementation, Precision } from "#lib/generated/enums.ts";
import { targeted } from "#lib/progress/measures.ts";
import { getKeptCount } from "#lib/progress/queries.ts";

const { sql, empty } = Prisma;

type Asked = { reportIds: string[]; organization?: { id: string; slug: string } };

type Row = {
  id: string;
  report: string;
  code: string;
  position: number;
  title: string;
  organization: string;
  organizationName: string;
  implementation: Implementation;
  sequence: number;
  changedAt: Date;
  /** Of a key action: what is to be done, and by whom. */
  what: string | null;
  responsibleUnit: string | null;
  targetOn: Date;
  targetPrecision: Precision;
};

/**
 * The target dates of what is open and the planned key actions, as everybody may know them: of many those nearest to a
 * day, in the order of their dates, and how many there are in all.
 */
export async function listTargets(asked: Asked, near: Day, most: number) {
  const rows = await listNearest(asked, near, most + 1);
  return {
    // Few are counted as they are read.
    found: rows.length > most ? await countTargets(asked) : rows.length,
    items: rows
      .slice(0, most)
      .toSorted(inOrder)
      .flatMap(({ targetOn, targetPrecision, position: _, ...row }) => {
        const target = datedDay(targetOn, targetPrecision);
        return target ? [{ ...row, target }] : [];
      }),
  };
}

export type TargetDate = Awaited<ReturnType<typeof listTargets>>["items"][number];

function inOrder(one: Row, other: Row): number {
  return (
    one.targetOn.getTime() - other.targetOn.getTime() ||
    compare(one.report, other.report) ||
    one.position - other.position ||
    compare(one.id, other.id)
  );
}

function compare(one: string, other: string): number {
  return one < other ? -1 : Number(one > other);
}

/**
 * From the day on and back from it, each along an index and no further than may be needed. Only the key actions of one
 * organization are picked from those of all.
 */
function listNearest({ reportIds, organization }: Asked, near: Day, limit: number): Promise<Row[]> {
  const bothWays = (dates: Prisma.Sql, day: Prisma.Sql, id: Prisma.Sql) => sql`
    (${dates} and ${day} >= ${near}::date order by ${day}, ${id} limit ${limit}) union all
    (${dates} and ${day} < ${near}::date order by ${day} desc, ${id} desc limit ${limit})`;
  const reportId = sql`asked.report_id`;
  const targets = sql`select a.id as assignment_id, null::uuid as update_id, a.target_on as on_day ${targetsOf(reportId, organization)}`;
  const actions = sql`select a.id, u.id, u.target_on ${actionsOf(reportId, organization)}`;
  return db.$queryRaw<Row[]>`
    select
      coalesce('action-' || u.action_id || '-' || a.id, 'target-' || a.id) as id, reports.slug as report, r.code, r.position,
      r.title, o.acronym as organization, o.name as "organizationName", a.implementation,
      coalesce(u.sequence, a.log_length) as sequence, coalesce(u.recorded_at, a.last_entry_at) as "changedAt",
      u.action_what as what, u.responsible_unit as "responsibleUnit", nearest.on_day as "targetOn",
      coalesce(u.target_precision, a.target_precision) as "targetPrecision"
    from (
      select dates.*
      from unnest(${reportIds}::uuid[]) asked (report_id)
      cross join lateral (
        ${bothWays(targets, sql`a.target_on`, sql`a.id`)} union all
        ${bothWays(actions, sql`u.target_on`, sql`u.id`)}) dates
      order by abs(on_day - ${near}::date), on_day, assignment_id, update_id limit ${limit}) nearest
    join assignments a on a.id = nearest.assignment_id
    join recommendations r on r.id = a.recommendation_id
    join reports on reports.id = a.report_id
    join organizations o on o.id = a.organization_id
    left join updates u on u.id = nearest.update_id
    order by abs(nearest.on_day - ${near}::date), nearest.on_day, nearest.assignment_id, nearest.update_id`;
}

/** Time moves nobody in or out of those that have a target: up to any day to come they are as many as now, in every zone. */
const ever = "9999-12-31";

async function countTargets({ reportIds, organization }: Asked): Promise<number> {
  const place = { organization: organization?.slug };
  const targets = reportIds.map((id) => getKeptCount(id, ever, "with_target", place));
  const [actions] = await db.$queryRaw<{ count: number }[]>`
    select count(*)::int as count ${actionsOf(sql`any(${reportIds}::uuid[])`, organization)}`;
  return (await Promise.all(targets)).reduce<number>((sum, count) => sum + (count ?? 0), actions?.count ?? 0);
}

const answeredBy = (organization: Asked["organization"]) =>
  organization ? sql`and a.organization_id = ${organization.id}::uuid` : empty;

/** The assignments `a` that are open and have a target. */
const targetsOf = (reportId: Prisma.Sql, organization: Asked["organization"]) => sql`
  from assignments a join recommendations r on r.id = a.recommendation_id
  where a.report_id = ${reportId} and ${targeted} and ${isFollowed} ${answeredBy(organization)}`;

/** The entries `u` that are the latest of a key action, and say that it is planned for a day. */
const actionsOf = (reportId: Prisma.Sql, organization: Asked["organization"]) => sql`
  from updates u join assignments a on a.id = u.assignment_id join recommendations r on r.id = a.recommendation_id
  where u.report_id = ${reportId} and u.kind = 'action' and u.action_state = 'planned' and u.target_on is not null
    and ${isFollowed} ${answeredBy(organization)}
    and not exists (
      select 1 from updates later
      where later.kind = 'action' and later.assignment_id = u.assignment_id and later.action_id = u.action_id
        and later.sequence > u.sequence)`;
