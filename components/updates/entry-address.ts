import type { Day } from "#lib/dates.ts";

/** The id of an entry on the page of its history. */
export function entryId(id: string): string {
  return `entry-${id}`;
}

type Place = {
  /** The page of a recommendation, without a query; the one that is open when none is named. */
  page?: string | undefined;
  /** The day of the past that a link stays in. */
  asOf?: Day | undefined;
  isHere?: boolean;
};

/** Where an entry stands: on the page that is open, or on the page of the history that has it, now or as of a day. */
export function addressOfEntry(id: string, { page = "", asOf, isHere = false }: Place = {}): string {
  const query = new URLSearchParams({ entry: id, ...(asOf && { asOf }) });
  return `${isHere ? "" : `${page}?${query}`}#${entryId(id)}`;
}
