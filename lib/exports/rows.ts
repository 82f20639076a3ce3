import "server-only";
import { isDeepStrictEqual } from "node:util";
import { types } from "pg";
import { assignmentsAt } from "#lib/assignments/past.ts";
import { statementName } from "#lib/database/statement-names.ts";
import type { DatedDay, Day } from "#lib/dates.ts";
import { db, pool } from "#lib/db.ts";
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
import { lastEntryAt, publishedBy, rollUpAt } from "#lib/recommendations/past.ts";
import { ChangedMeanwhile, isRewritten, readMark } from "#lib/reports/mark.ts";
import { listLog } from "#lib/updates/log.ts";
import type { Selection } from "./selection.ts";

// The rows of an export, read in batches while it is sent.

const { sql } = Prisma;

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

/** How many batches are read while one is written: with two, Postgres and whoever writes seldom wait for each other. */
export const readAhead = 2;

/** Rows batch by batch in the order of the list. */
async function* readInBatches<Row>(
  selection: Selection,
  read: (ids: string[], until: Date | undefined) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  const begun: Promise<Row[]>[] = [];
  for (const ids of selection.batches(batchSize)) {
    const rows = asSelected(selection, (until) => read(ids, until));
    // That it failed is told when it is awaited, and to nobody who reads no further.
    rows.catch(() => {});
    begun.push(rows);
    const first = begun.length > readAhead && begun.shift();
    if (first) yield await first;
  }
  for (const rows of begun) yield await rows;
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

/**
 * Rows as the driver reads them, a day as its midnight in UTC: what the client makes of each value anew is a quarter of the
 * work of an export, and of a hundred thousand rows that is seconds.
 */
async function readRows<Row extends object>({ text, values }: Prisma.Sql): Promise<Row[]> {
  const { rows } = await pool.query<Row>({ name: statementName(text), text, values, types: asDriverReads });
  return rows;
}

const asDriverReads = {
  getTypeParser: (oid: number, format: "text" | "binary" = "text") =>
    oid === types.builtins.DATE ? (day: string) => new Date(`${day}T00:00:00Z`) : types.getTypeParser(oid, format),
};

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
  return readInBatches(selection, (ids, until) =>
    readRows<AssignmentRow>(sql`
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
        order by asked.place`),
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

/** An assignment as it comes, without the names of its values, which would be more to write and read than they are. */
type AssignedValues = [
  organization: string,
  acronym: string,
  role: AssignmentRole,
  response: Response,
  implementation: Implementation,
  verification: Verification,
  targetOn: Day | null,
  targetPrecision: Precision | null,
  lastEntryAt: string | null,
];

export function readRecommendations(selection: Selection): AsyncGenerator<RecommendationRow[]> {
  return readInBatches(selection, async (ids, until) => {
    const rows = await readRows<Omit<RecommendationRow, "assignments"> & { assignments: AssignedValues[] }>(sql`
      select r.id, ${described(until)}, r.text_complete as "textComplete", r.source_url as "sourceUrl",
        ${rollUpAt(until)} as implementation, ${lastEntryAt(until)} as "lastEntryAt", coalesce(a.assigned, '[]') as assignments
      from unnest(${ids}::uuid[]) with ordinality as asked (id, place)
      join recommendations r on r.id = asked.id
      left join ${themesOf(sql`select unnest(${ids}::uuid[])`)} t on t.recommendation_id = r.id
      left join ${assignedOf(ids, until)} a on a.recommendation_id = r.id
      order by asked.place`);
    return rows.map((row) => Object.assign(row, { assignments: row.assignments.map(nameAssigned) }));
  });
}

/** What is assigned of these recommendations: one value for each that has some, which is quicker to read than rows. */
const assignedOf = (ids: readonly string[], until: Date | undefined) => sql`
  (select a.recommendation_id, json_agg(json_build_array(
      o.slug, o.acronym, a.role, a.response, a.implementation, a.verification, a.target_on, a.target_precision,
      a.last_entry_at) order by a.role, o.acronym) as assigned
   from ${assignmentsAt(until)} a join organizations o on o.id = a.organization_id
   where a.recommendation_id = any(${ids}::uuid[]) group by 1)`;

function nameAssigned(values: AssignedValues): AssignedRow {
  const [organization, acronym, role, response, implementation, verification, on, precision, lastEntryAt] = values;
  const target = on && precision ? { on, precision } : null;
  return { organization, acronym, role, response, implementation, verification, target, lastEntryAt };
}

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
