import { crc32, inflateRawSync } from "node:zlib";
import { parse } from "csv-parse/sync";
import readSheets, { readSheet } from "read-excel-file/node";
import { describe, expect, test } from "vitest";
import { listMembers, readMember } from "#lib/evidence/zip.ts";
import type { Cell } from "#lib/exports/cells.ts";
import { writeCsv } from "#lib/exports/csv.ts";
import { writeJson } from "#lib/exports/json.ts";
import { type Sheet, writeWorkbook } from "#lib/exports/workbook.ts";

const khmer = "តាមដានការអនុវត្តអនុសាសន៍";

async function* inBatches<Row>(...batches: Row[][]) {
  yield* batches;
}

async function textOf(pieces: AsyncIterable<string>): Promise<string> {
  return (await Array.fromAsync(pieces)).join("");
}

describe("a CSV", () => {
  const csvOf = (...rows: Cell[][]) => textOf(writeCsv(["Code", "Note"], inBatches(rows)));
  /** As strictly as RFC 4180 has it, and every row as long as the first. */
  const read = (csv: string): string[][] =>
    parse(csv, { bom: true, record_delimiter: "\r\n", relax_quotes: false, relax_column_count: false });

  test("begins with the mark of UTF-8, and ends each line as RFC 4180 says", async () => {
    const csv = await csvOf(["R1", khmer]);
    expect(Buffer.from(csv).subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect(csv).toBe(`\ufeffCode,Note\r\nR1,${khmer}\r\n`);
  });

  test.each([
    "a, b",
    'she said "yes"',
    '"',
    "one\ntwo",
    "one\r\ntwo",
    `${khmer}, ${khmer}`,
    "",
    " ",
    "semi;colon",
    "tab\tinside",
    "1-2",
    "a=b",
  ])("gives %j back as it was", async (note) => {
    expect(read(await csvOf(["R1", note], ["R2", "after"]))).toEqual([
      ["Code", "Note"],
      ["R1", note],
      ["R2", "after"],
    ]);
  });

  test.each([
    "=1+1",
    '=HYPERLINK("https://example.org","here")',
    "+1",
    "-1",
    "- a dash",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    " =1",
    "\u00a0=1",
    "＝1",
    "＋1",
    "－1",
    "＠A",
  ])("says of %j that it is text, so that no spreadsheet computes it", async (note) => {
    expect(read(await csvOf(["R1", note]))[1]).toEqual(["R1", `'${note}`]);
    expect(read(await csvOf([note, "x"]))[1]).toEqual([`'${note}`, "x"]);
  });

  test("leaves numbers numbers, also those below nothing, and empty what is not known", async () => {
    expect(await csvOf(["R1", -3], ["R2", null], ["R3", true])).toBe("\ufeffCode,Note\r\nR1,-3\r\nR2,\r\nR3,true\r\n");
  });

  test("writes a day as exactly as it is known", async () => {
    const rows = read(
      await csvOf(
        ["R1", { on: "2001-03-05", precision: "day" }],
        ["R2", { on: "2001-03-31", precision: "month" }],
        ["R3", { on: "2001-12-31", precision: "year" }],
        ["R4", new Date("2001-03-05T01:02:03.004Z")],
      ),
    );
    expect(rows.slice(1).map(([, day]) => day)).toEqual(["2001-03-05", "2001-03", "2001", "2001-03-05T01:02:03.004Z"]);
  });
});

describe("a JSON", () => {
  const about = { report: "cmb-97-021", figures: { overdue: { n: 1, of: 2 } } };
  test.each<[unknown[][]]>([[[]], [[[]]], [[[{ a: 1 }]]], [[[{ a: 1 }, { a: khmer }], [], [{ a: null }]]]])(
    "is one object, however its rows come: %j",
    async (batches) => {
      const json = JSON.parse(await textOf(writeJson(about, { rows: inBatches(...batches) })));
      expect(json).toEqual({ ...about, rows: batches.flat() });
    },
  );
});

describe("a workbook", () => {
  async function bytesOf(sheets: Sheet[], limit?: number): Promise<Buffer> {
    return Buffer.concat(await Array.fromAsync(writeWorkbook(sheets, "Asia/Phnom_Penh", limit)));
  }
  async function partOf(workbook: Buffer, name: string) {
    const bytes = {
      size: workbook.length,
      read: async (at: number, length: number) => workbook.subarray(at, at + length),
    };
    return readMember(bytes, (await listMembers(bytes)) ?? new Map(), name);
  }
  const sheetOf = (...rows: Sheet["batches"][]): Sheet[] =>
    rows.map((batches, index) => ({ name: `Sheet & ${index}`, head: ["Code", "Note"], widths: [8, 40], batches }));

  test("has each cell as what it is: text, number, day, instant", async () => {
    const rows: Cell[][] = [
      [khmer, -3.5],
      ["truth", true],
      ["day", { on: "2001-03-05", precision: "day" }],
      ["month", { on: "2001-03-31", precision: "month" }],
      ["year", { on: "2001-12-31", precision: "year" }],
      ["before 1900", { on: "1899-12-31", precision: "day" }],
      // 1 February in Phnom Penh already.
      ["instant", new Date("2001-01-31T17:30:15.000Z")],
      ["nothing", null],
    ];
    const read = await readSheet(await bytesOf(sheetOf([rows])));
    expect(read).toEqual([
      ["Code", "Note"],
      [khmer, -3.5],
      ["truth", true],
      ["day", new Date("2001-03-05T00:00:00.000Z")],
      ["month", "2001-03"],
      ["year", "2001"],
      ["before 1900", "1899-12-31"],
      ["instant", new Date("2001-02-01T00:30:15.000Z")],
      ["nothing", null],
    ]);
  });

  test.each(["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "_x0041_", "<b>&amp;\"'", " edges ", "one\ntwo"])(
    "holds %j as the text that it is",
    async (text) => {
      const [, row] = await readSheet(await bytesOf(sheetOf([[[text, text]]])), { trim: false });
      expect(row).toEqual([text, text]);
    },
  );

  test("leaves out what no XML can hold, and ends what is too long for a cell", async () => {
    const [, row] = await readSheet(
      await bytesOf(sheetOf([[["a\u0000\u000b\ud800b\uffff", "x".repeat(40_000), "y".repeat(32_767)]]])),
    );
    expect(row).toEqual(["a\ufffdb", `${"x".repeat(32_766)}…`, "y".repeat(32_767)]);
  });

  test("has several sheets, and what is too long for one goes on in the next, below the same head", async () => {
    const rows = (count: number) => Array.from({ length: count }, (_, index) => [`R${index + 1}`, index + 1]);
    const sheets = await readSheets(await bytesOf(sheetOf([rows(2)], [rows(3), rows(4)], []), 4));
    expect(sheets.map(({ sheet, data }) => [sheet, data.length])).toEqual([
      ["Sheet & 0", 3],
      ["Sheet & 1", 4],
      ["Sheet & 1 2", 4],
      ["Sheet & 1 3", 2],
      ["Sheet & 2", 1],
    ]);
    expect(sheets[3]?.data).toEqual([
      ["Code", "Note"],
      ["R4", 4],
    ]);
  });

  test("keeps its head in sight, gives columns their widths and can be filtered", async () => {
    const xml = await partOf(
      await bytesOf(
        sheetOf([
          [
            ["R1", 1],
            ["R2", 2],
          ],
        ]),
      ),
      "xl/worksheets/sheet1.xml",
    );
    expect(xml).toContain('<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>');
    expect(xml).toContain('<col min="2" max="2" width="40" customWidth="1"/>');
    expect(xml).toContain('<autoFilter ref="A1:B3"/>');
  });

  test("is written while its rows are still being read", async () => {
    let read = 0;
    async function* batches() {
      for (let batch = 0; batch < 100; batch++) {
        read += 1;
        yield Array.from({ length: 500 }, (_, index) => [`R${batch}-${index}`, Math.random() * index]);
      }
    }
    const pieces = writeWorkbook(sheetOf(batches()), "Asia/Phnom_Penh");
    for (let bytes = 0; bytes < 50_000; ) bytes += (await pieces.next()).value?.length ?? 50_000;
    expect(read).toBeGreaterThan(0);
    expect(read).toBeLessThan(80);
    await pieces.return(undefined);
  });

  test("is a zip whose every member has the length and the sum that the zip says", async () => {
    const bytes = await bytesOf(sheetOf([[[khmer, 1]]], [[["R1", 2]]]));
    let entries = 0;
    for (let at = bytes.indexOf("PK\x01\x02"); at >= 0; at = bytes.indexOf("PK\x01\x02", at + 1)) {
      const [sum, packed, unpacked] = [16, 20, 24].map((place) => bytes.readUInt32LE(at + place));
      const member = bytes.readUInt32LE(at + 42);
      const content = member + 30 + bytes.readUInt16LE(member + 26);
      const read = inflateRawSync(bytes.subarray(content, content + (packed ?? 0)));
      expect([crc32(read), read.length]).toEqual([sum, unpacked]);
      entries += 1;
    }
    expect(entries).toBe(7);
  });

  test("fails as its rows fail, and does not end as if it were whole", async () => {
    async function* batches() {
      yield [["R1", 1]];
      throw new Error("The database is gone.");
    }
    await expect(bytesOf(sheetOf(batches()))).rejects.toThrow("The database is gone.");
  });
});
