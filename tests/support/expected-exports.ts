import { expect } from "vitest";
import { exported, readCsv, readDocument, readWorkbook } from "./exported.ts";
import { missingIn, plainBlocks, plainDocument, plainJson, plainSheet, readSheet } from "./plain-exports.ts";
import type { PlainFilters } from "./plain-lists.ts";
import type { PlainRows } from "./plain-rows.ts";
import { plainTable, type Unit } from "./plain-tables.ts";

/** Expects of the exports of a report what a plain loop counts and finds; `asOf` is the day as it is asked for, nothing for today. */
export function exportsOf(rows: PlainRows, now: Date, asOf: (day: string) => string | undefined) {
  function askedAs(day: string, unit: Unit, filters: PlainFilters) {
    const query = new URLSearchParams({ unit, ...filters, ...(asOf(day) && { asOf: day }) });
    return { report: rows.report.slug, query: query.toString(), now };
  }

  /** CSV and JSON. */
  async function expectExported(day: string, unit: Unit, filters: PlainFilters) {
    const asked = askedAs(day, unit, filters);
    const plain = plainTable(rows, day, unit, filters);
    expect(plain.read(await readCsv(asked)), asked.query).toEqual(plain.csv);
    const json = JSON.parse((await exported("json", asked)).toString());
    expect(json, asked.query).toMatchObject({ ...plainJson(rows, day), count: plain.json.length, unit });
    expect(plain.read(json.rows, true), asked.query).toEqual(plain.json);
  }

  async function expectWorkbook(day: string, unit: Unit, filters: PlainFilters) {
    const asked = askedAs(day, unit, filters);
    const plain = plainTable(rows, day, unit, filters);
    const { rowsOf } = await readWorkbook("xlsx", asked);
    expect(readSheet(rowsOf("Figures")), asked.query).toEqual(plainSheet(rows, day));
    expect(plain.read(rowsOf(unit === "assignment" ? "Assignments" : "Recommendations")), asked.query).toEqual(
      plain.sheet,
    );
    expect(plain.readLog(rowsOf("Log")), asked.query).toEqual(plain.log);
  }

  async function expectDocument(day: string) {
    const read = await readDocument(askedAs(day, "recommendation", {}));
    expect(missingIn(read.rows, plainDocument(rows, day)), day).toEqual([]);
    const blocks = read.rows.filter((row) => row.length === 6 && / \((Lead|Support)\)$/.test(row[0] ?? ""));
    expect(blocks.toSorted(), day).toEqual(plainBlocks(rows, day).toSorted());
  }

  return { expectExported, expectWorkbook, expectDocument };
}
