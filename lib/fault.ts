/**
 * Everything that can stop the server or a command from outside: a port, a disk, a variable, a database. Each kind has
 * its sentence in scripts/faults.ts, and the compiler asks for it. Refusals of what a person asked for are values
 * (lib/result.ts), not faults.
 */
export type Faults = {
  "environment-wrong": { problems: string[] };
  "port-taken": { host: string; port: number };
  "host-unknown": { host: string };
  "port-closed": { host: string; port: number; reason: string };
  "already-running": { folder: string; address: string | undefined };
  "not-running": { folder: string };
  "folder-closed": { folder: string; reason: string };
  "disk-full": { folder: string };
  "platform-unsupported": { platform: string };
  "root-unsupported": { platform: string };
  "no-user": object;
  "binaries-closed": { folder: string; reason: string };
  "cluster-not-made": { reason: string; log: string };
  "database-not-started": { reason: string; log: string };
  "database-stopped": { log: string };
  "database-held": { folder: string; pid: number };
  "secrets-unreadable": { file: string };
  "database-unreachable": { address: string; reason: string };
  "password-wrong": { address: string; user: string };
  "database-missing": { address: string; name: string };
  "database-foreign": { name: string };
  "database-newer": { migrations: string[] };
  "migration-edited": { migrations: string[] };
  "migration-refused": { reason: string };
  "build-failed": { step: string };
  "command-misused": { usage: string };
  "links-off": object;
  "file-unreadable": { file: string; reason: string };
  "report-refused": { file: string; problems: string[] };
  "browser-missing": object;
};

export type FaultKind = keyof Faults;

export class Fault<Kind extends FaultKind = FaultKind> extends Error {
  readonly kind: Kind;
  readonly details: Faults[Kind];

  constructor(kind: Kind, details: Faults[Kind]) {
    super(kind);
    this.kind = kind;
    this.details = details;
  }
}

/** The code that Node or Postgres gave an error, if it has one. */
export function codeOf(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return;
  return typeof error.code === "string" ? error.code : undefined;
}

export function isDiskFull(error: unknown): boolean {
  const code = codeOf(error);
  return code === "ENOSPC" || code === "EDQUOT" || code === "53100" || saysDiskFull(String(error));
}

export function saysDiskFull(text: string): boolean {
  return /ENOSPC|EDQUOT|No space left on device|Disk quota exceeded/.test(text);
}
