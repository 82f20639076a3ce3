import "server-only";
import { asTheyWere, followedAt, overlay } from "#lib/assignments/past.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";

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

/** The newest kept roll-ups of all recommendations of a report, as a table to join with: for many that costs half of asking for each. */
export function rollUpsAt(until: Date, reportId: string): Prisma.Sql {
  return Prisma.sql`(
    select distinct on (recommendation_id) recommendation_id, implementation, last_entry_at from recommendation_states
    where recommendation_id in (select id from recommendations where report_id = ${reportId}::uuid) and recorded_at <= ${until}
    order by recommendation_id desc, recorded_at desc)`;
}

/** The roll-up of a recommendation `r`: of then asked for each, or taken from a join `stood` of all (rollUpsAt). */
export function rollUpAt(until: Date | undefined, isJoined = false): Prisma.Sql {
  if (!until) return Prisma.sql`r.implementation`;
  const kept = isJoined ? Prisma.sql`stood.implementation` : keptAt(until, Prisma.sql`kept.implementation`);
  return Prisma.sql`coalesce(${kept}, 'not_started')`;
}

/** When the latest entry of a recommendation `r`, or of a part, was recorded; as rollUpAt. */
export function lastEntryAt(until: Date | undefined, isJoined = false): Prisma.Sql {
  if (!until) return Prisma.sql`r.last_entry_at`;
  return isJoined ? Prisma.sql`stood.last_entry_at` : keptAt(until, Prisma.sql`kept.last_entry_at`);
}

/** The newest kept roll-ups with an entry, as a table: an index has those of the latest entries at hand. */
export function loggedRollUpsAt(until: Date): Prisma.Sql {
  return Prisma.sql`(
    select s.recommendation_id, s.last_entry_at from recommendation_states s
    where s.recorded_at <= ${until} and s.last_entry_at <= ${until} and not exists (
      select 1 from recommendation_states later
      where later.recommendation_id = s.recommendation_id and later.recorded_at > s.recorded_at and later.recorded_at <= ${until}))`;
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

/** The assignments that are not withdrawn, or were not then, lead before support. */
export const followedAssignments = (until?: Date) =>
  ({
    where: followedAt(until),
    orderBy: [{ role: "asc" }, { organization: { acronym: "asc" } }],
  }) satisfies Prisma.Recommendation$assignmentsArgs;

/** Recommendations and their assignments with what stood at an instant of the past, if one is given. */
export async function asTheyStood<
  Assignment extends { id: string },
  Row extends { id: string; assignments: Assignment[] },
>(rows: readonly Row[], until: Date | undefined): Promise<Row[]> {
  if (!until) return [...rows];
  const [recommendations, assignments] = await Promise.all([
    rolledUpThen(rows, until),
    asTheyWere(
      rows.flatMap((row) => row.assignments),
      () => until,
    ),
  ]);
  const states = new Map(assignments.map((assignment) => [assignment.id, assignment]));
  return recommendations.map((row) => ({
    ...row,
    assignments: row.assignments.map((assignment) => states.get(assignment.id) ?? assignment),
  }));
}
