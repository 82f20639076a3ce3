import "server-only";
import { addMonths, type Day, dayAt, fromDatabaseDay, lastOfMonth } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import type { Cut, Measure } from "#lib/generated/enums.ts";
import { ageingOf, countsOf, delayOf, figuresOf, type Tally, tallyOf } from "./figures.ts";
import { type Segment, segmentsOf, stretches } from "./segments.ts";
import type { Settings } from "./thresholds.ts";

// Every figure of every page, answer and export is asked here, of the kept counts: now, or as of any day, at one price.

type ReportScope = Settings & { id: string };

/** Everything that is counted of a set of assignments. */
export type Progress = ReturnType<typeof progressOf>;
/** The same of one part of a report: `slug` names the organization or theme, or is the code. */
export type PartProgress = Progress & { slug: string };

/** What is counted of a report now, or as of a day: in all, by organization and by theme. An assignment with two themes counts in both. */
export async function getReportProgress(report: ReportScope, now: Date, asOf?: Day) {
  const day = asOf ?? dayAt(now, report.timeZone);
  const [counted, organizations, themes] = await Promise.all([
    count(report.id, day, ["report", "organization", "theme"]),
    listOrganizations(report.id),
    listThemes(report.id),
  ]);
  return {
    today: day,
    all: counted("report", ""),
    byOrganization: parts(counted, "organization", organizations),
    byTheme: parts(counted, "theme", themes),
  };
}

/** What is counted of a report in all, now or as of a day. */
export async function getWholeProgress(report: ReportScope, now: Date, asOf?: Day): Promise<Progress> {
  return (await count(report.id, asOf ?? dayAt(now, report.timeZone), ["report"]))("report", "");
}

/** What is counted of each of these reports in all, now or as of a day, by their ids. */
export async function getPortfolio(reports: readonly ReportScope[], now: Date, asOf?: Day) {
  const days = reports.map(({ timeZone }) => asOf ?? dayAt(now, timeZone));
  const rows = await db.$queryRaw<(Row & { reportId: string })[]>`
    select asked.id as "reportId", t.measure, t.value, sum(t.change)::int as count
    from unnest(${reports.map(({ id }) => id)}::uuid[], ${days}::date[]) asked (id, day)
    join tallies t on t.report_id = asked.id and t.cut = 'report' and ${upTo(Prisma.sql`asked.day`)}
    group by 1, 2, 3`;
  const byReport = Map.groupBy(rows, ({ reportId }) => reportId);
  return new Map(reports.map(({ id }) => [id, progressOf(byReport.get(id) ?? [])]));
}

/** What is counted of one organization in one report now, or as of a day, in all and by theme. */
export async function getOrganizationProgress(report: ReportScope, organizationId: string, now: Date, asOf?: Day) {
  const themes = (await listThemes(report.id)).map(({ id, slug }) => ({ id: `${organizationId}/${id}`, slug }));
  const counted = await count(
    report.id,
    asOf ?? dayAt(now, report.timeZone),
    ["organization", "organization_theme"],
    [organizationId, ...themes.map(({ id }) => id)],
  );
  return { ...counted("organization", organizationId), byTheme: parts(counted, "organization_theme", themes) };
}

/** What is counted of one theme now, or as of a day, in all and by organization. */
export async function getThemeProgress(report: ReportScope, themeId: string, now: Date, asOf?: Day) {
  const organizations = (await listOrganizations(report.id)).map(({ id, slug }) => ({ id: `${id}/${themeId}`, slug }));
  const counted = await count(
    report.id,
    asOf ?? dayAt(now, report.timeZone),
    ["theme", "organization_theme"],
    [themeId, ...organizations.map(({ id }) => id)],
  );
  return { ...counted("theme", themeId), byOrganization: parts(counted, "organization_theme", organizations) };
}

/** What is counted by role, priority and kind, now or as of a day; `slug` is the code. */
export async function getFurtherCuts(report: ReportScope, now: Date, asOf?: Day) {
  const counted = await count(report.id, asOf ?? dayAt(now, report.timeZone), ["role", "priority", "kind"]);
  const by = (cut: Cut) =>
    parts(
      counted,
      cut,
      counted.keysOf(cut).map((code) => ({ id: code, slug: code })),
    );
  return { byRole: by("role"), byPriority: by("priority"), byKind: by("kind") };
}

/** Which assignments of a report are asked for, by slug or code. */
type KeptPlace = Partial<Record<"organization" | "theme" | "role" | "priority" | "kind", string | undefined>>;

/** How many assignments a measure counts, now or as of a day; nothing where that is not kept for all of these together. */
export async function getKeptCount(
  reportId: string,
  day: Day,
  measure: Measure,
  { organization, theme, ...codes }: KeptPlace,
): Promise<number | undefined> {
  const [coded, ...more] = Object.entries(codes).filter((entry): entry is [Cut, string] => Boolean(entry[1]));
  if (more.length > 0 || (coded && (organization || theme))) return;
  const { sql } = Prisma;
  const ids = [
    organization && sql`(select id::text from organizations where slug = ${organization})`,
    theme && sql`(select id::text from themes where slug = ${theme} and report_id = ${reportId}::uuid)`,
  ].filter((id) => id instanceof Prisma.Sql);
  const named = organization ? (theme ? "organization_theme" : "organization") : theme ? "theme" : "report";
  const key = ids.length > 0 ? Prisma.join(ids, " || '/' || ") : sql`${coded?.[1] ?? ""}`;
  const [row] = await db.$queryRaw<{ count: number }[]>`
    select coalesce(sum(t.change), 0)::int as count
    from tallies t
    where t.report_id = ${reportId}::uuid and t.cut = ${coded?.[0] ?? named}::cut and t.key = ${key} and ${upTo(Prisma.sql`${day}::date`)}
      and t.measure = ${measure}::measure`;
  return row?.count ?? 0;
}

/** What stood at the end of a month, or of the day that is looked at: `on` is that day. */
export type Moment = { on: Day; segments: Segment[]; total: number };
export type Movement = Moment[];

/** How the statuses have moved: at the end of each month since the first assignment counted, and on the day itself. */
export async function getMovement(
  report: ReportScope,
  now: Date,
  asOf?: Day,
  of: { organizationId?: string; themeId?: string } = {},
): Promise<Movement> {
  const day = asOf ?? dayAt(now, report.timeZone);
  const { cut, key } = placeOf(of);
  const measures = ["assigned", ...stretches.map(({ measure }) => measure)] as const;
  const rows = await db.$queryRaw<{ month: Date; measure: Measure; change: number }[]>`
    select date_trunc('month', t.day)::date as month, t.measure, sum(t.change)::int as change
    from tallies t
    where t.report_id = ${report.id}::uuid and t.cut = ${cut}::cut and t.key = ${key} and ${upTo(Prisma.sql`${day}::date`)}
      and t.measure = any(${[...measures]}::measure[])
    group by 1, 2 having sum(t.change) <> 0`;
  const byMonth = Map.groupBy(rows, ({ month }) => fromDatabaseDay(month));
  const [first] = [...byMonth.keys()].sort();
  const moments: Movement = [];
  const tally: Tally = tallyOf([]);
  for (let month = first; month !== undefined && month <= day; month = addMonths(month, 1)) {
    for (const { measure, change } of byMonth.get(month) ?? []) tally[measure] += change;
    const [on = day] = [lastOfMonth(month), day].sort();
    moments.push({ on, segments: segmentsOf(tally), total: tally.assigned });
  }
  return moments;
}

function placeOf({ organizationId, themeId }: { organizationId?: string; themeId?: string }): {
  cut: Cut;
  key: string;
} {
  if (organizationId && themeId) return { cut: "organization_theme", key: `${organizationId}/${themeId}` };
  if (organizationId) return { cut: "organization", key: organizationId };
  return themeId ? { cut: "theme", key: themeId } : { cut: "report", key: "" };
}

/** The kept changes `t` up to a day: whole months, then the days of its own month. */
function upTo(day: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`(
    t.grain = 'month' and t.day < date_trunc('month', ${day})::date
    or t.grain = 'day' and t.day between date_trunc('month', ${day})::date and ${day})`;
}

type Counted = ((cut: Cut, key: string) => Progress) & { keysOf: (cut: Cut) => string[] };

/** The counts of all parts of these cuts, or of those with these keys. */
async function count(reportId: string, day: Day, cuts: readonly Cut[], keys?: readonly string[]): Promise<Counted> {
  const rows = await db.$queryRaw<(Row & { cut: Cut; key: string })[]>`
    select t.cut, t.key, t.measure, t.value, sum(t.change)::int as count
    from tallies t
    where t.report_id = ${reportId}::uuid and t.cut = any(${cuts}::cut[]) and ${upTo(Prisma.sql`${day}::date`)}
      ${keys ? Prisma.sql`and t.key = any(${keys})` : Prisma.empty}
    group by 1, 2, 3, 4 having sum(t.change) <> 0`;
  const byPlace = Map.groupBy(rows, ({ cut, key }) => `${cut} ${key}`);
  const counted = (cut: Cut, key: string) => progressOf(byPlace.get(`${cut} ${key}`) ?? []);
  const keysOf = (cut: Cut) => [...new Set(rows.filter((row) => row.cut === cut).map(({ key }) => key))].sort();
  return Object.assign(counted, { keysOf });
}

type Row = { measure: Measure; value: number; count: number };

function progressOf(rows: readonly Row[]) {
  const tally = tallyOf(
    rows.filter(({ measure }) => measure !== "delay").map(({ measure, count }) => [measure, count]),
  );
  const delays = new Map(
    rows.filter(({ measure }) => measure === "delay").map(({ value, count }) => [value, count] as const),
  );
  return {
    total: tally.assigned,
    measures: tally,
    figures: figuresOf(tally),
    counts: countsOf(tally),
    segments: segmentsOf(tally),
    ageing: ageingOf(tally),
    delay: delayOf(delays, tally),
  };
}

/** The parts of a cut for which anything is counted, in the order of the report. */
function parts(counted: Counted, cut: Cut, places: readonly { id: string; slug: string }[]): PartProgress[] {
  return places.map(({ id, slug }) => ({ slug, ...counted(cut, id) })).filter(({ total }) => total > 0);
}

async function listOrganizations(reportId: string) {
  const participations = await db.participation.findMany({
    where: { reportId },
    orderBy: { position: "asc" },
    select: { organization: { select: { id: true, slug: true } } },
  });
  return participations.map(({ organization }) => organization);
}

function listThemes(reportId: string) {
  return db.theme.findMany({ where: { reportId }, orderBy: { position: "asc" }, select: { id: true, slug: true } });
}
