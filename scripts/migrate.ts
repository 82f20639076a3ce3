import { withConnection } from "#lib/database/connection.ts";
import { migrate } from "#lib/database/migrations.ts";
import { Fault, isDiskFull } from "#lib/fault.ts";
import { runScript } from "./faults.ts";

// Any number will do, as long as no other part of the product takes it.
const migrating = 7_238_041;

/** Applies what is missing, one process at a time: several may start on one database. Answers with what was applied. */
export async function migrateDatabase(url: string): Promise<string[]> {
  return withConnection(url, async (client) => {
    await client.query("select pg_advisory_lock($1)", [migrating]);
    const migrated = await migrate(url).catch((error: unknown) => {
      if (isDiskFull(error)) throw new Fault("disk-full", { folder: "the database" });
      const reason = firstLines(error);
      if (reason.startsWith("The database schema is not empty"))
        throw new Fault("database-foreign", { name: client.database ?? url });
      throw new Fault("migration-refused", { reason });
    });
    if ("fault" in migrated) throw new Fault(migrated.fault, { migrations: migrated.migrations });
    return migrated.applied;
  });
}

/** What Postgres said, without the engine's own trace below it. */
function firstLines(error: unknown) {
  const said = error instanceof Error ? error.message : String(error);
  return said
    .replace(/\n\s*0: [\s\S]*/, "")
    .replace(/^external connector error\s*/, "")
    .replace(/\s+/g, " ")
    .trim();
}

if (import.meta.main)
  await runScript(async () => {
    const applied = await migrateDatabase(process.env.DATABASE_URL ?? "");
    for (const name of applied) console.log(`applied ${name}`);
    console.log(applied.length > 0 ? "The database is up to date." : "The database was up to date already.");
  });
