import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { assignmentsAt } from "#lib/assignments/past.ts";
import { Prisma } from "#lib/generated/client.ts";
import { measuresAt } from "#lib/progress/measures.ts";
import { type Settings, thresholdsAt } from "#lib/progress/thresholds.ts";
import { publishedBy, rollUpAt } from "./past.ts";
import { type Filters, isListOfAssignments, phrasesOf } from "./schema.ts";

const { sql } = Prisma;

type Scope = {
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
    ...phrasesOf(filters).map((phrase) => mentions(phrase, ofAssignments, until)),
  ];
  return {
    from: ofAssignments
      ? sql`${assignmentsAt(until)} a join recommendations r on r.id = a.recommendation_id`
      : sql`recommendations r`,
    where: Prisma.join(conditions, " and "),
  };
}

/** What is published, and for the steward of the report its drafts (visibleRecommendations); of the past, what was published then. */
function visibleTo({ viewer, report, until }: Scope): Prisma.Sql {
  if (until || viewer.kind === "public" || !viewer.roles.includes("steward")) return publishedBy(until);
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
  const { status, organization, role, counted } = filters;
  return [
    organization && ofOrganization(organization),
    status && sql`a.implementation = ${status}::implementation`,
    role && sql`a.role = ${role}::assignment_role`,
    counted && measuresAt(thresholdsAt(until ?? now, report), report)[counted],
  ].filter((condition) => condition instanceof Prisma.Sql);
}

/** A status is that of the recommendation, rolled up; with an organization it is that of the organization's own assignment. */
function rolledUp({ filters, until }: Scope): Prisma.Sql[] {
  const { status, organization, role } = filters;
  const own = [
    sql`a.recommendation_id = r.id`,
    organization && ofOrganization(organization),
    role && sql`a.role = ${role}::assignment_role`,
    organization && status && sql`a.implementation = ${status}::implementation`,
  ].filter((condition) => condition instanceof Prisma.Sql);
  return [
    own.length > 1 && sql`exists (select 1 from ${assignmentsAt(until)} a where ${Prisma.join(own, " and ")})`,
    status && !organization && sql`${rollUpAt(until)} = ${status}::implementation`,
  ].filter((condition) => condition instanceof Prisma.Sql);
}

function ofOrganization(slug: string): Prisma.Sql {
  return sql`a.organization_id = (select id from organizations where slug = ${slug})`;
}

/** Where a phrase stands: in the code, title or statement, in a note of the log or the title of a piece of evidence; restricted ones are found by those who may see them. */
function mentions(phrase: string, ofAssignments: boolean, until: Date | undefined): Prisma.Sql {
  const pattern = `%${phrase.replace(/[\\%_]/g, "\\$&")}%`;
  const found = ofAssignments ? sql`a.id in (select logged.id` : sql`r.id in (select logged.recommendation_id`;
  const then = until ? sql`and u.recorded_at <= ${until}` : Prisma.empty;
  return sql`(
    r.title ilike ${pattern} or r.statement ilike ${pattern} or r.code ilike ${pattern}
    or ${found} from updates u join assignments logged on logged.id = u.assignment_id where u.note ilike ${pattern} ${then})
    or ${found} from evidence e join updates u on u.id = e.update_id join assignments logged on logged.id = u.assignment_id
      where e.title ilike ${pattern} ${then}))`;
}
