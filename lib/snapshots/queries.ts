import "server-only";
import { cache } from "react";
import { z } from "zod";
import { fromDatabaseDay } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { headlineOf } from "#lib/progress/headline.ts";
import { Content, Measures } from "./content.ts";
import { readExport } from "./storage.ts";

// Everybody may read what is frozen.

/** Letters, digits and hyphens: anything else names nothing, and some of it no database can look up. */
const Name = z.string().regex(/^[a-z0-9-]{1,100}$/);

const frozenBy = {
  actor: { select: { name: true } },
  organization: { select: { name: true, acronym: true } },
} as const;

export type ListedSnapshot = Awaited<ReturnType<typeof listSnapshots>>[number];

/** The snapshots of a report with their headline, the latest day first. */
export async function listSnapshots(reportId: string) {
  const [rows, counted] = await Promise.all([
    db.snapshot.findMany({
      where: { reportId },
      orderBy: [{ day: "desc" }, { createdAt: "desc" }],
      select: { id: true, slug: true, title: true, day: true, createdAt: true, ...frozenBy },
    }),
    db.$queryRaw<{ id: string; measures: unknown }[]>`
      select id, content #> '{all,measures}' as measures from snapshots where report_id = ${reportId}::uuid`,
  ]);
  const headlines = new Map(counted.map(({ id, measures }) => [id, headlineOf(Measures.parse(measures))]));
  return rows.flatMap(({ id, day, ...row }) => {
    const headline = headlines.get(id);
    return headline ? [{ ...row, day: fromDatabaseDay(day), headline }] : [];
  });
}

export type Snapshot = NonNullable<Awaited<ReturnType<typeof getSnapshot>>>;

/** A snapshot with all that was frozen in it but its recommendations, of which it has so many. */
export const getSnapshot = cache(async (reportSlug: string, slug: string) => {
  if (!Name.safeParse(reportSlug).success || !Name.safeParse(slug).success) return null;
  const snapshot = await db.snapshot.findFirst({
    where: { slug, report: { slug: reportSlug } },
    select: {
      id: true,
      slug: true,
      title: true,
      day: true,
      createdAt: true,
      content: true,
      _count: { select: { recommendations: true } },
      ...frozenBy,
      files: { orderBy: { id: "asc" }, select: { format: true, type: true, size: true, sha256: true } },
    },
  });
  if (!snapshot) return null;
  const { _count: counted, day, content, ...rest } = snapshot;
  return { ...rest, day: fromDatabaseDay(day), content: Content.parse(content), count: counted.recommendations };
});

/** An export of a snapshot, with its bytes to come. */
export async function getSnapshotFile(reportSlug: string, slug: string, format: string) {
  if (![reportSlug, slug, format].every((name) => Name.safeParse(name).success)) return null;
  const file = await db.snapshotFile.findFirst({
    where: { format, snapshot: { slug, report: { slug: reportSlug } } },
    select: { id: true, type: true, size: true, sha256: true },
  });
  if (!file) return null;
  const { id, ...known } = file;
  return { ...known, fileName: `${reportSlug}-${slug}.${format}`, content: () => readExport(id) };
}
