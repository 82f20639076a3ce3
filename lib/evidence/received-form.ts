import "server-only";
import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, open, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Busboy, type BusboyFileStream, type BusboyInstance } from "@fastify/busboy";
import { done, type Result, refused } from "#lib/result.ts";
import { withBytes } from "./file-bytes.ts";
import { findProblem } from "./file-content.ts";
import { cleanFileName } from "./file-name.ts";
import { claimedKind, kinds, mostFileBytes, mostFormBytes, mostTextBytes } from "./limits.ts";
import type { StagedFile } from "./staged-file.ts";

/** Why a form could not be read at all. */
export type FormRefusal =
  /** Not what a form sends. */
  | "not-a-form"
  /** More than any form of ours holds. */
  | "too-much"
  /** It ended before its end. */
  | "broken-off";

export type ReceivedForm = {
  /** What was typed, by the name of the field; of a repeated name the last. */
  typed: Record<string, string>;
  /** What was chosen in fields for files; a field that was left empty is not among them. */
  files: Record<string, StagedFile>;
  /** Removes the files from the disk. For whoever received the form, whatever becomes of it. */
  discard(): Promise<void>;
};

/** More than a form of ours has. */
const limits = { fields: 500, files: 20, parts: 500, headerPairs: 20, headerSize: 16 * 1024, fieldSize: mostTextBytes };

/** Ends the reading of a form. */
class Stopped extends Error {
  readonly refusal: FormRefusal;
  constructor(refusal: FormRefusal) {
    super(refusal);
    this.refusal = refusal;
  }
}

/**
 * Reads a form as it arrives: words are kept in memory, up to `mostTextBytes`, and files on disk, one piece at a time. A
 * file that is too large is dropped as soon as that shows and what is left of it passes by, so that what was typed behind
 * it is not lost. A form that is too large as a whole is not read to its end.
 */
export async function receiveForm(request: Request): Promise<Result<ReceivedForm, FormRefusal>> {
  const parser = openParser(request);
  if (!parser || !request.body) return refused("not-a-form");
  if (Number(request.headers.get("content-length")) > mostFormBytes) return refused("too-much");

  const stopped = Promise.withResolvers<never>();
  // Who waits for it is told; nobody may be waiting yet.
  stopped.promise.catch(() => {});
  const words = gatherWords(parser, stopped.reject);
  const files = gatherFiles(parser, stopped.reject);
  parser.on("error", () => stopped.reject(new Stopped("broken-off")));
  for (const limit of ["partsLimit", "filesLimit", "fieldsLimit"] as const)
    parser.on(limit, () => stopped.reject(new Stopped("too-much")));

  try {
    await feed(parser, request.body, stopped.promise);
    return done({
      typed: Object.fromEntries(words),
      files: Object.fromEntries(await files.staged()),
      discard: files.discard,
    });
  } catch (error) {
    await files.giveUp();
    if (error instanceof Stopped) return refused(error.refusal);
    throw error;
  }
}

function openParser(request: Request): BusboyInstance | undefined {
  const type = request.headers.get("content-type") ?? "";
  if (!/^(?:multipart\/form-data|application\/x-www-form-urlencoded)\s*(?:;|$)/i.test(type)) return;
  try {
    return new Busboy({ headers: { "content-type": type }, limits, preservePath: true });
  } catch {
    // A form in parts that does not say what parts them.
    return;
  }
}

/** What was refused already passes by up to the limit: whoever still sends would not hear an answer. */
async function feed(parser: BusboyInstance, body: ReadableStream<Uint8Array>, stopped: Promise<never>) {
  const finished = new Promise<void>((settle) => parser.once("finish", settle));
  let isStopped = false;
  let received = 0;
  for await (const chunk of arriving(body)) {
    received += chunk.byteLength;
    if (received > mostFormBytes) throw new Stopped("too-much");
    if (isStopped) continue;
    const written = new Promise<void>((settle) => parser.write(chunk, () => settle()));
    await Promise.race([written, stopped]).catch(() => {
      isStopped = true;
    });
  }
  if (!isStopped) parser.end();
  await Promise.race([finished, stopped]);
}

/** To leave it early tells the sender to stop. */
async function* arriving(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(() => {
        throw new Stopped("broken-off");
      });
      if (done) return;
      yield value;
    }
  } finally {
    // Also of a sender who is gone.
    await reader.cancel().catch(() => {});
  }
}

function gatherWords(parser: BusboyInstance, stop: (error: Error) => void): Map<string, string> {
  const words = new Map<string, string>();
  let bytes = 0;
  parser.on("field", (name: string | undefined, value, _isNameCut, isCut) => {
    if (name === undefined) return;
    bytes += Buffer.byteLength(name) + Buffer.byteLength(value);
    if (isCut || bytes > mostTextBytes) stop(new Stopped("too-much"));
    else words.set(name, value);
  });
  return words;
}

/** Files land in a folder of their own, which only this server's user may look into. */
function gatherFiles(parser: BusboyInstance, stop: (error: Error) => void) {
  let made: Promise<string> | undefined;
  const folder = () => (made ??= mkdtemp(join(tmpdir(), "tamdan-form-")));
  const discard = async () => {
    const path = await made?.catch(() => undefined);
    if (path) await rm(path, { recursive: true, force: true });
  };
  const streams: Readable[] = [];
  const staging: Promise<[string, StagedFile | undefined]>[] = [];

  parser.on("file", (field: string | undefined, stream: BusboyFileStream, sentName: string | undefined) => {
    // The parser only tells of an error; whoever reads the stream waits for its end.
    stream.on("error", (error) => stream.destroy(error));
    streams.push(stream);
    const staged = stage(stream, sentName ?? "", folder).then((file) => [field ?? "", file] as [string, typeof file]);
    staged.catch(stop);
    staging.push(staged);
  });

  return {
    discard,
    staged: async () => (await Promise.all(staging)).filter((one): one is [string, StagedFile] => one[1] !== undefined),
    giveUp: async () => {
      for (const stream of streams) stream.destroy();
      await Promise.allSettled(staging);
      await discard();
    },
  };
}

/** Nothing where no file was chosen: a browser then sends a part without a name and without content. */
async function stage(
  stream: Readable,
  sentName: string,
  folder: () => Promise<string>,
): Promise<StagedFile | undefined> {
  const fileName = cleanFileName(sentName);
  const kind = claimedKind(fileName);
  const refuse = (problem: (StagedFile & { isSound: false })["problem"]) => ({
    isSound: false as const,
    fileName,
    problem,
  });
  if (!kind) {
    const size = await countBytes(stream);
    if (sentName === "") return size === 0 ? undefined : refuse("no-name");
    return refuse("unknown-kind");
  }
  const path = join(await folder(), randomUUID());
  const { size, sha256 } = await keep(stream, path);
  const problem = size > mostFileBytes ? "too-large" : await withBytes(path, (bytes) => findProblem(kind, bytes));
  if (!problem) return { isSound: true, fileName, path, size, sha256, type: kinds[kind].type };
  await rm(path, { force: true });
  return refuse(problem);
}

async function countBytes(stream: Readable): Promise<number> {
  let size = 0;
  for await (const chunk of stream) size += chunk.length;
  return size;
}

/** Writes a file while it arrives; of one that is too large nothing is kept, and the rest passes by. */
async function keep(stream: Readable, path: string): Promise<{ size: number; sha256: string }> {
  await using file = await open(path, "wx", 0o600);
  const hash = createHash("sha256");
  let size = 0;
  for await (const chunk of stream) {
    const isTooLarge = size > mostFileBytes;
    size += chunk.length;
    if (size > mostFileBytes) {
      if (!isTooLarge) await file.truncate();
      continue;
    }
    hash.update(chunk);
    await file.writeFile(chunk);
  }
  return { size, sha256: hash.digest("hex") };
}
