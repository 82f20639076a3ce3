import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runProgram, serverScript } from "../../scripts/programs.ts";
import type { App } from "./app.ts";

/** Loads a register as `npm run load` does. */
export async function loadRegister(app: App, register: object): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "tamdan-register-"));
  const file = join(folder, "register.json");
  await writeFile(file, JSON.stringify(register));
  const variables = { DATABASE_URL: app.databaseUrl, DATABASE_ROLE: "owner" };
  const { code, said } = await runProgram({ arguments: serverScript("load.ts", file), variables, output: "all-kept" });
  await rm(folder, { recursive: true });
  if (code !== 0) throw new Error(`The register was refused:\n${said}`);
}

/** A small register of another steward, with one of everything. */
export const otherRegister = {
  report: {
    slug: "other",
    title: "Another report",
    publishedOn: "2001",
    language: "en",
    timeZone: "Asia/Phnom_Penh",
    author: "other-steward",
    sourceUrl: "https://example.org/other",
    coverage: { held: ["All of it"], notHeld: [] },
  },
  themes: { "other-theme": "Another theme" },
  organizations: [
    { slug: "other-steward", name: "Another steward", acronym: "AS", kind: "other", function: "steward" },
    { slug: "other-bank", name: "Another bank", acronym: "AB", kind: "financial-institution", function: "stakeholder" },
  ],
  recommendations: [
    {
      code: "X1",
      kind: "recommendation",
      section: "recommendations",
      locator: "item 1",
      title: "Another entry",
      statement: "Something else.",
      themes: ["other-theme"],
      textComplete: true,
      sourceUrl: "https://example.org/other#1",
      assignments: [{ organization: "other-bank", role: "lead", basis: "stated" }],
    },
  ],
};
