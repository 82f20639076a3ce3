import "server-only";
import { assignmentsAt } from "#lib/assignments/past.ts";
import type { Database } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { most } from "./bounds.ts";
import { matching, ownConditions, type Scope } from "./matching.ts";
import { rollUpAt } from "./past.ts";
import { type Filters, isListOfAssignments } from "./schema.ts";

const { sql, empty } = Prisma;

/** The filters whose values are counted. */
export const facets = ["status", "organization", "theme", "kind", "role", "priority"] as const;
export type Facet = (typeof facets)[number];

/** How many there would be with each value of a filter, the others being as they are: nothing of a filter with too many to be counted. */
export type FacetCounts = Partial<Record<Facet, ReadonlyMap<string, number>>>;

/** The counts of a list in which so many are found: none while these are too many. */
export async function countFacets(tx: Database, scope: Scope, found: number): Promise<FacetCounts> {
  if (found > most) return {};
  const counted = facets.map((facet) => {
    const { from, where, key, join } = rowsOf(facet, scope);
    const id = isListOfAssignments(scope.filters) ? sql`a.id` : sql`r.id`;
    return sql`
      (select ${facet} as facet, value::text, count(*)::int as rows, count(distinct id)::int as count from (
        select ${key} as value, ${id} as id from ${from} ${join} where ${where} limit ${most + 1}) matched
      group by value)`;
  });
  const rows = await tx.$queryRaw<{ facet: Facet; value: string | null; rows: number; count: number }[]>`
    select facet, coalesce(o.slug, t.slug, value) as value, rows, count
    from (${Prisma.join(counted, " union all ")}) counted
    left join organizations o on facet = 'organization' and o.id::text = value
    left join themes t on facet = 'theme' and t.id::text = value`;
  const byFacet = Map.groupBy(rows, ({ facet }) => facet);
  return Object.fromEntries(
    facets.flatMap((facet) => {
      const values = byFacet.get(facet) ?? [];
      const isWhole = values.reduce((sum, { rows }) => sum + rows, 0) <= most;
      return isWhole ? [[facet, new Map(values.map(({ value, count }) => [value ?? "", count]))]] : [];
    }),
  );
}

/** The rows that are counted by the values of a filter, as the list would find them with it (matching). */
function rowsOf(facet: Facet, scope: Scope) {
  const { filters, until } = scope;
  const without = (...names: (keyof Filters)[]) =>
    matching({
      ...scope,
      filters: { ...filters, ...Object.fromEntries(names.map((name) => [name, undefined])) },
    });
  const ofAssignments = isListOfAssignments(filters);
  /** The assignments of a recommendation by which it would be found. */
  const own = (conditions: Parameters<typeof ownConditions>[0]) =>
    ofAssignments
      ? empty
      : sql`join ${assignmentsAt(until)} a on ${Prisma.join(
          [sql`a.recommendation_id = r.id`, ...ownConditions(conditions)],
          " and ",
        )}`;
  const { organization, role, status } = filters;
  switch (facet) {
    case "kind":
      return { ...without("kind"), join: empty, key: sql`r.kind` };
    case "priority":
      return { ...without("priority"), join: empty, key: sql`r.priority` };
    case "theme":
      return {
        ...without("theme"),
        join: sql`join recommendation_themes link on link.recommendation_id = r.id`,
        key: sql`link.theme_id`,
      };
    case "role":
      return {
        ...without("role"),
        join: own({ organization, status: organization ? status : undefined }),
        key: sql`a.role`,
      };
    case "organization":
      // With an organization the status is that of its assignment, and no longer that of the recommendation.
      return {
        ...(ofAssignments ? without("organization") : without("organization", "status")),
        join: own({ role, status }),
        key: sql`a.organization_id`,
      };
    case "status":
      if (!ofAssignments && !organization) return { ...without("status"), join: empty, key: rollUpAt(until) };
      return { ...without("status"), join: own({ organization, role }), key: sql`a.implementation` };
  }
}
