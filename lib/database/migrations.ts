import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { type DiagnoseMigrationHistoryOutput, type MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import { Pool } from "pg";
import { withConnection } from "./connection.ts";

const schemaFile = resolve(import.meta.dirname, "../../prisma/schema.prisma");
const migrationsFolder = resolve(import.meta.dirname, "../../prisma/migrations");
const filters = { externalTables: [], externalEnums: [] };

/** What stands in the way of migrating, each with its own sentence in scripts/faults.ts. */
export type MigrationFault =
  | { fault: "database-newer"; migrations: string[] }
  | { fault: "migration-edited"; migrations: string[] };

/**
 * Applies what is missing, as `prisma migrate deploy` would, and answers with the names of what it applied. One process at
 * a time may do so.
 */
export async function migrate(url: string): Promise<{ applied: string[] } | MigrationFault> {
  await forgetUnfinished(url);
  return withEngine(url, async (engine) => {
    const migrationsList = await readMigrations();
    const found = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters });
    const fault = faultOf(found);
    if (fault) return fault;
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    return { applied: appliedMigrationNames };
  });
}

/**
 * Writes the migration that leads from the schema of the newest migration to the schema as it is now, and answers with
 * its folder; nothing when they agree. Each migration keeps the schema it leads to: the engine's WebAssembly cannot read
 * one back from a database. `url` names any database that answers: the engine wants one, and reads nothing from it.
 */
export async function writeMigration(url: string, name: string, now: Date): Promise<string | undefined> {
  const schema = await readSchema();
  const newest = (await listMigrations()).at(-1);
  const earlier = newest
    ? { path: schema.path, content: await readFile(join(migrationsFolder, newest, "schema.prisma"), "utf8") }
    : undefined;
  const sql = await diff(url, earlier, schema);
  if (!sql || sql.startsWith("-- This is an empty migration")) return;
  const folder = join(migrationsFolder, `${now.toISOString().replace(/\D/g, "").slice(0, 14)}_${name}`);
  await mkdir(folder);
  await writeFile(join(folder, "migration.sql"), `${sql}\n`);
  await copyFile(schemaFile, join(folder, "schema.prisma"));
  return folder;
}

async function diff(url: string, from: SchemaFile | undefined, to: SchemaFile) {
  return withEngine(url, async (engine) => {
    const { stdout } = await engine.diff({
      from: from ? { tag: "schemaDatamodel", files: [from] } : { tag: "empty" },
      to: { tag: "schemaDatamodel", files: [to] },
      script: true,
      exitCode: null,
      filters,
    });
    return stdout?.trim();
  });
}

function faultOf(found: DiagnoseMigrationHistoryOutput): MigrationFault | undefined {
  if (found.history && "unpersistedMigrationNames" in found.history)
    return { fault: "database-newer", migrations: found.history.unpersistedMigrationNames };
  if (found.editedMigrationNames.length > 0)
    return { fault: "migration-edited", migrations: found.editedMigrationNames };
}

async function withEngine<Value>(url: string, work: (engine: SchemaEngine) => Promise<Value>): Promise<Value> {
  const { path, content } = await readSchema();
  const scripts = (await readMigrations()).migrationDirectories.map(({ migrationFile }) => migrationFile.content.value);
  // A pool of our own: the engine would leave its connections open, and they would keep the process alive.
  const pool = new Pool({ connectionString: url });
  pool.on("error", () => {});
  try {
    const adapter = new WholeScripts(pool, new Set(scripts));
    const factory = bindMigrationAwareSqlAdapterFactory(adapter);
    const engine = await SchemaEngine.new({ datamodels: [[path, content]] }, () => {}, factory);
    return await work(engine)
      .catch((error: unknown) => {
        throw adapter.refusal ?? error;
      })
      .finally(() => engine.free());
  } finally {
    await pool.end();
  }
}

/**
 * Sends a migration as one script. The adapter cuts scripts at every semicolon, those inside functions too. Sent whole,
 * Postgres also runs it as one transaction, and that it is finished is written in the same one: whatever cuts a migration
 * short, it was either applied and recorded, or it left nothing behind.
 */
class WholeScripts extends PrismaPg {
  readonly pool: Pool;
  readonly migrations: ReadonlySet<string>;
  /** What Postgres said of a script that it refused; the engine does not pass it on. */
  refusal: unknown;

  constructor(pool: Pool, migrations: ReadonlySet<string>) {
    super(pool);
    this.pool = pool;
    this.migrations = migrations;
  }

  override async connect() {
    const connection = await super.connect();
    connection.executeScript = async (script) => {
      const finish = `update _prisma_migrations set finished_at = now() where ${unfinished}`;
      await this.pool.query(this.migrations.has(script) ? `${script}\n;${finish}` : script).catch((error: unknown) => {
        this.refusal = error;
        throw error;
      });
    };
    return connection;
  }
}

const unfinished = "finished_at is null and rolled_back_at is null";

/** A migration that was cut short left nothing behind but the note that it had begun: it is tried again. */
async function forgetUnfinished(url: string) {
  await withConnection(url, async (client) => {
    const { rows } = await client.query("select to_regclass('_prisma_migrations') is not null as is_there");
    if (rows[0]?.is_there)
      await client.query(`update _prisma_migrations set rolled_back_at = now() where ${unfinished}`);
  });
}

type SchemaFile = { path: string; content: string };

async function readSchema(): Promise<SchemaFile> {
  return { path: schemaFile, content: await readFile(schemaFile, "utf8") };
}

async function readMigrations() {
  const names = await listMigrations();
  return {
    baseDir: migrationsFolder,
    lockfile: { path: "./migration_lock.toml", content: 'provider = "postgresql"\n' },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok" as const, value: await readFile(join(migrationsFolder, name, "migration.sql"), "utf8") },
        },
      })),
    ),
  } satisfies MigrationList;
}

async function listMigrations() {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((folder) => folder.name)
    .sort();
}
