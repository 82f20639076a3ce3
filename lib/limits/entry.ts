import "server-only";
import type { StagedFile } from "#lib/evidence/staged-file.ts";
import { type Counted, countAct, type Doer } from "./count.ts";

const megabyte = 1024 * 1024;

/** Counts a form of the log: one with files by their size, one without as an entry. */
export function countEntry(doer: Doer, files: Readonly<Record<string, StagedFile>>, now: Date): Promise<Counted> {
  const sizes = Object.values(files).map((file) => (file.isSound ? file.size : 0));
  if (sizes.length === 0) return countAct("entry", doer, now);
  const megabytes = sizes.reduce((sum, size) => sum + Math.max(1, Math.ceil(size / megabyte)), 0);
  return countAct("upload", doer, now, megabytes);
}
