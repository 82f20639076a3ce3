import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type pg from "pg";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { migrate } from "#lib/database/migrations.ts";
import { createDatabase, type TestDatabase } from "../support/databases.ts";
import { writeHistory } from "../support/histories.ts";
import { connect, insert } from "../support/log.ts";
import { db } from "../support/owner.ts";

// A database from before there were kept counts, with a log, comes to those that the triggers would have kept.

const folder = "prisma/migrations";
const migrations = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();
const counting = migrations.findIndex((name) => name.endsWith("_progress"));
const now = await connect();
let database: TestDatabase;
let before: pg.Client;

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

  database = await createDatabase(inject("templateUrl"), { empty: true });
  before = await connect(database.url);
  await before.query(`create table _prisma_migrations (id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
    migration_name varchar(255) not null, logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`);
  for (const name of migrations.slice(0, counting)) {
    const script = readFileSync(`${folder}/${name}/migration.sql`, "utf8");
    await before.query(script);
    await insert(before, "_prisma_migrations", {
      ...{ id: randomUUID(), migration_name: name, finished_at: new Date(), applied_steps_count: 1 },
      checksum: createHash("sha256").update(script).digest("hex"),
    });
  }
  for (const table of tables) {
    await before.query(`alter table ${table} disable trigger user`);
    const { rows } = await now.query(`select coalesce(jsonb_agg(t), '[]')::text as rows from ${table} t`);
    await before.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [
      rows[0].rows,
    ]);
    await before.query(`alter table ${table} enable trigger user`);
  }
}, 200_000);
afterAll(async () => {
  await Promise.all([now.end(), before.end()]);
  await database.drop();
});

const tallies = async (client: pg.Client) =>
  (
    await client.query(
      "select * from tallies where change <> 0 order by report_id, cut, key, measure, grain, day, value",
    )
  ).rows;

test("the migration counts what was logged before it", async () => {
  expect(await migrate(database.url)).toEqual({ applied: migrations.slice(counting) });
  const counted = await tallies(before);
  expect(counted.length).toBeGreaterThan(500);
  expect(counted).toEqual(await tallies(now));
});
