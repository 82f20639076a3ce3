import { runProgram, serverScript } from "../../scripts/programs.ts";
import type { App } from "./app.ts";

/** Gives the report of an app a history with an entry of every kind (write-history.ts). */
export async function writeHistory(app: App): Promise<void> {
  await write(app, "../tests/support/write-history.ts");
}

/** Gives an app more reports, of these many recommendations (write-wide-histories.ts); answers with their ids. */
export async function writeWideHistories(app: App, ...sizes: number[]): Promise<string[]> {
  return JSON.parse(await write(app, "../tests/support/write-wide-histories.ts", ...sizes.map(String)));
}

async function write(app: App, story: string, ...rest: string[]): Promise<string> {
  const { code, said } = await runProgram({
    arguments: serverScript(story, ...rest),
    variables: { DATABASE_URL: app.databaseUrl },
    output: "all-kept",
  });
  if (code !== 0) throw new Error(said);
  return said;
}
