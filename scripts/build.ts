import { existsSync } from "node:fs";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { runScript } from "./faults.ts";
import { hashFiles, hashSources } from "./sources.ts";
import { during, runQuietly } from "./steps.ts";

const root = resolve(import.meta.dirname, "..");
const buildStamp = join(root, ".next", "sources.sha256");
const clientStamp = join(root, "lib", "generated", "schema.sha256");

/** Nobody is told what is built here, and nothing is asked of a server. */
const silence = { CHECKPOINT_DISABLE: "1", NEXT_TELEMETRY_DISABLED: "1", PRISMA_HIDE_UPDATE_MESSAGE: "1" };

/** Generates Prisma's client, unless the one that is there comes from this schema. */
export async function generateClient(): Promise<void> {
  const sources = await hashFiles(root, ["prisma/schema.prisma", "prisma/prisma.config.ts", "package-lock.json"]);
  if (await isStamped(clientStamp, sources)) return;
  await rm(clientStamp, { force: true });
  // The generator needs no schema engine, but the command would download one unless it is told that there is one.
  const variables = { ...silence, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath };
  const prisma = ["node_modules/prisma/build/index.js", "generate", "--config=prisma/prisma.config.ts"];
  await during("Generating the database client", runQuietly("Generating the database client", prisma, variables));
  await writeFile(clientStamp, sources);
}

/** Builds for production, unless the build that is there comes from these sources. */
export async function build(): Promise<void> {
  await generateClient();
  const sources = await hashSources(root);
  if (await isStamped(buildStamp, sources)) return;
  // The stamp goes first and comes last, so that a build that was cut short is never taken for a finished one.
  await rm(buildStamp, { force: true });
  const next = ["node_modules/next/dist/bin/next", "build"];
  const variables = { ...silence, NODE_ENV: "production" };
  await during("Building Tamdan (a minute or two, once for each version)", runQuietly("The build", next, variables));
  await mkdir(join(root, ".next"), { recursive: true });
  await writeFile(buildStamp, sources);
}

async function isStamped(stamp: string, sources: string) {
  return existsSync(stamp) && (await readFile(stamp, "utf8")) === sources;
}

if (import.meta.main) await runScript(build);
