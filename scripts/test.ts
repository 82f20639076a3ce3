import { mkdir, readFile, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { Environment } from "#lib/env.ts";
import { findBrowser } from "./browser.ts";
import { build, generateClient } from "./build.ts";
import { explain } from "./faults.ts";
import { findOffice } from "./office.ts";
import { runProgram } from "./programs.ts";
import { failuresOf, type TestReport } from "./test-reports.ts";

/** With what failed, in a line each. */
type Count = { passed: number; failed: number; failures?: string[] };

const results = resolve(import.meta.dirname, "../test-results");
const biome = "node_modules/@biomejs/biome/bin/biome";
const vitest = ["node_modules/vitest/vitest.mjs", "run", "--config=tests/vitest.config.ts"];
const next = "node_modules/next/dist/bin/next";

/** Everything that is proved, in this order, each step whether or not the ones before it passed. */
const steps: [string, () => Promise<Count>][] = [
  ["The database client", () => succeeds(generateClient())],
  [
    "Formatting and lint",
    () => passes([biome, "ci", "--error-on-warnings", `--colors=${process.stdout.isTTY ? "force" : "off"}`]),
  ],
  ["Types", () => passes([next, "typegen"], ["node_modules/typescript/bin/tsc", "--noEmit"])],
  ["Unit tests", () => runVitest("unit")],
  ["Integration tests", runIntegration],
  ["The production build", () => succeeds(build())],
  ["Start tests", () => runVitest("start")],
  ["Browser tests", runPlaywright],
];

// What a developer has set for their own server is not for the tests.
for (const name of Object.keys(Environment.shape)) delete process.env[name];
process.env.NEXT_TELEMETRY_DISABLED = "1";
if (!process.stdout.isTTY) Object.assign(process.env, { NO_COLOR: "1", FORCE_COLOR: "0" });
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));

await rm(results, { recursive: true, force: true });
await mkdir(results, { recursive: true });
const counts: Count[] = [];
for (const [name, run] of steps) {
  console.log(`\n── ${name}`);
  const count = await run();
  if (count.passed + count.failed === 0) console.log(`${name}: no test was found, which counts as a failure.`);
  counts.push(count.passed + count.failed === 0 ? { passed: 0, failed: 1 } : count);
}

console.log("");
for (const [index, { passed, failed, failures = [] }] of counts.entries()) {
  console.log(`${failed ? "✗" : "✓"} ${steps[index]?.[0]}: ${passed} passed, ${failed} failed`);
  for (const failure of failures) console.log(`    ${failure}`);
}
const sum = (which: "passed" | "failed") => counts.reduce((total, count) => total + count[which], 0);
console.log(`\n${sum("passed")} passed, ${sum("failed")} failed`);
process.exit(sum("failed") > 0 ? 1 : 0);

/** A step that counts as one test. */
async function succeeds(step: Promise<unknown>): Promise<Count> {
  try {
    await step;
    return { passed: 1, failed: 0 };
  } catch (thrown) {
    console.log(explain(thrown));
    return { passed: 0, failed: 1 };
  }
}

async function passes(...commands: string[][]): Promise<Count> {
  for (const command of commands) {
    const { code } = await runProgram({ arguments: command, output: "shown" });
    if (code !== 0) return { passed: 0, failed: 1 };
  }
  return { passed: 1, failed: 0 };
}

async function runIntegration(): Promise<Count> {
  if (!(await findOffice()))
    console.log(
      "There is no LibreOffice here and none could be installed: the test that opens exports with it is skipped.",
    );
  return runVitest("integration");
}

async function runVitest(project: string): Promise<Count> {
  const report = join(results, `${project}.json`);
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { code } = await runProgram({ arguments: [...vitest, `--project=${project}`, ...reporters], output: "shown" });
  const told = await readReport(report);
  const failures = failuresOf(told);
  return withExitCode(code, { passed: told.numPassedTests ?? 0, failed: failures.length, failures });
}

async function runPlaywright(): Promise<Count> {
  let browserPath: string;
  try {
    browserPath = await findBrowser();
  } catch (thrown) {
    return succeeds(Promise.reject(thrown));
  }
  const report = join(results, "e2e.json");
  const { code } = await runProgram({
    arguments: [
      "node_modules/@playwright/test/cli.js",
      "test",
      "--config=tests/playwright.config.ts",
      "--reporter=list,json",
    ],
    variables: { BROWSER_PATH: browserPath, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    output: "shown",
  });
  const told = await readReport(report);
  const failures = failuresOf(told);
  const passed = (told.stats?.expected ?? 0) + (told.stats?.flaky ?? 0);
  return withExitCode(code, { passed, failed: failures.length, failures });
}

/** A runner that ended badly although no test failed has failed itself. */
function withExitCode(code: number, count: Count): Count {
  return code !== 0 && count.failed === 0 ? { ...count, failed: 1 } : count;
}

async function readReport(file: string): Promise<TestReport> {
  return readFile(file, "utf8").then(JSON.parse, () => ({}));
}
