import { Fault } from "#lib/fault.ts";
import { findDatabase } from "./database.ts";
import { readEnvironment } from "./environment.ts";
import { runScript } from "./faults.ts";

await runScript(async () => {
  const environment = readEnvironment();
  const url = await findDatabase(environment);
  if (!url) throw new Fault("not-running", { folder: environment.DATA_DIR });
  console.log(url);
});
