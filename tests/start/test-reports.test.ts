import { mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { runCommand } from "../../scripts/programs.ts";
import { failuresOf } from "../../scripts/test-reports.ts";

// What `npm test` says last of tests that failed, by the reports that the runners really write.

const root = resolve(import.meta.dirname, "../..");
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tamdan-reports-"));
  await symlink(join(root, "node_modules"), join(folder, "node_modules"));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

/** Runs a program of the packages with nothing told of the tests that run now; answers with the report that it writes. */
async function reportOf(program: string, ...rest: string[]) {
  const clean = ["env", "-i", `PATH=${process.env.PATH}`, `PLAYWRIGHT_JSON_OUTPUT_FILE=${join(folder, "report.json")}`];
  await runCommand([...clean, process.execPath, join(root, "node_modules", program), ...rest]);
  return JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
}

test("of Vitest: each test that failed, and a file that could not be loaded", async () => {
  await writeFile(
    join(folder, "some.test.ts"),
    `import { expect, test } from "vitest";
     test("holds", () => {});
     test("does not hold", () => expect("one").toBe("two\\nlines"));
     test("says much", () => { throw new Error("word ".repeat(1000)); });`,
  );
  await writeFile(join(folder, "broken.test.ts"), `import "./nothing.ts";`);
  const report = await reportOf(
    "vitest/vitest.mjs",
    ...["run", `--root=${folder}`, "--reporter=json", `--outputFile=${join(folder, "report.json")}`],
  );
  const failures = failuresOf(report).sort();
  expect(failures).toHaveLength(3);
  expect(failures[0]).toMatch(/^broken\.test\.ts: .*nothing\.ts/);
  expect(failures[1]).toMatch(/^some\.test\.ts › does not hold: AssertionError: expected 'one' to be .* equality$/);
  expect(failures[2]).toMatch(/^some\.test\.ts › says much: Error: word .*…$/);
  expect(failures[2]).toHaveLength(401);
});

test("of Playwright: each test that failed, in whichever group, and a file that could not be loaded", async () => {
  await writeFile(join(folder, "playwright.config.ts"), `export default { respectGitIgnore: false };`);
  await writeFile(
    join(folder, "some.spec.ts"),
    `import { expect, test } from "@playwright/test";
     test("holds", () => {});
     test.describe("group", () => { test("does not hold", () => expect(1).toBe(2)); });
     test.skip("is left out", () => {});`,
  );
  await writeFile(join(folder, "broken.spec.ts"), `import "./nothing.ts";`);
  const cli = ["@playwright/test/cli.js", "test", `--config=${folder}`, "--reporter=json"] as const;
  const [broken, ...others] = failuresOf(await reportOf(...cli));
  expect(broken).toMatch(/nothing\.ts/);
  expect(others).toEqual([]);
  await rm(join(folder, "broken.spec.ts"));
  const failures = failuresOf(await reportOf(...cli));
  expect(failures).toHaveLength(1);
  expect(failures[0]).toMatch(/^some\.spec\.ts › group › does not hold: .*Expected: 2 Received: 1/);
});
