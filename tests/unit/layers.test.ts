import { readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, extname, join, normalize, relative, resolve } from "node:path";
import { expect, test } from "vitest";

const root = resolve(import.meta.dirname, "../..");
const rooms = ["app", "components", "lib", "scripts", "tests"];
const files = rooms.flatMap((room) => filesUnder(room)).filter((file) => !file.startsWith("lib/generated/"));

type Import = { from: string; to: string };
/** Every import of every file; `to` is a path from the root, or the name of a package. */
const imports: Import[] = files.flatMap((from) => importsOf(from).map((to) => ({ from, to })));

function filesUnder(path: string): string[] {
  return readdirSync(join(root, path), { withFileTypes: true }).flatMap((entry) => {
    const inside = `${path}/${entry.name}`;
    if (entry.isDirectory()) return filesUnder(inside);
    return [".ts", ".tsx", ".mjs"].includes(extname(entry.name)) ? [inside] : [];
  });
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(root, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
  const names = [
    ...text.matchAll(/^(?:import|export)\s(?:[^;"']*?\bfrom\s)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/gm),
  ];
  return names.map(([, named, awaited]) => {
    const name = named ?? awaited ?? "";
    if (name.startsWith("#")) return name.slice(1);
    return name.startsWith(".") ? relative(root, resolve(root, dirname(file), name)) : name;
  });
}

const room = (path: string) => normalize(path).split("/")[0] ?? "";
const isInside = (path: string, ...folders: string[]) => folders.some((folder) => path.startsWith(`${folder}/`));
const isOurs = (path: string) => rooms.includes(room(path)) && path.includes("/");
const told = (broken: Import[]) => broken.map(({ from, to }) => `${from} imports ${to}`);

test("the files of every room are seen, and what they import", () => {
  for (const name of rooms) expect([name, files.filter((file) => room(file) === name).length]).not.toEqual([name, 0]);
  expect(files.length).toBeGreaterThan(100);
  expect(imports.filter(({ to }) => isOurs(to)).length).toBeGreaterThan(200);
  const missing = imports.filter(({ to }) => isOurs(to) && !isInside(to, "lib/generated") && !isFile(to));
  expect(told(missing)).toEqual([]);
});

function isFile(path: string) {
  return statSync(join(root, path), { throwIfNoEntry: false })?.isFile() ?? false;
}

const mayImport: Record<string, string[]> = {
  app: ["app", "components", "lib"],
  components: ["components", "lib"],
  lib: ["lib"],
  scripts: ["scripts", "lib"],
  tests: rooms,
};

test.each(rooms)("%s imports only the rooms below it", (name) => {
  const broken = imports.filter(
    ({ from, to }) => room(from) === name && isOurs(to) && !mayImport[name]?.includes(room(to)),
  );
  expect(told(broken)).toEqual([]);
});

test.each([
  ["components/ui", ["components/ui"]],
  ["components/charts", ["components/ui", "components/charts"]],
])("%s would fit any product: of ours it imports only %j", (folder, allowed) => {
  const broken = imports.filter(({ from, to }) => isInside(from, folder) && isOurs(to) && !isInside(to, ...allowed));
  expect(told(broken)).toEqual([]);
});

test("a route imports nothing of another route but what the folders above it share", () => {
  const broken = imports.filter(({ from, to }) => isInside(to, "app") && isInside(from, "app") && !isAbove(to, from));
  expect(told(broken)).toEqual([]);
});

function isAbove(to: string, from: string) {
  return `${dirname(from)}/`.startsWith(`${dirname(to)}/`);
}

test("in lib, only the files that read the request know Next", () => {
  const mayKnow = ["lib/auth.ts", "lib/viewer.ts", "lib/intl.ts"];
  const broken = imports.filter(
    ({ from, to }) => isInside(from, "lib") && !mayKnow.includes(from) && /^next(-auth|-intl)?(\/|$)/.test(to),
  );
  expect(told(broken)).toEqual([]);
});

test("what reads or writes the database may not reach a browser", () => {
  const askers = new Set(imports.filter(({ to }) => to === "lib/db.ts").map(({ from }) => from));
  const reaching = files.filter(
    (file) => isInside(file, "lib") && (askers.has(file) || /\/(queries|commands)\.ts$/.test(file)),
  );
  expect(reaching.length).toBeGreaterThan(3);
  expect(reaching.filter((file) => !importsOf(file).includes("server-only"))).toEqual([]);
});

test("no files import each other in a circle", () => {
  const next = Map.groupBy(
    imports.filter(({ to }) => isOurs(to)),
    ({ from }) => from,
  );
  const circles: string[] = [];
  const finished = new Set<string>();
  const visit = (file: string, path: string[]) => {
    if (path.includes(file)) circles.push([...path.slice(path.indexOf(file)), file].join(" → "));
    if (finished.has(file) || path.includes(file)) return;
    for (const { to } of next.get(file) ?? []) visit(to, [...path, file]);
    finished.add(file);
  };
  for (const file of files) visit(file, []);
  expect(circles).toEqual([]);
});

test("no drawer for what has not found its noun, and no index", () => {
  const drawers = ["utils", "helpers", "common", "types", "services", "hooks", "constants"];
  const folders = files.filter((file) =>
    dirname(file)
      .split("/")
      .some((name) => drawers.includes(name)),
  );
  const named = files.filter((file) => [...drawers, "index"].includes(basename(file).replace(/\.tsx?$/, "")));
  expect([...folders, ...named]).toEqual([]);
});

test("nothing is named check…, handle…, process…, data, info or manager", () => {
  const declared = /\b(?:function|const|let|class|type|interface)\s+([A-Za-z_$][\w$]*)/g;
  const empty = /^(?:check|handle|process)[A-Z]|^(?:data|info|manager)$|(?:Data|Info|Manager)$/;
  const product = files.filter((file) => room(file) !== "tests");
  const broken = product.flatMap((file) =>
    [...readFileSync(join(root, file), "utf8").matchAll(declared)]
      .map(([, name = ""]) => name)
      .filter((name) => empty.test(name))
      .map((name) => `${file}: ${name}`),
  );
  expect(broken).toEqual([]);
});
