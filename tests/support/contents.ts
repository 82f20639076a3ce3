import { db } from "./owner.ts";

/** How many entries there are, how many rows of what else an entry leaves behind, and where everything stands. */
export async function contents() {
  const [row] = await db.$queryRaw<[{ entries: number; rest: string }]>`
    select (select count(*)::int from updates) as entries,
      concat_ws(' ', (select count(*) from evidence), (select count(*) from evidence_parts),
        (select count(*) from assignment_states), (select count(*) from recommendation_states),
        (select max(id) from register_changes), (select count(*) from form_drafts),
        (select md5(string_agg(a::text, ',' order by id)) from assignments a),
        (select md5(string_agg(r::text, ',' order by id)) from recommendations r)) as rest`;
  return row;
}
