import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { dayAt } from "#lib/dates.ts";
import { findExport } from "#lib/exports/files.ts";
import { type Selection, selectRows } from "#lib/exports/selection.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { getReport } from "#lib/reports/queries.ts";
import { words } from "#lib/words.ts";
import { parseCsv, parseDocument, parseWorkbook } from "./export-files.ts";

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
  const given = Object.fromEntries(new URLSearchParams(query));
  const { asOf: day } = given;
  const filters = parseFilters(asked.filters ? { ...(asked.filters as object), ...(day && { asOf: day }) } : given);
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

export const readCsv = async (asked: Asked) => parseCsv(await exported("csv", asked));

export const readWorkbook = async (file: "xlsx" | "report.xlsx", asked: Asked) =>
  parseWorkbook(await exported(file, asked));

export const readDocument = async (asked: Asked) => parseDocument(await exported("report.docx", asked));
