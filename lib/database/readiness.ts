import "server-only";
import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import { Client } from "pg";

/** The migrations that this code came with; read once, with the code. */
const needed = readdirSync(resolve("prisma/migrations"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

export type Obstacle = "database-silent" | "not-migrated";

/**
 * What stands in the way of serving from a database, within two seconds. Asked over a connection of its own: one of the
 * pool may be the very one that hangs, and questions that wait for it would fill the pool.
 */
export async function findObstacle(url: string): Promise<Obstacle | undefined> {
  const client = new Client({
    connectionString: url,
    connectionTimeoutMillis: 900,
    query_timeout: 900,
    application_name: "tamdan",
  });
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ name: string }>(
      "select migration_name as name from _prisma_migrations where finished_at is not null and rolled_back_at is null",
    );
    const applied = new Set(rows.map(({ name }) => name));
    return needed.every((name) => applied.has(name)) ? undefined : "not-migrated";
  } catch (error) {
    return isTableMissing(error) ? "not-migrated" : "database-silent";
  } finally {
    // Not waited for: a server that has gone says no goodbye.
    void client.end().catch(() => {});
  }
}

function isTableMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "42P01";
}
