import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "#lib/database/embedded.ts";
import { migrateDatabase } from "../migrate.ts";
import { announce } from "../steps.ts";

/** A migrated database of its own, as the product starts it, for as long as `work` takes. */
export async function withOwnDatabase<Value>(work: (url: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), "tamdan-bench-"));
  try {
    const postgres = await startPostgres(folder, { password: randomBytes(16).toString("hex"), announce });
    try {
      await migrateDatabase(postgres.url);
      return await work(postgres.url);
    } finally {
      await postgres.stop();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
