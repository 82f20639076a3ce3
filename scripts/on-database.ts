import { generateClient } from "./build.ts";
import { withDatabase } from "./database.ts";
import { readEnvironment } from "./environment.ts";
import { runScript } from "./faults.ts";
import { runProgram, serverScript } from "./programs.ts";

// `node scripts/on-database.ts <script> …` runs a script that needs a database, with DATABASE_URL and NEXTAUTH_URL set.
await runScript(async () => {
  const [script, ...rest] = process.argv.slice(2);
  if (!script) throw new Error("on-database.ts needs the name of a script");
  const environment = readEnvironment();
  await generateClient();
  return withDatabase(environment, async (variables) => {
    const { code } = await runProgram({ arguments: serverScript(script, ...rest), variables, output: "shown" });
    return code;
  });
});
