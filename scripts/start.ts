import { resolve } from "node:path";
import { holdFolder } from "#lib/database/running.ts";
import { addressOf } from "#lib/env.ts";
import { Fault } from "#lib/fault.ts";
import { build, generateClient } from "./build.ts";
import { startHeldDatabase } from "./database.ts";
import { readEnvironment } from "./environment.ts";
import { explain } from "./faults.ts";
import { openNext } from "./next-app.ts";
import type { Prepared } from "./prepare.ts";
import { endPrograms, runProgram, serverScript } from "./programs.ts";
import { announce } from "./steps.ts";
import { openWebServer } from "./web-server.ts";

const isDevelopment = process.argv.includes("--dev");
/** From the signal to the end, in milliseconds; whoever started Tamdan kills it soon after. */
const timeToStop = 9_500;
/** What has been opened so far, in the order in which it was opened: it is closed the other way round. */
const opened: ((timeLeft: () => number) => Promise<unknown>)[] = [];
let isStopping = false;

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stopOnSignal());

try {
  await start();
} catch (thrown) {
  // What a program says that was ended because Tamdan stops is not worth a word.
  if (!isStopping) {
    process.stderr.write(`${explain(thrown)}\n`);
    await stop(1);
  }
}

async function start() {
  const environment = readEnvironment();
  const hold = environment.DATABASE_URL ? undefined : await holdFolder(environment.DATA_DIR);
  if (hold) opened.push(() => hold.release());
  const web = await openWebServer(environment.HOST, environment.PORT);
  opened.push((timeLeft) => web.close(timeLeft() - 2_500));
  const address = environment.NEXTAUTH_URL ?? addressOf(environment.HOST, web.port);
  await hold?.tell({ address });

  await (isDevelopment ? generateClient() : build());
  const variables = hold ? await startOwnDatabase(environment.DATA_DIR, hold) : {};
  Object.assign(process.env, variables, { NEXTAUTH_URL: address });
  const prepared = await prepare();
  web.answerWith(await openNext(web, environment.HOST, isDevelopment, environment.PROXIES));

  for (const { organization, url } of prepared.links) console.log(`Sign in as ${organization}: ${url}`);
  console.log(`Tamdan is ready at ${address}`);
}

async function startOwnDatabase(folder: string, hold: Parameters<typeof startHeldDatabase>[1]) {
  const postgres = await startHeldDatabase(folder, hold);
  // The web server is closed before the database, though it was opened first: requests that run still need it.
  opened.splice(1, 0, (timeLeft) => postgres.stop(timeLeft() - 800));
  void postgres.ended.then(() => {
    if (isStopping) return;
    process.stderr.write(`${explain(new Fault("database-stopped", { log: resolve(folder, "postgres.log") }))}\n`);
    return stop(1);
  });
  return { DATABASE_URL: postgres.url, NEXTAUTH_SECRET: process.env.NEXTAUTH_SECRET || postgres.sessionSecret };
}

/** In a process of its own, because Next and the product's commands need Node.js started in different ways. */
async function prepare(): Promise<Prepared> {
  announce("Preparing the database");
  const { code, said } = await runProgram({
    arguments: serverScript("prepare.ts"),
    variables: { DATABASE_ROLE: "owner" },
    output: "kept",
  });
  if (code !== 0) return stop(1);
  return JSON.parse(said);
}

function stopOnSignal() {
  let askedAt = 0;
  return () => {
    if (!askedAt) {
      askedAt = Date.now();
      void stop(0);
      return;
    }
    // Ctrl-C reaches this process twice at once, from the terminal and from npm; only a later one is impatience.
    if (Date.now() - askedAt > 1_000) process.exit(1);
  };
}

async function stop(code: number): Promise<never> {
  if (isStopping) return new Promise(() => {});
  isStopping = true;
  const end = Date.now() + timeToStop;
  setTimeout(() => process.exit(code), timeToStop).unref();
  endPrograms();
  for (const close of opened.toReversed())
    await close(() => end - Date.now()).catch((thrown) => process.stderr.write(`${explain(thrown)}\n`));
  process.exit(code);
}
