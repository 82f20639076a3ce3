import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type Locked = { optionalDependencies?: Record<string, string>; hasInstallScript?: boolean; version?: string };

const read = (name: string) => JSON.parse(readFileSync(new URL(`../../${name}`, import.meta.url), "utf8"));
const locked: Record<string, Locked> = read("package-lock.json").packages;
const nameOf = (path: string) => path.split("node_modules/").at(-1) ?? "";

/** npm ci refuses a lockfile that leaves one out, also on a platform that would not install it. */
test("the lockfile names the packages of every platform, with their versions", () => {
  const names = new Set(Object.entries(locked).flatMap(([path, { version }]) => (version ? nameOf(path) : [])));
  const wanted = Object.values(locked).flatMap(({ optionalDependencies }) => Object.keys(optionalDependencies ?? {}));
  expect(wanted.length).toBeGreaterThan(40);
  expect([...new Set(wanted)].filter((name) => !names.has(name))).toEqual([]);
});

test("of every package that wants to run a script when it is installed, somebody has decided whether it may", () => {
  const { allowScripts } = read("package.json");
  const wanting = Object.entries(locked).flatMap(([path, entry]) => (entry.hasInstallScript ? nameOf(path) : []));
  expect(wanting).toContain("node");
  expect(wanting.filter((name) => allowScripts[name] === undefined)).toEqual([]);
});
