import "server-only";
import { assignedAt, assignmentsAt } from "#lib/assignments/past.ts";
import type { Database } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { most } from "./bounds.ts";
import { allAtOnce, matching, ownConditions, type Scope } from "./matching.ts";
import { rollUpAt } from "./past.ts";
import { type Filters, isListOfAssignments } from "./schema.ts";

const { sql, empty } = Prisma;

/** The filters whose values are counted. */
export const facets = ["status", "organization", "theme", "kind", "role", "priority"] as const;
type Facet = (typeof facets)[number];

/** How many there would be with each value of a filter, the others being as they are: nothing of a filter with too many to be counted. */
export type FacetCounts = Partial<Record<Facet, ReadonlyMap<string, number>>>;

/** The counts of a list in which so many are found: none while these are too many. What is known already is not counted. */
export async function countFacets(tx: Database, scope: Scope, found: number, known: FacetCounts): Promise<FacetCounts> {
  if (found > most) return {};
  const ofAssignments = isListOfAssignments(scope.filters);
  const id = ofAssignments ? sql`a.id` : sql`r.id`;
  const whole = matching(allAtOnce(scope));
  // What rowsOf asks of what is found, by the same names.
  const columns = ofAssignments
    ? sql`a.id, a.organization_id, a.role, a.implementation, r.id as recommendation_id, r.kind, r.priority`
    : sql`r.id, r.kind, r.priority, r.implementation`;
  const fromFound = ofAssignments
    ? sql`found a cross join lateral (select a.recommendation_id as id, a.kind, a.priority) r`
    : sql`found r`;
  const unknown = facets.filter((facet) => !known[facet]);
  const counted = unknown.map((facet) => {
    const { key, join, without } = rowsOf(facet, scope);
    // What no filter narrows but those that are set is what is found, and is looked for once.
    const isWhole = without.every((name) => scope.filters[name] === undefined);
    const { from, where } = isWhole
      ? { from: fromFound, where: sql`true` }
      : matching({ ...scope, filters: { ...scope.filters, ...Object.fromEntries(without.map((name) => [name])) } });
    return sql`
      (select ${facet} as facet, value::text, count(*)::int as rows, count(distinct id)::int as count from (
        select ${key} as value, ${id} as id from ${from} ${join} where ${where} limit ${most + 1}) matched
      group by value)`;
  });
  const rows = await tx.$queryRaw<{ facet: Facet; value: string | null; rows: number; count: number }[]>`
    with found as materialized (select ${columns} from ${whole.from} where ${whole.where})
    select facet, coalesce(o.slug, t.slug, value) as value, rows, count
    from (${Prisma.join(counted, " union all ")}) counted
    left join organizations o on facet = 'organization' and o.id::text = value
    left join themes t on facet = 'theme' and t.id::text = value`;
  const byFacet = Map.groupBy(rows, ({ facet }) => facet);
  const countedOf = unknown.flatMap((facet) => {
    const values = byFacet.get(facet) ?? [];
    const isWhole = values.reduce((sum, { rows }) => sum + rows, 0) <= most;
    return isWhole ? [[facet, new Map(values.map(({ value, count }) => [value ?? "", count]))]] : [];
  });
  return { ...known, ...Object.fromEntries(countedOf) };
}

type Rows = { key: Prisma.Sql; join: Prisma.Sql; without: readonly (keyof Filters)[] };

/** By what the values of a filter are counted, and without which filters: as the list would find them with each (matching). */
function rowsOf(facet: Facet, { filters, until }: Scope): Rows {
  const { organization, role, status } = filters;
  const ofAssignments = isListOfAssignments(filters);
  /** The assignments of a recommendation by which it would be found. */
  const own = (
    conditions: Parameters<typeof ownConditions>[0],
    assignments = conditions.status ? assignmentsAt : assignedAt,
  ) =>
    ofAssignments
      ? empty
      : sql`join ${assignments(until)} own on ${Prisma.join(
          [sql`own.recommendation_id = r.id`, ...ownConditions(conditions, sql`own`)],
          " and ",
        )}`;
  const owner = ofAssignments ? sql`a` : sql`own`;
  switch (facet) {
    case "kind":
      return { key: sql`r.kind`, join: empty, without: ["kind"] };
    case "priority":
      return { key: sql`r.priority`, join: empty, without: ["priority"] };
    case "theme":
      return {
        key: sql`link.theme_id`,
        join: sql`join recommendation_themes link on link.recommendation_id = r.id`,
        without: ["theme"],
      };
    case "role":
      return {
        key: sql`${owner}.role`,
        join: own({ organization, status: organization ? status : undefined }),
        without: ["role"],
      };
    case "organization":
      // With an organization the status is that of its assignment, and no longer that of the recommendation.
      return {
        key: sql`${owner}.organization_id`,
        join: own({ role, status }),
        without: ofAssignments ? ["organization"] : ["organization", "status"],
      };
    case "status":
      return ofAssignments || organization
        ? { key: sql`${owner}.implementation`, join: own({ organization, role }, assignmentsAt), without: ["status"] }
        : { key: rollUpAt(until), join: empty, without: ["status"] };
  }
}
