import "server-only";
import { isFollowed } from "#lib/assignments/followed.ts";
import { isOpen } from "#lib/assignments/status.ts";
import { type Day, datedDay } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { Implementation, type Precision } from "#lib/generated/enums.ts";

type Row = {
  id: string;
  report: string;
  code: string;
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
  found: number;
};

/**
 * The target dates of what is open and the planned key actions, as everybody may know them: of many those nearest to a
 * day, in the order of their dates, and how many there are in all.
 */
export async function listTargets(
  { reportIds, organizationId }: { reportIds: string[]; organizationId?: string },
  near: Day,
  most: number,
) {
  const open = Object.values(Implementation).filter(isOpen);
  const rows = await db.$queryRaw<Row[]>`
    with followed as (
      select
        a.id, a.report_id, a.implementation, a.target_on, a.target_precision, a.log_length, a.last_entry_at,
        r.code, r.title, r.position, reports.slug as report, o.acronym, o.name
      from assignments a
      join recommendations r on r.id = a.recommendation_id
      join reports on reports.id = a.report_id
      join organizations o on o.id = a.organization_id
      where a.report_id = any(${reportIds}::uuid[])
        and ${isFollowed}
        ${organizationId ? Prisma.sql`and a.organization_id = ${organizationId}::uuid` : Prisma.empty}
    ),
    actions as (
      select distinct on (assignment_id, action_id)
        assignment_id, action_id, action_state, action_what, responsible_unit, target_on, target_precision, sequence, recorded_at
      from updates
      where report_id = any(${reportIds}::uuid[]) and kind = 'action'
      order by assignment_id, action_id, sequence desc
    ),
    dates as (
      select
        f.*, 'target-' || f.id as uid, null as what, null as unit,
        target_on as on_day, target_precision as precision, log_length as sequence, last_entry_at as changed_at
      from followed f
      where target_on is not null and implementation = any(${open}::implementation[])
      union all
      select
        f.*, 'action-' || c.action_id || '-' || f.id, c.action_what, c.responsible_unit,
        c.target_on, c.target_precision, c.sequence, c.recorded_at
      from followed f join actions c on c.assignment_id = f.id
      where c.action_state = 'planned' and c.target_on is not null
    )
    select
      uid as id, report, code, title, acronym as organization, name as "organizationName", implementation, sequence,
      changed_at as "changedAt", what, unit as "responsibleUnit", on_day as "targetOn", precision as "targetPrecision",
      count(*) over ()::int as found
    from dates
    order by abs(on_day - ${near}::date), on_day, report, position, uid
    limit ${most}`;
  return {
    found: rows[0]?.found ?? 0,
    items: rows
      .toSorted((one, other) => one.targetOn.getTime() - other.targetOn.getTime())
      .flatMap(({ targetOn, targetPrecision, ...row }) => {
        const target = datedDay(targetOn, targetPrecision);
        return target ? [{ ...row, target }] : [];
      }),
  };
}

export type TargetDate = Awaited<ReturnType<typeof listTargets>>["items"][number];
