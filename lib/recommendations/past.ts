import "server-only";
import { asTheyWere, followedAt, overlay } from "#lib/assignments/past.ts";
import { type Database, db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { Implementation } from "#lib/generated/enums.ts";

// What the list and the pages of recommendations were at an instant, from the kept roll-ups.

/** What everybody could see of the recommendations `r` then, or can see now. */
export function publishedBy(until: Date | undefined): Prisma.Sql {
  if (!until) return Prisma.sql`r.published_at is not null and r.withdrawn_at is null`;
  return Prisma.sql`r.published_at <= ${until} and (r.withdrawn_at is null or r.withdrawn_at > ${until})`;
}

/** That publishedBy leaves out: its negation, written so that indexes find the few that it is true of. */
function hiddenBy(until: Date): Prisma.Sql {
  return Prisma.sql`(r.published_at is null or r.published_at > ${until} or r.withdrawn_at <= ${until})`;
}

/** The newest kept roll-up of a recommendation `r`. */
function keptAt(until: Date, column: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    select ${column} from recommendation_states kept
    where kept.recommendation_id = r.id and kept.recorded_at <= ${until}
    order by kept.recorded_at desc limit 1)`;
}

/** The kept roll-ups that stood of all recommendations of a report, as a table to join with: for many that costs a fraction of asking for each. */
export function rollUpsAt(until: Date, reportId: string): Prisma.Sql {
  return Prisma.sql`(
    select recommendation_id, implementation, last_entry_at from recommendation_states kept
    where kept.report_id = ${reportId}::uuid and ${stoodAt(until)})`;
}

/** That a kept roll-up `kept` was the newest one then. */
function stoodAt(until: Date): Prisma.Sql {
  return Prisma.sql`kept.recorded_at <= ${until} and kept.superseded_at > ${until}`;
}

/** The roll-up of a recommendation `r`: of then asked for each, or taken from a join `stood` of all (rollUpsAt). */
export function rollUpAt(until: Date | undefined, isJoined = false): Prisma.Sql {
  if (!until) return Prisma.sql`r.implementation`;
  return Prisma.sql`coalesce(${keptImplementation(until, isJoined)}, ${unlogged}::implementation)`;
}

/** That this is the roll-up of a recommendation `r`; as rollUpAt. What is kept of then is compared as it is, along its index. */
export function rolledUpTo(status: Implementation, until: Date | undefined, isJoined = false): Prisma.Sql {
  const rollUp = until && status !== unlogged ? keptImplementation(until, isJoined) : rollUpAt(until, isJoined);
  return Prisma.sql`${rollUp} = ${status}::implementation`;
}

/** What a recommendation is of which nothing is kept: nothing has been logged of it. */
const unlogged: Implementation = "not_started";

function keptImplementation(until: Date, isJoined: boolean): Prisma.Sql {
  return isJoined ? Prisma.sql`stood.implementation` : keptAt(until, Prisma.sql`kept.implementation`);
}

/**
 * How many recommendations of a report everybody could see then, in a status or in all: as many as an index of the kept
 * roll-ups has from then on, or as there are, without those that were not there.
 */
export async function countThen(tx: Database, reportId: string, until: Date, status?: Implementation): Promise<number> {
  const { sql } = Prisma;
  const hidden = sql`from recommendations r where r.report_id = ${reportId}::uuid and ${hiddenBy(until)}`;
  const there = sql`(select count(*) from recommendations where report_id = ${reportId}::uuid) - (select count(*) ${hidden})`;
  const keptAs = (statuses: readonly Implementation[]) => sql`(
    select count(*) from recommendation_states kept
    where kept.report_id = ${reportId}::uuid and kept.implementation = any(${statuses}::implementation[]) and ${stoodAt(until)}
      and not exists (select 1 ${hidden} and r.id = kept.recommendation_id))`;
  const logged = Object.values(Implementation).filter((other) => other !== unlogged);
  const count = !status ? there : status === unlogged ? sql`${there} - ${keptAs(logged)}` : keptAs([status]);
  const [row] = await tx.$queryRaw<{ found: number }[]>`select (${count})::int as found`;
  return row?.found ?? 0;
}

/** When the latest entry of a recommendation `r`, or of a part, was recorded; as rollUpAt. */
export function lastEntryAt(until: Date | undefined, isJoined = false): Prisma.Sql {
  if (!until) return Prisma.sql`r.last_entry_at`;
  return isJoined ? Prisma.sql`stood.last_entry_at` : keptAt(until, Prisma.sql`kept.last_entry_at`);
}

/** The kept roll-ups that stood then and had an entry, as a table: an index has those of the latest entries at hand. */
export function loggedRollUpsAt(until: Date, reportId: string): Prisma.Sql {
  return Prisma.sql`(
    select recommendation_id, last_entry_at from recommendation_states kept
    where kept.report_id = ${reportId}::uuid and kept.last_entry_at <= ${until} and ${stoodAt(until)})`;
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
  return rows.map((row) => overlay(row, states.get(row.id) ?? { implementation: unlogged, lastEntryAt: null }));
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
