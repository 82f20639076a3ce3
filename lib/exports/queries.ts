import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { lastInstant } from "#lib/as-of.ts";
import { assignmentsAt, stateAt } from "#lib/assignments/past.ts";
import type { Day } from "#lib/dates.ts";
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
import { getReportProgress } from "#lib/progress/queries.ts";
import { matching } from "#lib/recommendations/matching.ts";
import { lastEntryAt, rollUpAt } from "#lib/recommendations/past.ts";
import { type Filters, isListOfAssignments } from "#lib/recommendations/schema.ts";
import type { Report } from "#lib/reports/queries.ts";
import { listLog } from "#lib/updates/queries.ts";

// What an export holds: taken at one instant, read in batches while it is sent.

const { sql } = Prisma;

export type ReportProgress = Awaited<ReturnType<typeof getReportProgress>>;

export type Asked = { viewer: Viewer; report: Report; filters: Filters; now: Date; asOf: Day | undefined };

/** Which rows there are, in the order of the list, and the figures beside them. */
export type Selection = Asked & {
  ofAssignments: boolean;
  progress: ReportProgress;
  /** Everything is read as of this instant: the log only grows, so it says the same however long the reading takes. */
  at: Date;
  count: number;
  batches: (size: number) => Generator<string[]>;
};

const mostAttempts = 3;

/**
 * Rows and figures of one and the same log, without a transaction that a slow reader would hold open: what somebody
 * entered between the two questions is noticed, and both are asked again.
 */
export async function selectRows(asked: Asked): Promise<Selection> {
  const { report, filters, now, asOf } = asked;
  const until = lastInstant(asOf, report.timeZone);
  for (let attempt = 1; ; attempt++) {
    const at = until ?? (await newestOf(report.id)) ?? now;
    const [ids, progress] = await Promise.all([listIds(asked, until), getReportProgress(report, now, asOf)]);
    if (until || attempt === mostAttempts || (await newestOf(report.id))?.getTime() === at.getTime())
      return { ...asked, ofAssignments: isListOfAssignments(filters), progress, at, ...ids };
  }
}

/** When the log or the register of a report was last written; both are written by one at a time (lockReport). */
async function newestOf(reportId: string): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>`
    select greatest(
      (select recorded_at from updates where report_id = ${reportId}::uuid order by recorded_at desc limit 1),
      (select recorded_at from register_changes where report_id = ${reportId}::uuid order by id desc limit 1)) as at`;
  return row?.at ?? null;
}

/** The ids of what the list finds, in its order; packed, since of a hundred thousand even they are many. */
async function listIds({ viewer, report, filters, now }: Asked, until: Date | undefined) {
  const { from, where } = matching({ viewer, report, filters, now, until });
  const ofAssignments = isListOfAssignments(filters);
  const id = ofAssignments ? sql`a.id` : sql`r.id`;
  const latest = ofAssignments ? sql`a.last_entry_at` : lastEntryAt(until);
  const order = [
    ...(filters.sort === "latest" ? [sql`${latest} desc nulls last`] : []),
    sql`r.position`,
    sql`r.id`,
    ...(ofAssignments ? [sql`a.role`, sql`a.id`] : []),
  ];
  const packed = await readingAs(viewer, async (tx) => {
    const [row] = await tx.$queryRaw<{ ids: Uint8Array | null }[]>`
      select string_agg(uuid_send(${id}), ''::bytea order by ${Prisma.join(order)}) as ids from ${from} where ${where}`;
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
const batchSize = 500;

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

/** What a register says of the recommendation `r`. A parent that is not published is not named. */
const described = (at: Date) => sql`
  r.code, (
    select parent.code from recommendations parent
    where parent.id = r.parent_id and parent.published_at <= ${at} and (parent.withdrawn_at is null or parent.withdrawn_at > ${at})
  ) as parent, r.kind, r.title, r.statement, r.section, r.locator, r.priority, array(
    select themes.slug from recommendation_themes link join themes on themes.id = link.theme_id
    where link.recommendation_id = r.id order by themes.position
  ) as themes`;

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

export async function* readAssignments({ batches, at }: Selection): AsyncGenerator<AssignmentRow[]> {
  for (const ids of batches(batchSize))
    yield await db.$queryRaw<AssignmentRow[]>`
      select a.id, ${described(at)},
        o.slug as organization, o.acronym, o.name as "organizationName", a.role, a.basis, a.created_at as "createdAt",
        coalesce(s.response, 'awaiting_response') as response, s.decide_by as "decideBy",
        coalesce(s.implementation, 'not_started') as implementation, s.exit_requested as "exitRequested",
        coalesce(s.verification, 'self_reported') as verification, s.submitted_at as "submittedAt",
        s.completed_on as "completedOn", s.completed_precision as "completedPrecision",
        coalesce(s.has_evidence, false) as "hasEvidence", s.target_on as "targetOn", s.target_precision as "targetPrecision",
        s.original_target_on as "originalTargetOn", s.original_target_precision as "originalTargetPrecision",
        coalesce(s.target_changes, 0) as "targetChanges", coalesce(s.sequence, 0) as "logLength", s.recorded_at as "lastEntryAt"
      from unnest(${ids}::uuid[]) with ordinality as asked (id, place)
      join assignments a on a.id = asked.id
      join recommendations r on r.id = a.recommendation_id
      join organizations o on o.id = a.organization_id
      left join lateral ${stateAt(at)} s on true
      order by asked.place`;
}

export type RecommendationRow = Described & {
  textComplete: boolean;
  sourceUrl: string;
  implementation: Implementation;
  lastEntryAt: Date | null;
  assignments: {
    organization: string;
    acronym: string;
    role: AssignmentRole;
    response: Response;
    implementation: Implementation;
    verification: Verification;
    /** As exactly as it is known, such as 2001-03. */
    targetOn: string | null;
    lastEntryAt: string | null;
  }[];
};

export async function* readRecommendations({ batches, at }: Selection): AsyncGenerator<RecommendationRow[]> {
  for (const ids of batches(batchSize))
    yield await db.$queryRaw<RecommendationRow[]>`
      select r.id, ${described(at)}, r.text_complete as "textComplete", r.source_url as "sourceUrl",
        ${rollUpAt(at)} as implementation, ${lastEntryAt(at)} as "lastEntryAt",
        coalesce((
          select json_agg(json_build_object(
              'organization', o.slug, 'acronym', o.acronym, 'role', a.role, 'response', a.response,
              'implementation', a.implementation, 'verification', a.verification,
              'targetOn', left(a.target_on::text, case a.target_precision when 'year' then 4 when 'month' then 7 else 10 end),
              'lastEntryAt', to_char(a.last_entry_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by a.role, o.acronym)
          from ${assignmentsAt(at)} a join organizations o on o.id = a.organization_id
          where a.recommendation_id = r.id), '[]') as assignments
      from unnest(${ids}::uuid[]) with ordinality as asked (id, place)
      join recommendations r on r.id = asked.id
      order by asked.place`;
}

export type LogRow = Awaited<ReturnType<typeof listLog>>[number];

/** Assignments whose log is read together. */
const logsAtOnce = 100;

/** The logs of what was selected, one after the other in the order of the list; restricted evidence for those who may see it. */
export async function* readLog(selection: Selection): AsyncGenerator<LogRow[]> {
  const { viewer, ofAssignments, batches, at, asOf } = selection;
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
