import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "#lib/database/migrations.ts";
import { writeHistory } from "../support/histories.ts";
import { connect } from "../support/log.ts";
import { copyRows, createOlderDatabase } from "../support/older-database.ts";

// A roll-up that an earlier version kept at an instant before the entry that is in it comes to the entry's instant.

const now = await connect();
let older: Awaited<ReturnType<typeof createOlderDatabase>>;

beforeAll(async () => {
  await writeHistory({ seed: 3, entries: 60 });
  older = await createOlderDatabase("instants_in_order");
  const tables = ["users", "organizations", "reports", "recommendations", "recommendation_states"];
  await copyRows(now, older.client, tables);
}, 200_000);
afterAll(() => Promise.all([now.end(), older.drop()]));

const states = async (client: typeof now) =>
  (await client.query("select * from recommendation_states order by recommendation_id, recorded_at")).rows;

test("the migration moves it there, and leaves the others where they were", async () => {
  // The newest of each that no other stands close before: a change that waited for its entry would have kept it so.
  const { rowCount } = await older.client.query(
    `update recommendation_states s set recorded_at = recorded_at - interval '1 second'
     where last_entry_at = recorded_at and not exists (
       select 1 from recommendation_states other where other.recommendation_id = s.recommendation_id and (
         other.recorded_at > s.recorded_at
         or other.recorded_at between s.recorded_at - interval '1 second' and s.recorded_at - interval '1 ms'))`,
  );
  expect(rowCount).toBeGreaterThan(1);
  expect(await states(older.client)).not.toEqual(await states(now));
  expect(await migrate(older.url)).toEqual({ applied: older.later });
  expect(await states(older.client)).toEqual(await states(now));
});
