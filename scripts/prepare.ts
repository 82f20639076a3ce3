import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { issueFirstLinks } from "#lib/accounts/commands.ts";
import { isOn } from "#lib/accounts/ways.ts";
import { runScript } from "./faults.ts";
import { loadFile } from "./load.ts";
import { migrateDatabase } from "./migrate.ts";

/** What a start needs to know of the preparation, as JSON on standard output. */
export type Prepared = { links: { organization: string; url: string }[] };

const registersFolder = resolve(import.meta.dirname, "../prisma/reports");

// Brings the database to where this version of Tamdan needs it: migrated, with the registers that come with it loaded,
// and with an account for each organization that answers in them.
await runScript(async () => {
  await migrateDatabase(process.env.DATABASE_URL ?? "");
  const files = (await readdir(registersFolder)).filter((name) => name.endsWith(".json")).sort();
  for (const name of files) await loadFile(join(registersFolder, name), { onlyIfNew: true });
  const issued = await issueFirstLinks(new Date(), process.env.NEXTAUTH_URL ?? "");
  const links = isOn("link") ? issued : [];
  console.log(
    JSON.stringify({ links: links.map(({ organization, url }) => ({ organization, url })) } satisfies Prepared),
  );
});
