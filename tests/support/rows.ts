import { withConnection } from "#lib/database/connection.ts";
import type { App } from "./app.ts";

/** Asks or changes the database of an app directly: for what no page shows, and for what time or an administrator does. */
export async function query<Row extends object = Record<string, unknown>>(
  app: App,
  text: string,
  ...values: unknown[]
): Promise<Row[]> {
  return withConnection(app.databaseUrl, async (client) => (await client.query(text, values)).rows);
}

/** How many entries the log holds. */
export async function countEntries(app: App): Promise<number> {
  const [row] = await query<{ count: number }>(app, "select count(*)::int as count from updates");
  return row?.count ?? Number.NaN;
}
