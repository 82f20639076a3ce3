import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { allAssignmentsAt, assignedAt, assignmentsAt } from "#lib/assignments/past.ts";
import type { Database } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { measuresAt } from "#lib/progress/measures.ts";
import { type Settings, thresholdsAt } from "#lib/progress/thresholds.ts";
import { most } from "./bounds.ts";
import { publishedBy, rolledUpTo, rollUpsAt } from "./past.ts";
import { isShort, phrasesOf } from "./phrases.ts";
import { type Filters, isListOfAssignments, sortOf } from "./schema.ts";

const { sql, empty } = Prisma;

export type Scope = {
  report: Settings & { id: string };
  viewer: Viewer;
  filters: Filters;
  now: Date;
  until: Date | undefined;
  /** The ids of all in which the words stand, where they are known (findMentions). */
  mentioning?: readonly string[] | undefined;
  /** Whether what all of the report were then is joined, and not asked for each (allAtOnce). */
  isJoined?: boolean;
};

/** The scope for what looks at all that is found: where no filter but the status narrows a list of the past, what all were then is read at once. */
export function allAtOnce(scope: Scope): Scope {
  return { ...scope, isJoined: scope.until !== undefined && !isNarrowed(scope) };
}

/** Whether a filter other than the status narrows a list. */
export function isNarrowed({ filters }: Scope): boolean {
  const { organization, theme, kind, role, priority, words, counted } = filters;
  return [organization, theme, kind, role, priority, words, counted].some(Boolean);
}

/**
 * What a list, its counts, its export and its actions are of: from `assignments a` and `recommendations r` where these
 * conditions hold, now or at an instant of the past. A list of assignments has what figures count, and so no drafts.
 */
export function matching(scope: Scope): { from: Prisma.Sql; where: Prisma.Sql } {
  const { report, filters, until } = scope;
  const ofAssignments = isListOfAssignments(filters);
  const conditions = [
    sql`r.report_id = ${report.id}::uuid`,
    ofAssignments ? publishedBy(until) : visibleTo(scope),
    ...described(filters),
    ...(ofAssignments ? assigned(scope) : rolledUp(scope)),
    ...mentioned(scope),
  ];
  const then = scope.isJoined ? until : undefined;
  const assignments = then ? allAssignmentsAt(then, report.id) : assignmentsAt(until);
  const states =
    then && readsRollUps(filters)
      ? sql`left join ${rollUpsAt(then, report.id)} stood on stood.recommendation_id = r.id`
      : empty;
  return {
    from: ofAssignments
      ? sql`${assignments} a join recommendations r on r.id = a.recommendation_id`
      : sql`recommendations r ${states}`,
    where: Prisma.join(conditions, " and "),
  };
}

/** Whether a list narrows, groups or sorts by what recommendations are rolled up to. */
export function readsRollUps(filters: Filters): boolean {
  const sort = sortOf(filters);
  return filters.status !== undefined || filters.group === "status" || sort === "status" || sort === "latest";
}

/** Whether this viewer sees no drafts (visibleRecommendations). */
export function seesOnlyPublished({ viewer, until }: Pick<Scope, "viewer" | "until">): boolean {
  return until !== undefined || viewer.kind === "public" || !viewer.roles.includes("steward");
}

/** What is published, and for the steward of the report its drafts; of the past, what was published then. */
function visibleTo({ viewer, report, until }: Scope): Prisma.Sql {
  if (viewer.kind === "public" || seesOnlyPublished({ viewer, until })) return publishedBy(until);
  return sql`r.withdrawn_at is null and (r.published_at is not null or exists (
    select 1 from participations p
    where p.report_id = ${report.id}::uuid and p.organization_id = ${viewer.organization.id}::uuid and p.function = 'steward'))`;
}

/** What a register says of a recommendation. */
function described({ theme, kind, priority }: Filters): Prisma.Sql[] {
  return [
    theme &&
      sql`exists (
        select 1 from recommendation_themes link join themes on themes.id = link.theme_id
        where link.recommendation_id = r.id and themes.slug = ${theme})`,
    kind && sql`r.kind = ${kind}::recommendation_kind`,
    priority && sql`r.priority = ${priority}::priority`,
  ].filter((condition) => condition instanceof Prisma.Sql);
}

/** What an assignment `a` itself is, and which figure counts it. */
function assigned({ report, filters, now, until }: Scope): Prisma.Sql[] {
  const { counted } = filters;
  return [
    ...ownConditions(filters),
    ...(counted ? [measuresAt(thresholdsAt(until ?? now, report), report)[counted]] : []),
  ];
}

/** A status is that of the recommendation, rolled up; with an organization it is that of the organization's own assignment. */
function rolledUp({ filters, until, isJoined }: Scope): Prisma.Sql[] {
  const { status, organization, role } = filters;
  const own = ownConditions(organization ? filters : { role });
  return [
    own.length > 0 &&
      sql`exists (
        select 1 from ${organization && status ? assignmentsAt(until) : assignedAt(until)} a
        where ${Prisma.join([sql`a.recommendation_id = r.id`, ...own], " and ")})`,
    status && !organization && rolledUpTo(status, until, isJoined),
  ].filter((condition) => condition instanceof Prisma.Sql);
}

/** Of whom an assignment is, in which role and status. */
export function ownConditions(
  { status, organization, role }: Pick<Partial<Filters>, "status" | "organization" | "role">,
  assignment = sql`a`,
) {
  return [
    organization && sql`${assignment}.organization_id = (select id from organizations where slug = ${organization})`,
    role && sql`${assignment}.role = ${role}::assignment_role`,
    status && sql`${assignment}.implementation = ${status}::implementation`,
  ].filter((condition) => condition instanceof Prisma.Sql);
}

/** What a text that mentions a phrase is like. */
export function patternOf(phrase: string): string {
  return `%${phrase.replace(/[\\%_]/g, "\\$&")}%`;
}

/** What comes before a word. */
const between = " -/:-@\\[-`{-~‘’“”«–—";

/** Where codes, and the words of titles, begin with a short phrase. */
function begins(phrase: string, report: string): Prisma.Sql {
  const first = patternOf(phrase).slice(1);
  const further = `[${between}]${phrase.replace(/[^\p{L}\p{M}\p{N}]/gu, "\\$&")}`;
  return sql`
    select id from recommendations
    where report_id = ${report}::uuid
      and (code ilike ${first} or title ilike ${first} or code ~* ${further} or title ~* ${further})`;
}

/**
 * The ids of the recommendations, or assignments, in which a phrase stands, some more than once: in the code, title or
 * statement, in a note of the log or the title of a piece of evidence; restricted ones are found by those who may see them.
 * Ids of each place apart: an index finds them, and not their "or".
 */
function mentionsOf(phrase: string, { report, filters, until }: Scope): Prisma.Sql {
  const pattern = patternOf(phrase);
  const then = until ? sql`and u.recorded_at <= ${until}` : empty;
  const ofAssignments = isListOfAssignments(filters);
  if (isShort(phrase)) {
    const found = begins(phrase, report.id);
    return ofAssignments ? sql`select id from assignments where recommendation_id in (${found})` : found;
  }
  const texts = sql`
    select id from recommendations
    where report_id = ${report.id}::uuid and (title ilike ${pattern} or statement ilike ${pattern} or code ilike ${pattern})`;
  const logged = sql`
    select u.assignment_id from updates u where u.note ilike ${pattern} ${then}
    union all
    select u.assignment_id from evidence_titled(${pattern}) e join updates u on u.id = e.update_id where true ${then}`;
  return ofAssignments
    ? sql`select id from assignments where recommendation_id in (${texts}) union all ${logged}`
    : sql`${texts} union all select recommendation_id from assignments where id in (${logged})`;
}

function mentioned(scope: Scope): Prisma.Sql[] {
  const id = isListOfAssignments(scope.filters) ? sql`a.id` : sql`r.id`;
  if (scope.mentioning) return [sql`${id} = any(${scope.mentioning}::uuid[])`];
  return phrasesOf(scope.filters).map((phrase) => sql`${id} in (${mentionsOf(phrase, scope)})`);
}

/** The ids of all in which the words stand, whatever the other filters are: nothing where they are many, or without words. */
export async function findMentions(tx: Database, scope: Scope): Promise<string[] | undefined> {
  const [first, ...others] = phrasesOf(scope.filters);
  if (!first) return;
  const also = others.map((phrase) => sql`and found.id in (${mentionsOf(phrase, scope)})`);
  const rows = await tx.$queryRaw<{ id: string }[]>`
    select found.id from (${mentionsOf(first, scope)}) found (id) where true ${Prisma.join([empty, ...also], " ")} limit ${most + 1}`;
  return rows.length > most ? undefined : [...new Set(rows.map(({ id }) => id))];
}
