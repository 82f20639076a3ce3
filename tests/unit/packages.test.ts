import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readLock, writeLicences } from "../../scripts/licences.ts";

type Locked = {
  version?: string;
  integrity?: string;
  resolved?: string;
  inBundle?: boolean;
  license?: string;
  optionalDependencies?: Record<string, string>;
  hasInstallScript?: boolean;
};

const text = (name: string) => readFileSync(new URL(`../../${name}`, import.meta.url), "utf8");
const stated = JSON.parse(text("package.json"));
const locked: Record<string, Locked> = JSON.parse(text("package-lock.json")).packages;
const nameOf = (path: string) => path.split("node_modules/").at(-1) ?? "";

/** npm ci refuses a lockfile that leaves one out, also on a platform that would not install it. */
test("the lockfile names the packages of every platform, with their versions", () => {
  const names = new Set(Object.entries(locked).flatMap(([path, { version }]) => (version ? nameOf(path) : [])));
  const wanted = Object.values(locked).flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}));
  expect(wanted.length).toBeGreaterThan(40);
  expect([...new Set(wanted)].filter((name) => !names.has(name))).toEqual([]);
});

test("every version is exact, and the lockfile has it", () => {
  const groups = ["dependencies", "devDependencies", "optionalDependencies", "overrides"];
  const versions = groups.flatMap((group) => Object.entries<string>(stated[group]));
  expect(versions.length).toBeGreaterThan(40);
  expect(versions.filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version))).toEqual([]);
  expect(versions.filter(([name, version]) => locked[`node_modules/${name}`]?.version !== version)).toEqual([]);
});

/** What comes inside another package is part of its hash. */
test("the lockfile knows the hash of every package, on every platform, and names no place to get it from", () => {
  const packages = Object.entries(locked).filter(([path, { inBundle }]) => path !== "" && !inBundle);
  expect(packages.length).toBeGreaterThan(400);
  expect(packages.filter(([, { integrity }]) => !/^sha512-[\w+/]{86}==$/.test(integrity ?? ""))).toEqual([]);
  expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
});

test("of every package that wants to run a script when it is installed, somebody has decided whether it may", () => {
  const { allowScripts } = stated;
  const wanting = Object.entries(locked).flatMap(([path, entry]) => (entry.hasInstallScript ? nameOf(path) : []));
  expect(wanting).toContain("node");
  expect(wanting.filter((name) => allowScripts[name] === undefined)).toEqual([]);
  // Nothing is allowed ahead, nor for what is there no more.
  expect(Object.keys(allowScripts).filter((name) => !wanting.includes(name))).toEqual([]);
});

/** Each was read: none of them asks for more than that its words, and changes of its own files, are passed on. */
const known = [
  ...["MIT", "MIT-0", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD", "Unlicense", "BlueOak-1.0.0"],
  ...["OFL-1.1", "CC-BY-4.0", "MPL-2.0", "EPL-2.0", "LGPL-3.0-or-later"],
];

test("the page of licences is what the lockfile says, and holds no licence that nobody has looked at", async () => {
  expect(text("docs/licences.md"), "run npm run licences").toBe(writeLicences(await readLock()));
  const licences = [...text("docs/licences.md").matchAll(/^## (.+) \(\d+\)$/gm)].map(([, licence = ""]) => licence);
  expect(licences.length).toBeGreaterThan(5);
  expect(licences.flatMap((one) => one.split(/ (?:AND|OR|and) /)).filter((one) => !known.includes(one))).toEqual([]);
});
