import { writeCsv } from "#lib/exports/csv.ts";
import type { Words } from "#lib/words.ts";
import type { AccessRow } from "./queries.ts";
import { wordAccess } from "./wording.ts";

type Cell = string | null;

/** What each row has of an entry, column by column. */
const columns = {
  id: ({ id }) => String(id),
  recordedAt: ({ recordedAt }) => recordedAt.toISOString(),
  kindWords: ({ kind }, words) => words(`access.kindOf.${kind}`),
  kind: ({ kind }) => kind,
  said: (row, words) => wordAccess(row, words),
  who: ({ actor }) => actor?.name ?? null,
  whoId: ({ actor }) => actor?.id ?? null,
  about: ({ about }) => about?.name ?? null,
  aboutId: ({ about }) => about?.id ?? null,
  organization: ({ organization }) => organization?.acronym ?? null,
  address: ({ address }) => address,
  browser: ({ details }) => details.browser ?? null,
  details: ({ kept }) => JSON.stringify(kept),
} as const satisfies Record<string, (row: AccessRow, words: Words) => Cell>;

const keys = Object.keys(columns) as (keyof typeof columns)[];

/** The access log as a table for other programs. */
export function writeAccess(batches: AsyncIterable<AccessRow[]>, words: Words): AsyncGenerator<string> {
  return writeCsv(
    keys.map((key) => words(`access.column.${key}`)),
    rowsOf(batches, words),
  );
}

async function* rowsOf(batches: AsyncIterable<AccessRow[]>, words: Words) {
  for await (const rows of batches) yield rows.map((row) => keys.map((key) => columns[key](row, words)));
}
