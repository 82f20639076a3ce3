import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { readFile, rename, stat } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { Fault, saysDiskFull } from "#lib/fault.ts";
import { findBinaries } from "./binaries.ts";
import {
  databaseRole,
  dataFolderArgument,
  isCluster,
  keepApplicationRole,
  makeCluster,
  type Place,
  setPassword,
  spawnOptionsFor,
} from "./cluster.ts";
import { endPostgres, stopOrphan } from "./orphan.ts";
import { userForPostgres } from "./system-user.ts";

export type EmbeddedPostgres = {
  url: string;
  port: number;
  /** Stops it, the hard way where the shutdown takes longer than `patience` milliseconds. */
  stop(patience?: number): Promise<void>;
  /** Settles when Postgres has ended, asked or not. */
  ended: Promise<void>;
};

type Wishes = {
  password: string;
  /** The password is not the one that the cluster was made with. */
  passwordIsNew?: boolean;
  /** Told of each step that may take longer than a second. */
  announce?: (step: string) => void;
  settings?: Record<string, string>;
};

/** No acknowledged write is lost, nobody but this machine can connect, and nothing depends on a file's defaults. */
const ownSettings = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  fsync: "on",
  synchronous_commit: "on",
  full_page_writes: "on",
  max_connections: "60",
  huge_pages: "off",
  // Rows are in memory or on a solid disk, and a page asks for few of them: workers that come to help cost more than they do.
  random_page_cost: "1.1",
  max_parallel_workers_per_gather: "0",
  jit: "off",
  log_checkpoints: "off",
  log_timezone: "UTC",
  timezone: "UTC",
};

/** Starts Postgres on `dataFolder`/postgres, making the cluster first where there is none. */
export async function startPostgres(dataFolder: string, wishes: Wishes): Promise<EmbeddedPostgres> {
  const folder = join(dataFolder, "postgres");
  const place = { folder, user: await userForPostgres(folder) };
  const binaries = await findBinaries(place.user);
  if (!(await isCluster(folder))) {
    wishes.announce?.("Making the database");
    await makeCluster(place, binaries, wishes.password);
  } else {
    await giveToItsUser(place);
    await stopOrphan(folder);
    if (wishes.passwordIsNew) setPassword(place, binaries, wishes.password);
    await keepApplicationRole(place, binaries);
  }
  const log = join(dataFolder, "postgres.log");
  await rename(log, `${log}.previous`).catch(() => {});
  for (let attempt = 1; ; attempt++) {
    const port = await findFreePort();
    const started = launch(place, binaries.postgres, { ...ownSettings, ...wishes.settings, port: String(port) }, log);
    const isReady = await becomesReady(started, folder, wishes.announce);
    if (isReady) return running(started, port, wishes.password);
    const said = await readFile(log, "utf8").catch(() => "");
    // The port was taken in between, or a killed server's last processes still hold its memory for a moment.
    const passes = /Address already in use|could not bind|pre-existing shared memory block/.test(said);
    if (!passes || attempt === 20) throw faultOf(said, log);
    await wait(250);
  }
}

function launch(place: Place, program: string, settings: Record<string, string>, log: string) {
  const file = openSync(log, "w", 0o600);
  const named = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  // In a process group of its own: Ctrl-C in a terminal must reach the web server first, and Postgres after it.
  const postgres = spawn(program, ["-D", dataFolderArgument(place), ...named], {
    ...spawnOptionsFor(place),
    detached: true,
    windowsHide: true,
    stdio: ["ignore", file, file],
  });
  closeSync(file);
  postgres.on("error", () => {});
  // However this process ends, short of SIGKILL, Postgres is not left behind.
  const leave = () => void (isAlive(postgres) && postgres.kill("SIGINT"));
  process.once("exit", leave);
  postgres.once("exit", () => process.off("exit", leave));
  return postgres;
}

/** True when Postgres says so in its lock file; false when it ended before. Recovery after a crash may take minutes. */
async function becomesReady(postgres: ChildProcess, folder: string, announce: Wishes["announce"]) {
  const slow = setTimeout(() => announce?.("Waiting for the database to recover"), 1_000);
  try {
    while (isAlive(postgres)) {
      const lines = (await readFile(join(folder, "postmaster.pid"), "utf8").catch(() => "")).split("\n");
      if (Number(lines[0]) === postgres.pid && lines[7]?.trim() === "ready") return true;
      await wait(15);
    }
    return false;
  } finally {
    clearTimeout(slow);
  }
}

function running(postgres: ChildProcess, port: number, password: string): EmbeddedPostgres {
  const ended = isAlive(postgres)
    ? new Promise<void>((settle) => postgres.once("exit", () => settle()))
    : Promise.resolve();
  return {
    port,
    ended,
    url: embeddedUrl(port, password),
    stop: async (patience) => {
      if (postgres.pid && isAlive(postgres)) await endPostgres(postgres.pid, () => isAlive(postgres), patience);
    },
  };
}

export function embeddedUrl(port: number, password: string): string {
  return `postgresql://${databaseRole}:${password}@127.0.0.1:${port}/${databaseRole}`;
}

function isAlive(postgres: ChildProcess) {
  return postgres.pid !== undefined && postgres.exitCode === null && postgres.signalCode === null;
}

/** Data that was copied or restored by root belongs to root, and Postgres insists on its own. */
async function giveToItsUser({ folder, user }: Place) {
  if (!user || (await stat(folder)).uid === user.uid) return;
  spawnSync("chown", ["-R", `${user.uid}:${user.gid}`, folder]);
}

function faultOf(said: string, log: string) {
  if (saysDiskFull(said)) return new Fault("disk-full", { folder: dirname(log) });
  const reason = /(?:FATAL|PANIC|ERROR): *(.*)/.exec(said)?.[1] ?? "it ended without a word";
  return new Fault("database-not-started", { reason, log });
}

function findFreePort() {
  return new Promise<number>((found, failed) => {
    const server = createServer();
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => found(typeof address === "object" && address ? address.port : 0));
    });
  });
}
