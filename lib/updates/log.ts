import "server-only";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { db } from "#lib/db.ts";
import { visibleEvidence } from "#lib/evidence/policy.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { evidence, said, visibleUpdates } from "./entries.ts";

// The log as it is given out, entry by entry with its place in the chain.

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
