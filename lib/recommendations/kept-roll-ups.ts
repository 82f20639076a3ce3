import "server-only";
import { type Database, db } from "#lib/db.ts";

/**
 * The first recommendation whose kept roll-ups do not stand each until the next one, and the last of them as the recommendation
 * stands now; nothing when there is none. What each of those before it says is not computed anew. One statement, and so of one
 * instant; it changes nothing.
 */
export async function findBrokenRollUp(client: Pick<Database, "$queryRaw"> = db) {
  const [found] = await client.$queryRaw<{ report: string; code: string }[]>`
    with placed as (
      select recommendation_id, recorded_at, superseded_at, implementation, last_entry_at,
        lead(recorded_at) over (partition by recommendation_id order by recorded_at) as next
      from recommendation_states
    ), broken as (
      select recommendation_id as id from placed where superseded_at <> coalesce(next, 'infinity')
      union all
      select r.id from recommendations r left join placed on placed.recommendation_id = r.id and placed.next is null
      where (r.implementation, r.last_entry_at) is distinct from (coalesce(placed.implementation, 'not_started'), placed.last_entry_at)
    )
    select reports.slug as report, r.code
    from broken join recommendations r on r.id = broken.id join reports on reports.id = r.report_id
    order by reports.slug, r.position, r.id
    limit 1`;
  return found;
}
