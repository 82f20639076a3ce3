import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { actingAlone, actingAsNobody } from "#lib/acting.ts";
import type { Caller } from "./caller.ts";
import { type Access, recordAccess } from "./record.ts";

/** What somebody tried and was refused, in a transaction of its own: nothing else of it is kept. */
export async function recordAttempt(
  viewer: Viewer,
  attempt: Pick<Access, "kind" | "at" | "details">,
  caller: Caller,
): Promise<void> {
  if (viewer.kind === "public") return actingAsNobody(attempt.at, (tx) => recordAccess(tx, attempt, caller));
  const { userId: actorId, organization } = viewer;
  const own = { ...attempt, actorId, organizationId: organization.id };
  await actingAlone(actorId, attempt.at, (tx) => recordAccess(tx, own, caller));
}
