import "server-only";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { columnsOf, type StateColumns } from "./projection.ts";
import { initialState } from "./state.ts";

// What stood at an instant: the newest of the states that were kept after each entry up to it. Without an instant, what stands.

/** Assignments that count at an instant: recorded by then, and not withdrawn by then. */
export function followedAt(until: Date | undefined) {
  return (
    until
      ? {
          createdAt: { lte: until },
          OR: [{ withdrawnAt: null }, { withdrawnAt: { gt: until } }],
          absences: { none: { withdrawnAt: { lte: until }, returnedAt: { gt: until } } },
        }
      : { withdrawnAt: null }
  ) satisfies Prisma.AssignmentWhereInput;
}

/** The newest kept state of an assignment `a`, for a lateral join. */
export function stateAt(until: Prisma.Sql | Date): Prisma.Sql {
  return Prisma.sql`(
    select kept.* from assignment_states kept
    where kept.assignment_id = a.id and kept.recorded_at <= ${until}
    order by kept.recorded_at desc, kept.sequence desc limit 1)`;
}

/** The assignments that count, with their state, as a table to select from. */
export function assignmentsAt(until: Date | undefined): Prisma.Sql {
  if (!until) return Prisma.sql`(select * from assignments where withdrawn_at is null)`;
  return withStates(Prisma.sql`left join lateral ${stateAt(until)} s on true`, until);
}

/** The same of a day of the past, for what looks at all of a report: its states are read at once, which costs half of asking for each. */
export function allAssignmentsAt(until: Date, reportId: string): Prisma.Sql {
  return withStates(
    Prisma.sql`
      left join (
        select distinct on (assignment_id) * from assignment_states
        where report_id = ${reportId}::uuid and recorded_at <= ${until}
        order by assignment_id desc, recorded_at desc, sequence desc) s on s.assignment_id = a.id`,
    until,
  );
}

/**
 * Of these, as of a day of the past, those of a report that had been logged: the same rows, taken from the kept states, of
 * which an index has the latest at hand.
 */
export function loggedAssignmentsAt(until: Date, reportId: string): Prisma.Sql {
  return withStates(
    Prisma.sql`
      join assignment_states s on s.assignment_id = a.id and s.report_id = ${reportId}::uuid and s.recorded_at <= ${until}
        and not exists (
          select 1 from assignment_states later
          where later.assignment_id = s.assignment_id and later.recorded_at <= ${until}
            and (later.recorded_at, later.sequence) > (s.recorded_at, s.sequence))`,
    until,
  );
}

function withStates(states: Prisma.Sql, until: Date): Prisma.Sql {
  return Prisma.sql`(
    select
      a.id, a.report_id, a.recommendation_id, a.organization_id, a.role, a.basis, a.created_at,
      coalesce(s.response, ${initialState.response}::response) as response, s.decide_by,
      coalesce(s.implementation, ${initialState.implementation}::implementation) as implementation, s.exit_requested,
      coalesce(s.verification, ${initialState.verification}::verification) as verification, s.submitted_at,
      s.completed_on, s.completed_precision, coalesce(s.has_evidence, ${initialState.hasEvidence}) as has_evidence,
      s.target_on, s.target_precision, s.original_target_on, s.original_target_precision,
      coalesce(s.target_changes, ${initialState.targetChanges}) as target_changes,
      coalesce(s.sequence, 0) as log_length, s.recorded_at as last_entry_at
    from assignments a ${states} where ${countedAt(until)})`;
}

/** The assignments that count, without their state, which is what costs of the past. */
export function assignedAt(until: Date | undefined): Prisma.Sql {
  return Prisma.sql`(
    select a.id, a.recommendation_id, a.organization_id, a.role from assignments a
    where ${until ? countedAt(until) : Prisma.sql`a.withdrawn_at is null`})`;
}

function countedAt(until: Date): Prisma.Sql {
  return Prisma.sql`
    a.created_at <= ${until} and (a.withdrawn_at is null or a.withdrawn_at > ${until}) and not ${wasAbsent(until)}`;
}

/** That an assignment `a` was withdrawn at an instant and came back later. */
export function wasAbsent(at: Date): Prisma.Sql {
  return Prisma.sql`exists (
    select 1 from assignment_absences gone
    where gone.assignment_id = a.id and gone.withdrawn_at <= ${at} and gone.returned_at > ${at})`;
}

type PastColumns = StateColumns & { lastEntryAt: Date | null; logLength: number; headHash: string | null };

const beginning: PastColumns = { ...columnsOf(initialState), decideBy: null, logLength: 0, headHash: null };

/** What stood of each of these assignments at an instant of its own; the beginning, where nothing had been logged. */
export async function statesAt(asked: readonly { id: string; until: Date }[]): Promise<(id: string) => PastColumns> {
  if (asked.length === 0) return () => beginning;
  const found = await db.$queryRaw<(PastColumns & { id: string })[]>`
    select
      a.id, s.response, s.decide_by as "decideBy", s.implementation, s.exit_requested as "exitRequested", s.verification,
      s.submitted_at as "submittedAt", s.completed_on as "completedOn", s.completed_precision as "completedPrecision",
      s.has_evidence as "hasEvidence", s.target_on as "targetOn", s.target_precision as "targetPrecision",
      s.original_target_on as "originalTargetOn", s.original_target_precision as "originalTargetPrecision",
      s.target_changes as "targetChanges", s.sequence as "logLength", s.recorded_at as "lastEntryAt", u.hash as "headHash"
    from unnest(${asked.map(({ id }) => id)}::uuid[], ${asked.map(({ until }) => until)}::timestamptz[]) a (id, until)
    cross join lateral ${stateAt(Prisma.sql`a.until`)} s
    join updates u on u.assignment_id = s.assignment_id and u.sequence = s.sequence`;
  const states = new Map(found.map(({ id, ...state }) => [id, state]));
  return (id) => states.get(id) ?? beginning;
}

/** These rows of assignments with the state of then in place of the present one: each row as of its own instant. */
export async function asTheyWere<Row extends { id: string }>(
  rows: readonly Row[],
  untilOf: (row: Row) => Date | undefined,
): Promise<Row[]> {
  const asked = rows.flatMap((row) => {
    const until = untilOf(row);
    return until ? [{ id: row.id, until }] : [];
  });
  const stateOf = await statesAt(asked);
  return rows.map((row) => (untilOf(row) ? overlay(row, stateOf(row.id)) : row));
}

/** A row with these columns in place of its own: those that it has, and no others. */
export function overlay<Row extends object>(row: Row, columns: object): Row {
  return { ...row, ...Object.fromEntries(Object.entries(columns).filter(([name]) => name in row)) };
}
