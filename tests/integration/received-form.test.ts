import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { createServer, type Server, request as send } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { mostFileBytes, mostTextBytes } from "#lib/evidence/limits.ts";
import { type ReceivedForm, receiveForm } from "#lib/evidence/received-form.ts";
import { notUnicode, notWhatTheyClaim, ofNoKind, pdf, png, samples } from "../support/sample-files.ts";

// Forms as they come over the network: a real server reads each request as it arrives.

type Received = Awaited<ReturnType<typeof receiveForm>>;

let server: Server;
let folder: string;
let received: PromiseWithResolvers<Received>;
/** Bytes that the server has taken from the network for the newest request. */
let arrived: () => number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tamdan-test-"));
  process.env.TMPDIR = folder;
  server = createServer((incoming, answer) => {
    const { socket } = incoming;
    arrived = () => socket.bytesRead;
    const headers = Object.entries(incoming.headers).filter(
      (one): one is [string, string] => typeof one[1] === "string",
    );
    const body = Readable.toWeb(incoming) as ReadableStream<Uint8Array>;
    const request = new Request("http://127.0.0.1/", { method: "POST", headers, body, duplex: "half" } as RequestInit);
    receiveForm(request)
      .then(received.resolve, received.reject)
      .finally(() => answer.end());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const boundary = "----of-a-browser";

function open(headers: Record<string, string | number> = {}) {
  received = Promise.withResolvers();
  const { port } = server.address() as AddressInfo;
  const type = `multipart/form-data; boundary=${boundary}`;
  const request = send({ port, method: "POST", headers: { "content-type": type, ...headers } });
  request.on("error", () => {});
  request.on("response", (answer) => answer.resume());
  return request;
}

/** Sends pieces as fast as they are taken; answers how many bytes went out. */
async function stream(pieces: Iterable<Buffer | string>, headers?: Record<string, string | number>) {
  const request = open(headers);
  const closed = new Promise((settle) => request.once("close", settle));
  let sent = 0;
  for (const piece of pieces) {
    if (request.destroyed) break;
    sent += piece.length;
    if (!request.write(piece)) await Promise.race([new Promise((settle) => request.once("drain", settle)), closed]);
  }
  request.end();
  return { result: await received.promise, sent };
}

type Part = { name?: string; fileName?: string; content: Buffer | string };

/** A form as browsers write it. */
function* form(...parts: Part[]) {
  for (const { name, fileName, content } of parts) {
    const named = name === undefined ? "" : `; name="${name}"`;
    const file = fileName === undefined ? "" : `; filename="${fileName.replaceAll('"', "%22")}"`;
    const type = fileName === undefined ? "" : "Content-Type: application/octet-stream\r\n";
    yield `--${boundary}\r\nContent-Disposition: form-data${named}${file}\r\n${type}\r\n`;
    yield content;
    yield "\r\n";
  }
  yield `--${boundary}--\r\n`;
}

async function sendForm(...parts: Part[]): Promise<ReceivedForm> {
  const { result } = await stream(form(...parts));
  if (!result.ok) throw new Error(`The form was refused: ${result.refusal}`);
  return result.value;
}

async function isNothingLeft() {
  expect(await readdir(folder)).toEqual([]);
}

test("words and files of a form arrive as they were sent, and nothing is left when it is dealt with", async () => {
  const note = 'កំណត់ហេតុ 🏦 "1 < 2"\r\nand a second line';
  const sent = await sendForm(
    { name: "note", content: note },
    { name: "report", fileName: "របាយការណ៍ 🏦.pdf", content: pdf() },
    { name: "photo", fileName: "../../photo.png", content: png() },
    { name: "none", fileName: "", content: "" },
    { name: "after", content: "" },
  );
  expect(sent.typed).toEqual({ note, after: "" });
  expect(Object.keys(sent.files)).toEqual(["report", "photo"]);
  const { report, photo } = sent.files;
  if (!report?.isSound || !photo?.isSound) throw new Error("A sound file was refused.");
  expect(report).toMatchObject({ fileName: "របាយការណ៍ 🏦.pdf", type: "application/pdf", size: pdf().length });
  expect(photo).toMatchObject({ fileName: "photo.png", type: "image/png", size: png().length });
  expect(await readFile(report.path)).toEqual(pdf());
  expect(report.sha256).toBe(createHash("sha256").update(pdf()).digest("hex"));
  expect((await stat(report.path)).mode & 0o777).toBe(0o600);
  expect((await stat(dirname(report.path))).mode & 0o777).toBe(0o700);
  expect(dirname(dirname(report.path))).toBe(folder);
  await sent.discard();
  await isNothingLeft();
  await sent.discard();
});

test("a form without files may be sent in the short way", async () => {
  const { result } = await stream(["note=%E1%9E%80+b%26c&status=note&note=again&__proto__=x"], {
    "content-type": "application/x-www-form-urlencoded",
  });
  expect(result.ok && Object.entries(result.value.typed)).toEqual([
    ["note", "again"],
    ["status", "note"],
    ["__proto__", "x"],
  ]);
  expect(Object.hasOwn({}, "x")).toBe(false);
});

test.each(Object.entries(samples))("a sound %s comes through", async (kind, [content]) => {
  const fileName = `a.${{ text: "txt", jpeg: "JPG" }[kind] ?? kind}`;
  const sent = await sendForm({ name: "file", fileName, content: content ?? "" });
  expect(sent.files.file).toMatchObject({ isSound: true, fileName });
  await sent.discard();
});

test("each bad file is refused with its problem, kept nowhere, and takes none of the words with it", async () => {
  const bad: [string, Buffer | string, string][] = [
    ...notWhatTheyClaim.map(([, name, content]) => [name, content, "not-what-it-claims"] as [string, Buffer, string]),
    ...notUnicode.map(([, name, content]) => [name, content, "not-unicode"] as [string, Buffer, string]),
    ...ofNoKind.filter(Boolean).map((name) => [name, pdf(), "unknown-kind"] as [string, Buffer, string]),
    ["", pdf(), "no-name"],
    ["report.pdf", "", "empty"],
    ["empty.txt", "", "empty"],
  ];
  expect(bad.length).toBeGreaterThan(120);
  for (const [fileName, content, problem] of bad) {
    const sent = await sendForm(
      { name: "before", content: "typed" },
      { name: "file", fileName, content },
      { name: "after", content: "typed" },
    );
    expect([fileName, sent.files.file]).toMatchObject([fileName, { isSound: false, problem }]);
    expect(sent.typed).toEqual({ before: "typed", after: "typed" });
    await expectNoFile();
    await sent.discard();
  }
  await isNothingLeft();
});

async function expectNoFile() {
  expect(await readdir(folder, { recursive: true }).then((all) => all.filter((path) => path.includes("/")))).toEqual(
    [],
  );
}

/** A document of this many bytes, a piece at a time, so that the test itself holds none of it. */
function* large(size: number, name = "file") {
  const head = pdf().subarray(0, 9);
  const tail = Buffer.from("\n%%EOF\n");
  const piece = Buffer.alloc(256 * 1024, "%");
  yield `--${boundary}\r\nContent-Disposition: form-data; name="${name}"; filename="large.pdf"\r\nContent-Type: application/pdf\r\n\r\n`;
  yield head;
  for (let left = size - head.length - tail.length; left > 0; left -= piece.length)
    yield piece.subarray(0, Math.min(left, piece.length));
  yield tail;
  yield `\r\n`;
}

test("a file of 20 MB to the byte is taken, one byte more is too large", async () => {
  const exact = await stream([...large(mostFileBytes), ...form({ name: "note", content: "typed" })]);
  expect(exact.result).toMatchObject({
    ok: true,
    value: { typed: { note: "typed" }, files: { file: { isSound: true, size: mostFileBytes } } },
  });
  if (exact.result.ok) await exact.result.value.discard();
  const more = await stream([...large(mostFileBytes + 1), ...form({ name: "note", content: "typed" })]);
  expect(more.result).toMatchObject({
    ok: true,
    value: { typed: { note: "typed" }, files: { file: { isSound: false, problem: "too-large" } } },
  });
  await expectNoFile();
  if (more.result.ok) await more.result.value.discard();
  await isNothingLeft();
});

test("a file of 60 MB passes by: neither memory nor disk holds it, and the words behind it arrive", async () => {
  globalThis.gc?.();
  const before = process.memoryUsage.rss();
  let [most, onDisk] = [0, 0];
  const watch = setInterval(async () => {
    most = Math.max(most, process.memoryUsage.rss() - before);
    for (const path of await readdir(folder, { recursive: true }))
      onDisk = Math.max(onDisk, (await stat(join(folder, path)).catch(() => ({ size: 0 }))).size);
  }, 5);
  const { result, sent } = await stream(
    (function* () {
      yield* large(60 * 1024 * 1024);
      yield* form({ name: "note", content: "typed" });
    })(),
  );
  clearInterval(watch);
  expect(sent).toBeGreaterThan(60 * 1024 * 1024);
  expect(result).toMatchObject({
    ok: true,
    value: { typed: { note: "typed" }, files: { file: { problem: "too-large" } } },
  });
  expect(onDisk).toBeLessThanOrEqual(mostFileBytes);
  expect(most).toBeLessThan(48 * 1024 * 1024);
  await expectNoFile();
  if (result.ok) await result.value.discard();
  await isNothingLeft();
});

test("a form that says itself that it is too large is refused before any of it is read", async () => {
  const request = open({ "content-length": 500 * 1024 * 1024 });
  request.write(`--${boundary}\r\n`);
  expect(await received.promise).toEqual({ ok: false, refusal: "too-much", detail: undefined });
  request.destroy();
  await isNothingLeft();
});

test("a form that does not say how large it is is read up to the limit and no further", async () => {
  const { result, sent } = await stream(
    (function* () {
      for (let file = 0; file < 40; file++) yield* large(mostFileBytes, `file-${file}`);
      yield* form();
    })(),
  );
  expect(result).toEqual({ ok: false, refusal: "too-much", detail: undefined });
  expect(arrived()).toBeLessThan(140 * 1024 * 1024);
  expect(sent).toBeLessThan(160 * 1024 * 1024);
  await isNothingLeft();
});

test("a note of 10 MB is given back; more than 12 MB of words are too much", async () => {
  const note = "ក".repeat(Math.floor((10 * 1024 * 1024) / 3));
  expect((await sendForm({ name: "note", content: note })).typed.note === note).toBe(true);
  for (const parts of [
    [{ name: "note", content: "a".repeat(mostTextBytes + 1) }],
    ["a", "b", "c"].map((name) => ({ name, content: "a".repeat(mostTextBytes / 2) })),
    [
      { name: "b".repeat(200), content: "x" },
      { name: "file", fileName: "a.pdf", content: pdf() },
      { name: "note", content: "a".repeat(mostTextBytes) },
    ],
  ]) {
    expect((await stream(form(...parts))).result).toMatchObject({ ok: false, refusal: "too-much" });
  }
  const short = { "content-type": "application/x-www-form-urlencoded" };
  expect((await stream([`note=${"a".repeat(mostTextBytes + 1)}`], short)).result).toMatchObject({
    refusal: "too-much",
  });
  await isNothingLeft();
});

test.each<[string, Part[]]>([
  ["600 fields", Array.from({ length: 600 }, (_, at) => ({ name: `f${at}`, content: "" }))],
  ["600 times the same field", Array.from({ length: 600 }, () => ({ name: "f", content: "" }))],
  ["30 files", Array.from({ length: 30 }, (_, at) => ({ name: `f${at}`, fileName: "a.pdf", content: pdf() }))],
])("%s are too many", async (_what, parts) => {
  expect((await stream(form(...parts))).result).toMatchObject({ ok: false, refusal: "too-much" });
  await isNothingLeft();
});

test.each([
  ["JSON", "application/json", "{}"],
  ["text", "text/plain", "note=1"],
  ["nothing that it names", "", "note=1"],
  ["parts without what parts them", "multipart/form-data", "note=1"],
  ["another thing in parts", `multipart/mixed; boundary=${boundary}`, "note=1"],
  ["something that begins like a form", "multipart/form-data-not; boundary=a", "note=1"],
])("%s is not a form", async (_what, type, body) => {
  expect((await stream([body], { "content-type": type })).result).toMatchObject({ ok: false, refusal: "not-a-form" });
  await isNothingLeft();
});

const whole = [...form({ name: "note", content: "typed" }, { name: "file", fileName: "a.pdf", content: pdf() })]
  .map(String)
  .join("");

test.each([
  ["in the words", 60],
  ["in the head of a file", 180],
  ["in a file", 400],
  ["before its last line", whole.length - boundary.length - 6],
  ["before its first part", 0],
  ["in something else", "Not a form at all.".length],
])("a form that ends %s is refused and leaves nothing behind", async (what, length) => {
  const body = what === "in something else" ? "Not a form at all." : whole.slice(0, length);
  expect((await stream([body])).result).toMatchObject({ ok: false, refusal: "broken-off" });
  await isNothingLeft();
});

test("of a sender who is gone in the middle of a file nothing is left behind", async () => {
  const request = open();
  let pieces = 0;
  for (const piece of large(15 * 1024 * 1024)) {
    if (pieces++ === 20) break;
    if (!request.write(piece)) await once(request, "drain");
  }
  await expect.poll(() => readdir(folder, { recursive: true })).toHaveLength(2);
  request.destroy();
  expect(await received.promise).toMatchObject({ ok: false, refusal: "broken-off" });
  await isNothingLeft();
});

test("a part without a name, of another disposition or with a line in its name says nothing", async () => {
  const odd = `--${boundary}\r\nContent-Disposition: attachment; name="a"\r\n\r\nx\r\n--${boundary}\r\n\r\ny\r\n`;
  const { result } = await stream([odd, ...form({ content: "z" }, { name: "note", content: "typed" })]);
  expect(result).toMatchObject({ ok: true, value: { typed: { note: "typed" }, files: {} } });
});

test("of two files of one name the last counts, and both are gone afterwards", async () => {
  const sent = await sendForm(
    { name: "file", fileName: "a.pdf", content: pdf() },
    { name: "file", fileName: "b.png", content: png() },
  );
  expect(sent.files.file).toMatchObject({ fileName: "b.png" });
  await sent.discard();
  await isNothingLeft();
});

test("when the disk refuses, nobody is left waiting and it is said aloud", async () => {
  process.env.TMPDIR = join(folder, "nowhere");
  try {
    await expect(stream(large(5 * 1024 * 1024))).rejects.toThrow("ENOENT");
  } finally {
    process.env.TMPDIR = folder;
  }
});
