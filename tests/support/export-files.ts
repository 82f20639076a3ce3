import { parse } from "csv-parse/sync";
import mammoth from "mammoth";
import readSheets from "read-excel-file/node";

// Exports read back by libraries that know nothing of how they were written.

/** Each row by the names of its columns, as strictly as RFC 4180 has it. */
export function parseCsv(file: Buffer): Record<string, string>[] {
  return parse(file, {
    bom: true,
    columns: true,
    record_delimiter: "\r\n",
    relax_quotes: false,
    relax_column_count: false,
  });
}

export type SheetValue = string | number | boolean | Date | null;

/** The sheets by their names; of those with a head, each row by the names of its columns. */
export async function parseWorkbook(file: Buffer) {
  const sheets = await readSheets(file);
  const rowsOf = (name: string) => {
    const [head = [], ...rows] = sheets.find(({ sheet }) => sheet === name)?.data ?? [];
    return rows.map((row) =>
      Object.fromEntries(head.map((column, index) => [String(column), row[index] as SheetValue])),
    );
  };
  return { names: sheets.map(({ sheet }) => sheet), cover: sheets[0]?.data ?? [], rowsOf };
}

/** The text of a document, and the cells of each row of its tables. */
export async function parseDocument(buffer: Buffer) {
  const [{ value: html }, { value: text }] = await Promise.all([
    mammoth.convertToHtml({ buffer }),
    mammoth.extractRawText({ buffer }),
  ]);
  const rows = [...html.matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row = ""]) =>
    [...row.matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/gs)].map(([, cell = ""]) => cell.replace(/<[^>]+>/g, "").trim()),
  );
  return { html, text, rows };
}
