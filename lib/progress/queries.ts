import "server-only";
import { addMonths, type Day, dayAt, firstOfMonth, firstOfYear, fromDatabaseDay, lastOfMonth } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { type Cut, Measure } from "#lib/generated/enums.ts";
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
    count(report.id, day, { of: "report", parts: partsOf(report.id), withDelays }),
    listParticipants(report.id),
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
  const rows = await db.$queryRaw<({ reportId: string } & Counts)[]>`
    select asked.id as "reportId", ${sumsOf(kept)}
    from unnest(
      ${reports.map(({ id }) => id)}::uuid[], ${days}::date[], ${days.map(firstOfMonth)}::date[], ${days.map(firstOfYear)}::date[])
      asked (id, day, month, year)
    cross join lateral ${spansTo({ day: sql`asked.day`, month: sql`asked.month`, year: sql`asked.year` })}
    join tallies t on t.report_id = asked.id and t.cut = 'report' and t.key = '' and ${within}
    group by 1`;
  const byReport = new Map(rows.map(({ reportId, ...counts }) => [reportId, counts]));
  return new Map(reports.map(({ id }) => [id, progressOf(byReport.get(id))]));
}

/** What is counted of one organization in one report now, or as of a day, in all and by theme. */
export async function getOrganizationProgress(report: ReportScope, organizationId: string, now: Date, asOf?: Day) {
  const themes = (await listThemes(report.id)).map(({ id, slug }) => ({ id: `${organizationId}/${id}`, slug }));
  const counted = await count(report.id, asOf ?? dayAt(now, report.timeZone), {
    of: "organization",
    key: organizationId,
    parts: sql`select 'organization_theme'::cut, unnest(${themes.map(({ id }) => id)}::text[])`,
  });
  return { ...counted.whole, byTheme: parts(counted.part, "organization_theme", themes) };
}

/** What is counted of one theme now, or as of a day, in all and by organization. */
export async function getThemeProgress(report: ReportScope, themeId: string, now: Date, asOf?: Day) {
  const organizations = (await listParticipants(report.id)).map(({ id, slug }) => ({ id: `${id}/${themeId}`, slug }));
  const counted = await count(report.id, asOf ?? dayAt(now, report.timeZone), {
    of: "theme",
    key: themeId,
    parts: sql`select 'organization_theme'::cut, unnest(${organizations.map(({ id }) => id)}::text[])`,
  });
  return { ...counted.whole, byOrganization: parts(counted.part, "organization_theme", organizations) };
}

/** What is counted by role, priority and kind, now or as of a day; `slug` is the code. */
export async function getFurtherCuts(report: ReportScope, now: Date, asOf?: Day) {
  const counted = await count(report.id, asOf ?? dayAt(now, report.timeZone), {
    parts: codes,
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
  measure: KeptMeasure,
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
    select coalesce(sum(${columnOf(measure)}), 0)::int as count
    from ${spansTo(day)}
    join tallies t on t.report_id = ${reportId}::uuid and t.cut = ${coded?.[0] ?? named}::cut and t.key = ${key} and ${within}`;
  return row?.count ?? 0;
}

/** How many assignments of each organization a measure counts, by its slug, now or as of a day; those that have some. */
export async function getKeptCounts(reportId: string, day: Day, measure: KeptMeasure): Promise<Map<string, number>> {
  const rows = await db.$queryRaw<{ slug: string; count: number }[]>`
    select o.slug, sum(${columnOf(measure)})::int as count
    from ${spansTo(day)}
    join tallies t on t.report_id = ${reportId}::uuid and t.cut = 'organization' and ${within}
    join organizations o on o.id::text = t.key
    group by 1 having sum(${columnOf(measure)}) <> 0`;
  return new Map(rows.map(({ slug, count }) => [slug, count]));
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
  const rows = await db.$queryRaw<({ month: Date } & Counts)[]>`
    select date_trunc('month', t.day)::date as month, ${sumsOf(measures)}
    from (values ('month'::grain, '-infinity'::date, ${firstOfMonth(day)}::date - 1), ('day', ${firstOfMonth(day)}::date, ${day}::date)) ${span}
    join tallies t on t.report_id = ${report.id}::uuid and t.cut = ${cut}::cut and t.key = ${key} and ${within}
    group by 1 having ${Prisma.join(
      measures.map((measure) => sql`sum(${columnOf(measure)}) <> 0`),
      " or ",
    )}`;
  const byMonth = new Map(rows.map(({ month, ...counts }) => [fromDatabaseDay(month), counts]));
  const [first] = [...byMonth.keys()].sort();
  const moments: Movement = [];
  const tally: Tally = tallyOf([]);
  for (let month = first; month !== undefined && month <= day; month = addMonths(month, 1)) {
    for (const measure of measures) tally[measure] += byMonth.get(month)?.[measure] ?? 0;
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

const span = sql`span (grain, begins, ends)`;
/** That the kept changes `t` lie in a span: an index finds those of a place, one span after the other. */
const within = sql`t.grain = span.grain and t.day between span.begins and span.ends`;

/** What there is up to a day: whole years, then whole months of its year, then the days of its month. */
function spansTo(on: Day | { day: Bound; month: Bound; year: Bound }): Prisma.Sql {
  const { day, month, year } =
    typeof on === "string" ? { day: on, month: firstOfMonth(on), year: firstOfYear(on) } : on;
  return sql`(values
    ('year'::grain, '-infinity'::date, ${year}::date - 1), ('month', ${year}::date, ${month}::date - 1), ('day', ${month}::date, ${day}::date)) ${span}`;
}

/** What is kept in a column of its own: all but the delays. */
type KeptMeasure = Exclude<Measure, "delay">;
const kept = Object.values(Measure).filter((measure): measure is KeptMeasure => measure !== "delay");
const columns = new Map(kept.map((measure) => [measure, Prisma.raw(`t."${measure}"`)]));

function columnOf(measure: KeptMeasure): Prisma.Sql {
  const column = columns.get(measure);
  if (!column) throw new Error(`No counts are kept of ${measure}.`);
  return column;
}

function sumsOf(measures: readonly KeptMeasure[]): Prisma.Sql {
  return Prisma.join(measures.map((measure) => sql`sum(${columnOf(measure)})::int as ${Prisma.raw(`"${measure}"`)}`));
}

/** The organizations and themes of a report, each a place of which counts are kept. */
const partsOf = (reportId: string) => sql`
  select 'organization'::cut, organization_id::text from participations where report_id = ${reportId}::uuid
  union all select 'theme', id::text from themes where report_id = ${reportId}::uuid`;

const codes = sql`
  select 'role'::cut, unnest(enum_range(null::assignment_role))::text
  union all select 'priority', unnest(enum_range(null::priority))::text
  union all select 'kind', unnest(enum_range(null::recommendation_kind))::text`;

/** What a page is about, and the cuts and keys of its parts; with delays the parts too. */
type Asked = { of?: Cut; key?: string; parts?: Prisma.Sql; withDelays?: boolean };

async function count(reportId: string, day: Day, { of, key = "", parts, withDelays = false }: Asked) {
  const whole = of && sql`select ${of}::cut, ${key}::text`;
  const placesOf = (...places: (Prisma.Sql | undefined)[]) =>
    sql`(${Prisma.join(
      places.filter((place) => place !== undefined),
      " union all ",
    )}) place (cut, key)`;
  const keptOf = (places: Prisma.Sql, table: Prisma.Sql) => sql`
    from ${places} cross join ${spansTo(day)}
    join ${table} t on t.report_id = ${reportId}::uuid and t.cut = place.cut and t.key = place.key and ${within}`;
  // In one statement, so that the delays are those of the instant of the counts.
  const counted = await db.$queryRaw<({ cut: Cut; key: string; delays: Delays | null } & Counts)[]>`
    with counted as (
      select place.cut, place.key, ${sumsOf(kept)} ${keptOf(placesOf(whole, parts), sql`tallies`)} group by 1, 2
    ),
    delayed as (
      select cut, key, json_object_agg(value, count) as delays
      from (
        select place.cut, place.key, t.value, sum(t.change) as count
        ${keptOf(placesOf(whole, withDelays ? parts : undefined), sql`delay_tallies`)}
        group by 1, 2, 3 having sum(t.change) <> 0) delayed
      group by 1, 2
    )
    select counted.*, delayed.delays from counted left join delayed using (cut, key)`;
  const known = new Map(counted.map(({ cut, key, delays, ...counts }) => [`${cut} ${key}`, { counts, delays }]));
  const part = (cut: Cut, place: string) => progressOf(known.get(`${cut} ${place}`)?.counts);
  const partWithDelays = (cut: Cut, place: string) => wholeOf(part(cut, place), known.get(`${cut} ${place}`)?.delays);
  return {
    whole: partWithDelays(of ?? "report", key),
    part,
    partWithDelays,
    keysOf: (cut: Cut) => counted.flatMap((row) => (row.cut === cut ? row.key : [])).toSorted(),
  };
}

/** How many there are of each measure that was asked for. */
type Counts = Partial<Tally>;
/** How many were done so many days after their first target, by these days. */
type Delays = Record<string, number>;

function progressOf(counts: Counts | undefined) {
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

async function listParticipants(reportId: string) {
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
