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

/** Somebody who was not removed, with what they belong to, and then with what they belonged to, the latest first. */
export async function readPerson(client: Database, userId: string) {
  return client.user.findFirst({
    where: { id: userId, endedAt: null },
    select: {
      ...{ id: true, name: true },
      memberships: {
        orderBy: [{ endedAt: { sort: "desc", nulls: "first" } }, { createdAt: "asc" }],
        select: { roles: true, endedAt: true, organization: { select: placeFields } },
      },
    },
  });
}
