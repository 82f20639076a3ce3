import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { test as base } from "@playwright/test";
import { runProgram, serverScript } from "../../scripts/programs.ts";
import { createDatabase } from "./databases.ts";

export type SignInLink = { organization: string; role: string; url: string; expiresAt: string };

export type App = {
  baseURL: string;
  databaseUrl: string;
  /** Fresh links for the first account of each organization, by its slug. */
  signInLinks(): Promise<Record<string, SignInLink>>;
};

/** `test` with an `app` of its own for each test: a copy of the database, and a production server on a free port. */
export const test = base.extend<{ app: App; siteAddress: string | undefined; variables: Record<string, string> }>({
  /** Where people reach it, if that is not where the server listens: as behind a proxy. */
  siteAddress: [undefined, { option: true }],
  /** What else the server is told. `SITE_NAME`: what it is called in its address, in place of a number. */
  variables: [{}, { option: true }],
  app: async ({ browser, siteAddress, variables: told }, use, test) => {
    const database = await createDatabase(process.env.TEST_TEMPLATE_URL ?? "");
    const variables = variablesOf(database.url);
    const { baseURL, said, stop } = await startWeb({
      ...variables,
      ...told,
      ...(siteAddress && { SITE_ADDRESS: siteAddress }),
    });
    await use({
      baseURL,
      databaseUrl: database.url,
      signInLinks: () => issueLinks({ ...variables, DATABASE_ROLE: "owner", NEXTAUTH_URL: baseURL }),
    });
    await stop();
    await database.drop();
    // A browser serves many tests: what this one opened would stay open, and be in the pictures of those that fail later.
    for (const context of browser.contexts()) await context.close();
    // Many tests make the server complain on purpose; what it said is of interest when a test has failed.
    if (test.status !== test.expectedStatus) await test.attach("server", { body: said(), contentType: "text/plain" });
  },
  baseURL: async ({ app }, use) => use(app.baseURL),
});

export function variablesOf(databaseUrl: string) {
  return { DATABASE_URL: databaseUrl, NEXTAUTH_SECRET: "a-secret-of-the-tests-that-protects-nothing" };
}

export { expect } from "@playwright/test";

/** A web server on a free port; several may serve one database. */
export async function startWeb(variables: Record<string, string>) {
  const web = spawn(process.execPath, [resolve(import.meta.dirname, "web.ts")], {
    env: { ...process.env, ...variables },
    stdio: ["pipe", "pipe", "pipe"],
  });
  let errors = "";
  web.stderr.on("data", (chunk) => {
    errors += chunk;
  });
  const baseURL = await firstAddress(web).catch((error: Error) => {
    throw new Error(`${error.message}\n${errors}`);
  });
  web.stdout.resume();
  const stop = async () => {
    if (web.exitCode !== null || web.signalCode !== null) return;
    const ended = once(web, "exit");
    web.stdin.end();
    await ended;
  };
  return { baseURL, said: () => errors, stop };
}

async function firstAddress(web: ChildProcess & { stdout: NodeJS.ReadableStream }) {
  for await (const line of createInterface(web.stdout)) if (/^http:\/\/\S+$/.test(line)) return line;
  throw new Error("The web server of the test ended before it was ready.");
}

async function issueLinks(variables: Record<string, string>) {
  const { code, said } = await runProgram({
    arguments: serverScript("sign-in-links.ts", "--json"),
    variables,
    output: "kept",
  });
  if (code !== 0) throw new Error("No sign-in links could be issued.");
  const links: SignInLink[] = JSON.parse(said);
  return Object.fromEntries(links.map((link) => [link.organization, link]));
}
