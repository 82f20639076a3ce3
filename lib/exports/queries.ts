import "server-only";
import { isDeepStrictEqual } from "node:util";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { lastInstant } from "#lib/as-of.ts";
import { assignmentsAt } from "#lib/assignments/past.ts";
import type { DatedDay, Day } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import type {
  AssignmentBasis,
  AssignmentRole,
  Implementation,
  Precision,
  Priority,
  RecommendationKind,
  Response,
  Verification,
} from "#lib/generated/enums.ts";
import { getMovement, getReportProgressWithDelays, type Movement } from "#lib/progress/queries.ts";
import { orderWhole } from "#lib/recommendations/finding.ts";
import { matching } from "#lib/recommendations/matching.ts";
import { lastEntryAt, publishedBy, rollUpAt } from "#lib/recommendations/past.ts";
import { type Filters, isListOfAssignments } from "#lib/recommendations/schema.ts";
import { ChangedMeanwhile, isRewritten, type Mark, readMark } from "#lib/reports/mark.ts";
import type { Report } from "#lib/reports/queries.ts";
import { listLog } from "#lib/updates/log.ts";

// What an export holds: taken at one instant, read in batches while it is sent.

const { sql } = Prisma;

type ReportProgress = Awaited<ReturnType<typeof getReportProgressWithDelays>>;

export type Asked = {
  viewer: Viewer;
  report: Report;
  filters: Filters;
  now: Date;
  asOf: Day | undefined;
  /** Called before restricted evidence is given out, the first time. */
  whenRestricted?: () => Promise<void>;
};

/** Which rows there are, in the order of the list, and the figures beside them. */
export type Selection = Asked & {
  ofAssignments: boolean;
  progress: ReportProgress;
  movement: Movement;
  /** Everything is read as of this instant: the log only grows, so it says the same however long the reading takes. */
  at: Date;
  /** What register and log were when it was taken. */
  mark: Mark;
  count: number;
  batches: (size: number) => Generator<string[]>;
};

const mostAttempts = 3;

/**
 * Rows and figures of one and the same register and log, without a transaction that a slow reader would hold open: what
 * somebody wrote between the two questions is noticed, and both are asked again.
 */
export async function selectRows(asked: Asked): Promise<Selection> {
  const { report, filters, now, asOf } = asked;
  const until = lastInstant(asOf, report.timeZone);
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const mark = await readMark(db, report.id, until);
    const at = until ?? (await newestOf(report.id)) ?? now;
    const [ids, progress, movement] = await Promise.all([
      listIds(asked, until),
      getReportProgressWithDelays(report, now, asOf),
      getMovement(report, now, asOf),
    ]);
    if (isDeepStrictEqual(await readMark(db, report.id, until), mark))
      return { ...asked, ofAssignments: isListOfAssignments(filters), progress, movement, at, mark, ...ids };
  }
  throw new ChangedMeanwhile();
}

/** The latest instant that anything in the log or the register of a report bears; in the register it need not be of the newest. */
async function newestOf(reportId: string): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>`
    select greatest(
      (select max(recorded_at) from updates where report_id = ${reportId}::uuid),
      (select max(recorded_at) from register_changes where report_id = ${reportId}::uuid)) as at`;
  return row?.at ?? null;
}

/**
 * The ids of what the list finds, in its order, but for drafts: a file is sent on, and nobody would see what is one. Packed,
 * since of a hundred thousand even they are many.
 */
async function listIds({ viewer, report, filters, now }: Asked, until: Date | undefined) {
  const scope = { viewer: publicViewer, report, filters, now, until };
  const { from, where } = matching(scope);
  const id = isListOfAssignments(filters) ? sql`a.id` : sql`r.id`;
  const packed = await readingAs(viewer, async (tx) => {
    const order = await orderWhole(tx, scope);
    const [row] = await tx.$queryRaw<{ ids: Uint8Array | null }[]>`
      select string_agg(uuid_send(${id}), ''::bytea order by ${order}) as ids from ${from} where ${where}`;
    return Buffer.from(row?.ids ?? []);
  });
  const count = packed.length / idLength;
  const idAt = (index: number) => writeId(packed.toString("hex", index * idLength, (index + 1) * idLength));
  return {
    count,
    *batches(size: number) {
      for (let first = 0; first < count; first += size)
        yield Array.from({ length: Math.min(size, count - first) }, (_, index) => idAt(first + index));
    },
  };
}

const idLength = 16;

function writeId(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** How many rows are read at once. */
export const batchSize = 250;

type Described = {
  id: string;
  code: string;
  parent: string | null;
  kind: RecommendationKind;
  title: string;
  statement: string;
  section: string;
  locator: string;
  priority: Priority;
  themes: string[];
};

/** Rows batch by batch in the order of the list: the next is read while one is written. */
async function* readInBatches<Row>(
  selection: Selection,
  read: (ids: string[], until: Date | undefined) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  let begun: Promise<Row[]> | undefined;
  for (const ids of selection.batches(batchSize)) {
    const last = begun;
    begun = asSelected(selection, (until) => read(ids, until));
    // That it failed is told when it is awaited, and to nobody who reads no further.
    begun.catch(() => {});
    if (last) yield await last;
  }
  if (begun) yield await begun;
}

/**
 * Rows as they stood at the instant of the selection. As they stand is the same as long as nothing was written since, and
 * costs less: it is looked after the rows are read, so that nothing slips in between. What was written since and bears an
 * earlier instant has changed what stood then: rather than rows that disagree with the figures there are no more of them.
 */
async function asSelected<Row>(
  { report, asOf, at, mark }: Selection,
  read: (until: Date | undefined) => Promise<Row[]>,
): Promise<Row[]> {
  if (!asOf) {
    const rows = await read(undefined);
    if (isDeepStrictEqual(await readMark(db, report.id), mark)) return rows;
  }
  const rows = await read(at);
  if (await isRewritten(db, report.id, at, mark)) throw new ChangedMeanwhile();
  return rows;
}

/** What a register says of the recommendation `r`. A parent that is not published is not named. */
const described = (until: Date | undefined) => sql`
  r.code, (select p.code from recommendations p where p.id = r.parent_id and exists (
    select 1 from recommendations r where r.id = p.id and ${publishedBy(until)})) as parent,
  r.kind, r.title, r.statement, r.section, r.locator, r.priority, coalesce(t.themes, '{}') as themes`;

/** The themes of these recommendations, `t` for each that has some. */
const themesOf = (ids: Prisma.Sql) => sql`
  (select link.recommendation_id, array_agg(themes.slug order by themes.position) as themes
   from recommendation_themes link join themes on themes.id = link.theme_id
   where link.recommendation_id in (${ids}) group by 1)`;

export type AssignmentRow = Described & {
  organization: string;
  acronym: string;
  organizationName: string;
  role: AssignmentRole;
  basis: AssignmentBasis;
  createdAt: Date;
  response: Response;
  decideBy: Date | null;
  implementation: Implementation;
  exitRequested: Implementation | null;
  verification: Verification;
  submittedAt: Date | null;
  completedOn: Date | null;
  completedPrecision: Precision | null;
  hasEvidence: boolean;
  targetOn: Date | null;
  targetPrecision: Precision | null;
  originalTargetOn: Date | null;
  originalTargetPrecision: Precision | null;
  targetChanges: number;
  logLength: number;
  lastEntryAt: Date | null;
};

export function readAssignments(selection: Selection): AsyncGenerator<AssignmentRow[]> {
  return readInBatches(
    selection,
    (ids, until) =>
      db.$queryRaw<AssignmentRow[]>`
        select a.id, ${described(until)},
          o.slug as organization, o.acronym, o.name as "organizationName", a.role, a.basis, a.created_at as "createdAt",
          a.response, a.decide_by as "decideBy", a.implementation, a.exit_requested as "exitRequested", a.verification,
          a.submitted_at as "submittedAt", a.completed_on as "completedOn", a.completed_precision as "completedPrecision",
          a.has_evidence as "hasEvidence", a.target_on as "targetOn", a.target_precision as "targetPrecision",
          a.original_target_on as "originalTargetOn", a.original_target_precision as "originalTargetPrecision",
          a.target_changes as "targetChanges", a.log_length as "logLength", a.last_entry_at as "lastEntryAt"
        from unnest(${ids}::uuid[]) with ordinality as asked (id, place)
        join ${assignmentsAt(until)} a on a.id = asked.id
        join recommendations r on r.id = a.recommendation_id
        join organizations o on o.id = a.organization_id
        left join ${themesOf(sql`select recommendation_id from assignments where id = any(${ids}::uuid[])`)} t on t.recommendation_id = r.id
        order by asked.place`,
  );
}

export type RecommendationRow = Described & {
  textComplete: boolean;
  sourceUrl: string;
  implementation: Implementation;
  lastEntryAt: Date | null;
  assignments: AssignedRow[];
};

export type AssignedRow = Pick<
  AssignmentRow,
  "organization" | "acronym" | "role" | "response" | "implementation" | "verification"
> & {
  target: DatedDay | null;
  /** ISO 8601, as Postgres writes it into JSON. */
  lastEntryAt: string | null;
};

export function readRecommendations(selection: Selection): AsyncGenerator<RecommendationRow[]> {
  return readInBatches(
    selection,
    (ids, until) =>
      db.$queryRaw<RecommendationRow[]>`
        select r.id, ${described(until)}, r.text_complete as "textComplete", r.source_url as "sourceUrl",
          ${rollUpAt(until)} as implementation, ${lastEntryAt(until)} as "lastEntryAt",
          coalesce(assigned.assignments, '[]') as assignments
        from unnest(${ids}::uuid[]) with ordinality as asked (id, place)
        join recommendations r on r.id = asked.id
        left join ${themesOf(sql`select unnest(${ids}::uuid[])`)} t on t.recommendation_id = r.id
        left join ${assignedOf(ids, until)} assigned on assigned.recommendation_id = r.id
        order by asked.place`,
  );
}

/** The assignments of these recommendations: one value for each that has some, which is quicker to read than their rows. */
const assignedOf = (ids: readonly string[], until: Date | undefined) => sql`
  (select a.recommendation_id, json_agg(json_build_object(
      'organization', o.slug, 'acronym', o.acronym, 'role', a.role, 'response', a.response,
      'implementation', a.implementation, 'verification', a.verification,
      'target', case when a.target_on is not null then json_build_object('on', a.target_on, 'precision', a.target_precision) end,
      'lastEntryAt', a.last_entry_at) order by a.role, o.acronym) as assignments
   from ${assignmentsAt(until)} a join organizations o on o.id = a.organization_id
   where a.recommendation_id = any(${ids}::uuid[]) group by 1)`;

export type LogRow = Awaited<ReturnType<typeof listLog>>[number];

/** Assignments whose log is read together. */
const logsAtOnce = 100;

/** The logs of what was selected, one after the other in the order of the list; restricted evidence for those who may see it. */
export async function* readLog(selection: Selection): AsyncGenerator<LogRow[]> {
  const { viewer, ofAssignments, batches, at, asOf, whenRestricted } = selection;
  let isTold = false;
  for (const ids of batches(logsAtOnce)) {
    const assignmentIds = ofAssignments ? ids : await assignmentsOf(ids, at);
    let after: { place: number; sequence: number } | undefined = { place: 0, sequence: 0 };
    while (after) {
      const found: { id: string; place: number; sequence: number }[] = await db.$queryRaw`
        select u.id, asked.place::int as place, u.sequence
        from unnest(${assignmentIds}::uuid[]) with ordinality as asked (id, place)
        join updates u on u.assignment_id = asked.id and u.recorded_at <= ${at}
        where (asked.place, u.sequence) > (${after.place}, ${after.sequence})
        order by asked.place, u.sequence limit ${batchSize}`;
      const places = new Map(found.map(({ id }, place) => [id, place]));
      const rows = await listLog(viewer, [...places.keys()], asOf ? at : undefined);
      if (!isTold && rows.some(({ evidence }) => evidence.some(({ restricted }) => restricted))) {
        isTold = true;
        await whenRestricted?.();
      }
      yield rows.toSorted((one, other) => (places.get(one.id) ?? 0) - (places.get(other.id) ?? 0));
      after = found.length === batchSize ? found.at(-1) : undefined;
    }
  }
}

async function assignmentsOf(recommendationIds: readonly string[], at: Date): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    select a.id from unnest(${recommendationIds}::uuid[]) with ordinality as asked (id, place)
    join ${assignmentsAt(at)} a on a.recommendation_id = asked.id
    join organizations o on o.id = a.organization_id
    order by asked.place, a.role, o.acronym`;
  return rows.map(({ id }) => id);
}
