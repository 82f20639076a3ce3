import "server-only";
import { addMonths, type Day, dayAt, firstOfMonth, firstOfYear, fromDatabaseDay, lastOfMonth } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import type { Cut, Measure } from "#lib/generated/enums.ts";
import { ageingOf, countsOf, type Delay, delayOf, figuresOf, type Tally, tallyOf } from "./figures.ts";
import { type Segment, segmentsOf, stretches } from "./segments.ts";
import type { Settings } from "./thresholds.ts";

// Every figure of every page, answer and export is asked here, of the kept counts: now, or as of any day, at one price.

const { sql } = Prisma;

type ReportScope = Settings & { id: string };

/** Everything that is counted of a set of assignments. */
export type Progress = ReturnType<typeof progressOf>;
/** The same with the delays, which are read of what a page is about, and not of each of its parts. */
export type WholeProgress = Progress & { delay: Delay };
/** What is counted of one part of a report: `slug` names the organization or theme, or is the code. */
export type PartProgress = Progress & { slug: string };

/** What is counted of a report now, or as of a day: in all, by organization and by theme. An assignment with two themes counts in both. */
export async function getReportProgress(report: ReportScope, now: Date, asOf?: Day) {
  const { counted, organizations, themes, ...read } = await readReport(report, now, asOf);
  return {
    ...read,
    byOrganization: parts(counted.part, "organization", organizations),
    byTheme: parts(counted.part, "theme", themes),
  };
}

/** The same with the delays of each part, which are many rows: for what is exported or frozen. */
export async function getReportProgressWithDelays(report: ReportScope, now: Date, asOf?: Day) {
  const { counted, organizations, themes, ...read } = await readReport(report, now, asOf, true);
  return {
    ...read,
    byOrganization: parts(counted.partWithDelays, "organization", organizations),
    byTheme: parts(counted.partWithDelays, "theme", themes),
  };
}

async function readReport(report: ReportScope, now: Date, asOf: Day | undefined, withDelays = false) {
  const day = asOf ?? dayAt(now, report.timeZone);
  const [counted, organizations, themes] = await Promise.all([
    count(report.id, day, { of: "report", cutBy: ["organization", "theme"], withDelays }),
    listOrganizations(report.id),
    listThemes(report.id),
  ]);
  return { today: day, all: counted.whole, counted, organizations, themes };
}

/** What is counted of a report in all, now or as of a day. */
export async function getWholeProgress(report: ReportScope, now: Date, asOf?: Day): Promise<WholeProgress> {
  return (await count(report.id, asOf ?? dayAt(now, report.timeZone), { of: "report" })).whole;
}

/** What is counted of each of these reports in all, now or as of a day, by their ids. */
export async function getPortfolio(reports: readonly ReportScope[], now: Date, asOf?: Day) {
  const days = reports.map(({ timeZone }) => asOf ?? dayAt(now, timeZone));
  const rows = await db.$queryRaw<{ reportId: string; counts: Counted }[]>`
    with counted as (
      select asked.id, t.measure, sum(t.change) as count
      from unnest(
        ${reports.map(({ id }) => id)}::uuid[], ${days}::date[], ${days.map(firstOfMonth)}::date[], ${days.map(firstOfYear)}::date[])
        asked (id, day, month, year)
      join tallies t on t.report_id = asked.id and t.cut = 'report' and t.measure <> 'delay'
        and ${upTo({ day: sql`asked.day`, month: sql`asked.month`, year: sql`asked.year` })}
      group by 1, 2)
    select id as "reportId", json_object_agg(measure, count) as counts from counted group by 1`;
  const byReport = new Map(rows.map(({ reportId, counts }) => [reportId, counts]));
  return new Map(reports.map(({ id }) => [id, progressOf(byReport.get(id))]));
}

/** What is counted of one organization in one report now, or as of a day, in all and by theme. */
export async function getOrganizationProgress(report: ReportScope, organizationId: string, now: Date, asOf?: Day) {
  const themes = (await listThemes(report.id)).map(({ id, slug }) => ({ id: `${organizationId}/${id}`, slug }));
  const counted = await count(report.id, asOf ?? dayAt(now, report.timeZone), {
    of: "organization",
    key: organizationId,
    cutBy: ["organization_theme"],
    keys: themes.map(({ id }) => id),
  });
  return { ...counted.whole, byTheme: parts(counted.part, "organization_theme", themes) };
}

/** What is counted of one theme now, or as of a day, in all and by organization. */
export async function getThemeProgress(report: ReportScope, themeId: string, now: Date, asOf?: Day) {
  const organizations = (await listOrganizations(report.id)).map(({ id, slug }) => ({ id: `${id}/${themeId}`, slug }));
  const counted = await count(report.id, asOf ?? dayAt(now, report.timeZone), {
    of: "theme",
    key: themeId,
    cutBy: ["organization_theme"],
    keys: organizations.map(({ id }) => id),
  });
  return { ...counted.whole, byOrganization: parts(counted.part, "organization_theme", organizations) };
}

/** What is counted by role, priority and kind, now or as of a day; `slug` is the code. */
export async function getFurtherCuts(report: ReportScope, now: Date, asOf?: Day) {
  const counted = await count(report.id, asOf ?? dayAt(now, report.timeZone), {
    cutBy: ["role", "priority", "kind"],
    withDelays: true,
  });
  const by = (cut: Cut) =>
    parts(
      counted.partWithDelays,
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
  const ids = [
    organization && sql`(select id::text from organizations where slug = ${organization})`,
    theme && sql`(select id::text from themes where slug = ${theme} and report_id = ${reportId}::uuid)`,
  ].filter((id) => id instanceof Prisma.Sql);
  const named = organization ? (theme ? "organization_theme" : "organization") : theme ? "theme" : "report";
  const key = ids.length > 0 ? Prisma.join(ids, " || '/' || ") : sql`${coded?.[1] ?? ""}`;
  const [row] = await db.$queryRaw<{ count: number }[]>`
    select coalesce(sum(t.change), 0)::int as count
    from tallies t
    where t.report_id = ${reportId}::uuid and t.cut = ${coded?.[0] ?? named}::cut and t.key = ${key} and ${upTo(day)}
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
    where t.report_id = ${report.id}::uuid and t.cut = ${cut}::cut and t.key = ${key}
      and (${wholeMonths(firstOfMonth(day))} or ${days(firstOfMonth(day), day)}) and t.measure = any(${[...measures]}::measure[])
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

type Bound = Day | Prisma.Sql;

/** The kept changes `t` up to a day: whole years, then whole months of its year, then the days of its month. */
function upTo(on: Day | { day: Bound; month: Bound; year: Bound }): Prisma.Sql {
  const { day, month, year } =
    typeof on === "string" ? { day: on, month: firstOfMonth(on), year: firstOfYear(on) } : on;
  return sql`(t.grain = 'year' and t.day < ${year}::date or ${wholeMonths(month, year)} or ${days(month, day)})`;
}

function wholeMonths(before: Bound, from: Bound = "-infinity"): Prisma.Sql {
  return sql`t.grain = 'month' and t.day >= ${from}::date and t.day < ${before}::date`;
}

function days(from: Bound, to: Bound): Prisma.Sql {
  return sql`t.grain = 'day' and t.day between ${from}::date and ${to}::date`;
}

/** What a page is about, and by what it is cut: all parts, or those with these keys; with delays the parts too. */
type Asked = { of?: Cut; key?: string; cutBy?: readonly Cut[]; keys?: readonly string[]; withDelays?: boolean };

async function count(reportId: string, day: Day, { of, key = "", cutBy = [], keys, withDelays = false }: Asked) {
  const isWhole = sql`t.cut = ${of ?? null}::cut and t.key = ${key}`;
  const isPart = Prisma.join(
    [
      sql`t.cut = any(${cutBy}::cut[])`,
      ...(keys ? [sql`t.key = any(${keys})`] : []),
      ...(withDelays ? [] : [sql`t.measure <> 'delay'`]),
    ],
    " and ",
  );
  const rows = await db.$queryRaw<{ cut: Cut; key: string; counts: Counted | null; delays: Delays | null }[]>`
    with counted as (
      select t.cut, t.key, t.measure, t.value, sum(t.change) as count
      from tallies t
      where t.report_id = ${reportId}::uuid and (${isWhole} or ${isPart}) and ${upTo(day)}
      group by 1, 2, 3, 4 having sum(t.change) <> 0)
    select
      cut, key, json_object_agg(measure, count) filter (where measure <> 'delay') as counts,
      json_object_agg(value, count) filter (where measure = 'delay') as delays
    from counted group by 1, 2`;
  const byPlace = new Map(rows.map((row) => [`${row.cut} ${row.key}`, row]));
  const part = (cut: Cut, place: string) => progressOf(byPlace.get(`${cut} ${place}`)?.counts);
  const partWithDelays = (cut: Cut, place: string) => wholeOf(part(cut, place), byPlace.get(`${cut} ${place}`)?.delays);
  return {
    whole: partWithDelays(of ?? "report", key),
    part,
    partWithDelays,
    keysOf: (cut: Cut) => rows.flatMap((row) => (row.cut === cut ? row.key : [])).toSorted(),
  };
}

/** How many there are of each measure of which there are any. */
type Counted = Partial<Tally>;
/** How many were done so many days after their first target, by these days. */
type Delays = Record<string, number>;

function progressOf(counts: Counted | null | undefined) {
  const tally = tallyOf(Object.entries(counts ?? {}) as [Measure, number][]);
  return {
    total: tally.assigned,
    measures: tally,
    figures: figuresOf(tally),
    counts: countsOf(tally),
    segments: segmentsOf(tally),
    ageing: ageingOf(tally),
  };
}

function wholeOf(progress: Progress, delays: Delays | null | undefined): WholeProgress {
  const days = Object.entries(delays ?? {}).map(([day, count]) => [Number(day), count] as const);
  return { ...progress, delay: delayOf(new Map(days), progress.measures) };
}

/** The parts of a cut for which anything is counted, in the order of the report. */
function parts<Counted extends Progress>(
  part: (cut: Cut, key: string) => Counted,
  cut: Cut,
  places: readonly { id: string; slug: string }[],
): (Counted & { slug: string })[] {
  return places.map(({ id, slug }) => ({ ...part(cut, id), slug })).filter(({ total }) => total > 0);
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
