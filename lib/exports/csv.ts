import { type Cell, plain } from "./cells.ts";

// CSV as RFC 4180 has it, in UTF-8 with a mark at its beginning, without which Excel takes it for another encoding.

const mark = "\ufeff";
const lineEnd = "\r\n";

/**
 * What a spreadsheet would run as a formula: text that begins with one of these, also behind space, also in full width.
 * It gets an apostrophe before it, which says that it is text. Numbers of our own are no text.
 */
const formula = /^(?:[\t\r\n]|\s*[=+\-@＝＋－＠])/;

/** A table as the lines of a CSV, in pieces as the rows come. */
export async function* writeCsv(
  head: readonly string[],
  batches: AsyncIterable<readonly (readonly Cell[])[]>,
): AsyncGenerator<string> {
  yield mark + writeLine(head);
  for await (const rows of batches) yield rows.map(writeLine).join("");
}

function writeLine(cells: readonly Cell[]): string {
  return cells.map(writeField).join(",") + lineEnd;
}

function writeField(cell: Cell): string {
  const value = plain(cell);
  if (value === null) return "";
  if (typeof value !== "string") return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
