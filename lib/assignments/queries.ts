import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { db } from "#lib/db.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";

/** Where an assignment is shown, and whose it is. */
export async function getAssignmentPlace(viewer: Viewer, id: string) {
  return db.assignment.findFirst({
    where: { id, recommendation: visibleRecommendations(viewer) },
    select: {
      organization: { select: { slug: true, acronym: true } },
      recommendation: { select: { code: true, report: { select: { slug: true, timeZone: true } } } },
    },
  });
}
