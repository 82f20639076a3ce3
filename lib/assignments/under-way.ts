import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import type { Database } from "#lib/db.ts";
import type { Prisma } from "#lib/generated/client.ts";

const newestFirst = { sequence: "desc" } as const;

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
    const among = { assignmentId: { in: assignmentIds } };
    const actionIds = await tx.update.findMany({
      where: { ...among, kind: "action" },
      orderBy: newestFirst,
      distinct: ["actionId"],
      select: { id: true },
    });
    const latest = (kinds: FullEntry["kind"][]) =>
      tx.update.findMany({
        where: { ...among, kind: { in: kinds } },
        orderBy: newestFirst,
        distinct: ["assignmentId"],
        select: { id: true },
      });
    const decisionIds = await latest(["verification", "exit_decision", "reopening"]);
    const finalDecisions = await tx.update.findMany({
      where: {
        ...among,
        kind: { in: ["verification", "exit_decision", "reopening"] },
        OR: [{ verification: null }, { verification: { not: "more_evidence_requested" } }],
      },
      orderBy: newestFirst,
      distinct: ["assignmentId"],
      select: { assignmentId: true, sequence: true },
    });
    const correctableIds = await latest(["progress", "response", "target"]);
    const correctionIds = await tx.update.findMany({
      where: { kind: "correction", aboutId: { in: idsOf(correctableIds) } },
      orderBy: newestFirst,
      distinct: ["aboutId"],
      select: { id: true },
    });
    const unanswered = await tx.update.findMany({
      where: {
        ...among,
        onBehalfOfId: { not: null },
        actingOrganizationId: { not: viewer.organization.id },
        aboutThis: { none: { stance: { not: null } } },
      },
      orderBy: [{ recordedAt: "desc" }, { id: "desc" }],
      take: mostUnanswered,
      include: inFull,
    });
    const entries = await listEntries(tx, [
      ...idsOf(actionIds),
      ...idsOf(decisionIds),
      ...idsOf(correctableIds),
      ...idsOf(correctionIds),
    ]);
    const replies = await tx.update.findMany({
      where: { kind: "reply", aboutId: { in: idsOf(decisionIds) } },
      distinct: ["aboutId"],
      select: { aboutId: true },
    });
    return new Map(
      assignmentIds.map((assignmentId) => {
        const own = entries.filter((entry) => entry.assignmentId === assignmentId);
        const decision = own.find(({ id }) => idsOf(decisionIds).includes(id));
        const latestEntry = own.find(({ id }) => idsOf(correctableIds).includes(id));
        // As findCorrectable (about.ts) has it: what was decided on stands.
        const decidedAt = finalDecisions.find((one) => one.assignmentId === assignmentId)?.sequence ?? 0;
        const isDecided = latestEntry?.kind === "progress" && decidedAt > latestEntry.sequence;
        const correctable = isDecided ? undefined : latestEntry;
        const correction = own.find(({ kind }) => kind === "correction");
        return [
          assignmentId,
          {
            // An id of version 7 tells when it was given.
            actions: own
              .filter(({ kind }) => kind === "action")
              .toSorted((one, other) => ((one.actionId ?? "") < (other.actionId ?? "") ? -1 : 1)),
            decision: decision && {
              ...decision,
              isRepliedTo: replies.some(({ aboutId }) => aboutId === decision.id),
            },
            unanswered: unanswered.filter((entry) => entry.assignmentId === assignmentId),
            correctable: correctable && {
              id: correctable.id,
              kind: correctable.kind,
              standing: correction ?? correctable,
            },
          },
        ];
      }),
    );
  });
}

/** Of many the newest; the others come as these are answered. */
const mostUnanswered = 10;

function listEntries(tx: Database, ids: string[]): Promise<FullEntry[]> {
  return tx.update.findMany({ where: { id: { in: ids } }, include: inFull });
}

function idsOf(rows: readonly { id: string }[]): string[] {
  return rows.map(({ id }) => id);
}
