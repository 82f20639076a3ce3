import { crc32, deflateRawSync, deflateSync } from "node:zlib";
import { type Kind, kinds } from "#lib/evidence/limits.ts";

// Small files of every kind, byte for byte as programs write them, and the pieces to make bad ones of.

/** A zip of these members; stored where a content is given as bytes, packed where it is text. */
export function zip(members: Record<string, string | Buffer>, { comment = "", before = Buffer.alloc(0) } = {}): Buffer {
  const files: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = before.length;
  for (const [name, content] of Object.entries(members)) {
    const bytes = Buffer.from(content);
    const isPacked = typeof content === "string";
    const packed = isPacked ? deflateRawSync(bytes) : bytes;
    // From the flags to the length of the extra field, which stands both before the content and in the directory.
    const fields = Buffer.alloc(24);
    fields.writeUInt16LE(isPacked ? 8 : 0, 2);
    fields.writeUInt32LE(crc32(bytes), 8);
    fields.writeUInt32LE(packed.length, 12);
    fields.writeUInt32LE(bytes.length, 16);
    fields.writeUInt16LE(Buffer.byteLength(name), 20);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    const file = Buffer.concat([Buffer.from("PK\x03\x04\x14\0", "latin1"), fields, Buffer.from(name), packed]);
    entries.push(Buffer.from("PK\x01\x02\x14\0\x14\0", "latin1"), fields, place, Buffer.from(name));
    files.push(file);
    at += file.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  end.writeUInt16LE(comment.length, 20);
  return Buffer.concat([before, ...files, directory, end, Buffer.from(comment)]);
}

/** A document of Office: the list of its parts, which says the type of the main one, and that part. */
export function office(mainPart: string, type: string, others: Record<string, string> = {}): Buffer {
  const list = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/><Override PartName="/${mainPart}" ContentType="${type}"/></Types>`;
  return zip({ "[Content_Types].xml": list, "_rels/.rels": "<Relationships/>", [mainPart]: "<main/>", ...others });
}

export function openDocument(type: string): Buffer {
  return zip({
    mimetype: Buffer.from(type),
    "content.xml": "<office:document-content/>",
    "META-INF/manifest.xml": "<m/>",
  });
}

/** A compound file of 512-byte sectors: the header, a sector of the table, and the directory with this stream. */
export function compound(stream: string): Buffer {
  const file = Buffer.alloc(512 * 4);
  file.write("d0cf11e0a1b11ae1", "hex");
  writeEntry(file, 1024, "Root Entry", 5);
  writeEntry(file, 1024 + 128, "\x01CompObj", 2);
  writeEntry(file, 1536 + 128, stream, 2);
  return file;
}

function writeEntry(file: Buffer, at: number, name: string, kind: number) {
  file.write(name, at, "utf16le");
  file.writeUInt16LE(2 * name.length + 2, at + 64);
  file.writeUInt8(kind, at + 66);
}

export function png(): Buffer {
  const chunk = (type: string, content: Buffer) => {
    const body = Buffer.concat([Buffer.from(type), content]);
    const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(content.length);
    sum.writeUInt32BE(crc32(body));
    return Buffer.concat([length, body, sum]);
  };
  const head = Buffer.from("00000001000000010802000000", "hex");
  const dot = deflateSync(Buffer.from([0, 255, 255, 255]));
  return Buffer.concat([
    Buffer.from("89504e470d0a1a0a", "hex"),
    chunk("IHDR", head),
    chunk("IDAT", dot),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

export function pdf(text = "Lending to small enterprises"): Buffer {
  return Buffer.from(
    `%PDF-1.4
%\u00e2\u00e3\u00cf\u00d3
1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj
2 0 obj <</Type/Pages/Kids[3 0 R]/Count 1>> endobj
3 0 obj <</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Title(${text})>> endobj
trailer <</Root 1 0 R/Size 4>>
startxref
0
%%EOF
`,
    "latin1",
  );
}

export const gif = Buffer.from("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7", "base64");

const khmerTable = 'ស្ថាប័ន,ចំនួន\r\nACLEDA,12\r\nក្រសួង,"៣,៥"\r\n';
const office2007 = "application/vnd.openxmlformats-officedocument";

/** One sound file, or more, of every kind. */
export const samples: Record<Kind, Buffer[]> = {
  pdf: [pdf(), Buffer.concat([pdf(), Buffer.from("\r\n\0\0")])],
  docx: [office("word/document.xml", `${office2007}.wordprocessingml.document.main+xml`)],
  xlsx: [office("xl/workbook.xml", `${office2007}.spreadsheetml.sheet.main+xml`)],
  pptx: [office("ppt/presentation.xml", `${office2007}.presentationml.presentation.main+xml`)],
  doc: [compound("WordDocument")],
  xls: [compound("Workbook"), compound("Book")],
  ppt: [compound("PowerPoint Document")],
  odt: [openDocument(kinds.odt.type)],
  ods: [openDocument(kinds.ods.type)],
  odp: [openDocument(kinds.odp.type)],
  png: [png()],
  jpeg: [Buffer.from("ffd8ffe000104a46494600010101004800480000ffd9", "hex")],
  gif: [gif],
  webp: [Buffer.from("UklGRiQAAABXRUJQVlA4IBgAAAAwAQCdASoBAAEAAwA0JaQAA3AA/vuUAAA=", "base64")],
  tiff: [Buffer.from("49492a000800000000000000", "hex"), Buffer.from("4d4d002a000000080000", "hex")],
  heic: ["heic", "mif1"].map((brand) => Buffer.from(`\0\0\0\x18ftyp${brand}\0\0\0\0mif1heic`, "latin1")),
  text: [
    Buffer.from("Minutes of 5 March: we met.\n"),
    Buffer.from("\ufeffកំណត់ហេតុ 🏦\r\n\tPage 1\f"),
    Buffer.from("\ufeffកំណត់ហេតុ", "utf16le"),
    Buffer.from("\ufeffMinutes", "utf16le").swap16(),
    Buffer.from("1 < 2, and <draft> is no page."),
  ],
  csv: [Buffer.from(khmerTable), Buffer.from(`\ufeff${khmerTable}`), Buffer.from(`\ufeff${khmerTable}`, "utf16le")],
};

/** What is refused, under the name that it comes with. */
const officeMain = (kind: "docx" | "xlsx" | "pptx") => samples[kind][0] as Buffer;
const page = "<!DOCTYPE html><title>Sign in</title><script>alert(1)</script>";
const program = Buffer.concat([Buffer.from("MZ\x90\0\x03\0\0\0", "latin1"), Buffer.alloc(200)]);

export const notWhatTheyClaim: [what: string, name: string, bytes: Buffer][] = [
  ["a page", "report.pdf", Buffer.from(page)],
  ["a page with a document behind it", "report.pdf", Buffer.concat([Buffer.from(page), pdf()])],
  ["an empty line before a document", "report.pdf", Buffer.concat([Buffer.from("\n"), pdf()])],
  ["a document that broke off", "report.pdf", pdf().subarray(0, 100)],
  ["a document with a program behind it", "report.pdf", Buffer.concat([pdf(), program, Buffer.alloc(2048)])],
  ["a document with a zip behind it", "report.pdf", Buffer.concat([pdf(), zip({ "a.js": Buffer.alloc(2000) })])],
  ["only the beginning of a document", "report.pdf", Buffer.from("%PDF-1.7\n")],
  ["an image", "report.pdf", png()],
  ["a program", "report.pdf", program],
  ["a new document", "report.pdf", officeMain("docx")],
  ["an old document", "report.pdf", compound("WordDocument")],
  ["text", "report.pdf", Buffer.from("The report.")],
  ["one byte", "report.pdf", Buffer.from("%")],
  ["nothing but zeros", "report.pdf", Buffer.alloc(5000)],
  ["a PostScript", "report.pdf", Buffer.from("%!PS-Adobe-3.0\n%%EOF")],
  ["a zip", "minutes.docx", zip({ "a.txt": "A" })],
  ["a zip of nothing", "minutes.docx", zip({})],
  ["a workbook", "minutes.docx", officeMain("xlsx")],
  ["a presentation", "minutes.docx", officeMain("pptx")],
  ["a document", "table.xlsx", officeMain("docx")],
  ["a document", "slides.pptx", officeMain("docx")],
  [
    "a document of macros",
    "minutes.docx",
    office("word/document.xml", "application/vnd.ms-word.document.macroEnabled.main+xml"),
  ],
  [
    "a workbook of macros",
    "table.xlsx",
    office("xl/workbook.xml", "application/vnd.ms-excel.sheet.macroEnabled.main+xml"),
  ],
  [
    "a document with macros put in",
    "minutes.docx",
    office(
      "word/document.xml",
      `${office2007}.wordprocessingml.document.main+xml"/><Default Extension="bin" ContentType="application/vnd.ms-office.vbaProject`,
    ),
  ],
  ["a document with a program before it", "minutes.docx", Buffer.concat([program, officeMain("docx")])],
  [
    "a program that unpacks itself",
    "minutes.odt",
    zip({ mimetype: Buffer.from(kinds.odt.type), "content.xml": "<a/>" }, { before: program }),
  ],
  ["a document with a page behind it", "minutes.docx", Buffer.concat([officeMain("docx"), Buffer.from(page)])],
  ["a document that broke off", "minutes.docx", officeMain("docx").subarray(0, 200)],
  ["an old document", "minutes.docx", compound("WordDocument")],
  ["an OpenDocument", "minutes.docx", openDocument(kinds.odt.type)],
  ["a Java archive", "minutes.docx", zip({ "META-INF/MANIFEST.MF": "Main-Class: A", "A.class": "A" })],
  ["a list of parts that is no list", "minutes.docx", zip({ "[Content_Types].xml": "nothing" })],
  ["a list of parts that is a bomb", "minutes.docx", zip({ "[Content_Types].xml": " ".repeat(9_000_000) })],
  ["a list of parts that lies about its size", "minutes.docx", lying()],
  ["a directory that points beyond the end", "minutes.docx", pointing(0xfffffff0)],
  ["a directory that is no directory", "minutes.docx", pointing(3)],
  [
    "an archive of packages",
    "table.ods",
    zip({ mimetype: Buffer.from("application/epub+zip"), "content.xml": "<a/>" }),
  ],
  ["a type and nothing else", "minutes.odt", zip({ mimetype: Buffer.from(kinds.odt.type) })],
  ["a table", "minutes.odt", openDocument(kinds.ods.type)],
  ["a text", "table.ods", openDocument(kinds.odt.type)],
  ["a template", "slides.odp", openDocument(`${kinds.odp.type}-template`)],
  ["a new document", "minutes.odt", officeMain("docx")],
  ["a new document", "minutes.doc", officeMain("docx")],
  ["an old workbook", "minutes.doc", compound("Workbook")],
  ["an installer", "minutes.doc", compound("\u4840\u3f3f\u4577")],
  ["the head of a compound file", "table.xls", compound("Workbook").subarray(0, 512)],
  ["a page that Excel opens", "table.xls", Buffer.from("<html><table><tr><td>1</table>")],
  ["an old document", "slides.ppt", compound("WordDocument")],
  ["a mail", "slides.ppt", compound("__substg1.0_0037001F")],
  ["a stream of nearly the name", "minutes.doc", compound("WordDocument2")],
  ["a page", "photo.png", Buffer.from(page)],
  ["a photograph", "photo.png", samples.jpeg[0] as Buffer],
  ["the signature and nothing else", "photo.png", png().subarray(0, 8)],
  ["a page before an image", "photo.png", Buffer.concat([Buffer.from("<svg>"), png()])],
  [
    "a drawing that can run scripts",
    "photo.png",
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
  ],
  ["an image", "photo.jpg", png()],
  ["a program", "photo.jpeg", program],
  ["two bytes", "photo.jpg", Buffer.from("ffd8", "hex")],
  ["a script that begins like an image", "photo.gif", Buffer.from("GIF=1;alert(1)")],
  ["four bytes of an image", "photo.gif", Buffer.from("GIF8")],
  ["a sound", "photo.webp", Buffer.from("RIFF\0\0\0\0WAVEfmt ")],
  ["a film", "photo.heic", Buffer.from("\0\0\0\x18ftypisom\0\0\0\0isommp42", "latin1")],
  ["an image of another camera", "photo.tif", Buffer.from("IIRO\x08\0\0\0", "latin1")],
  ["a page", "photo.heif", Buffer.from(page)],
  ["a page", "minutes.txt", Buffer.from(page)],
  ["a page behind spaces", "minutes.txt", Buffer.from(`\ufeff \r\n\t${" ".repeat(5000)}<HTML>`)],
  ["a page in UTF-16", "minutes.txt", Buffer.from(`\ufeff${page}`, "utf16le")],
  ["a drawing", "minutes.txt", Buffer.from("<svg onload=alert(1)>")],
  ["a script", "minutes.txt", Buffer.from("<script>alert(1)</script>")],
  ["a script of a server", "minutes.txt", Buffer.from("<?php system($_GET[0]);")],
  ["a script of a shell", "minutes.txt", Buffer.from("#!/bin/sh\nrm -rf /")],
  ["XML", "minutes.txt", Buffer.from('<?xml version="1.0"?><a/>')],
  ["a comment of a page", "minutes.txt", Buffer.from("<!-- --><script>alert(1)</script>")],
  ["a document", "minutes.txt", pdf()],
  ["a rich text", "minutes.txt", Buffer.from("{\\rtf1 Minutes}")],
  ["a NUL", "minutes.txt", Buffer.from("Minutes\0")],
  ["a bell", "minutes.txt", Buffer.from("Minutes\x07")],
  ["an escape of a terminal", "minutes.txt", Buffer.from("\x1b[2JMinutes")],
  ["a NUL after a megabyte", "minutes.txt", Buffer.concat([Buffer.alloc(1_100_000, "a"), Buffer.from("\0")])],
  ["half a sign in UTF-16", "minutes.txt", Buffer.from("fffe41", "hex")],
  ["half a pair in UTF-16", "minutes.txt", Buffer.from("fffe3dd84100", "hex")],
  ["UTF-16 without its mark", "minutes.txt", Buffer.from("Minutes", "utf16le")],
  ["a program", "table.csv", program],
  ["a workbook", "table.csv", officeMain("xlsx")],
  ["a page", "table.csv", Buffer.from(page)],
];

export const notUnicode: [what: string, name: string, bytes: Buffer][] = [
  ["Western signs of one byte", "table.csv", Buffer.from("Soci\xe9t\xe9;\x9312\x94\n", "latin1")],
  ["a sign that breaks off", "minutes.txt", Buffer.from("កំណត់ហេតុ").subarray(0, -1)],
  ["a sign written too long", "minutes.txt", Buffer.from("\xc0\xafetc", "latin1")],
];

export const ofNoKind = [
  "setup.exe",
  "photo.svg",
  "page.html",
  "page.htm",
  "page.xhtml",
  "files.zip",
  "minutes.docm",
  "table.xlsm",
  "slides.pptm",
  "code.js",
  "code.mjs",
  "run.bat",
  "run.sh",
  "run.ps1",
  "film.mp4",
  "mail.eml",
  "mail.msg",
  "feed.xml",
  "list.json",
  "minutes.rtf",
  "report.ps",
  "disk.iso",
  "link.lnk",
  "app.apk",
  "app.jar",
  "files.7z",
  "files.rar",
  "files.gz",
  "report.pdf.exe",
  "report.pdf\u200b",
  "pdf",
  ".pdf",
  "report",
  "report.",
  "report.pdf_",
  "template.dotx",
  "page.mht",
  "annex\u202efdp.exe",
  "../../etc/passwd",
  "/etc/shadow",
  "C:\\windows\\system32\\cmd.exe",
  "report.pdf/",
  "",
];

function lying(): Buffer {
  const file = zip({
    "[Content_Types].xml": `${" ".repeat(9_000_000)}${office2007}.wordprocessingml.document.main+xml`,
  });
  // The unpacked size, as the directory says it.
  file.writeUInt32LE(100, file.indexOf("PK\x01\x02", 0, "latin1") + 24);
  return file;
}

function pointing(at: number): Buffer {
  const file = Buffer.from(officeMain("docx"));
  file.writeUInt32LE(at, file.length - 6);
  return file;
}
