import "server-only";
import { isDeepStrictEqual } from "node:util";
import type { Database } from "#lib/db.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { entryColumns, logEntryOf, stateColumns, stateOf } from "./projection.ts";
import { apply, initialState, type LogEntry, replay, type State } from "./state.ts";

const batch = 100;

const columns = {
  ...stateColumns,
  id: true,
  lastEntryAt: true,
  updates: { orderBy: { sequence: "asc" }, select: entryColumns },
  states: { orderBy: { sequence: "asc" } },
  organization: { select: { slug: true } },
  recommendation: { select: { code: true } },
} as const satisfies Prisma.AssignmentSelect;

type Row = Prisma.AssignmentGetPayload<{ select: typeof columns }>;

/** The first assignment of which something else stands than its log says: after which entry, or of which that is now. */
export async function findWrongState(tx: Database) {
  for await (const row of listAssignments(tx)) {
    const at = firstWrong(row);
    if (at === undefined) continue;
    const { organization, recommendation, updates } = row;
    const entryId = updates[at - 1]?.id ?? null;
    return { code: recommendation.code, organization: organization.slug, sequence: at, entryId };
  }
}

/** All assignments with their logs, a batch at a time. */
async function* listAssignments(tx: Database): AsyncGenerator<Row> {
  let last: Row | undefined;
  do {
    const rows: Row[] = await tx.assignment.findMany({
      where: last && { id: { gt: last.id } },
      orderBy: { id: "asc" },
      take: batch,
      select: columns,
    });
    yield* rows;
    last = rows.length === batch ? rows.at(-1) : undefined;
  } while (last);
}

/** The number of the entry after which something else is kept than the log says, up to the state that stands now. */
function firstWrong(row: Row): number | undefined {
  const states = statesOf(row.updates.map(logEntryOf));
  const kept = row.states.map((state) => ({
    sequence: state.sequence,
    ...stateOf({ ...state, lastEntryAt: state.recordedAt }),
  }));
  const wrong = Array.from({ length: Math.max(states.length, kept.length) }).findIndex(
    (_, index) => !isDeepStrictEqual(kept[index], { sequence: index + 1, ...states[index] }),
  );
  if (wrong !== -1) return wrong + 1;
  return isDeepStrictEqual(stateOf(row), states.at(-1) ?? initialState) ? undefined : states.length;
}

/** The state after each entry of a log; after a correction from nothing. */
function statesOf(log: readonly LogEntry[]): State[] {
  const states: State[] = [];
  for (const [index, entry] of log.entries())
    states.push(
      entry.kind === "correction" ? replay(log.slice(0, index + 1)) : apply(states.at(-1) ?? initialState, entry),
    );
  return states;
}
