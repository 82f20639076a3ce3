import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { type DatedDay, datedDay } from "#lib/dates.ts";
import type { Database } from "#lib/db.ts";
import { visibleEvidence } from "#lib/evidence/policy.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";

// What is read of an entry, and what of it a viewer may see.

const organization = { select: { slug: true, name: true, acronym: true } } as const;

/** What an entry itself says. */
export const said = {
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
export const evidence = {
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

/** Of what was corrected, when it was last: also where more was said of it since than stands beside it. */
type Corrected = { correctedAt: Date | null };

export type ShownUpdate = Row & Corrected & { earlier: Earlier | null };
export type ShownEvidence = Row["evidence"][number];
export type Beside = Row["aboutThis"][number];

export function visibleUpdates(viewer: Viewer, until?: Date): Prisma.UpdateWhereInput {
  return { ...recordedBy(until), assignment: { recommendation: visibleRecommendations(viewer, until) } };
}

export function recordedBy(until: Date | undefined) {
  return until ? { recordedAt: { lte: until } } : {};
}

/** Entries as this viewer may see them; of the past, with what had been said of them by then. */
export async function show(
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
    const correctedAt = await listCorrections(tx, rows, until);
    return rows.map((row) => ({
      ...row,
      earlier: earlierOf(row, targets, actions),
      correctedAt: correctedAt.get(row.id) ?? null,
    }));
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

/** When these entries were corrected last; asked only where corrections may be older than all that stands beside an entry. */
async function listCorrections(tx: Database, rows: readonly Row[], until: Date | undefined) {
  const beside = rows.flatMap(({ id, aboutThis }) =>
    aboutThis.filter(({ kind }) => kind === "correction").map(({ recordedAt }) => ({ aboutId: id, recordedAt })),
  );
  const ids = rows.filter(({ aboutThis }) => aboutThis.length === mostBeside).map(({ id }) => id);
  const all =
    ids.length > 0
      ? await tx.update.findMany({
          where: { aboutId: { in: ids }, kind: "correction", ...recordedBy(until) },
          orderBy: { sequence: "asc" },
          select: { aboutId: true, recordedAt: true },
        })
      : [];
  return new Map([...beside.toReversed(), ...all].map(({ aboutId, recordedAt }) => [aboutId, recordedAt]));
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
