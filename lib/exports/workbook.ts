import { Temporal } from "temporal-polyfill";
import { daysBetween } from "#lib/dates.ts";
import { text } from "#lib/markup.ts";
import { type Cell, isDay, plain } from "./cells.ts";
import { frameOf, type Place, styleAt, worksheet } from "./workbook-frame.ts";
import { type Member, writeZip } from "./zip.ts";

// An Excel workbook (ECMA-376) of several sheets, written row by row: texts stand in their cells and not in a table of
// their own, which would have to be held until the end. A text is never a formula here, whatever it begins with.

export type Look = "title" | "strong" | "share";
type SheetCell = Cell | { value: Cell; look: Look };
export type SheetRow = readonly SheetCell[];
export type Sheet = {
  name: string;
  /** In characters, column by column. */
  widths: readonly number[];
  /** The names of the columns: they stay in sight, and the rows can be filtered by them. */
  head?: readonly string[];
  batches: AsyncIterable<readonly SheetRow[]> | Iterable<readonly SheetRow[]>;
};

/** A sheet of Excel has no more; what is left goes on in another one, below the same head. */
const mostRows = 1_048_576;
/** Nor has a cell. */
const longestText = 32_767;

/** Instants are written as the clock of this time zone shows them, which is all that a spreadsheet knows of time. */
export async function* writeWorkbook(
  sheets: readonly Sheet[],
  timeZone: string,
  limit = mostRows,
): AsyncGenerator<Uint8Array> {
  const places: Place[] = [];
  async function* members(): AsyncGenerator<Member> {
    for (const sheet of sheets) {
      const rows = ahead(sheet.batches);
      for (let part = 1; part === 1 || (await rows.isMore()); part++) {
        const place: Place = { name: part === 1 ? sheet.name : `${sheet.name} ${part}` };
        const number = places.push(place);
        yield { name: `xl/worksheets/sheet${number}.xml`, content: writeSheet(sheet, rows, place, timeZone, limit) };
      }
    }
    for (const [name, content] of Object.entries(frameOf(places))) yield { name, content: [content] };
  }
  yield* writeZip(members());
}

/** Rows as they come, of which it can be told whether there is another one before it is taken. */
function ahead(batches: Sheet["batches"]) {
  async function* one() {
    for await (const batch of batches) yield* batch;
  }
  const rows = one();
  let next: Promise<IteratorResult<SheetRow, unknown>> | undefined;
  const peek = () => {
    next ??= rows.next();
    return next;
  };
  return {
    isMore: async () => !(await peek()).done,
    take: async () => {
      const { value, done } = await peek();
      next = undefined;
      return done ? undefined : (value as SheetRow);
    },
  };
}

async function* writeSheet(
  { head, widths }: Sheet,
  rows: ReturnType<typeof ahead>,
  place: Place,
  timeZone: string,
  limit: number,
): AsyncGenerator<string> {
  let piece = worksheet.open(widths, head !== undefined);
  let count = 0;
  if (head)
    piece += rowOf(
      ++count,
      head.map((name) => textCell(name, "head")),
    );
  while (count < limit) {
    const row = await rows.take();
    if (!row) break;
    piece += rowOf(
      ++count,
      row.map((cell) => writeCell(cell, timeZone)),
    );
    if (piece.length < 65_536) continue;
    yield piece;
    piece = "";
  }
  if (head && count > 1) place.table = `$A$1:$${columnName(widths.length - 1)}$${count}`;
  yield piece + worksheet.close(place.table?.replaceAll("$", ""));
}

/** A cell of a column: where it stands is told by the row. */
type WriteAt = (at: string) => string;

function rowOf(number: number, cells: readonly WriteAt[]): string {
  return `<row r="${number}">${cells.map((write, column) => write(columnName(column) + number)).join("")}</row>`;
}

const nothing: WriteAt = () => "";

function writeCell(cell: SheetCell, timeZone: string): WriteAt {
  if (typeof cell === "object" && cell !== null && "look" in cell) return writeValue(cell.value, timeZone, cell.look);
  return writeValue(cell, timeZone);
}

function writeValue(value: Cell, timeZone: string, look?: Look): WriteAt {
  if (value === null || value === "") return nothing;
  if (typeof value === "number") return numberCell(value, look ?? "number");
  if (typeof value === "boolean") return (at) => `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`;
  if (value instanceof Date) return numberCell(serialInstant(value, timeZone), "instant");
  // A month or a year is no day: it stays a text, and so does a day that Excel does not know.
  if (isDay(value) && value.precision === "day" && value.on >= firstCertain)
    return numberCell(daysBetween(beginning, value.on), "day");
  return textCell(String(plain(value)), look ?? "text");
}

function numberCell(value: number, style: keyof typeof styleAt): WriteAt {
  return (at) => `<c r="${at}" s="${styleAt[style]}"><v>${value}</v></c>`;
}

function textCell(text: string, style: keyof typeof styleAt): WriteAt {
  return (at) =>
    `<c r="${at}" s="${styleAt[style]}" t="inlineStr"><is><t xml:space="preserve">${written(text)}</t></is></c>`;
}

/** Day 0 of a spreadsheet, and the first day after the 29th of February 1900, which it takes for one. */
const beginning = "1899-12-30";
const firstCertain = "1900-03-01";
const daySeconds = 86_400;

function serialInstant(instant: Date, timeZone: string): number {
  const clock = Temporal.Instant.fromEpochMilliseconds(instant.getTime()).toZonedDateTimeISO(timeZone);
  const seconds = clock.hour * 3600 + clock.minute * 60 + clock.second;
  return daysBetween(beginning, clock.toPlainDate().toString()) + seconds / daySeconds;
}

/** As XML may hold it; what Excel would read as an escape of its own is written so that it does not. */
function written(typed: string): string {
  const whole = typed.length > longestText ? `${typed.slice(0, longestText - 1)}…` : typed;
  return text(whole).replace(/_(?=x[0-9a-f]{4}_)/gi, "_x005F_");
}

const columnNames: string[] = [];

/** A, B … Z, AA: made once, since every cell asks. */
function columnName(column: number): string {
  for (let next = columnNames.length; next <= column; next++)
    columnNames.push((next >= 26 ? columnName(Math.floor(next / 26) - 1) : "") + String.fromCharCode(65 + (next % 26)));
  return columnNames[column] ?? "";
}
