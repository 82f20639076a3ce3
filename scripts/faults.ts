import { Fault, type FaultKind, type Faults, isDiskFull } from "#lib/fault.ts";

/** One sentence for each fault: what is wrong, and what to do. */
const sentences: { [Kind in FaultKind]: (details: Faults[Kind]) => string } = {
  "environment-wrong": ({ problems }) => problems.join("\n"),
  "port-taken": ({ host, port }) =>
    `Port ${port} on ${host} is taken by another program: stop it, or choose another port with PORT.`,
  "host-unknown": ({ host }) =>
    `HOST is ${host}, which is no address of this machine: choose 127.0.0.1, 0.0.0.0 or one that it has.`,
  "port-closed": ({ host, port, reason }) =>
    `Tamdan may not listen on port ${port} of ${host} (${reason}): choose another PORT, 1024 or higher, or another HOST.`,
  "already-running": ({ folder, address }) =>
    address
      ? `Tamdan is already running on this data at ${address}: use that one, stop it, or choose another data folder with DATA_DIR.`
      : `Another Tamdan is at work on ${folder}: wait until it is done, or choose another data folder with DATA_DIR.`,
  "not-running": ({ folder }) =>
    `No Tamdan is running on ${folder} and DATABASE_URL is not set: start one with npm start, or set DATABASE_URL.`,
  "folder-closed": ({ folder, reason }) =>
    `Tamdan cannot write to its data folder ${folder} (${reason}): make it writable, or choose another with DATA_DIR.`,
  "disk-full": ({ folder }) => `The disk that holds ${folder} is full: free some space and start again.`,
  "platform-unsupported": ({ platform }) =>
    `Postgres for this kind of machine (${platform}) was not installed with the packages: run npm ci, or set DATABASE_URL to a Postgres of your own.`,
  "root-unsupported": ({ platform }) =>
    `Postgres does not run as root on ${platform}: run Tamdan as an ordinary user, or set DATABASE_URL.`,
  "no-user": () =>
    "Postgres does not run as root and this machine has neither a user postgres nor nobody: make one, or run Tamdan as an ordinary user.",
  "binaries-closed": ({ folder, reason }) =>
    `The user that Postgres runs as cannot enter ${folder}, and a copy in /var/cache/tamdan failed (${reason}): move Tamdan to a folder that everybody may enter, or set DATABASE_URL.`,
  "cluster-not-made": ({ reason }) =>
    `The database could not be made: ${reason}. Nothing was kept; mend that and start again, or set DATABASE_URL.`,
  "database-not-started": ({ reason, log }) => `The database did not start: ${reason}. ${log} tells more.`,
  "database-stopped": ({ log }) =>
    `The database ended unexpectedly and Tamdan with it: ${log} tells why; start again with npm start.`,
  "database-held": ({ folder, pid }) =>
    `Process ${pid} still runs a database on ${folder} and does not stop: stop it and start again.`,
  "secrets-unreadable": ({ file }) =>
    `${file} cannot be read as what Tamdan wrote: restore it from a backup, or delete it and a new one is made (everybody signs in anew).`,
  "database-unreachable": ({ address, reason }) =>
    `The database at ${address} does not answer (${reason}): start it, or correct DATABASE_URL.`,
  "password-wrong": ({ address, user }) =>
    `The database at ${address} refuses the password or the user ${user}: correct DATABASE_URL.`,
  "database-missing": ({ address, name }) =>
    `The server at ${address} has no database ${name}: create it, or correct DATABASE_URL.`,
  "database-foreign": ({ name }) =>
    `The database ${name} holds tables of another program: name an empty one in DATABASE_URL.`,
  "database-newer": ({ migrations }) =>
    `The database is newer than this version of Tamdan (it knows ${list(migrations)}): start the version that it was used with, or a newer one.`,
  "migration-edited": ({ migrations }) =>
    `The migration ${list(migrations)} was changed after this database had applied it: put back its file, and write a new migration for the change.`,
  "migration-refused": ({ reason }) =>
    `The database refused a migration and was left as it was: ${reason}. Mend that and start again.`,
  "build-failed": ({ step }) => `${step} failed; what it said stands above.`,
  "command-misused": ({ usage }) => `Usage: ${usage}`,
  "links-off": () =>
    "SIGN_IN_WAYS turns the links of the terminal off: add link to it, and start again, to issue some.",
  "file-unreadable": ({ file, reason }) => `${file} cannot be read (${reason}): name a file that is there.`,
  "report-refused": ({ file, problems }) => `${file} was not loaded, and nothing was changed:\n${problems.join("\n")}`,
  "browser-missing": () =>
    "The browser tests need Chromium and none was found: install it (apt-get install chromium), or run npx playwright install chromium.",
};

function sentenceFor<Kind extends FaultKind>(fault: Fault<Kind>): string {
  return sentences[fault.kind](fault.details);
}

/** What to say of whatever was thrown: a fault's sentence, or all of it when nobody foresaw it. */
export function explain(thrown: unknown): string {
  if (thrown instanceof Fault) return sentenceFor(thrown);
  if (isDiskFull(thrown)) return sentenceFor(new Fault("disk-full", { folder: process.cwd() }));
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}

/**
 * Runs a script and ends the process with it: a fault becomes its sentence on standard error and exit code 1. Pools of
 * connections and timers that something left behind are not waited for.
 */
export async function runScript(script: () => Promise<number | void>): Promise<void> {
  let code = 1;
  try {
    code = (await script()) ?? 0;
  } catch (thrown) {
    process.stderr.write(`${explain(thrown)}\n`);
  }
  process.stdout.write("", () => process.exit(code));
}

function list(names: string[]) {
  return names.join(", ");
}
