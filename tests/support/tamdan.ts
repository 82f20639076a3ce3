import { type ChildProcess, spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";

export type Tamdan = {
  process: ChildProcess;
  /** What it said so far, line by line. */
  out(): string[];
  errors(): string[];
  ended: Promise<number | null>;
};

/** Only what the machine is: nothing that a developer has set for a server of their own. */
function environment(variables: Record<string, string>): NodeJS.ProcessEnv {
  const { PATH = "", HOME, LANG, NODE_ENV } = process.env;
  // npm puts the project's own programs first for the scripts that it runs, this test among them.
  const path = PATH.split(delimiter).filter((folder) => !folder.includes("node_modules"));
  return { PATH: path.join(delimiter), HOME, LANG, NODE_ENV, PORT: "0", ...variables };
}

/** Runs a command in a checkout, in a process group of its own as a terminal would. */
export function runIn(folder: string, [program = "", ...rest]: string[], variables: Record<string, string>): Tamdan {
  const child = spawn(program, rest, {
    cwd: folder,
    env: environment(variables),
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", errors: "" };
  child.stdout.on("data", (chunk) => {
    said.out += chunk;
  });
  child.stderr.on("data", (chunk) => {
    said.errors += chunk;
  });
  const linesOf = (text: string) => text.split("\n").filter((line) => line.trim() !== "");
  return {
    process: child,
    out: () => linesOf(said.out),
    // The machine's own settings of npm may be unknown to this npm, which is no concern of the test.
    errors: () => linesOf(said.errors).filter((line) => !line.startsWith("npm ")),
    ended: new Promise((settle) => child.once("close", settle)),
  };
}

const readyLine = /^Tamdan is ready at (http:\/\/\S+)$/;

/** The address in the ready line, once it is there. */
export async function becomesReady(tamdan: Tamdan): Promise<string> {
  for (;;) {
    const address = tamdan.out().flatMap((line) => readyLine.exec(line)?.[1] ?? [])[0];
    if (address) return address;
    if (tamdan.process.exitCode !== null || tamdan.process.signalCode !== null)
      throw new Error(`It ended before it was ready:\n${[...tamdan.out(), ...tamdan.errors()].join("\n")}`);
    await wait(20);
  }
}

/** The processes of a running server: what npm started, and its Postgres. */
export async function processesOf(dataFolder: string): Promise<{ node: number; postgres: number }> {
  const { pid } = JSON.parse(await readFile(join(dataFolder, "running.json"), "utf8"));
  const postgres = Number.parseInt(await readFile(join(dataFolder, "postgres", "postmaster.pid"), "utf8"), 10);
  return { node: pid, postgres };
}

/** A killed process that nobody has asked after yet still has its id, but does nothing any more. */
export async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const status = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return !/\) Z /.test(status);
}
