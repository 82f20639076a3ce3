import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { stateColumns } from "#lib/assignments/projection.ts";
import { db } from "#lib/db.ts";
import { succession } from "#lib/organizations/succession.ts";
import { readSuccessors } from "#lib/organizations/successors.ts";
import { asTheyStood, followedAssignments } from "./past.ts";
import { visibleRecommendations } from "./policy.ts";

/** Recommendations as a register has them, or at an instant of the past had them, in its order, after one that was read before; several may stand at one position. */
export async function listRegister(
  viewer: Viewer,
  reportId: string,
  after: { position: number; id: string } | undefined,
  count: number,
  until?: Date,
) {
  const visible = visibleRecommendations(viewer, until);
  const later = after && {
    position: { gte: after.position },
    OR: [{ position: { gt: after.position } }, { id: { gt: after.id } }],
  };
  const rows = await db.recommendation.findMany({
    where: { AND: [{ reportId }, visible, later ?? {}] },
    orderBy: [{ position: "asc" }, { id: "asc" }],
    take: count,
    select: {
      id: true,
      position: true,
      code: true,
      parentId: true,
      kind: true,
      title: true,
      statement: true,
      textComplete: true,
      section: true,
      locator: true,
      sourceUrl: true,
      priority: true,
      prioritySource: true,
      implementation: true,
      themes: { orderBy: { theme: { position: "asc" } }, select: { theme: { select: { slug: true } } } },
      assignments: {
        ...followedAssignments(until),
        select: {
          id: true,
          role: true,
          basis: true,
          ...stateColumns,
          lastEntryAt: true,
          createdAt: true,
          logLength: true,
          headHash: true,
          organization: { select: succession },
        },
      },
    },
  });
  // Asked for apart: a part may be seen whose parent is a draft or withdrawn, and the parent is then not named.
  const parents = await db.recommendation.findMany({
    where: { AND: [{ id: { in: rows.flatMap(({ parentId }) => parentId ?? []) } }, visible] },
    select: { id: true, code: true },
  });
  const codes = new Map(parents.map(({ id, code }) => [id, code]));
  const organizations = rows.flatMap(({ assignments }) => assignments.map(({ organization }) => organization));
  const succeeded = await readSuccessors(db, organizations);
  return (await asTheyStood(rows, until)).map(({ parentId, ...row }) => ({
    ...row,
    assignments: row.assignments.map((one) => ({ ...one, organization: succeeded(one.organization) })),
    parent: (parentId && codes.get(parentId)) ?? null,
  }));
}
