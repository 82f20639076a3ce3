import "server-only";
import { cache } from "react";
import { db } from "#lib/db.ts";
import { settings } from "#lib/progress/thresholds.ts";

/** A report is public as a whole; what of it a viewer may see is asked of its recommendations. */
export const getReport = cache((slug: string) => readReport({ slug }));

/** The same, asked anew: for what is kept. */
export async function readReport(where: { slug: string } | { id: string }) {
  return db.report.findUnique({
    where,
    include: {
      author: { select: { slug: true, name: true, acronym: true } },
      funder: { select: { slug: true, name: true, acronym: true } },
      participations: {
        orderBy: { position: "asc" },
        select: {
          function: true,
          part: true,
          organization: { select: { id: true, slug: true, name: true, acronym: true } },
        },
      },
      themes: { orderBy: { position: "asc" }, select: { id: true, slug: true, name: true } },
    },
  });
}

export type Report = NonNullable<Awaited<ReturnType<typeof getReport>>>;

export const listReports = cache(async () => {
  return db.report.findMany({
    orderBy: { createdAt: "asc" },
    select: {
      id: true,
      slug: true,
      title: true,
      subtitle: true,
      createdAt: true,
      ...settings,
      participations: { where: { function: "steward" }, select: { organizationId: true } },
    },
  });
});
