import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { db } from "#lib/db.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";
import { type ShownUpdate, show, visibleUpdates } from "./entries.ts";

const pageSize = 50;
const newestFirst = [{ recordedAt: "desc" }, { id: "desc" }] as const satisfies Prisma.UpdateOrderByWithRelationInput[];

/** The history of a recommendation and of its parts, newest first: a page of it, or the page on which an entry stands; of the past, what was recorded by then. */
export async function listHistory(
  viewer: Viewer,
  recommendationId: string,
  place: { page: number; entry?: string | undefined },
  until?: Date,
) {
  const where: Prisma.UpdateWhereInput = {
    AND: [
      { assignment: { recommendation: { OR: [{ id: recommendationId }, { parentId: recommendationId }] } } },
      visibleUpdates(viewer, until),
    ],
  };
  const read = (page: number) =>
    show(viewer, { where, orderBy: newestFirst, skip: (page - 1) * pageSize, take: pageSize }, until);
  const asked = (place.entry && (await findPage(where, place.entry))) || place.page;
  const entries = await read(asked);
  // Most histories fit a page, and need not be counted.
  if (asked === 1 && entries.length < pageSize) return { found: entries.length, entries, page: 1, pages: 1 };
  const found = await db.update.count({ where });
  const pages = Math.max(1, Math.ceil(found / pageSize));
  const page = Math.min(asked, pages);
  return { found, entries: page === asked ? entries : await read(page), page, pages };
}

async function findPage(where: Prisma.UpdateWhereInput, id: string): Promise<number | undefined> {
  const entry = await db.update.findFirst({ where: { AND: [where, { id }] }, select: { recordedAt: true } });
  if (!entry) return;
  const { recordedAt } = entry;
  const newer = { OR: [{ recordedAt: { gt: recordedAt } }, { recordedAt, id: { gt: id } }] };
  return Math.floor((await db.update.count({ where: { AND: [where, newer] } })) / pageSize) + 1;
}

/** Entries by their ids, in no order. */
export async function listEntries(viewer: Viewer, ids: string[], until?: Date): Promise<ShownUpdate[]> {
  return show(viewer, { where: { AND: [{ id: { in: ids } }, visibleUpdates(viewer, until)] } }, until);
}

/** Where entries stand, in the order of their ids. */
export async function listPlaces(viewer: Viewer, ids: readonly string[]) {
  const places = await db.update.findMany({
    where: { AND: [{ id: { in: [...ids] } }, visibleUpdates(viewer)] },
    select: {
      id: true,
      assignment: { select: { recommendation: { select: { code: true, report: { select: { slug: true } } } } } },
    },
  });
  return places
    .toSorted((one, other) => ids.indexOf(one.id) - ids.indexOf(other.id))
    .map(({ id, assignment: { recommendation } }) => ({
      id,
      code: recommendation.code,
      report: recommendation.report,
    }));
}

/** The entries at these places of logs, in no order. */
export async function listEntriesAt(viewer: Viewer, places: { assignmentId: string; sequence: number }[]) {
  // To Prisma one of no conditions, inside of others, is no condition.
  if (places.length === 0) return [];
  return show(viewer, { where: { AND: [{ OR: places }, visibleUpdates(viewer)] } });
}

/** What an assignment's log has got since a writer saw it, oldest first: of many the newest twenty. */
export async function listSince(viewer: Viewer, assignmentId: string, seen: number) {
  const entries = await show(viewer, {
    where: { AND: [{ assignmentId, sequence: { gt: seen } }, visibleUpdates(viewer)] },
    orderBy: { sequence: "desc" },
    take: 20,
  });
  return entries.toReversed();
}

export async function listLatestUpdates(viewer: Viewer, reportId: string, count: number, until?: Date) {
  const where = { AND: [{ reportId }, visibleUpdates(viewer, until)] };
  return show(viewer, { where, orderBy: newestFirst, take: count }, until);
}

/** What of a report somebody follows: all of it, what an organization logs and what is logged about what it answers for, or a recommendation with its parts. */
export type Followed = { reportId: string; organizationId?: string; recommendationId?: string };

/** The newest entries about what is followed. */
export async function listNewest(viewer: Viewer, followed: Followed, count: number) {
  const { reportId, organizationId, recommendationId } = followed;
  const about: Prisma.UpdateWhereInput = {
    reportId,
    ...(organizationId && { id: { in: await listNewestOf(viewer, reportId, organizationId, count) } }),
    ...(recommendationId && {
      assignment: { recommendation: { OR: [{ id: recommendationId }, { parentId: recommendationId }] } },
    }),
  };
  return show(viewer, { where: { AND: [about, visibleUpdates(viewer)] }, orderBy: newestFirst, take: count });
}

/**
 * The newest entries that an organization has logged, and the newest of what it answers for: an index finds either, and not
 * their "or". So many entries stand in at most as many assignments, those to which something was added last.
 */
async function listNewestOf(
  viewer: Viewer,
  reportId: string,
  organizationId: string,
  count: number,
): Promise<string[]> {
  const newest = (where: Prisma.UpdateWhereInput) =>
    db.update.findMany({
      where: { AND: [{ reportId }, where, visibleUpdates(viewer)] },
      orderBy: newestFirst,
      take: count,
      select: { id: true },
    });
  const touched = await db.assignment.findMany({
    where: {
      reportId,
      organizationId,
      lastEntryAt: { not: null },
      recommendation: visibleRecommendations(viewer),
    },
    orderBy: { lastEntryAt: "desc" },
    take: count,
    select: { id: true },
  });
  const found = await Promise.all([
    newest({ actingOrganizationId: organizationId }),
    newest({ assignmentId: { in: touched.map(({ id }) => id) } }),
  ]);
  return found.flat().map(({ id }) => id);
}
