import { type EmbeddedPostgres, embeddedUrl, startPostgres } from "#lib/database/embedded.ts";
import { findRunning, type Hold, holdFolder } from "#lib/database/running.ts";
import { openSecrets } from "#lib/database/secrets.ts";
import { addressOf, type Environment } from "#lib/env.ts";
import { announce } from "./steps.ts";

/** Starts the embedded database on a folder that this process holds. */
export async function startHeldDatabase(
  folder: string,
  hold: Hold,
): Promise<EmbeddedPostgres & { sessionSecret: string }> {
  const { databasePassword, sessionSecret, areNew } = await openSecrets(folder);
  const postgres = await startPostgres(folder, { password: databasePassword, passwordIsNew: areNew, announce });
  await hold.tell({ databasePort: postgres.port });
  return { ...postgres, sessionSecret };
}

/** The connection string in use on this data: the one of the environment, or that of the server that runs. */
export async function findDatabase({ DATABASE_URL, DATA_DIR }: Environment): Promise<string | undefined> {
  if (DATABASE_URL) return DATABASE_URL;
  const running = await findRunning(DATA_DIR);
  if (!running?.databasePort) return;
  return embeddedUrl(running.databasePort, (await openSecrets(DATA_DIR)).databasePassword);
}

/** Runs `work` on the database in use, or, where none runs, on one that is started for as long as the work takes. */
export async function withDatabase<Value>(
  environment: Environment,
  work: (variables: Record<string, string>) => Promise<Value>,
): Promise<Value> {
  const running = environment.DATABASE_URL ? undefined : await findRunning(environment.DATA_DIR);
  const address = environment.NEXTAUTH_URL ?? running?.address ?? addressOf(environment.HOST, environment.PORT);
  const url = await findDatabase(environment);
  if (url) return work({ DATABASE_URL: url, DATABASE_ROLE: "owner", NEXTAUTH_URL: address });
  const hold = await holdFolder(environment.DATA_DIR);
  try {
    const postgres = await startHeldDatabase(environment.DATA_DIR, hold);
    return await work({ DATABASE_URL: postgres.url, DATABASE_ROLE: "owner", NEXTAUTH_URL: address }).finally(() =>
      postgres.stop(),
    );
  } finally {
    await hold.release();
  }
}
