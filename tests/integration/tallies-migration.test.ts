import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { migrate } from "#lib/database/migrations.ts";
import { writeHistory } from "../support/histories.ts";
import { connect } from "../support/log.ts";
import { copyRows, createOlderDatabase } from "../support/older-database.ts";
import { db } from "../support/owner.ts";

// A database from before there were kept counts, with a log, comes to those that the triggers would have kept.

const now = await connect();
let older: Awaited<ReturnType<typeof createOlderDatabase>>;

/** In this order: each refers only to those before it. */
const tables = [
  ...["users", "organizations", "memberships", "reports", "participations", "themes", "recommendations"],
  ...["recommendation_themes", "assignments", "updates", "evidence", "assignment_states", "assignment_absences"],
];

beforeAll(async () => {
  const { report, assignments } = await writeHistory({ seed: 3, entries: 150, share: 0.1 });
  const theme = await db.theme.create({ data: { reportId: report.id, slug: "law", name: "Law", position: 0 } });
  const [first] = assignments;
  if (!first) throw new Error("A history of nothing.");
  await db.recommendationTheme.create({ data: { recommendationId: first.recommendationId, themeId: theme.id } });
  const away = new Date("2002-05-05T00:00:00Z");
  await db.assignment.update({ where: { id: first.id }, data: { withdrawnAt: away, withdrawnFor: "A slip." } });
  await db.assignment.update({ where: { id: first.id }, data: { withdrawnAt: null, withdrawnFor: null } });

  older = await createOlderDatabase("progress");
  await copyRows(now, older.client, tables);
}, 200_000);
afterAll(() => Promise.all([now.end(), older.drop()]));

const tallies = async (client: pg.Client) =>
  (
    await client.query(
      `select t.report_id, cut, key, grain, day, line.* from tallies t cross join lateral tally_lines(t) line
       union all select report_id, cut, key, grain, day, 'delay', value, change from delay_tallies where change <> 0
       order by report_id, cut, key, measure, grain, day, value`,
    )
  ).rows;

test("the migration counts what was logged before it", async () => {
  expect(await migrate(older.url)).toEqual({ applied: older.later });
  const counted = await tallies(older.client);
  expect(counted.length).toBeGreaterThan(500);
  expect(counted).toEqual(await tallies(now));
});
