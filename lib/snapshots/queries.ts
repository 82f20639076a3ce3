import "server-only";
import { cache } from "react";
import { z } from "zod";
import { fromDatabaseDay } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import type { Figure } from "#lib/progress/figures.ts";
import type { Report } from "#lib/reports/queries.ts";
import { composeContent } from "./compose.ts";
import { Content } from "./content.ts";
import { type Compared, present } from "./schema.ts";
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
  const [rows, headlines] = await Promise.all([
    db.snapshot.findMany({
      where: { reportId },
      orderBy: [{ day: "desc" }, { createdAt: "desc" }],
      select: { id: true, slug: true, title: true, day: true, createdAt: true, ...frozenBy },
    }),
    db.$queryRaw<{ id: string; verified: Figure; reported: Figure }[]>`
      select id, content #> '{all,figures,verifiedImplementation}' as verified,
        content #> '{all,figures,reportedImplementation}' as reported
      from snapshots where report_id = ${reportId}::uuid`,
  ]);
  const headlineOf = new Map(headlines.map(({ id, ...headline }) => [id, headline]));
  return rows.flatMap(({ id, day, ...row }) => {
    const headline = headlineOf.get(id);
    return headline ? [{ ...row, day: fromDatabaseDay(day), ...headline }] : [];
  });
}

export type Snapshot = NonNullable<Awaited<ReturnType<typeof getSnapshot>>>;

/** A snapshot with all that was frozen in it. */
export const getSnapshot = cache(async (reportSlug: string, slug: string) => {
  if (!Name.safeParse(reportSlug).success || !Name.safeParse(slug).success) return null;
  const snapshot = await db.snapshot.findFirst({
    where: { slug, report: { slug: reportSlug } },
    select: {
      slug: true,
      title: true,
      day: true,
      createdAt: true,
      content: true,
      ...frozenBy,
      files: { orderBy: { id: "asc" }, select: { format: true, type: true, size: true, sha256: true } },
    },
  });
  return snapshot && { ...snapshot, day: fromDatabaseDay(snapshot.day), content: Content.parse(snapshot.content) };
});

type End = { slug: string; title: string | null; content: Content; createdAt: Date };
export type ComparedEnds = readonly [End, End];

/** The two that are compared, the earlier first; or why they cannot be. */
export async function getCompared(
  report: Report,
  { one, other }: Compared,
  now: Date,
): Promise<ComparedEnds | "nothing-named" | "same" | "not-found"> {
  if (!one || !other) return "nothing-named";
  if (one === other) return "same";
  const endOf = async (slug: string): Promise<End | null> =>
    slug === present
      ? { slug, title: null, content: await composeContent(report, now), createdAt: now }
      : getSnapshot(report.slug, slug);
  const [first, second] = await Promise.all([endOf(one), endOf(other)]);
  if (!first || !second) return "not-found";
  const at = ({ content, createdAt }: End) => `${content.on} ${createdAt.toISOString()}`;
  return at(first) <= at(second) ? [first, second] : [second, first];
}

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
