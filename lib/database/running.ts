import { randomBytes } from "node:crypto";
import { link, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { connect, createServer, type Server } from "node:net";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import { codeOf, Fault } from "#lib/fault.ts";

/** Who runs on a data folder, as `running.json` in that folder tells it. */
const Running = z.object({
  pid: z.number(),
  /** Where the web server answers; absent while it starts, and for a command. */
  address: z.string().optional(),
  /** Where its Postgres answers; absent while it starts. */
  databasePort: z.number().optional(),
  /** A process that answers here with this token is the one that wrote the file. */
  controlPort: z.number(),
  token: z.string(),
});
type Running = z.infer<typeof Running>;

export type Hold = {
  tell(more: Partial<Pick<Running, "address" | "databasePort">>): Promise<void>;
  release(): Promise<void>;
};

/**
 * Takes a data folder for this process, or refuses because another one has it. A file that a killed process left is
 * known by its silence: nobody answers with its token, whoever has its process id or its port by now.
 */
export async function holdFolder(folder: string): Promise<Hold> {
  await makeFolder(folder);
  const token = randomBytes(16).toString("hex");
  const { server, controlPort } = await answerWith(token);
  const mine = { pid: process.pid, controlPort, token };
  try {
    await takeFile(folder, mine);
  } catch (error) {
    server.close();
    throw error;
  }
  let told: Running = mine;
  const release = async () => {
    // The answer stops last: as long as it is given, nobody else takes the file, and it is ours to remove.
    await rm(fileIn(folder), { force: true });
    server.close();
  };
  const tell: Hold["tell"] = async (more) => {
    told = { ...told, ...more };
    const unfinished = `${fileIn(folder)}.${token}`;
    await writeFile(unfinished, JSON.stringify(told), { mode: 0o600 });
    await rename(unfinished, fileIn(folder));
  };
  return { tell, release };
}

/** The process that runs on a data folder, if one does and answers. */
export async function findRunning(folder: string): Promise<Running | undefined> {
  const written = await readRunning(fileIn(folder));
  return written && (await answers(written)) ? written : undefined;
}

async function takeFile(folder: string, mine: Running) {
  const unfinished = `${fileIn(folder)}.${mine.token}`;
  await writeFile(unfinished, JSON.stringify(mine), { mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 100; attempt++) {
      if (await linkUnlessThere(unfinished, fileIn(folder))) return;
      const other = await readRunning(fileIn(folder));
      if (other && (await answers(other))) throw new Fault("already-running", { folder, address: other.address });
      if (await replaceStale(folder, unfinished, other)) return;
      await wait(20);
    }
    throw new Fault("already-running", { folder, address: undefined });
  } finally {
    await rm(unfinished, { force: true });
  }
}

/**
 * Puts our file in the place of one that a killed process left. Of several that want to, only who has made the claim on
 * that very file may; and a claim that comes late finds another file in its place, and lets go.
 */
async function replaceStale(folder: string, unfinished: string, stale: Running | undefined) {
  const claim = `${fileIn(folder)}.after-${stale?.token ?? "unreadable"}`;
  if (!(await linkUnlessThere(unfinished, claim))) {
    const other = await readRunning(claim);
    if (!other || !(await answers(other))) await rm(claim, { force: true });
    return false;
  }
  try {
    // One reading, and none that finds nothing: then the file is free for whoever makes it first.
    const text = await readFile(fileIn(folder), "utf8").catch(() => undefined);
    if (text === undefined || parseRunning(text)?.token !== stale?.token) return false;
    await rename(unfinished, fileIn(folder));
    return true;
  } finally {
    await rm(claim, { force: true });
  }
}

/** Appears whole or not at all, so that of two processes that start at once one gets the folder. */
async function linkUnlessThere(from: string, to: string) {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

async function readRunning(file: string): Promise<Running | undefined> {
  return parseRunning(await readFile(file, "utf8").catch(() => ""));
}

function parseRunning(text: string): Running | undefined {
  try {
    return Running.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function fileIn(folder: string) {
  return join(folder, "running.json");
}

async function makeFolder(folder: string) {
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const probe = join(folder, `.writable.${randomBytes(4).toString("hex")}`);
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    const code = codeOf(error) ?? "";
    if (["ENOSPC", "EDQUOT"].includes(code)) throw new Fault("disk-full", { folder });
    throw new Fault("folder-closed", { folder, reason: code });
  }
}

function answerWith(token: string) {
  return new Promise<{ server: Server; controlPort: number }>((listening, failed) => {
    const server = createServer((socket) => socket.on("error", () => {}).end(token));
    server.once("error", failed);
    server.listen(0, "127.0.0.1", () => {
      server.unref();
      const address = server.address();
      listening({ server, controlPort: typeof address === "object" && address ? address.port : 0 });
    });
  });
}

/** Whether the process that wrote the file still runs. One that is alive but too busy to answer counts as running. */
function answers({ pid, controlPort, token }: Running) {
  return new Promise<boolean>((settle) => {
    let said = "";
    const socket = connect(controlPort, "127.0.0.1");
    socket.setTimeout(5_000, () => {
      socket.destroy();
      settle(said === "" && isAlive(pid));
    });
    socket.on("data", (chunk) => {
      said += chunk;
    });
    socket.on("end", () => settle(said === token));
    socket.on("error", () => settle(false));
  });
}

function isAlive(pid: number) {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}
