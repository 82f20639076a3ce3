import "server-only";
import { cache } from "react";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { lastInstant } from "#lib/as-of.ts";
import { assignedColumns } from "#lib/assignments/assigned.ts";
import { asTheyWere, followedAt } from "#lib/assignments/past.ts";
import { stateColumns } from "#lib/assignments/projection.ts";
import type { Day } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { succession } from "#lib/organizations/succession.ts";
import { type Settings, settings } from "#lib/progress/thresholds.ts";
import { getReport } from "#lib/reports/queries.ts";
import { matching } from "./matching.ts";
import { lastEntryAt, rolledUpThen } from "./past.ts";
import { visibleRecommendations } from "./policy.ts";
import type { Filters } from "./schema.ts";

const pageSize = 50;

/** The assignments that are not withdrawn, or were not then, lead before support. */
const followed = (until?: Date) =>
  ({
    where: followedAt(until),
    orderBy: [{ role: "asc" }, { organization: { acronym: "asc" } }],
  }) satisfies Prisma.Recommendation$assignmentsArgs;

type Listed = Settings & { id: string };

/** One page of the list, now or at an instant of the past: the last page when the address asks for one beyond it, and how many there are in all. Everything that filters and sorts is on an index. */
export async function listRecommendations(viewer: Viewer, report: Listed, filters: Filters, now: Date, until?: Date) {
  const { from, where } = matching({ viewer, report, filters, now, until });
  const order = filters.sort === "latest" ? Prisma.sql`${lastEntryAt(until)} desc nulls last,` : Prisma.empty;
  const { found, ids, page, pages } = await readingAs(viewer, async (tx) => {
    const [{ found } = { found: 0 }] = await tx.$queryRaw<{ found: number }[]>`
      select count(*)::int as found from ${from} where ${where}`;
    const pages = Math.max(1, Math.ceil(found / pageSize));
    const page = Math.min(filters.page, pages);
    const rows = await tx.$queryRaw<{ id: string }[]>`
      select r.id from ${from} where ${where} order by ${order} r.position, r.id
      limit ${pageSize} offset ${(page - 1) * pageSize}`;
    return { found, ids: rows.map(({ id }) => id), page, pages };
  });
  const rows = await db.recommendation.findMany({
    where: { id: { in: ids } },
    select: {
      id: true,
      code: true,
      title: true,
      kind: true,
      textComplete: true,
      implementation: true,
      lastEntryAt: true,
      parentId: true,
      themes: { orderBy: { theme: { position: "asc" } }, select: { theme: { select: { slug: true, name: true } } } },
      assignments: {
        ...followed(until),
        select: {
          id: true,
          role: true,
          implementation: true,
          verification: true,
          organization: { select: { slug: true, name: true, acronym: true } },
        },
      },
    },
  });
  const items = await then(rows, until);
  const places = new Map(ids.map((id, place) => [id, place]));
  const placeOf = ({ id }: { id: string }) => places.get(id) ?? 0;
  return { found, items: items.toSorted((one, other) => placeOf(one) - placeOf(other)), page, pages };
}

/** Recommendations and their assignments with what stood at an instant of the past, if one is given. */
async function then<Assignment extends { id: string }, Row extends { id: string; assignments: Assignment[] }>(
  rows: readonly Row[],
  until: Date | undefined,
): Promise<Row[]> {
  if (!until) return [...rows];
  const [recommendations, assignments] = await Promise.all([
    rolledUpThen(rows, until),
    asTheyWere(
      rows.flatMap((row) => row.assignments),
      () => until,
    ),
  ]);
  const states = new Map(assignments.map((assignment) => [assignment.id, assignment]));
  return recommendations.map((row) => ({
    ...row,
    assignments: row.assignments.map((assignment) => states.get(assignment.id) ?? assignment),
  }));
}

export type Recommendation = NonNullable<Awaited<ReturnType<typeof getRecommendation>>>;

/** The recommendation of a code with its parts, parent and assignments, for its page: as they are, or as they were. */
export const getRecommendation = cache(async (viewer: Viewer, reportSlug: string, code: string, asOf?: Day) => {
  const timeZone = asOf && (await getReport(reportSlug))?.timeZone;
  const until = timeZone ? lastInstant(asOf, timeZone) : undefined;
  const visible = visibleRecommendations(viewer, until);
  const recommendation = await db.recommendation.findFirst({
    where: { AND: [{ code, report: { slug: reportSlug } }, visible] },
    select: {
      id: true,
      code: true,
      title: true,
      statement: true,
      kind: true,
      section: true,
      locator: true,
      sourceUrl: true,
      textComplete: true,
      editorialNote: true,
      priority: true,
      prioritySource: true,
      implementation: true,
      lastEntryAt: true,
      report: {
        select: {
          id: true,
          slug: true,
          title: true,
          kindMeanings: true,
          ...settings,
          publishedOn: true,
          publishedPrecision: true,
        },
      },
      parentId: true,
      parts: {
        where: visible,
        orderBy: { position: "asc" },
        select: { id: true, code: true, title: true, implementation: true, lastEntryAt: true },
      },
      themes: { orderBy: { theme: { position: "asc" } }, select: { theme: { select: { slug: true, name: true } } } },
      assignments: {
        ...followed(until),
        select: {
          ...assignedColumns,
          ...stateColumns,
          id: true,
          role: true,
          basis: true,
          logLength: true,
          lastEntryAt: true,
          createdAt: true,
        },
      },
    },
  });
  if (!recommendation) return null;
  // A part may be seen whose parent is a draft or withdrawn: the parent is then not named.
  const parent = recommendation.parentId
    ? await db.recommendation.findFirst({
        where: { AND: [{ id: recommendation.parentId }, visible] },
        select: { code: true, title: true },
      })
    : null;
  const [[was = recommendation], parts] = await Promise.all([
    then([recommendation], until),
    rolledUpThen(recommendation.parts, until),
  ]);
  return { ...was, parts, parent };
});

/** Recommendations as a register has them, or at an instant of the past had them, in its order, after one that was read before; several may stand at one position. */
export async function listRegister(
  viewer: Viewer,
  reportId: string,
  after: { position: number; id: string } | undefined,
  count: number,
  until?: Date,
) {
  const visible = visibleRecommendations(viewer, until);
  const later = after && {
    position: { gte: after.position },
    OR: [{ position: { gt: after.position } }, { id: { gt: after.id } }],
  };
  const rows = await db.recommendation.findMany({
    where: { AND: [{ reportId }, visible, later ?? {}] },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    take: count,
    select: {
      id: true,
      position: true,
      code: true,
      parentId: true,
      kind: true,
      title: true,
      statement: true,
      textComplete: true,
      section: true,
      locator: true,
      sourceUrl: true,
      priority: true,
      prioritySource: true,
      implementation: true,
      themes: { orderBy: { theme: { position: "asc" } }, select: { theme: { select: { slug: true } } } },
      assignments: {
        ...followed(until),
        select: {
          id: true,
          role: true,
          basis: true,
          ...stateColumns,
          lastEntryAt: true,
          createdAt: true,
          logLength: true,
          headHash: true,
          organization: { select: succession },
        },
      },
    },
  });
  // Asked for apart: a part may be seen whose parent is a draft or withdrawn, and the parent is then not named.
  const parents = await db.recommendation.findMany({
    where: { AND: [{ id: { in: rows.flatMap(({ parentId }) => parentId ?? []) } }, visible] },
    select: { id: true, code: true },
  });
  const codes = new Map(parents.map(({ id, code }) => [id, code]));
  return (await then(rows, until)).map(({ parentId, ...row }) => ({
    ...row,
    parent: (parentId && codes.get(parentId)) ?? null,
  }));
}
