import { randomBytes } from "node:crypto";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startPostgres } from "#lib/database/embedded.ts";
import { migrateDatabase } from "../migrate.ts";
import { announce } from "../steps.ts";

/**
 * A migrated database of its own, as the product starts it, for as long as `work` takes or until somebody stops it; in
 * `kept`, if a folder is named, it stays for the next time.
 */
export async function withOwnDatabase<Value>(work: (url: string) => Promise<Value>, kept?: string): Promise<Value> {
  const folder = kept ?? (await mkdtemp(join(tmpdir(), "tamdan-bench-")));
  await mkdir(folder, { recursive: true });
  let stop = async () => {};
  const clear = async () => {
    await stop();
    if (!kept) await rm(folder, { recursive: true, force: true });
  };
  const leave = () => void clear().finally(() => process.exit(1));
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const signal of signals) process.on(signal, leave);
  try {
    const password = randomBytes(16).toString("hex");
    const postgres = await startPostgres(folder, { password, passwordIsNew: true, announce });
    stop = () => postgres.stop();
    await migrateDatabase(postgres.url);
    return await work(postgres.url);
  } finally {
    for (const signal of signals) process.off(signal, leave);
    await clear();
  }
}
