import { type Filters, isListOfAssignments, type Sort, sortOf } from "./schema.ts";

/** More rows than this are not sorted by what no index has in order, and not counted by each value. */
export const most = 2_000;

/** Whether so many rows can be sorted by a column: by the first of several only where they are few. A longer list is grouped by them. */
export function isSortable(sort: Sort, filters: Filters, found: number): boolean {
  const isOfSeveral = sort === "theme" || (sort === "organization" && !isListOfAssignments(filters));
  return !isOfSeveral || found <= most;
}

/** The filters with the order in which so many rows stand: that of the report, where they cannot be sorted as was asked. */
export function arranged(filters: Filters, found: number): Filters {
  return isSortable(sortOf(filters), filters, found) ? filters : { ...filters, sort: "report", order: undefined };
}
