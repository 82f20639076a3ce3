import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "#lib/database/migrations.ts";
import { connect, insert } from "../support/log.ts";
import { copyRows, createOlderDatabase } from "../support/older-database.ts";
import { createRecommendation, createReport } from "../support/report.ts";

// A roll-up that an earlier version kept at an instant before the entry that is in it comes to the entry's instant.

/** When it was kept, in minutes, the status, and when the latest entry in it was recorded. */
type State = [kept: number, implementation: string, entry: number | null];
const cases: { what: string; was: State[]; is: State[] }[] = [
  {
    what: "one that is kept in time stays",
    was: [
      [0, "in_progress", 0],
      [5, "not_started", null],
      [9, "implemented", 8],
    ],
    is: [
      [0, "in_progress", 0],
      [5, "not_started", null],
      [9, "implemented", 8],
    ],
  },
  { what: "one that waited comes to its entry", was: [[0, "in_progress", 5]], is: [[5, "in_progress", 5]] },
  {
    what: "what was kept after it stays after it",
    was: [
      [0, "in_progress", 5],
      [3, "not_started", null],
    ],
    is: [[5, "not_started", null]],
  },
  {
    what: "of two that waited each comes to its entry",
    was: [
      [0, "in_progress", 5],
      [3, "implemented", 7],
    ],
    is: [
      [5, "in_progress", 5],
      [7, "implemented", 7],
    ],
  },
  {
    what: "one that is kept there already is newer",
    was: [
      [0, "in_progress", 5],
      [5, "implemented", 5],
    ],
    is: [[5, "implemented", 5]],
  },
];

const now = await connect();
let older: Awaited<ReturnType<typeof createOlderDatabase>>;
const ids: string[] = [];
const at = (minute: number) => new Date(Date.UTC(2026, 8, 30, 12, minute));
const rowsOf = (index: number, states: State[]) =>
  states.map(([kept, implementation, entry]) => ({
    recommendation_id: ids[index],
    recorded_at: at(kept),
    implementation,
    last_entry_at: entry === null ? null : at(entry),
  }));

beforeAll(async () => {
  const report = await createReport();
  for (const _ of cases) ids.push((await createRecommendation(report)).id);
  older = await createOlderDatabase("instants_in_order");
  await copyRows(now, older.client, ["organizations", "reports", "recommendations"]);
  for (const [index, { was }] of cases.entries())
    for (const row of rowsOf(index, was)) await insert(older.client, "recommendation_states", row);
  expect(await migrate(older.url)).toEqual({ applied: older.later });
}, 200_000);
afterAll(() => Promise.all([now.end(), older.drop()]));

test.each(cases.map(({ what, is }, index) => ({ what, is, index })))("$what", async ({ is, index }) => {
  const { rows } = await older.client.query(
    "select recommendation_id, recorded_at, implementation, last_entry_at from recommendation_states where recommendation_id = $1 order by recorded_at",
    [ids[index]],
  );
  expect(rows).toEqual(rowsOf(index, is));
});
