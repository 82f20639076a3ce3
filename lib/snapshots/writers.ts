import "server-only";
import { publicViewer } from "#lib/accounts/viewer.ts";
import type { Day } from "#lib/dates.ts";
import { findExport } from "#lib/exports/files.ts";
import { selectRows } from "#lib/exports/selection.ts";
import { Filters, Unit } from "#lib/recommendations/schema.ts";
import type { Report } from "#lib/reports/queries.ts";
import { siteAddress } from "#lib/site-address.ts";
import { words } from "#lib/words.ts";
import type { Content, FrozenRecommendation } from "./content.ts";

/** What an export of a frozen day is made from. */
export type Source = {
  report: Report;
  day: Day;
  now: Date;
  content: Content;
  recommendations: () => AsyncIterable<FrozenRecommendation[]>;
};

/** Writes one format, once, when a day is frozen; named as its files end. */
export type Writer = { format: string; type: string; write: (source: Source) => AsyncIterable<string | Uint8Array> };

/** The formats of a snapshot, in the order in which they are offered. */
export const writers: readonly Writer[] = [
  ofExport("docx", "report.docx"),
  ofExport("xlsx", "report.xlsx"),
  ofExport("csv", "csv"),
  { format: "json", type: "application/json", write: writeContent },
];

/** An export of the report as of the day, as everybody gets it: a row for each assignment. */
function ofExport(format: string, name: string): Writer {
  const file = findExport(name);
  if (!file) throw new Error(`There is no export ${name}.`);
  const set = file.filters ?? { unit: Unit.assignment };
  const write = async function* ({ report, day, now }: Source) {
    const filters = Filters.parse({ ...set, asOf: day });
    const selection = await selectRows({ viewer: publicViewer, report, filters, now, asOf: day });
    yield* file.write(selection, { words, site: siteAddress() ?? "" });
  };
  return { format, type: file.type, write };
}

/** What is frozen, as it is. */
async function* writeContent({ content, recommendations }: Source) {
  yield `${JSON.stringify(content).slice(0, -1)},"recommendations":[`;
  let comma = "";
  for await (const piece of recommendations())
    for (const recommendation of piece) {
      yield `${comma}\n${JSON.stringify(recommendation)}`;
      comma = ",";
    }
  yield "\n]}\n";
}
