import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { db } from "#lib/db.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";

const organization = { select: { slug: true, name: true, acronym: true } } as const;

/** What of an entry is shown, wherever it is shown. */
const shown = {
  id: true,
  sequence: true,
  kind: true,
  note: true,
  previousImplementation: true,
  implementation: true,
  whatRemains: true,
  completedOn: true,
  completedPrecision: true,
  howIntentMet: true,
  doneInstead: true,
  exitReason: true,
  justification: true,
  source: true,
  occurredOn: true,
  occurredPrecision: true,
  recordedAt: true,
  actor: { select: { name: true } },
  actingOrganization: organization,
  onBehalfOf: organization,
  assignment: { select: { id: true, organization, recommendation: { select: { code: true, title: true } } } },
  evidence: {
    where: { restricted: false },
    orderBy: { position: "asc" },
    select: { id: true, title: true, url: true, issuer: true },
  },
} as const satisfies Prisma.UpdateSelect;

export type ShownUpdate = Prisma.UpdateGetPayload<{ select: typeof shown }>;

function visibleUpdates(viewer: Viewer, until?: Date): Prisma.UpdateWhereInput {
  const recorded = until && { recordedAt: { lte: until } };
  return { ...recorded, assignment: { recommendation: visibleRecommendations(viewer, until) } };
}

const pageSize = 50;
const newestFirst = [{ recordedAt: "desc" }, { id: "desc" }] as const satisfies Prisma.UpdateOrderByWithRelationInput[];

/** The history of a recommendation and of its parts, newest first, a page of it at a time; of the past, what was recorded by then. */
export async function listHistory(viewer: Viewer, recommendationId: string, asked: number, until?: Date) {
  const where: Prisma.UpdateWhereInput = {
    AND: [
      { assignment: { recommendation: { OR: [{ id: recommendationId }, { parentId: recommendationId }] } } },
      visibleUpdates(viewer, until),
    ],
  };
  const found = await db.update.count({ where });
  const pages = Math.max(1, Math.ceil(found / pageSize));
  const page = Math.min(asked, pages);
  const entries = await db.update.findMany({
    where,
    orderBy: newestFirst,
    skip: (page - 1) * pageSize,
    take: pageSize,
    select: shown,
  });
  return { found, entries, page, pages };
}

/** Entries by their ids, in no order. */
export async function listEntries(viewer: Viewer, ids: string[]) {
  return db.update.findMany({ where: { AND: [{ id: { in: ids } }, visibleUpdates(viewer)] }, select: shown });
}

/** What an assignment's log has got since a writer saw it, oldest first: of many the newest twenty. */
export async function listSince(viewer: Viewer, assignmentId: string, seen: number) {
  const entries = await db.update.findMany({
    where: { AND: [{ assignmentId, sequence: { gt: seen } }, visibleUpdates(viewer)] },
    orderBy: { sequence: "desc" },
    take: 20,
    select: shown,
  });
  return entries.toReversed();
}

export async function listLatestUpdates(viewer: Viewer, reportId: string, count: number, until?: Date) {
  return db.update.findMany({
    where: { AND: [{ reportId }, visibleUpdates(viewer, until)] },
    orderBy: newestFirst,
    take: count,
    select: shown,
  });
}

/** The log of a report, oldest first, after an entry that was read before. Entries become visible in this order (lockReport), so that whoever continues misses none. */
export async function listUpdates(
  viewer: Viewer,
  reportId: string,
  after: { recordedAt: Date; id: string } | undefined,
  count: number,
  until?: Date,
) {
  // The first condition adds nothing but lets the index begin there.
  const later = after && {
    recordedAt: { gte: after.recordedAt },
    OR: [{ recordedAt: { gt: after.recordedAt } }, { id: { gt: after.id } }],
  };
  return db.update.findMany({
    where: { AND: [{ reportId }, visibleUpdates(viewer, until), later ?? {}] },
    orderBy: [{ recordedAt: "asc" }, { id: "asc" }],
    take: count,
    select: shown,
  });
}
