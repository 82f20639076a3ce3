import "server-only";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { type DatedDay, datedDay } from "#lib/dates.ts";
import { type Database, db } from "#lib/db.ts";
import { visibleEvidence } from "#lib/evidence/policy.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";

const organization = { select: { slug: true, name: true, acronym: true } } as const;

/** What an entry itself says. */
const said = {
  id: true,
  sequence: true,
  kind: true,
  aboutId: true,
  source: true,
  note: true,
  previousImplementation: true,
  implementation: true,
  whatRemains: true,
  completedOn: true,
  completedPrecision: true,
  howIntentMet: true,
  doneInstead: true,
  exitReason: true,
  delayReason: true,
  justification: true,
  correctionReason: true,
  response: true,
  decideBy: true,
  partsNotAccepted: true,
  whoShouldAnswer: true,
  targetOn: true,
  targetPrecision: true,
  verification: true,
  verificationBasis: true,
  exitDecision: true,
  stance: true,
  actionId: true,
  actionState: true,
  actionWhat: true,
  responsibleUnit: true,
  noTargetReason: true,
  occurredOn: true,
  occurredPrecision: true,
  recordedAt: true,
  actor: { select: { name: true } },
  actingOrganization: organization,
  onBehalfOf: organization,
  assignment: { select: { id: true, organization, recommendation: { select: { code: true, title: true } } } },
} as const satisfies Prisma.UpdateSelect;

/** Evidence as it is shown to whom it may be shown. */
const evidence = {
  orderBy: { position: "asc" },
  select: {
    id: true,
    kind: true,
    type: true,
    title: true,
    url: true,
    fileName: true,
    size: true,
    sha256: true,
    issuer: true,
    documentOn: true,
    documentPrecision: true,
    language: true,
    restricted: true,
  },
} as const satisfies Prisma.Update$evidenceArgs;

/** How many later entries about an entry stand beside it: the newest. */
const mostBeside = 5;

/** What of an entry is shown on a page: with the entry that it is about, and what was said of it later. */
const shown = {
  ...said,
  evidence,
  about: {
    select: {
      id: true,
      kind: true,
      implementation: true,
      recordedAt: true,
      onBehalfOf: organization,
      actingOrganization: organization,
    },
  },
  aboutThis: {
    where: { kind: { in: ["reply", "correction", "verification", "exit_decision"] } },
    orderBy: { sequence: "desc" },
    take: mostBeside,
    select: {
      id: true,
      kind: true,
      stance: true,
      verification: true,
      exitDecision: true,
      note: true,
      recordedAt: true,
      actingOrganization: organization,
    },
  },
} as const satisfies Prisma.UpdateSelect;

type Row = Prisma.UpdateGetPayload<{ select: typeof shown }>;

/** What stood before an entry that moves a target or states a key action anew; null when there was nothing. */
type Earlier = { targetOn: DatedDay | null; actionState: Row["actionState"] };

export type ShownUpdate = Row & { earlier: Earlier | null };
export type ShownEvidence = Row["evidence"][number];
export type Beside = Row["aboutThis"][number];

function visibleUpdates(viewer: Viewer, until?: Date): Prisma.UpdateWhereInput {
  return { ...recordedBy(until), assignment: { recommendation: visibleRecommendations(viewer, until) } };
}

export function recordedBy(until: Date | undefined) {
  return until ? { recordedAt: { lte: until } } : {};
}

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
  const found = await db.update.count({ where });
  const pages = Math.max(1, Math.ceil(found / pageSize));
  const page = Math.min((place.entry && (await findPage(where, place.entry))) || place.page, pages);
  const entries = await show(
    viewer,
    { where, orderBy: newestFirst, skip: (page - 1) * pageSize, take: pageSize },
    until,
  );
  return { found, entries, page, pages };
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
    ...(organizationId && { OR: [{ assignment: { organizationId } }, { actingOrganizationId: organizationId }] }),
    ...(recommendationId && {
      assignment: { recommendation: { OR: [{ id: recommendationId }, { parentId: recommendationId }] } },
    }),
  };
  return show(viewer, { where: { AND: [about, visibleUpdates(viewer)] }, orderBy: newestFirst, take: count });
}

/** Entries as this viewer may see them; of the past, with what had been said of them by then. */
async function show(
  viewer: Viewer,
  asked: Pick<Prisma.UpdateFindManyArgs, "where" | "orderBy" | "skip" | "take">,
  until?: Date,
): Promise<ShownUpdate[]> {
  return readingAs(viewer, async (tx) => {
    const select = {
      ...shown,
      evidence: { ...evidence, where: visibleEvidence(viewer) },
      aboutThis: { ...shown.aboutThis, where: { ...shown.aboutThis.where, ...recordedBy(until) } },
    };
    const rows = await tx.update.findMany({ ...asked, select });
    const [targets, actions] = [await listTargetsBefore(tx, rows), await listActions(tx, rows)];
    return rows.map((row) => ({ ...row, earlier: earlierOf(row, targets, actions) }));
  });
}

type Targets = Awaited<ReturnType<typeof listTargetsBefore>>;
type Actions = Awaited<ReturnType<typeof listActions>>;

function earlierOf(row: Row, targets: Targets, actions: Actions): Earlier | null {
  if (row.kind === "target") {
    const before = targets.find(
      ({ assignmentId, sequence }) => assignmentId === row.assignment.id && sequence === row.sequence - 1,
    );
    const target = before && datedDay(before.targetOn, before.targetPrecision);
    return target ? { targetOn: target, actionState: null } : null;
  }
  const before = actions.findLast(({ actionId, sequence }) => actionId === row.actionId && sequence < row.sequence);
  return before
    ? { targetOn: datedDay(before.targetOn, before.targetPrecision) ?? null, actionState: before.actionState }
    : null;
}

/** The targets that these entries moved. */
async function listTargetsBefore(tx: Database, rows: readonly Row[]) {
  const before = rows
    .filter(({ kind }) => kind === "target")
    .map(({ assignment, sequence }) => ({ assignmentId: assignment.id, sequence: sequence - 1 }));
  if (before.length === 0) return [];
  return tx.assignmentState.findMany({
    where: { OR: before },
    select: { assignmentId: true, sequence: true, targetOn: true, targetPrecision: true },
  });
}

/** All that was said of the key actions that these entries are about, oldest first. */
async function listActions(tx: Database, rows: readonly Row[]) {
  const ids = rows.flatMap(({ actionId }) => actionId ?? []);
  if (ids.length === 0) return [];
  return tx.update.findMany({
    where: { actionId: { in: ids }, assignmentId: { in: rows.map(({ assignment }) => assignment.id) } },
    orderBy: { sequence: "asc" },
    select: { actionId: true, sequence: true, actionState: true, targetOn: true, targetPrecision: true },
  });
}

const logged = {
  ...said,
  previousHash: true,
  hash: true,
  evidence: { ...evidence, where: visibleEvidence(publicViewer) },
} as const;
export type LoggedUpdate = Prisma.UpdateGetPayload<{ select: typeof logged }>;

/** The log of a report as open data, oldest first, after an entry that was read before. Entries become visible in this order (lockReport), so that whoever continues misses none. */
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
    select: logged,
  });
}

/** Entries of the log by their ids, in no order, each with the evidence that this viewer may see. */
export async function listLog(viewer: Viewer, ids: string[], until?: Date) {
  const select = { ...logged, evidence: { ...evidence, where: visibleEvidence(viewer) } };
  return readingAs(viewer, (tx) =>
    tx.update.findMany({ where: { AND: [{ id: { in: ids } }, visibleUpdates(viewer, until)] }, select }),
  );
}
