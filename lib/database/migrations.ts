import { copyFile, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { type DiagnoseMigrationHistoryOutput, type MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";

const schemaFile = resolve(import.meta.dirname, "../../prisma/schema.prisma");
const migrationsFolder = resolve(import.meta.dirname, "../../prisma/migrations");
const filters = { externalTables: [], externalEnums: [] };

/** What stands in the way of migrating, each with its own sentence in scripts/faults.ts. */
export type MigrationFault =
  | { fault: "database-newer"; migrations: string[] }
  | { fault: "migration-failed"; migrations: string[] }
  | { fault: "migration-edited"; migrations: string[] };

/** Applies what is missing, as `prisma migrate deploy` would, and answers with the names of what it applied. */
export async function migrate(url: string): Promise<{ applied: string[] } | MigrationFault> {
  const engine = await openEngine(url);
  try {
    const migrationsList = await readMigrations();
    const found = await engine.diagnoseMigrationHistory({ migrationsList, optInToShadowDatabase: false, filters });
    const fault = faultOf(found);
    if (fault) return fault;
    const { appliedMigrationNames } = await engine.applyMigrations({ migrationsList, filters });
    return { applied: appliedMigrationNames };
  } finally {
    engine.free();
  }
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
  const engine = await openEngine(url);
  try {
    const { stdout } = await engine.diff({
      from: from ? { tag: "schemaDatamodel", files: [from] } : { tag: "empty" },
      to: { tag: "schemaDatamodel", files: [to] },
      script: true,
      exitCode: null,
      filters,
    });
    return stdout?.trim();
  } finally {
    engine.free();
  }
}

function faultOf(found: DiagnoseMigrationHistoryOutput): MigrationFault | undefined {
  if (found.failedMigrationNames.length > 0)
    return { fault: "migration-failed", migrations: found.failedMigrationNames };
  if (found.history && "unpersistedMigrationNames" in found.history)
    return { fault: "database-newer", migrations: found.history.unpersistedMigrationNames };
  if (found.editedMigrationNames.length > 0)
    return { fault: "migration-edited", migrations: found.editedMigrationNames };
}

async function openEngine(url: string) {
  const adapter = bindMigrationAwareSqlAdapterFactory(new WholeScripts(url));
  const { path, content } = await readSchema();
  return SchemaEngine.new({ datamodels: [[path, content]] }, () => {}, adapter);
}

/**
 * Sends a migration as one script. The adapter cuts scripts at every semicolon, those inside functions too; sent whole,
 * Postgres also runs it as one transaction, so that a migration that fails leaves nothing behind.
 */
class WholeScripts extends PrismaPg {
  readonly connectionString: string;

  constructor(connectionString: string) {
    super({ connectionString });
    this.connectionString = connectionString;
  }

  override async connect() {
    const connection = await super.connect();
    const { connectionString } = this;
    connection.executeScript = async (script) => {
      const client = new pg.Client({ connectionString });
      await client.connect();
      try {
        await client.query(script);
      } finally {
        await client.end();
      }
    };
    return connection;
  }
}

type SchemaFile = { path: string; content: string };

async function readSchema(): Promise<SchemaFile> {
  return { path: schemaFile, content: await readFile(schemaFile, "utf8") };
}

async function readMigrations(): Promise<MigrationList> {
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
  };
}

async function listMigrations() {
  const entries = await readdir(migrationsFolder, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((folder) => folder.name)
    .sort();
}
