import "server-only";
import type { Database } from "#lib/db.ts";

/**
 * Under which organization it stands what somebody tried in a person's name, so that whoever manages their people reads it and
 * nobody else: the one that they have belonged to the longest, or belonged to last. Asked of nobody too, its time tells nothing.
 */
export async function organizationAbout(tx: Database, userId: string): Promise<string | undefined> {
  const membership = await tx.membership.findFirst({
    where: { userId },
    orderBy: [{ endedAt: { sort: "desc", nulls: "first" } }, { createdAt: "asc" }, { organizationId: "asc" }],
    select: { organizationId: true },
  });
  return membership?.organizationId;
}
