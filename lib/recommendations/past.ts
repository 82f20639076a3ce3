import "server-only";
import { assignmentsAt, overlay } from "#lib/assignments/past.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { type Filters, wordsOf } from "./schema.ts";

// What the list and the pages of recommendations were at an instant, from the kept roll-ups.

/** What everybody could see of the recommendations `r` then, or can see now. */
export function publishedBy(until: Date | undefined): Prisma.Sql {
  if (!until) return Prisma.sql`r.published_at is not null and r.withdrawn_at is null`;
  return Prisma.sql`r.published_at <= ${until} and (r.withdrawn_at is null or r.withdrawn_at > ${until})`;
}

/** The newest kept roll-up of a recommendation `r`. */
function keptAt(until: Date, column: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    select ${column} from recommendation_states kept
    where kept.recommendation_id = r.id and kept.recorded_at <= ${until}
    order by kept.recorded_at desc limit 1)`;
}

/** These recommendations with the roll-up of then in place of the present one. */
export async function rolledUpThen<Row extends { id: string }>(
  rows: readonly Row[],
  until: Date | undefined,
): Promise<Row[]> {
  if (!until || rows.length === 0) return [...rows];
  const found = await db.$queryRaw<{ id: string }[]>`
    select r.id, s.implementation, s.last_entry_at as "lastEntryAt"
    from unnest(${rows.map(({ id }) => id)}::uuid[]) r (id)
    cross join lateral ${keptAt(until, Prisma.sql`kept.*`)} s`;
  const states = new Map(found.map(({ id, ...state }) => [id, state]));
  return rows.map((row) => overlay(row, states.get(row.id) ?? { implementation: "not_started", lastEntryAt: null }));
}

export async function countThen(reportId: string, filters: Filters, until: Date): Promise<number> {
  const [row] = await db.$queryRaw<{ found: number }[]>`
    select count(*)::int as found from recommendations r where ${matches(reportId, filters, until)}`;
  return row?.found ?? 0;
}

/** The ids of a page of the list as it was, in its order. */
export async function listThen(
  reportId: string,
  filters: Filters,
  until: Date,
  page: { skip: number; take: number },
): Promise<string[]> {
  const latest = Prisma.sql`${keptAt(until, Prisma.sql`kept.last_entry_at`)} desc nulls last,`;
  const rows = await db.$queryRaw<{ id: string }[]>`
    select r.id from recommendations r where ${matches(reportId, filters, until)}
    order by ${filters.sort === "latest" ? latest : Prisma.empty} r.position, r.id
    limit ${page.take} offset ${page.skip}`;
  return rows.map(({ id }) => id);
}

/** The conditions of the list of now (queries.ts), of then. */
function matches(reportId: string, filters: Filters, until: Date): Prisma.Sql {
  const { status, organization, theme, kind } = filters;
  const isAmong = (word: string) => `%${word.replace(/[\\%_]/g, "\\$&")}%`;
  const conditions = [
    Prisma.sql`r.report_id = ${reportId}::uuid`,
    publishedBy(until),
    organization &&
      Prisma.sql`exists (
        select 1 from ${assignmentsAt(until)} a join organizations o on o.id = a.organization_id
        where a.recommendation_id = r.id and o.slug = ${organization}
        ${status ? Prisma.sql`and a.implementation = ${status}::implementation` : Prisma.empty})`,
    status &&
      !organization &&
      Prisma.sql`coalesce(${keptAt(until, Prisma.sql`kept.implementation`)}, 'not_started') = ${status}::implementation`,
    theme &&
      Prisma.sql`exists (
        select 1 from recommendation_themes link join themes on themes.id = link.theme_id
        where link.recommendation_id = r.id and themes.slug = ${theme})`,
    kind && Prisma.sql`r.kind = ${kind}::recommendation_kind`,
    ...wordsOf(filters).map((word) => {
      const pattern = isAmong(word);
      return Prisma.sql`(r.title ilike ${pattern} or r.statement ilike ${pattern} or r.code ilike ${pattern})`;
    }),
  ];
  return Prisma.join(
    conditions.filter((condition) => condition instanceof Prisma.Sql),
    " and ",
  );
}
