import "server-only";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { findCorrectable, latestOf } from "./about.ts";
import { isDecision } from "./status.ts";

/** An entry in full, as a form needs it that states it anew or answers to it. */
const inFull = {
  evidence: { orderBy: { position: "asc" } },
  actingOrganization: { select: { id: true, acronym: true } },
} as const satisfies Prisma.UpdateInclude;
export type FullEntry = Prisma.UpdateGetPayload<{ include: typeof inFull }>;

/** What of the log of an assignment can be gone on with, beside its state. */
export type UnderWay = {
  /** The newest entry of each key action, the first action first. */
  actions: FullEntry[];
  /** What somebody else decided last, and whether it was replied to. */
  decision: (FullEntry & { isRepliedTo: boolean }) | undefined;
  /** What others entered for the organization, and it has neither confirmed nor contested. */
  unanswered: FullEntry[];
  /** What a correction would correct, and what stands in its place now: itself, or its latest correction. */
  correctable: { id: string; standing: FullEntry; kind: FullEntry["kind"] } | undefined;
};

/** For whoever may write: what is under way in the logs of these assignments. As many queries for one as for all. */
export async function listUnderWay(viewer: Viewer, assignmentIds: string[]): Promise<Map<string, UnderWay>> {
  if (viewer.kind === "public" || assignmentIds.length === 0) return new Map();
  return readingAs(viewer, async (tx) => {
    const log = await tx.update.findMany({
      where: { assignmentId: { in: assignmentIds } },
      orderBy: { sequence: "asc" },
      select: outline,
    });
    const byAssignment = Map.groupBy(log, ({ assignmentId }) => assignmentId);
    const places = assignmentIds.map((id) => [id, placesIn(byAssignment.get(id) ?? [], viewer)] as const);
    const rows = await tx.update.findMany({
      where: { id: { in: places.flatMap(([, place]) => idsOf(place)) } },
      include: inFull,
    });
    const entries = new Map(rows.map((row) => [row.id, row]));
    const inFullOf = (found: readonly Outline[]) => found.flatMap(({ id }) => entries.get(id) ?? []);
    return new Map(
      places.map(([assignmentId, { actions, decision, unanswered, correctable, standing, isRepliedTo }]) => {
        const [decided] = inFullOf(decision ? [decision] : []);
        const [stood] = inFullOf(standing ? [standing] : []);
        return [
          assignmentId,
          {
            actions: inFullOf(actions),
            decision: decided && { ...decided, isRepliedTo },
            unanswered: inFullOf(unanswered),
            correctable: correctable && stood && { id: correctable.id, kind: correctable.kind, standing: stood },
          },
        ];
      }),
    );
  });
}

/** As much of an entry as tells whether anything goes on from it. */
const outline = {
  id: true,
  assignmentId: true,
  kind: true,
  aboutId: true,
  actionId: true,
  verification: true,
  stance: true,
  onBehalfOfId: true,
  actingOrganizationId: true,
} as const satisfies Prisma.UpdateSelect;
type Outline = Prisma.UpdateGetPayload<{ select: typeof outline }>;

/** Of many the newest; the others come as these are answered. */
const mostUnanswered = 10;

/** Where in a log, oldest first, the entries stand. */
function placesIn(log: readonly Outline[], { organization }: Member) {
  const byAction = Map.groupBy(
    log.filter(({ actionId }) => actionId !== null),
    ({ actionId }) => actionId,
  );
  const decision = log.findLast(({ kind }) => isDecision(kind));
  const correctable = findCorrectable(log);
  const isAnswered = ({ id }: Outline) => log.some(({ aboutId, stance }) => aboutId === id && stance !== null);
  return {
    actions: [...byAction.values()].flatMap((entries) => entries.slice(-1)),
    decision,
    isRepliedTo: log.some(({ kind, aboutId }) => kind === "reply" && aboutId === decision?.id),
    unanswered: log
      .filter((entry) => entry.onBehalfOfId && entry.actingOrganizationId !== organization.id && !isAnswered(entry))
      .slice(-mostUnanswered)
      .toReversed(),
    correctable,
    standing: correctable && latestOf(correctable, log),
  };
}

function idsOf({ actions, decision, unanswered, standing }: ReturnType<typeof placesIn>): string[] {
  return [...actions, ...unanswered, decision, standing].flatMap((entry) => entry?.id ?? []);
}
