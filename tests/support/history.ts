import { runProgram, serverScript } from "../../scripts/programs.ts";
import type { App } from "./app.ts";

const story = "../tests/support/write-history.ts";

/** Gives the report of an app a history with an entry of every kind (write-history.ts). */
export async function writeHistory(app: App): Promise<void> {
  const { code, said } = await runProgram({
    arguments: serverScript(story),
    variables: { DATABASE_URL: app.databaseUrl },
    output: "all-kept",
  });
  if (code !== 0) throw new Error(said);
}
