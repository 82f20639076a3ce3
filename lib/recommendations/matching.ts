import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { assignmentsAt } from "#lib/assignments/past.ts";
import { Prisma } from "#lib/generated/client.ts";
import { measuresAt } from "#lib/progress/measures.ts";
import { type Settings, thresholdsAt } from "#lib/progress/thresholds.ts";
import { publishedBy, rollUpAt } from "./past.ts";
import { isShort, phrasesOf } from "./phrases.ts";
import { type Filters, isListOfAssignments } from "./schema.ts";

const { sql } = Prisma;

export type Scope = {
  report: Settings & { id: string };
  viewer: Viewer;
  filters: Filters;
  now: Date;
  until: Date | undefined;
};

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
    ...phrasesOf(filters).map((phrase) => mentions(phrase, scope)),
  ];
  return {
    from: ofAssignments
      ? sql`${assignmentsAt(until)} a join recommendations r on r.id = a.recommendation_id`
      : sql`recommendations r`,
    where: Prisma.join(conditions, " and "),
  };
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
function rolledUp({ filters, until }: Scope): Prisma.Sql[] {
  const { status, organization, role } = filters;
  const own = ownConditions(organization ? filters : { role });
  return [
    own.length > 0 &&
      sql`exists (
        select 1 from ${assignmentsAt(until)} a
        where ${Prisma.join([sql`a.recommendation_id = r.id`, ...own], " and ")})`,
    status && !organization && sql`${rollUpAt(until)} = ${status}::implementation`,
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
 * Where a phrase stands: in the code, title or statement, in a note of the log or the title of a piece of evidence;
 * restricted ones are found by those who may see them. Ids of each place apart: an index finds them, and not their "or".
 */
function mentions(phrase: string, { report, filters, until }: Scope): Prisma.Sql {
  if (isShort(phrase)) return sql`r.id in (${begins(phrase, report.id)})`;
  const pattern = patternOf(phrase);
  const then = until ? sql`and u.recorded_at <= ${until}` : Prisma.empty;
  const texts = sql`
    select id from recommendations
    where report_id = ${report.id}::uuid and (title ilike ${pattern} or statement ilike ${pattern} or code ilike ${pattern})`;
  const logged = sql`
    select u.assignment_id from updates u where u.note ilike ${pattern} ${then}
    union all
    select u.assignment_id from evidence_titled(${pattern}) e join updates u on u.id = e.update_id where true ${then}`;
  return isListOfAssignments(filters)
    ? sql`a.id in (select id from assignments where recommendation_id in (${texts}) union all ${logged})`
    : sql`r.id in (${texts} union all select recommendation_id from assignments where id in (${logged}))`;
}
