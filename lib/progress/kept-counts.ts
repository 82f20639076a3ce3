import "server-only";
import { type Database, db } from "#lib/db.ts";
import type { Cut, Measure } from "#lib/generated/enums.ts";

/** A count that is kept and is not what assignments and their states come to. */
type Miscount = { report: string; cut: Cut; key: string; measure: Measure; kept: number; counted: number };

/** So many assignments at once: the memory that it takes does not grow with a report. */
const batch = 2000;

/**
 * The first kept count that is not what a recount from the beginning gives, of all reports; nothing when there is none.
 * One statement, and so of one instant; it changes nothing.
 */
export async function findMiscount(client: Pick<Database, "$queryRaw"> = db): Promise<Miscount | undefined> {
  const [found] = await client.$queryRaw<Miscount[]>`
    with batches as (
      select array_agg(id) as ids
      from (select id, row_number() over (order by report_id, id) / ${batch}::int as number from assignments) as numbered
      group by number
    ), changes as materialized (
      select array(select c from counted_changes(batches.ids) as c) as of from batches
    ), counted as (
      select report_id, cut, key, grain, day, measure, value, sum(change) as change
      from (
        select t.report_id, t.cut, t.key, t.grain, t.day, line.* from changes cross join lateral tallied(changes.of) t cross join lateral tally_lines(t) line
        union all
        select t.report_id, t.cut, t.key, t.grain, t.day, 'delay', t.value, t.change from changes cross join lateral tallied_delays(changes.of) t
      ) as lines
      group by 1, 2, 3, 4, 5, 6, 7
    ), kept as (
      select t.report_id, t.cut, t.key, t.grain, t.day, line.* from tallies t cross join lateral tally_lines(t) line
      union all
      select report_id, cut, key, grain, day, 'delay', value, change from delay_tallies
    )
    select r.slug as report, cut, key, measure, coalesce(kept.change, 0)::int as kept, coalesce(counted.change, 0)::int as counted
    from counted full join kept using (report_id, cut, key, measure, grain, day, value)
    join reports r on r.id = report_id
    where coalesce(kept.change, 0) <> coalesce(counted.change, 0)
    order by r.slug, cut, key, grain, day, measure, value
    limit 1`;
  return found;
}
