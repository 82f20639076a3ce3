import { type Bytes, eachChunk } from "./file-bytes.ts";
import { type Kind, kinds } from "./limits.ts";
import type { FileProblem } from "./staged-file.ts";
import { listMembers, readMember } from "./zip.ts";

// Whether a file is what its name claims, read from its content alone; what the browser calls it is not asked.
//
// A file can be made that two programs read as two things: an image with a zip behind its end, a document with a script
// in its comments. No test of content finds them all. What is stored is therefore served as the one kind that it was
// taken for, as an attachment and in a sandbox (lib/answer-headers.ts), so that no browser reads it as the other. What is
// refused here are the files that open as something else where they are saved: whatever begins as a page, a script or a
// program, an archive or a document with something before or behind it, a document of macros under another's name.

/** What is wrong with a file of this kind, if anything. */
export async function findProblem(kind: Kind, bytes: Bytes): Promise<FileProblem | undefined> {
  if (bytes.size === 0) return "empty";
  return await contents[kind](bytes);
}

type Reader = (bytes: Bytes) => Promise<FileProblem | undefined>;

const contents = {
  pdf: when(isPdf),
  docx: when(isOfficeXml("application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml")),
  xlsx: when(isOfficeXml("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml")),
  pptx: when(isOfficeXml("application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml")),
  doc: when(isOldOffice("WordDocument")),
  xls: when(isOldOffice("Workbook", "Book")),
  ppt: when(isOldOffice("PowerPoint Document")),
  odt: when(isOpenDocument(kinds.odt.type)),
  ods: when(isOpenDocument(kinds.ods.type)),
  odp: when(isOpenDocument(kinds.odp.type)),
  png: beginsWith("\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
  jpeg: beginsWith("\xff\xd8\xff"),
  gif: beginsWith("GIF87a????", "GIF89a????"),
  webp: beginsWith("RIFF????WEBPVP8"),
  tiff: beginsWith("II*\0????", "MM\0*????"),
  // The container is that of films too; only its brand says that it is a picture.
  heic: beginsWith("\0\0??ftypheic", "\0\0??ftypheix", "\0\0??ftypmif1"),
  text: readText,
  csv: readText,
} as const satisfies Record<Kind, Reader>;

function when(isOf: (bytes: Bytes) => Promise<boolean>): Reader {
  return async (bytes) => ((await isOf(bytes)) ? undefined : "not-what-it-claims");
}

/** One of these, in which a question mark is any byte. */
function beginsWith(...signatures: string[]): Reader {
  return when(async (bytes) => {
    const head = (await bytes.read(0, 32)).toString("latin1");
    return signatures.some((signature) =>
      [...signature].every((sign, at) => at < head.length && [head[at], "?"].includes(sign)),
    );
  });
}

/** Readers forgive up to a kilobyte before the first sign and behind the last; before the first, a page would fit. */
async function isPdf(bytes: Bytes): Promise<boolean> {
  const head = await bytes.read(0, 8);
  const tail = await bytes.read(Math.max(0, bytes.size - 1024), 1024);
  return /^%PDF-\d/.test(head.toString("latin1")) && tail.includes("%%EOF");
}

/** A zip with a list of its parts, the main one of them of this type; macros are announced by another. */
function isOfficeXml(mainPart: string) {
  return async (bytes: Bytes) => {
    const members = await listMembers(bytes);
    const list = members && (await readMember(bytes, members, "[Content_Types].xml"));
    return Boolean(list?.includes(mainPart)) && !/macroEnabled|vbaProject/i.test(list ?? "");
  };
}

/** A zip that names its own type in a member for that purpose. */
function isOpenDocument(type: string) {
  return async (bytes: Bytes) => {
    const members = await listMembers(bytes);
    return members?.has("content.xml") === true && (await readMember(bytes, members, "mimetype"))?.trim() === type;
  };
}

/**
 * A compound file with one of these streams. Its directory may lie anywhere, but each entry at a multiple of 128: the
 * name in 64 bytes, its length with the end of it, and the kind of entry, of which 2 is a stream.
 */
function isOldOffice(...streams: string[]) {
  const entries = streams.map((name) => {
    const entry = Buffer.alloc(67);
    entry.write(name, "utf16le");
    entry.writeUInt16LE(2 * name.length + 2, 64);
    entry.writeUInt8(2, 66);
    return entry;
  });
  return async (bytes: Bytes) => {
    if ((await bytes.read(0, 8)).toString("hex") !== "d0cf11e0a1b11ae1") return false;
    for await (const chunk of eachChunk(bytes))
      for (let at = 0; at + 128 <= chunk.length; at += 128)
        if (entries.some((entry) => chunk.compare(entry, 0, 67, at, at + 67) === 0)) return true;
    return false;
  };
}

/** What makes a program read text as a page, a script or another document. */
const otherText =
  /^\s*(?:<(?:!|\?|(?:html|head|body|script|style|svg|math|iframe|object|embed|meta)\b)|#!|%PDF|%!PS|\{\\rtf)/i;
const controls = /[^\P{Cc}\s\u0080-\u009f]/u;

/** Text in UTF-8, or in UTF-16 with the mark that says so. A table is text: commas prove nothing. */
async function readText(bytes: Bytes): Promise<FileProblem | undefined> {
  const mark = (await bytes.read(0, 2)).toString("hex");
  const decoder = new TextDecoder(mark === "fffe" ? "utf-16le" : mark === "feff" ? "utf-16be" : "utf-8", {
    fatal: true,
  });
  const isBytewise = decoder.encoding === "utf-8";
  let isUnicode = true;
  let isFirst = true;
  for await (const chunk of eachChunk(bytes)) {
    const text: string | undefined = isUnicode ? decoded(decoder, chunk, { stream: true }) : undefined;
    isUnicode &&= text !== undefined;
    const shown = text ?? chunk.toString("latin1");
    if (controls.test(shown) || (isFirst && otherText.test(shown))) return "not-what-it-claims";
    isFirst = false;
  }
  if (isUnicode && decoded(decoder) !== undefined) return;
  return isBytewise ? "not-unicode" : "not-what-it-claims";
}

function decoded(decoder: TextDecoder, ...chunk: Parameters<TextDecoder["decode"]>): string | undefined {
  try {
    return decoder.decode(...chunk);
  } catch {
    return;
  }
}
