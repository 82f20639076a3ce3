import { readFile, writeFile } from "node:fs/promises";
import { resolve } from "node:path";
import { runScript } from "./faults.ts";

const root = resolve(import.meta.dirname, "..");

type Lock = { packages: Record<string, { version?: string; license?: string; dev?: boolean }> };

/** Packages whose package.json names no licence, or names it in another way than all others. */
const known: Record<string, string> = { "seq-queue": "MIT", "incremental-encoder": "MPL-2.0" };

/** Every package that is installed to run Tamdan, on any platform, by its licence: what the lockfile says, as a page. */
export function writeLicences({ packages }: Lock): string {
  const found = Object.entries(packages).flatMap(([path, { version, license, dev }]) => {
    const name = path.split("node_modules/").at(-1) ?? "";
    return name && version && !dev
      ? [{ licence: known[name] ?? license ?? "unknown", called: `${name} ${version}` }]
      : [];
  });
  const byLicence = [...Map.groupBy(found, ({ licence }) => licence)]
    .map(([licence, group]) => ({ licence, names: [...new Set(group.map(({ called }) => called))].sort() }))
    .sort((one, other) => other.names.length - one.names.length || one.licence.localeCompare(other.licence));
  const count = byLicence.reduce((sum, { names }) => sum + names.length, 0);
  return [
    "# Licences",
    "",
    `The ${count} packages that are installed to run Tamdan, by licence, with those for other platforms than one's own.`,
    "`npm run licences` writes this page from the lockfile; a test finds it out of date, and stops at a licence that nobody has",
    "looked at. That of `seq-queue`, whose `package.json` names none, is read from its file; `incremental-encoder` writes “MPL 2.0”.",
    ...byLicence.flatMap(({ licence, names }) => ["", `## ${licence} (${names.length})`, "", `${names.join(", ")}.`]),
    "",
  ].join("\n");
}

export async function readLock(): Promise<Lock> {
  return JSON.parse(await readFile(resolve(root, "package-lock.json"), "utf8"));
}

if (import.meta.main)
  await runScript(async () => writeFile(resolve(root, "docs/licences.md"), writeLicences(await readLock())));
