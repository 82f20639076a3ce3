import { withConnection } from "#lib/database/connection.ts";

// Every row that bears on the figures of a report, in plain SQL: nothing of lib is asked but the connection.

export type Settings = {
  timeZone: string;
  reportingInterval: number;
  graceDays: number;
  freshDays: number;
  verificationDays: number;
  outstandingMonths: number;
};
type Named = { id: string; slug: string; acronym: string; name: string };
export type PlainReport = Settings & { id: string; slug: string; title: string };
export type PlainRecommendation = {
  id: string;
  parentId: string | null;
  code: string;
  kind: string;
  priority: string;
  publishedAt: Date | null;
  withdrawnAt: Date | null;
  themeIds: string[];
};
export type Logged = {
  id: string;
  assignmentId: string;
  kind: string;
  aboutId: string | null;
  recordedAt: Date;
  response: string | null;
  decideBy: string | null;
  implementation: string | null;
  completedOn: string | null;
  completedPrecision: string | null;
  targetOn: string | null;
  targetPrecision: string | null;
  verification: string | null;
  exitDecision: string | null;
  hasEvidence: boolean;
};
export type PlainAssignment = {
  id: string;
  recommendation: PlainRecommendation;
  organization: Named;
  role: string;
  createdAt: Date;
  withdrawnAt: Date | null;
  absences: { withdrawnAt: Date; returnedAt: Date }[];
  updates: Logged[];
};
export type PlainRows = Awaited<ReturnType<typeof readPlainRows>>;

type Assigned = Omit<PlainAssignment, "recommendation" | "organization" | "absences" | "updates"> & {
  recommendationId: string;
  organizationId: string;
};
type Absence = { assignmentId: string; withdrawnAt: Date; returnedAt: Date };

export async function readPlainRows(reportId: string, url = process.env.DATABASE_URL ?? "") {
  const read = await withConnection(url, async (client) => {
    const ask = async <Row extends object>(sql: string): Promise<Row[]> =>
      (await client.query<Row>(sql, [reportId])).rows;
    return {
      reports: await ask<PlainReport>(`
        select id, slug, title, time_zone as "timeZone", reporting_interval as "reportingInterval",
          grace_days as "graceDays", fresh_days as "freshDays", verification_days as "verificationDays",
          outstanding_months as "outstandingMonths"
        from reports where id = $1`),
      organizations: await ask<Named>(`
        select o.id, slug, acronym, name from participations p join organizations o on o.id = p.organization_id
        where report_id = $1 order by position`),
      themes: await ask<Omit<Named, "acronym">>(
        "select id, slug, name from themes where report_id = $1 order by position",
      ),
      recommendations: await ask<PlainRecommendation>(`
        select id, parent_id as "parentId", code, kind, priority, published_at as "publishedAt",
          withdrawn_at as "withdrawnAt",
          array(select theme_id from recommendation_themes where recommendation_id = r.id) as "themeIds"
        from recommendations r where report_id = $1`),
      assignments: await ask<Assigned>(`
        select id, recommendation_id as "recommendationId", organization_id as "organizationId", role,
          created_at as "createdAt", withdrawn_at as "withdrawnAt"
        from assignments where report_id = $1`),
      absences: await ask<Absence>(`
        select assignment_id as "assignmentId", g.withdrawn_at as "withdrawnAt", returned_at as "returnedAt"
        from assignment_absences g join assignments a on a.id = assignment_id where report_id = $1`),
      updates: await ask<Logged>(`
        select id, assignment_id as "assignmentId", kind, about_id as "aboutId", recorded_at as "recordedAt", response,
          decide_by::text as "decideBy", implementation, completed_on::text as "completedOn",
          completed_precision as "completedPrecision", target_on::text as "targetOn",
          target_precision as "targetPrecision", verification, exit_decision as "exitDecision",
          exists (select from evidence where update_id = u.id) as "hasEvidence"
        from updates u where report_id = $1 order by assignment_id, sequence`),
    };
  });
  const { organizations, themes } = read;
  const [report] = read.reports;
  if (!report) throw new Error("There is no such report.");
  const absencesOf = Map.groupBy(read.absences, ({ assignmentId }) => assignmentId);
  const updatesOf = Map.groupBy(read.updates, ({ assignmentId }) => assignmentId);
  const recommendations = new Map(read.recommendations.map((recommendation) => [recommendation.id, recommendation]));
  const assignments = read.assignments.map(({ recommendationId, organizationId, ...assignment }): PlainAssignment => {
    const recommendation = recommendations.get(recommendationId);
    const organization = organizations.find(({ id }) => id === organizationId);
    if (!recommendation || !organization) throw new Error("An assignment of nobody, or to nothing.");
    const [absences = [], updates = []] = [absencesOf.get(assignment.id), updatesOf.get(assignment.id)];
    return { ...assignment, recommendation, organization, absences, updates };
  });
  return {
    ...{ report, organizations, themes, recommendations: read.recommendations, assignments },
    dayOf: dayIn(report.timeZone),
  };
}

/** The calendar day of an instant, which is asked for often and is dear. */
function dayIn(timeZone: string): (instant: Date) => string {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, year: "numeric", month: "2-digit", day: "2-digit" });
  const days = new Map<number, string>();
  return (instant) => {
    const known = days.get(instant.getTime());
    if (known) return known;
    const day = format.format(instant);
    days.set(instant.getTime(), day);
    return day;
  };
}
