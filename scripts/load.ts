import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { codeOf, Fault } from "#lib/fault.ts";
import { type Loaded, loadRegister, wordLoaded } from "#lib/reports/load.ts";
import { runScript } from "./faults.ts";
import { migrateDatabase } from "./migrate.ts";

/** Loads one register file, or refuses it with everything that is wrong with it. */
export async function loadFile(file: string, options: { onlyIfNew?: boolean } = {}): Promise<Loaded> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new Fault("file-unreadable", { file, reason: codeOf(error) ?? String(error) });
  });
  const loaded = await loadRegister(text, new Date(), options);
  if (!loaded.ok) throw new Fault("report-refused", { file, problems: loaded.detail });
  return loaded.value;
}

if (import.meta.main)
  await runScript(async () => {
    const [file, ...rest] = process.argv.slice(2);
    if (!file || rest.length > 0) throw new Fault("command-misused", { usage: "npm run load -- register.json" });
    await migrateDatabase(process.env.DATABASE_URL ?? "");
    // npm runs scripts in the project's folder; the file is named from where the person is.
    const loaded = await loadFile(resolve(process.env.INIT_CWD ?? "", file));
    for (const line of wordLoaded(loaded)) console.log(line);
  });
