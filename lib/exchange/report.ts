import "server-only";
import { z } from "zod";
import { getReport } from "#lib/reports/queries.ts";

/** Letters, digits and hyphens: anything else names no report, and some of it no database can look up. */
const Slug = z.string().regex(/^[a-z0-9-]{1,100}$/);

/** The report that an address names. */
export async function findReport({ report }: { report: string }) {
  const slug = Slug.safeParse(report);
  return slug.success ? getReport(slug.data) : null;
}
