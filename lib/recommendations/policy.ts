import type { Viewer } from "#lib/accounts/viewer.ts";
import type { Prisma } from "#lib/generated/client.ts";

/** What a viewer may see, as a filter: what is published, and for the steward of its report the drafts; of the past, what was published then. */
export function visibleRecommendations(viewer: Viewer, until?: Date): Prisma.RecommendationWhereInput {
  if (until)
    return { publishedAt: { lte: until }, AND: [{ OR: [{ withdrawnAt: null }, { withdrawnAt: { gt: until } }] }] };
  const published: Prisma.RecommendationWhereInput = { publishedAt: { not: null }, withdrawnAt: null };
  switch (viewer.kind) {
    case "public":
      return published;
    case "member":
      return viewer.roles.includes("steward")
        ? {
            OR: [
              published,
              {
                withdrawnAt: null,
                report: { participations: { some: { organizationId: viewer.organization.id, function: "steward" } } },
              },
            ],
          }
        : published;
  }
}
