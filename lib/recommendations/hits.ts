import "server-only";
import { readingAs } from "#lib/acting.ts";
import { type DatedDay, datedDay } from "#lib/dates.ts";
import { Prisma } from "#lib/generated/client.ts";
import type { Precision } from "#lib/generated/enums.ts";
import { type Excerpt, excerptOf } from "./excerpt.ts";
import { patternOf, type Scope } from "./matching.ts";
import { isShort, phrasesOf } from "./phrases.ts";
import { isListOfAssignments } from "./schema.ts";

const { sql } = Prisma;

/** Where words that were searched for stand, beside code and title: in the statement, a note or the title of evidence. */
export type Hit = { excerpt: Excerpt } & (
  | { place: "statement" }
  | { place: "note" | "evidence"; entryId: string; code: string; occurredOn: DatedDay | undefined; by: string }
);

type Logged = {
  id: string;
  place: "note" | "evidence";
  text: string;
  entryId: string;
  code: string;
  on: Date;
  precision: Precision;
  by: string;
};

/** Where each phrase stands, by the id of the row; of the log in the newest entry that has it. What title and code say is seen there. */
export async function findHits(
  { viewer, filters, until }: Scope,
  rows: readonly { id: string; code: string; title: string; statement: string }[],
): Promise<Map<string, Hit[]>> {
  const phrases = phrasesOf(filters).filter((phrase) => !isShort(phrase));
  if (phrases.length === 0 || rows.length === 0) return new Map();
  const patterns = phrases.map(patternOf);
  const then = until ? sql`and u.recorded_at <= ${until}` : Prisma.empty;
  const row = isListOfAssignments(filters) ? sql`a.id` : sql`a.recommendation_id`;
  const logged = await readingAs(
    viewer,
    (tx) => tx.$queryRaw<Logged[]>`
    select found.* from (
      select row_number() over (partition by ${row}, said.place, asked.pattern order by u.recorded_at desc, u.id desc) as number,
        ${row}::text as id, said.place, said.text, u.id::text as "entryId", r.code, u.occurred_on as "on",
        u.occurred_precision::text as precision, coalesce(o.acronym, acting.acronym) as by
      from assignments a
      join recommendations r on r.id = a.recommendation_id
      join updates u on u.assignment_id = a.id ${then}
      join organizations acting on acting.id = u.acting_organization_id
      left join organizations o on o.id = u.on_behalf_of_id
      cross join unnest(${patterns}::text[]) asked (pattern)
      cross join lateral (
        select 'note' as place, u.note as text where u.note ilike asked.pattern
        union all
        select 'evidence', e.title from evidence e where e.update_id = u.id and e.title ilike asked.pattern) said
      where ${row} = any(${rows.map(({ id }) => id)}::uuid[])) found
    where found.number = 1 order by found.place desc, found."entryId"`,
  );
  const byRow = Map.groupBy(logged, ({ id }) => id);
  return new Map(
    rows.map(({ id, code, title, statement }) => {
      const left = phrases.filter((phrase) => !excerptOf(title, [phrase]) && !excerptOf(code, [phrase]));
      return [id, hitsOf(left, statement, byRow.get(id) ?? [])];
    }),
  );
}

/** Each phrase once, where it stands first. */
function hitsOf(phrases: readonly string[], statement: string, logged: readonly Logged[]): Hit[] {
  const hits: Hit[] = [];
  let left = phrases;
  const look = (text: string, wrap: (excerpt: Excerpt) => Hit) => {
    const excerpt = excerptOf(text, left);
    if (!excerpt) return;
    hits.push(wrap(excerpt));
    left = left.filter((phrase) => !excerptOf(text, [phrase]));
  };
  look(statement, (excerpt) => ({ place: "statement", excerpt }));
  for (const { text, place, entryId, code, on, precision, by } of logged)
    look(text, (excerpt) => ({ place, excerpt, entryId, code, occurredOn: datedDay(on, precision), by }));
  return hits;
}
