import "server-only";
import { type Database, db } from "#lib/db.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { FrozenRecommendation } from "./content.ts";
import type { Place } from "./schema.ts";

// The recommendations of snapshots: a row each, in the transaction of their snapshot, so that a page reads those that it shows.

/** Keeps them in the order in which they come. */
export async function saveRecommendations(
  tx: Database,
  snapshotId: string,
  pieces: AsyncIterable<FrozenRecommendation[]>,
): Promise<void> {
  let position = 0;
  for await (const piece of pieces)
    await tx.snapshotRecommendation.createMany({
      data: piece.map((recommendation) => ({
        snapshotId,
        position: position++,
        recommendationId: recommendation.id,
        content: JSON.parse(JSON.stringify(recommendation)),
        organizations: [...new Set(recommendation.assignments.map(({ organization }) => organization))],
        themes: recommendation.themes,
      })),
    });
}

const pieceSize = 500;

/** All of them, a piece at a time. */
export async function* readRecommendations(tx: Database, snapshotId: string): AsyncGenerator<FrozenRecommendation[]> {
  for (let read = 0; ; read += pieceSize) {
    const rows = await tx.snapshotRecommendation.findMany({
      where: { snapshotId, position: { gte: read, lt: read + pieceSize } },
      ...inOrder,
    });
    if (rows.length === 0) return;
    yield rows.map(({ content }) => FrozenRecommendation.parse(content));
  }
}

const inOrder = {
  orderBy: { position: "asc" },
  select: { content: true },
} as const satisfies Prisma.SnapshotRecommendationFindManyArgs;

const pageSize = 50;

/** One page of them, of those of an organization or a theme where one is named: the last page when there are not so many. */
export async function listFrozen(snapshotId: string, { organization, theme, page: asked }: Place) {
  const where: Prisma.SnapshotRecommendationWhereInput = {
    snapshotId,
    ...(organization && { organizations: { has: organization } }),
    ...(theme && { themes: { has: theme } }),
  };
  const found = await db.snapshotRecommendation.count({ where });
  const pages = Math.max(1, Math.ceil(found / pageSize));
  const page = Math.min(asked, pages);
  const rows = await db.snapshotRecommendation.findMany({
    where,
    ...inOrder,
    skip: (page - 1) * pageSize,
    take: pageSize,
  });
  return { found, page, pages, items: rows.map(({ content }) => FrozenRecommendation.parse(content)) };
}
