import { spawnSync } from "node:child_process";
import { stat } from "node:fs/promises";
import { Fault } from "#lib/fault.ts";

/** As whom Postgres runs: nothing for the person who started Tamdan, an unprivileged user when that person is root. */
export type SystemUser = { uid: number; gid: number } | undefined;

/**
 * Postgres refuses to run as root. Then it runs as whoever owns the data already, else as `postgres`, else as `nobody`.
 * That needs Linux: only there can a user be given a folder below others that it may not enter (see cluster.ts).
 */
export async function userForPostgres(dataFolder: string): Promise<SystemUser> {
  if (process.getuid?.() !== 0) return;
  if (process.platform !== "linux") throw new Fault("root-unsupported", { platform: process.platform });
  const owner = await stat(dataFolder).catch(() => undefined);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  for (const name of ["postgres", "nobody"]) {
    const uid = idOf(name, "-u");
    const gid = idOf(name, "-g");
    if (uid && gid) return { uid, gid };
  }
  throw new Fault("no-user", {});
}

function idOf(name: string, which: "-u" | "-g") {
  const { status, stdout } = spawnSync("id", [which, name], { encoding: "utf8" });
  return status === 0 ? Number(stdout.trim()) : undefined;
}
