import { type DatedDay, writeDatedDay } from "#lib/dates.ts";

/** What stands in a cell of an export, whatever its format: a day with how exactly it is known, an instant as a Date. */
export type Cell = string | number | boolean | DatedDay | Date | null;

export function isDay(cell: Cell): cell is DatedDay {
  return typeof cell === "object" && cell !== null && "precision" in cell;
}

/** A cell as text and number are written everywhere: ISO 8601 for days (2001-03 where only the month is known) and instants. */
export function plain(cell: Cell): string | number | boolean | null {
  if (isDay(cell)) return writeDatedDay(cell);
  return cell instanceof Date ? cell.toISOString() : cell;
}
