import fc from "fast-check";
import { expect, test } from "vitest";
import type { Bytes } from "#lib/evidence/file-bytes.ts";
import { findProblem } from "#lib/evidence/file-content.ts";
import { cleanFileName, contentDisposition } from "#lib/evidence/file-name.ts";
import { acceptedExtensions, claimedKind, type Kind, kinds } from "#lib/evidence/limits.ts";
import { notUnicode, notWhatTheyClaim, ofNoKind, samples } from "../support/sample-files.ts";

const bytesOf = (buffer: Buffer): Bytes => ({
  size: buffer.length,
  read: async (at, length) => buffer.subarray(at, at + length),
});

const sound = Object.entries(samples).flatMap(([kind, files]) =>
  files.map((file, at) => [kind as Kind, at, file] as const),
);

test("there is a sound file of every kind", () => {
  expect(Object.keys(samples)).toEqual(Object.keys(kinds));
});

test.each(sound)("a file that is %s is taken (%i)", async (kind, _at, file) => {
  expect(await findProblem(kind, bytesOf(file))).toBeUndefined();
});

test("a file of one kind is none of another, but for text and tables", async () => {
  for (const [kind, at, file] of sound)
    for (const other of Object.keys(kinds) as Kind[]) {
      if (other === kind || [kind, other].every((one) => ["text", "csv"].includes(one))) continue;
      expect([kind, at, other, await findProblem(other, bytesOf(file))]).toEqual([
        kind,
        at,
        other,
        "not-what-it-claims",
      ]);
    }
});

const bad = [
  ...notWhatTheyClaim.map((one) => [...one, "not-what-it-claims"] as const),
  ...notUnicode.map((one) => [...one, "not-unicode"] as const),
];

test("there are many bad files", () => expect(bad.length + ofNoKind.length).toBeGreaterThan(120));

test.each(bad)("%s as %s is refused", async (_what, name, bytes, problem) => {
  const kind = claimedKind(name);
  expect(kind && (await findProblem(kind, bytesOf(bytes)))).toBe(problem);
});

test.each(Object.keys(kinds) as Kind[])("an empty file is no %s", async (kind) => {
  expect(await findProblem(kind, bytesOf(Buffer.alloc(0)))).toBe("empty");
});

test.each(ofNoKind)("the name %j is of no kind that is taken", (name) => {
  expect(claimedKind(cleanFileName(name))).toBeUndefined();
});

test("names end in capitals too, and the field for files lists all endings", () => {
  expect([claimedKind("REPORT.PDF"), claimedKind("a.b.Jpg"), claimedKind("កំណត់ហេតុ.odt")]).toEqual([
    "pdf",
    "jpeg",
    "odt",
  ]);
  expect(acceptedExtensions.split(",")).toEqual(expect.arrayContaining([".pdf", ".docx", ".heif", ".csv"]));
});

test("no change of a few bytes of a file is more than a surprise to whoever reads it", async () => {
  const anything = fc.constantFrom(...sound);
  const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 20 });
  await fc.assert(
    fc.asyncProperty(anything, changes, fc.nat(), async ([kind, , file], changed, cut) => {
      const bytes = Buffer.from(file);
      for (const [at, byte] of changed) bytes[at % bytes.length] = byte;
      const problem = await findProblem(kind, bytesOf(cut % 3 ? bytes : bytes.subarray(0, cut % bytes.length)));
      expect([undefined, "empty", "not-what-it-claims", "not-unicode"]).toContain(problem);
    }),
    { numRuns: 2000 },
  );
});

const family = "👩‍👩‍👧‍👦";
const names: [sent: string, clean: string][] = [
  ["report.pdf", "report.pdf"],
  ["Rapport d’activité (2001).pdf", "Rapport d’activité (2001).pdf"],
  ["របាយការណ៍ ឆ្នាំ២០០១.pdf", "របាយការណ៍ ឆ្នាំ២០០១.pdf"],
  ["កសិ\u200bករ.csv", "កសិ\u200bករ.csv"],
  [`${family} 🏦.png`, `${family} 🏦.png`],
  ["e\u0301te\u0301.pdf", "\u00e9t\u00e9.pdf"],
  ["../../etc/passwd", "passwd"],
  ["../../a.pdf", "a.pdf"],
  ["..\\..\\a.pdf", "a.pdf"],
  ["C:\\x\\y.pdf", "y.pdf"],
  ["C:y.pdf", "C_y.pdf"],
  ["\\\\server\\share\\y.pdf", "y.pdf"],
  ["/var/www/y.pdf", "y.pdf"],
  ["line\nfeed/../y.pdf", "y.pdf"],
  ["y.pdf/", "file"],
  ["y.pdf::$DATA", "y.pdf__$DATA"],
  ["a\0b.pdf", "ab.pdf"],
  ["a.pdf\0.exe", "a.pdf.exe"],
  ["a\r\nSet-Cookie: a=b.pdf", "aSet-Cookie_ a=b.pdf"],
  ["annex\u202efdp.exe", "annexfdp.exe"],
  ["\u2066\u200fa\u061c.pdf\u2069", "a.pdf"],
  ["\ufeffa.pdf", "a.pdf"],
  ["a\u2028b\u2029.pdf", "ab.pdf"],
  ["a\x7f\x9f\x1b.pdf", "a.pdf"],
  ["a\ud800.pdf", "a.pdf"],
  ["  a   b\u00a0\u3000c .pdf ", "a b c .pdf"],
  ["a.pdf.", "a.pdf"],
  ["a.pdf. . .", "a.pdf"],
  [".htaccess", "htaccess"],
  ["...", "file"],
  [".", "file"],
  ["..", "file"],
  ["", "file"],
  [" ", "file"],
  ["\u202e", "file"],
  ['<img src="x">.pdf', "_img src=_x__.pdf"],
  ["what?*|.pdf", "what___.pdf"],
  ["CON.pdf", "_CON.pdf"],
  ["con", "_con"],
  ["nul.tar.pdf", "_nul.tar.pdf"],
  ["COM1.pdf", "_COM1.pdf"],
  ["lpt¹.pdf", "_lpt¹.pdf"],
  ["contract.pdf", "contract.pdf"],
  ["com10.pdf", "com10.pdf"],
  ["\u202eNUL .pdf", "_NUL .pdf"],
  [`${"a".repeat(300)}.pdf`, `${"a".repeat(196)}.pdf`],
  [`${"ក".repeat(300)}.docx`, `${"ក".repeat(195)}.docx`],
  [`${"🏦".repeat(300)}.png`, `${"🏦".repeat(196)}.png`],
  [`${"a".repeat(190)} ${". ".repeat(100)}.pdf`, `${"a".repeat(190)}.pdf`],
  [`a.${"b".repeat(300)}`, `a.${"b".repeat(198)}`],
];

test.each(names)("the name %j is kept as %j", (sent, clean) => {
  expect(cleanFileName(sent)).toBe(clean);
});

test("whatever was sent as a name: what is kept is safe, short, and clean already", () => {
  const nasty = fc.constantFrom(
    "/",
    "\\",
    "..",
    ".",
    " ",
    "\0",
    "\u202e",
    "CON",
    "nul.",
    ":",
    "\ud83c",
    "é",
    "e\u0301",
    "ក",
    "🏦",
    ".pdf",
  );
  const sent = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc
      .array(fc.oneof(nasty, fc.string({ unit: "grapheme", maxLength: 40 })), { maxLength: 40 })
      .map((parts) => parts.join("")),
  );
  fc.assert(
    fc.property(sent, (name) => {
      const clean = cleanFileName(name);
      expect(clean).not.toBe("");
      expect(Array.from(clean).length).toBeLessThanOrEqual(200);
      expect(clean).toBe(clean.normalize("NFC"));
      expect(clean).not.toMatch(
        /[/\\<>:"|?*\p{Cc}\p{Cs}\p{Bidi_Control}]|^[. ]|[. ]$|^(?:con|prn|aux|nul|com\d|lpt\d) *(?:\.|$)/iu,
      );
      expect(cleanFileName(clean)).toBe(clean);
      expect(() => contentDisposition(clean)).not.toThrow();
    }),
    { numRuns: 3000 },
  );
});

test.each([
  ["report.pdf", "attachment; filename*=UTF-8''report.pdf"],
  [
    "ស្ថាប័ន '(1)*.csv",
    "attachment; filename*=UTF-8''%E1%9E%9F%E1%9F%92%E1%9E%90%E1%9E%B6%E1%9E%94%E1%9F%90%E1%9E%93%20%27%281%29%2a.csv",
  ],
  ['a"; filename=b.exe\r\nX: y', "attachment; filename*=UTF-8''a%22%3B%20filename%3Db.exe%0D%0AX%3A%20y"],
])("a browser is told the name %j in signs that every header can hold", (name, header) => {
  expect(contentDisposition(name)).toBe(header);
});
