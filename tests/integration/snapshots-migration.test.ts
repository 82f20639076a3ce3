import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "#lib/database/migrations.ts";
import { connect, insert } from "../support/log.ts";
import { copyRows, createOlderDatabase } from "../support/older-database.ts";
import { createFollowed, frozen } from "../support/snapshots.ts";

// What was frozen before recommendations had rows of their own is moved, and nothing of it is another afterwards.

const now = await connect();
let older: Awaited<ReturnType<typeof createOlderDatabase>>;

beforeAll(async () => {
  const { recommendations } = await frozen(await createFollowed());
  older = await createOlderDatabase("frozen_recommendations");
  await copyRows(now, older.client, ["users", "organizations", "reports"]);
  const { rows } = await now.query("select * from snapshots");
  expect(recommendations).toHaveLength(2);
  for (const row of rows)
    await insert(older.client, "snapshots", { ...row, content: JSON.stringify({ ...row.content, recommendations }) });
}, 200_000);
afterAll(() => Promise.all([now.end(), older.drop()]));

const all = async (client: typeof now, table: string) =>
  (await client.query(`select * from ${table} order by 1, 2`)).rows;

test("the migration gives each recommendation of a snapshot its row, and leaves the rest as it was", async () => {
  expect(await migrate(older.url)).toEqual({ applied: older.later });
  for (const table of ["snapshots", "snapshot_recommendations"])
    expect(await all(older.client, table), table).toEqual(await all(now, table));
  expect(await all(now, "snapshot_recommendations")).toHaveLength(2);
  await expect(older.client.query("update snapshots set content = '{}'")).rejects.toThrow("append-only");
});
