import { parse } from "csv-parse/sync";
import readSheets from "read-excel-file/node";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { dayAt } from "#lib/dates.ts";
import { findExport } from "#lib/exports/files.ts";
import { type Selection, selectRows } from "#lib/exports/queries.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { getReport } from "#lib/reports/queries.ts";
import { words } from "#lib/words.ts";

export const site = "https://tamdan.example.org";

type Asked = { report: string; query?: string; viewer?: Viewer; now?: Date };

/** What an export of this address holds, before any format. */
export async function select(
  file: string,
  { report: slug, query = "", viewer = publicViewer, now = new Date() }: Asked,
) {
  const report = await getReport(slug);
  const asked = findExport(file);
  if (!report || !asked) throw new Error(`There is no ${file} of ${slug}.`);
  const given: Record<string, string> = {
    ...Object.fromEntries(new URLSearchParams(query)),
    ...(asked.filters as object),
  };
  const filters = parseFilters(given);
  const asOf = filters.asOf && filters.asOf < dayAt(now, report.timeZone) ? filters.asOf : undefined;
  const reader = asked.isForAll ? publicViewer : viewer;
  return selectRows({ viewer: reader, report, filters: { ...filters, asOf }, now, asOf });
}

export function piecesOf(file: string, selection: Selection): AsyncIterator<string | Uint8Array> {
  const pieces = findExport(file)?.write(selection, { words, site });
  if (!pieces) throw new Error(`There is no ${file}.`);
  return pieces[Symbol.asyncIterator]();
}

export async function exported(file: string, asked: Asked): Promise<Buffer> {
  const pieces = piecesOf(file, await select(file, asked));
  const read: Buffer[] = [];
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) read.push(Buffer.from(next.value));
  return Buffer.concat(read);
}

/** Each row by the names of its columns, as strictly as RFC 4180 has it. */
export async function readCsv(asked: Asked): Promise<Record<string, string>[]> {
  return parse(await exported("csv", asked), {
    bom: true,
    columns: true,
    record_delimiter: "\r\n",
    relax_quotes: false,
    relax_column_count: false,
  });
}

type CellValue = string | number | boolean | Date | null;

/** The sheets by their names; of those with a head, each row by the names of its columns. */
export async function readWorkbook(file: "xlsx" | "report.xlsx", asked: Asked) {
  const sheets = await readSheets(await exported(file, asked));
  const rowsOf = (name: string) => {
    const [head = [], ...rows] = sheets.find(({ sheet }) => sheet === name)?.data ?? [];
    return rows.map((row) =>
      Object.fromEntries(head.map((column, index) => [String(column), row[index] as CellValue])),
    );
  };
  return { names: sheets.map(({ sheet }) => sheet), cover: sheets[0]?.data ?? [], rowsOf };
}
