import { issueSignInLinks } from "#lib/accounts/commands.ts";
import { isOn } from "#lib/accounts/ways.ts";
import { Fault } from "#lib/fault.ts";
import { runScript } from "./faults.ts";
import { migrateDatabase } from "./migrate.ts";

await runScript(async () => {
  const wishes = process.argv.slice(2);
  if (wishes.some((wish) => wish !== "--json"))
    throw new Fault("command-misused", { usage: "npm run --silent sign-in-links [-- --json]" });
  if (!isOn("link")) throw new Fault("links-off", {});
  await migrateDatabase(process.env.DATABASE_URL ?? "");
  const links = await issueSignInLinks(new Date(), process.env.NEXTAUTH_URL ?? "");
  if (wishes.includes("--json"))
    return console.log(
      JSON.stringify(
        links.map(({ organization, role, url, expiresAt }) => ({ organization, role, url, expiresAt })),
        null,
        2,
      ),
    );
  for (const { organization, url } of links) console.log(`Sign in as ${organization}: ${url}`);
  console.log(links.length > 0 ? "Each link works once, within 24 hours." : "No organization has an account yet.");
});
