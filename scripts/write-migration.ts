import { relative } from "node:path";
import { writeMigration } from "#lib/database/migrations.ts";
import { Fault } from "#lib/fault.ts";
import { runScript } from "./faults.ts";

await runScript(async () => {
  const [name, ...rest] = process.argv.slice(2);
  if (!name || !/^[a-z0-9_]+$/.test(name) || rest.length > 0)
    throw new Fault("command-misused", { usage: "npm run db:migration -- name_of_the_change (lower case, digits, _)" });
  const folder = await writeMigration(process.env.DATABASE_URL ?? "", name, new Date());
  console.log(
    folder
      ? `Wrote ${relative(process.cwd(), folder)}: read it before you apply it.`
      : "The schema is what the newest migration leads to: there is nothing to write.",
  );
});
