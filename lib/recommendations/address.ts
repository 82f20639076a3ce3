import type { Day } from "#lib/dates.ts";
import { type Filters, type ListedMeasure, writeFilters } from "./schema.ts";

/** The address of a report's list with these filters. */
export function listAddress(report: string, filters: Partial<Filters> = {}): string {
  return `/reports/${report}/recommendations${writeFilters(filters)}`;
}

/** Where the assignments that a measure counts are listed: of these filters, as of their day or another. */
export function measureAddress(report: string, filters: Partial<Filters>) {
  return (counted: ListedMeasure, on?: Day) =>
    listAddress(report, { ...filters, counted, ...(on !== undefined && { asOf: on }) });
}
