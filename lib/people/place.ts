import "server-only";
import type { Database } from "#lib/db.ts";

/** What tells who manages the people of an organization (policy.ts), and what their pages are headed with. */
export const placeFields = {
  id: true,
  slug: true,
  name: true,
  acronym: true,
  participations: {
    orderBy: { report: { createdAt: "asc" } },
    select: {
      function: true,
      report: {
        select: {
          timeZone: true,
          participations: { where: { function: "steward" }, select: { organizationId: true } },
        },
      },
    },
  },
} as const;

export async function readPlace(client: Database, slug: string) {
  return client.organization.findUnique({ where: { slug }, select: placeFields });
}
