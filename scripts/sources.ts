import { createHash } from "node:crypto";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** What a production build is made from. */
const inputs = [
  "app",
  "components",
  "instrumentation.ts",
  "lib",
  "messages",
  "next.config.ts",
  "package-lock.json",
  "postcss.config.mjs",
  "prisma/schema.prisma",
  "prisma/prisma.config.ts",
  "proxy.ts",
  "public",
  "tsconfig.json",
];
const generated = join("lib", "generated");

/** The SHA-256 of everything that a build is made from, and of where: a build holds absolute paths. */
export async function hashSources(root: string): Promise<string> {
  return hashFiles(root, (await Promise.all(inputs.map((input) => filesUnder(root, input)))).flat());
}

export async function hashFiles(root: string, files: string[]): Promise<string> {
  const hash = createHash("sha256").update(`${root}\n${process.version}\n`);
  for (const file of files.toSorted()) {
    const content = createHash("sha256").update(await readFile(join(root, file)));
    hash.update(`${file}\0${content.digest("hex")}\n`);
  }
  return hash.digest("hex");
}

async function filesUnder(root: string, path: string): Promise<string[]> {
  const found = await stat(join(root, path)).catch(() => undefined);
  if (!found || path === generated) return [];
  if (found.isFile()) return [path];
  const names = await readdir(join(root, path));
  return (await Promise.all(names.map((name) => filesUnder(root, join(path, name))))).flat();
}
