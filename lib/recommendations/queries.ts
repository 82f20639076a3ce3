import "server-only";
import { cache } from "react";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { assignedColumns } from "#lib/assignments/assigned.ts";
import { stateColumns } from "#lib/assignments/projection.ts";
import { db } from "#lib/db.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { settings } from "#lib/progress/thresholds.ts";
import { visibleRecommendations } from "./policy.ts";
import type { Filters } from "./schema.ts";

const pageSize = 50;
/** Each word is a search of its own. */
const mostWords = 12;

/** The assignments that are not withdrawn, lead before support. */
const followed = {
  where: { withdrawnAt: null },
  orderBy: [{ role: "asc" }, { organization: { acronym: "asc" } }],
} satisfies Prisma.Recommendation$assignmentsArgs;

/** One page of the list, the last one when the address asks for one beyond it, and how many there are in all. Everything that filters and sorts is on an index. */
export async function listRecommendations(viewer: Viewer, reportId: string, filters: Filters) {
  const where: Prisma.RecommendationWhereInput = {
    AND: [{ reportId }, visibleRecommendations(viewer), ...conditions(filters)],
  };
  const found = await db.recommendation.count({ where });
  const pages = Math.max(1, Math.ceil(found / pageSize));
  const page = Math.min(filters.page, pages);
  const items = await db.recommendation.findMany({
    where,
    orderBy:
      filters.sort === "latest"
        ? [{ lastEntryAt: { sort: "desc", nulls: "last" } }, { position: "asc" }]
        : { position: "asc" },
    skip: (page - 1) * pageSize,
    take: pageSize,
    select: {
      code: true,
      title: true,
      kind: true,
      textComplete: true,
      implementation: true,
      lastEntryAt: true,
      parentId: true,
      themes: { orderBy: { theme: { position: "asc" } }, select: { theme: { select: { slug: true, name: true } } } },
      assignments: {
        ...followed,
        select: {
          role: true,
          implementation: true,
          verification: true,
          organization: { select: { slug: true, name: true, acronym: true } },
        },
      },
    },
  });
  return { found, items, page, pages };
}

/**
 * A status is that of the recommendation, rolled up; with an organization it is the status of that organization's own
 * assignment. Words must all occur, each anywhere in code, title or statement.
 */
function conditions({ status, organization, theme, kind, words }: Filters): Prisma.RecommendationWhereInput[] {
  const assigned = organization && {
    withdrawnAt: null,
    organization: { slug: organization },
    ...(status && { implementation: status }),
  };
  const isAmong = (word: string) => ({ contains: word.replace(/[\\%_]/g, "\\$&"), mode: "insensitive" as const });
  return [
    ...(assigned ? [{ assignments: { some: assigned } }] : status ? [{ implementation: status }] : []),
    ...(theme ? [{ themes: { some: { theme: { slug: theme } } } }] : []),
    ...(kind ? [{ kind }] : []),
    ...(words ?? "")
      .split(/\s+/)
      .filter(Boolean)
      .slice(0, mostWords)
      .map((word) => ({ OR: [{ title: isAmong(word) }, { statement: isAmong(word) }, { code: isAmong(word) }] })),
  ];
}

export type Recommendation = NonNullable<Awaited<ReturnType<typeof getRecommendation>>>;

/** The recommendation of a code with its parts, parent and assignments, for its page. */
export const getRecommendation = cache(async (viewer: Viewer, reportSlug: string, code: string) => {
  const visible = visibleRecommendations(viewer);
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
        select: { code: true, title: true, implementation: true, lastEntryAt: true },
      },
      themes: { orderBy: { theme: { position: "asc" } }, select: { theme: { select: { slug: true, name: true } } } },
      assignments: {
        ...followed,
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
  return { ...recommendation, parent };
});

/** Recommendations as a register has them, in its order, after one that was read before; several may stand at one position. */
export async function listRegister(
  viewer: Viewer,
  reportId: string,
  after: { position: number; id: string } | undefined,
  count: number,
) {
  const visible = visibleRecommendations(viewer);
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
      implementation: true,
      themes: { orderBy: { theme: { position: "asc" } }, select: { theme: { select: { slug: true } } } },
      assignments: {
        ...followed,
        select: {
          role: true,
          basis: true,
          response: true,
          implementation: true,
          exitRequested: true,
          verification: true,
          targetOn: true,
          targetPrecision: true,
          lastEntryAt: true,
          logLength: true,
          headHash: true,
          organization: { select: { slug: true } },
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
  return rows.map(({ parentId, ...row }) => ({ ...row, parent: (parentId && codes.get(parentId)) ?? null }));
}
