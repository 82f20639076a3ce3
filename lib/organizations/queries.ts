import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { db } from "#lib/db.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";

export async function listOrganizations() {
  return db.organization.findMany({
    orderBy: { name: "asc" },
    select: {
      slug: true,
      name: true,
      acronym: true,
      kind: true,
      participations: {
        orderBy: { report: { createdAt: "asc" } },
        select: { function: true, part: true, report: { select: { slug: true, title: true } } },
      },
      _count: {
        select: {
          assignments: {
            where: { withdrawnAt: null, recommendation: { publishedAt: { not: null }, withdrawnAt: null } },
          },
        },
      },
    },
  });
}

export async function getOrganization(slug: string) {
  return db.organization.findUnique({
    where: { slug },
    select: {
      id: true,
      slug: true,
      name: true,
      acronym: true,
      kind: true,
      iatiIdentifier: true,
      participations: {
        orderBy: { report: { createdAt: "asc" } },
        select: {
          function: true,
          part: true,
          report: { select: { id: true, slug: true, title: true, timeZone: true, reportingInterval: true } },
        },
      },
    },
  });
}

/** The assignments of an organization, in the order of the report; at most `count`. */
export async function listAssignments(viewer: Viewer, organizationId: string, count: number) {
  const where = { organizationId, withdrawnAt: null, recommendation: visibleRecommendations(viewer) };
  const [found, items] = await Promise.all([
    db.assignment.count({ where }),
    db.assignment.findMany({
      where,
      orderBy: { recommendation: { position: "asc" } },
      take: count,
      select: {
        id: true,
        role: true,
        basis: true,
        response: true,
        implementation: true,
        exitRequested: true,
        verification: true,
        targetOn: true,
        targetPrecision: true,
        lastEntryAt: true,
        createdAt: true,
        recommendation: {
          select: {
            code: true,
            title: true,
            report: { select: { slug: true, title: true, timeZone: true, reportingInterval: true } },
          },
        },
      },
    }),
  ]);
  return { found, items };
}
