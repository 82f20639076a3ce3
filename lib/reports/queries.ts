import "server-only";
import { cache } from "react";
import { db } from "#lib/db.ts";

/** A report is public as a whole; what of it a viewer may see is asked of its recommendations. */
export const getReport = cache(async (slug: string) => {
  return db.report.findUnique({
    where: { slug },
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
      themes: { orderBy: { position: "asc" }, select: { slug: true, name: true } },
    },
  });
});

export type Report = NonNullable<Awaited<ReturnType<typeof getReport>>>;

export const listReports = cache(async () => {
  return db.report.findMany({
    orderBy: { createdAt: "asc" },
    select: {
      slug: true,
      title: true,
      subtitle: true,
      participations: { where: { function: "steward" }, select: { organizationId: true } },
    },
  });
});
