import "server-only";
import { assignedAt, loggedAssignmentsAt } from "#lib/assignments/past.ts";
import { Prisma } from "#lib/generated/client.ts";
import {
  AssignmentRole,
  Implementation,
  Priority,
  RecommendationKind,
  Response,
  Verification,
} from "#lib/generated/enums.ts";
import { ownConditions, type Scope } from "./matching.ts";
import { lastEntryAt, loggedRollUpsAt, rolledUpTo, rollUpAt } from "./past.ts";
import { type Filters, type Group, isListOfAssignments, orderOf, type Sort, sortOf } from "./schema.ts";

const { sql, empty } = Prisma;

/**
 * What has few values, by which a list is cut into parts: a part is read on its own, so that no order of a hundred
 * thousand rows is ever made for the fifty that are shown.
 */
export type Axis = {
  /** What the rows are joined with, where one may have several values. */
  join: Prisma.Sql;
  key: Prisma.Sql;
  is: (key: string | null) => Prisma.Sql;
  /** The values in their order; what is not among them comes last. */
  order: readonly string[] | "organizations" | "themes";
  /** Whether it stays as it is when the list is turned round: what is not there comes last in any order. */
  isFixed: boolean;
};

const axis = (key: Prisma.Sql, type: Prisma.Sql, order: Axis["order"], join = empty): Axis => ({
  join,
  key,
  is: (value) => (value === null ? sql`${key} is null` : sql`${key} = ${value}::${type}`),
  order,
  isFixed: false,
});

const coded = (key: Prisma.Sql, type: Prisma.Sql, codes: Record<string, string>) =>
  axis(key, type, Object.values(codes));

/** Whether there is something, before what there is. */
const presence = (key: Prisma.Sql): Axis => ({
  join: empty,
  key: sql`(${key} is null)`,
  is: (value) => (value === "true" ? sql`${key} is null` : sql`${key} is not null`),
  order: ["false", "true"],
  isFixed: true,
});

const themes = ({ filters: { theme } }: Scope) =>
  axis(
    sql`link.theme_id`,
    sql`uuid`,
    "themes",
    theme
      ? sql`join recommendation_themes link on link.recommendation_id = r.id
          and link.theme_id = (select id from themes where slug = ${theme} and report_id = r.report_id)`
      : sql`left join recommendation_themes link on link.recommendation_id = r.id`,
  );

const statuses = ({ filters, until, isJoined }: Scope): Axis => {
  if (isListOfAssignments(filters)) return coded(sql`a.implementation`, sql`implementation`, Implementation);
  const axis = coded(rollUpAt(until, isJoined), sql`implementation`, Implementation);
  return { ...axis, is: (status) => rolledUpTo(status as Implementation, until, isJoined) };
};
const kinds = coded(sql`r.kind`, sql`recommendation_kind`, RecommendationKind);
const priorities = coded(sql`r.priority`, sql`priority`, Priority);

/** By what a list is grouped. A recommendation stands in the group of each of its organizations, and all stands in that of each theme. */
export function groupAxis(scope: Scope): Axis | undefined {
  const { filters, until } = scope;
  const ofAssignments = isListOfAssignments(filters);
  const axes = {
    theme: () => themes(scope),
    status: () => statuses(scope),
    organization: () => {
      if (ofAssignments) return axis(sql`a.organization_id`, sql`uuid`, "organizations");
      const { organization, role } = filters;
      const conditions = [sql`a.recommendation_id = r.id`, ...ownConditions({ organization, role })];
      const join = organization || role ? sql`join` : sql`left join`;
      return axis(
        sql`a.organization_id`,
        sql`uuid`,
        "organizations",
        sql`${join} ${assignedAt(until)} a on ${Prisma.join(conditions, " and ")}`,
      );
    },
  } satisfies Record<Group, () => Axis>;
  return filters.group && axes[filters.group]();
}

/** By what a list is cut to be sorted: nothing, where an index has its order. */
export function sortAxis(scope: Scope): Axis | undefined {
  const { filters, until, isJoined } = scope;
  const ofAssignments = isListOfAssignments(filters);
  // The latest recommendations first, and last those without an entry, is an index; of the past the first of many are one (latestFirst).
  if ((until || !ofAssignments) && isByLatest(filters)) return;
  const axes: Partial<Record<Sort, Axis>> = {
    kind: kinds,
    priority: priorities,
    status: statuses(scope),
    latest: presence(ofAssignments ? sql`a.last_entry_at` : lastEntryAt(until, isJoined)),
    ...(ofAssignments && {
      organization: axis(sql`a.organization_id`, sql`uuid`, "organizations"),
      role: coded(sql`a.role`, sql`assignment_role`, AssignmentRole),
      response: coded(sql`a.response`, sql`response`, Response),
      verification: coded(sql`a.verification`, sql`verification`, Verification),
      target: presence(sql`a.target_on`),
    }),
  };
  return axes[sortOf(filters)];
}

/** The first of several, by which a short list is sorted; a long one is grouped. */
const firstTheme = sql`(
  select min(themes.position) from recommendation_themes link join themes on themes.id = link.theme_id
  where link.recommendation_id = r.id)`;

const firstOrganization = (until: Date | undefined) => sql`(
  select min(o.acronym) from ${assignedAt(until)} a join organizations o on o.id = a.organization_id
  where a.recommendation_id = r.id)`;

const isByLatest = (filters: Filters) => sortOf(filters) === "latest" && orderOf(filters) === "desc";

const placeOf = (filters: Filters) =>
  isListOfAssignments(filters) ? sql`r.position, r.id, a.role, a.id` : sql`r.position, r.id`;

/**
 * Where a list of the past by the latest entries begins: from what to read instead, in which order, so that an index has the
 * first rows of many at hand. Those without an entry are not among them.
 */
export function latestFirst({ report, filters, until }: Scope): { from: Prisma.Sql; order: Prisma.Sql } | undefined {
  if (!until || !isByLatest(filters)) return;
  return isListOfAssignments(filters)
    ? {
        from: sql`${loggedAssignmentsAt(until, report.id)} a join recommendations r on r.id = a.recommendation_id`,
        order: sql`a.last_entry_at desc, ${placeOf(filters)}`,
      }
    : {
        from: sql`${loggedRollUpsAt(until, report.id)} s join recommendations r on r.id = s.recommendation_id`,
        order: sql`s.last_entry_at desc, ${placeOf(filters)}`,
      };
}

/** How a part is sorted: by what an index has in order, then as in the report. */
export function orderWithin({ filters, until, isJoined }: Scope): Prisma.Sql {
  const ofAssignments = isListOfAssignments(filters);
  const direction = orderOf(filters) === "desc" ? sql`desc` : sql`asc`;
  const place = placeOf(filters);
  const sorts: Partial<Record<Sort, Prisma.Sql>> = {
    report: ofAssignments
      ? sql`r.position ${direction}, r.id ${direction}, a.role, a.id`
      : sql`r.position ${direction}, r.id ${direction}`,
    title: sql`left(r.title, 100) ${direction}, ${place}`,
    target: sql`a.target_on ${direction}, ${place}`,
    latest: sql`${ofAssignments ? sql`a.last_entry_at` : lastEntryAt(until, isJoined)} ${direction} nulls last, ${place}`,
    theme: sql`${firstTheme} ${direction} nulls last, ${place}`,
    ...(!ofAssignments && { organization: sql`${firstOrganization(until)} ${direction} nulls last, ${place}` }),
  };
  return sorts[sortOf(filters)] ?? place;
}
