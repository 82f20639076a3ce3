import { createHash, randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import type pg from "pg";
import { inject } from "vitest";
import { createDatabase } from "./databases.ts";
import { connect, insert } from "./log.ts";

// A database as an earlier version of Tamdan left it: made by its migrations and no later ones, and empty.

const folder = "prisma/migrations";
const migrations = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name)
  .sort();

/** From before the migration of this name; `later` is that one and those after it. */
export async function createOlderDatabase(before: string) {
  const first = migrations.findIndex((name) => name.endsWith(`_${before}`));
  if (first < 1) throw new Error(`There is no migration ${before} with one before it.`);
  const database = await createDatabase(inject("templateUrl"), { empty: true });
  const client = await connect(database.url);
  await client.query(`create table _prisma_migrations (id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
    migration_name varchar(255) not null, logs text, rolled_back_at timestamptz, started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`);
  for (const name of migrations.slice(0, first)) {
    const script = readFileSync(`${folder}/${name}/migration.sql`, "utf8");
    await client.query(script);
    await insert(client, "_prisma_migrations", {
      ...{ id: randomUUID(), migration_name: name, finished_at: new Date(), applied_steps_count: 1 },
      checksum: createHash("sha256").update(script).digest("hex"),
    });
  }
  const drop = async () => {
    await client.end();
    await database.drop();
  };
  return { url: database.url, client, later: migrations.slice(first), drop };
}

/** Brings rows of another database past all triggers, as far as the older one has a place for them. */
export async function copyRows(from: pg.Client, to: pg.Client, tables: readonly string[]): Promise<void> {
  for (const table of tables) {
    await to.query(`alter table ${table} disable trigger user`);
    const { rows } = await from.query(`select coalesce(jsonb_agg(t), '[]')::text as rows from ${table} t`);
    await to.query(`insert into ${table} select * from jsonb_populate_recordset(null::${table}, $1)`, [rows[0].rows]);
    await to.query(`alter table ${table} enable trigger user`);
  }
}
