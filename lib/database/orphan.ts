import { spawnSync } from "node:child_process";
import { readFile, readlink, realpath, rm, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { codeOf, Fault } from "#lib/fault.ts";

/**
 * Stops the Postgres that a killed Tamdan left behind on `folder`. A lock file whose process id now belongs to another
 * program is removed instead, and that program is left alone. Only whoever holds the data folder (running.ts) may call
 * this.
 */
export async function stopOrphan(folder: string): Promise<void> {
  const file = join(folder, "postmaster.pid");
  const pid = await readPid(file);
  if (pid === undefined) return;
  if (!(await isPostgresOn(pid, folder))) return rm(file, { force: true });
  await endPostgres(pid, () => isPostgresOn(pid, folder));
  if (await isPostgresOn(pid, folder)) throw new Fault("database-held", { folder, pid });
}

/** Asks for a fast shutdown, then for an immediate one, which costs a recovery at the next start but no data. */
export async function endPostgres(
  pid: number,
  isRunning: () => Promise<boolean> | boolean,
  patience = 8_000,
): Promise<void> {
  const asked = [
    ["SIGINT", patience],
    ["SIGQUIT", 500],
    ["SIGKILL", 300],
  ] as const;
  for (const [signal, time] of asked) {
    if (!signalTo(pid, signal)) return;
    for (const end = Date.now() + time; Date.now() < end; await wait(20)) if (!(await isRunning())) return;
  }
}

function signalTo(pid: number, signal: NodeJS.Signals) {
  try {
    return process.kill(pid, signal);
  } catch (error) {
    if (codeOf(error) === "ESRCH") return false;
    throw error;
  }
}

async function readPid(file: string) {
  const text = await readFile(file, "utf8").catch(() => undefined);
  if (text === undefined) return;
  // A lock file without a process id was cut short by a power cut; nothing runs on it.
  return Number.parseInt(text, 10) || 0;
}

async function isPostgresOn(pid: number, folder: string): Promise<boolean> {
  if (pid <= 0) return false;
  if (process.platform !== "linux") return isNamedPostgresOn(pid, folder);
  try {
    // Postgres runs as the owner of its data, in its data folder. An upgrade may have removed its program meanwhile.
    const [owner, running] = await Promise.all([stat(folder), stat(`/proc/${pid}`)]);
    if (running.uid !== owner.uid) return false;
    const [program, place] = await Promise.all([readlink(`/proc/${pid}/exe`), readlink(`/proc/${pid}/cwd`)]);
    return /^postgres( \(deleted\))?$/.test(basename(program)) && place === (await realpath(folder));
  } catch {
    return false;
  }
}

function isNamedPostgresOn(pid: number, folder: string) {
  if (process.platform === "win32") {
    const { stdout } = spawnSync("tasklist", ["/FI", `PID eq ${pid}`, "/NH"], { encoding: "utf8" });
    return stdout?.includes("postgres.exe") ?? false;
  }
  const { stdout } = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.includes("postgres") && stdout.includes(folder);
}
