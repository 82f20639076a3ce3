import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import { chown, mkdir, open, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Fault, saysDiskFull } from "#lib/fault.ts";
import type { Binaries } from "./binaries.ts";
import type { SystemUser } from "./system-user.ts";

/** The role that owns the application's database. It is no superuser: nothing in the application needs one. */
export const databaseRole = "tamdan";

/** The role that the application takes on (lib/db.ts): a role belongs to the cluster, so no migration of a database can be sure to make it. */
const makeApplicationRole = [
  "do $$ begin if to_regrole('tamdan_app') is null then create role tamdan_app nologin; end if; end $$",
  `grant tamdan_app to ${databaseRole}`,
];
const applicationRoleMark = "tamdan_app.role";

/** How a data folder and a user are told to a Postgres program. */
export type Place = { folder: string; user: SystemUser };

/**
 * As root, the data folder may lie below folders that the database's user cannot enter. Node changes into the folder
 * before it gives up root, and from there `/proc/self/cwd` leads to the folder without passing its parents: every
 * process of Postgres keeps its data folder as its working directory.
 */
export function spawnOptionsFor({ folder, user }: Place) {
  return { cwd: folder, env: environmentForPostgres(), ...user };
}

export function dataFolderArgument({ folder, user }: Place): string {
  return user ? "/proc/self/cwd" : folder;
}

/** Only what a program needs to run: PGDATA, PGPORT and their like would change what Postgres does. */
function environmentForPostgres() {
  const names = ["PATH", "HOME", "TMPDIR", "TEMP", "SystemRoot", "LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"];
  const kept = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  return { ...kept, NODE_ENV: process.env.NODE_ENV, LC_ALL: "C", TZ: "UTC" };
}

/** True once `folder` holds a finished cluster: it is made beside and renamed when complete. */
export async function isCluster(folder: string): Promise<boolean> {
  return stat(join(folder, "PG_VERSION")).then(
    () => true,
    () => false,
  );
}

/** Text is Unicode, sorted by code point, on every system alike. */
const initial = [
  ...["--username=postgres", "--auth=reject", "--data-checksums", "--set=password_encryption=scram-sha-256"],
  ...["--encoding=UTF8", "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"],
];

/**
 * Makes a cluster that only answers to `password`, with the role and the database of the application. The password goes
 * in through a single-user session: it is never on a command line or in a file in the clear.
 */
export async function makeCluster({ folder, user }: Place, binaries: Binaries, password: string): Promise<void> {
  const unfinished = { folder: `${folder}.unfinished`, user };
  const options = { ...spawnOptionsFor(unfinished), encoding: "utf8" as const };
  const initialize = async (...more: string[]) => {
    await rm(unfinished.folder, { recursive: true, force: true });
    await mkdir(unfinished.folder, { recursive: true, mode: 0o700 });
    if (user) await chown(unfinished.folder, user.uid, user.gid);
    return spawnSync(binaries.initdb, ["-D", dataFolderArgument(unfinished), ...initial, ...more], options);
  };
  // Which signs are letters of a word that is searched for (pg_trgm): without it Khmer has none. Not every system knows it.
  const made = await initialize("--lc-ctype=C.UTF-8");
  refuseFailure(made.status === 0 ? made : await initialize(), unfinished.folder);
  tell(unfinished, binaries, [
    `create role ${databaseRole} login createdb password '${password}'`,
    `create database ${databaseRole} owner ${databaseRole}`,
    ...makeApplicationRole,
  ]);
  await writeFile(join(unfinished.folder, applicationRoleMark), "");
  await writeFile(join(unfinished.folder, "pg_hba.conf"), "host all all 127.0.0.1/32 scram-sha-256\n");
  await rename(unfinished.folder, folder);
  await syncFolder(dirname(folder));
}

/** For a cluster whose secrets were lost, or that was brought here without them. */
export function setPassword(place: Place, binaries: Binaries, password: string): void {
  tell(place, binaries, [`alter role ${databaseRole} password '${password}'`]);
}

/** A cluster that was made before the application had a role of its own gets it. */
export async function keepApplicationRole(place: Place, binaries: Binaries): Promise<void> {
  const mark = join(place.folder, applicationRoleMark);
  const isThere = await stat(mark).then(
    () => true,
    () => false,
  );
  if (isThere) return;
  tell(place, binaries, makeApplicationRole);
  await writeFile(mark, "");
}

/** Runs statements on a cluster that is not running, one a line: a single-user session reads them so. */
function tell(place: Place, binaries: Binaries, statements: string[]) {
  const told = spawnSync(
    binaries.postgres,
    ["--single", "-D", dataFolderArgument(place), "-c", "log_checkpoints=off", "postgres"],
    { ...spawnOptionsFor(place), encoding: "utf8", input: statements.map((statement) => `${statement}\n`).join("") },
  );
  refuseFailure(told, place.folder);
}

function refuseFailure({ status, stdout, stderr, error }: SpawnSyncReturns<string>, folder: string) {
  const said = `${stdout ?? ""}\n${stderr ?? ""}`;
  // A single-user session goes on after a failed statement and ends with 0.
  if (status === 0 && !/\b(ERROR|FATAL|PANIC):/.test(said)) return;
  if (saysDiskFull(said)) throw new Fault("disk-full", { folder: dirname(folder) });
  const reason =
    error?.message ?? /(?:error|ERROR|FATAL|PANIC|fatal): *(.*)/.exec(said)?.[1] ?? `it ended with ${status}`;
  throw new Fault("cluster-not-made", { reason, log: said.trim() });
}

/** Makes renames and new files in a folder last through a power cut. Windows has no such thing for folders. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  await handle.sync().finally(() => handle.close());
}
