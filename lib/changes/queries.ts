import "server-only";
import type { Member } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { stateAt, statesAt, wasAbsent } from "#lib/assignments/past.ts";
import { stateOf } from "#lib/assignments/projection.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { changesBetween } from "./changes.ts";

// What changed between two instants, of what everybody could see at one of them.

export type Span = { from: Date; to: Date };

/** Where a list goes on after a row, in its order: organizations as the report has them, and then recommendations. */
export type Key = { place: number; organizationId: string; position: number; id: string };

type Row = Key & {
  recommendationId: string;
  organization: string;
  code: string;
  title: string;
  wasThere: boolean;
  isThere: boolean;
};

/** That a recommendation `r`, or its assignment `a` as well, counted at an instant. */
function counted(table: Prisma.Sql, since: Prisma.Sql, at: Date): Prisma.Sql {
  return Prisma.sql`coalesce(${table}.${since} <= ${at} and (${table}.withdrawn_at is null or ${table}.withdrawn_at > ${at}), false)`;
}
const recommendationCounted = (at: Date) => counted(Prisma.sql`r`, Prisma.sql`published_at`, at);
const assignmentCounted = (at: Date) =>
  Prisma.sql`(${counted(Prisma.sql`a`, Prisma.sql`created_at`, at)} and not ${wasAbsent(at)} and ${recommendationCounted(at)})`;

/** That a recommendation `r` was published or withdrawn in between. */
export function cameOrWent(span: Span): Prisma.Sql {
  return Prisma.sql`(${within(Prisma.sql`r.published_at`, span)} or ${within(Prisma.sql`r.withdrawn_at`, span)})`;
}

function within(column: Prisma.Sql, { from, to }: Span): Prisma.Sql {
  return Prisma.sql`(${column} > ${from} and ${column} <= ${to})`;
}

/** The assignments that got an entry, came or went, as a common table `changed`. */
function changed(reportId: string, span: Span): Prisma.Sql {
  const { from, to } = span;
  return Prisma.sql`
    with touched as (
      select assignment_id as id from assignment_states
      where report_id = ${reportId}::uuid and ${within(Prisma.sql`recorded_at`, span)}
      union
      select id from assignments
      where report_id = ${reportId}::uuid and (${within(Prisma.sql`created_at`, span)} or ${within(Prisma.sql`withdrawn_at`, span)})
      union
      select gone.assignment_id from assignment_absences gone join assignments a on a.id = gone.assignment_id
      where a.report_id = ${reportId}::uuid and (${within(Prisma.sql`gone.withdrawn_at`, span)} or ${within(Prisma.sql`gone.returned_at`, span)})
      union
      select a.id from recommendations r join assignments a on a.recommendation_id = r.id
      where r.report_id = ${reportId}::uuid and ${cameOrWent(span)}
    ),
    ends as (
      select
        a.id, a.organization_id, a.recommendation_id, o.slug as organization, r.code, r.title, r.position,
        coalesce(p.position, 2147483647) as place,
        ${assignmentCounted(from)} as was_there, ${assignmentCounted(to)} as is_there,
        exists (select 1 from assignment_states s where s.assignment_id = a.id and ${within(Prisma.sql`s.recorded_at`, span)}) as has_entry
      from touched
      join assignments a on a.id = touched.id
      join recommendations r on r.id = a.recommendation_id
      join organizations o on o.id = a.organization_id
      left join participations p on p.report_id = a.report_id and p.organization_id = a.organization_id
    ),
    changed as (select * from ends where was_there <> is_there or was_there and has_entry)`;
}

/** A piece of the assignments that changed, each with its state at both ends and what is between them. */
export async function listChanges(
  reportId: string,
  span: Span,
  { after, skip = 0, take }: { after?: Key | undefined; skip?: number; take: number },
) {
  const rows = await db.$queryRaw<Row[]>`
    ${changed(reportId, span)}
    select
      id, organization_id as "organizationId", recommendation_id as "recommendationId", organization, code, title, place, position,
      was_there as "wasThere", is_there as "isThere"
    from changed
    ${
      after
        ? Prisma.sql`where (place, organization_id, position, id) > (${after.place}::int, ${after.organizationId}::uuid, ${after.position}::int, ${after.id}::uuid)`
        : Prisma.empty
    }
    order by place, organization_id, position, id
    limit ${take} offset ${skip}`;
  const [before, now] = await Promise.all(
    [span.from, span.to].map((until) => statesAt(rows.map(({ id }) => ({ id, until })))),
  );
  return rows.map((row) => {
    const [was, is] = [before?.(row.id), now?.(row.id)];
    const ends = {
      before: was && row.wasThere ? stateOf(was) : null,
      after: is && row.isThere ? stateOf(is) : null,
    };
    const entries = (is?.logLength ?? 0) - (was?.logLength ?? 0);
    return { ...row, ...ends, entries, changes: changesBetween(ends.before, ends.after) };
  });
}

export type ChangedAssignment = Awaited<ReturnType<typeof listChanges>>[number];

/** How many assignments changed. */
export async function countChanged(reportId: string, span: Span): Promise<number> {
  const [row] = await db.$queryRaw<{ count: number }[]>`
    ${changed(reportId, span)} select count(*)::int as count from changed`;
  return row?.count ?? 0;
}

const sums = {
  assignments: Prisma.sql`true`,
  implementation: Prisma.sql`is_there and coalesce(before.implementation, 'not_started') <> coalesce(now.implementation, 'not_started')`,
  response: Prisma.sql`is_there and coalesce(before.response, 'awaiting_response') <> coalesce(now.response, 'awaiting_response')`,
  verification: Prisma.sql`is_there and coalesce(before.verification, 'self_reported') <> coalesce(now.verification, 'self_reported')`,
  target: Prisma.sql`is_there and (before.target_on, before.target_precision) is distinct from (now.target_on, now.target_precision)`,
  added: Prisma.sql`not was_there`,
  removed: Prisma.sql`not is_there`,
};
type SumKey = keyof typeof sums;
export const sumKeys = Object.keys(sums) as SumKey[];

/** How many assignments changed and in what, by organization; one that is not named is as it was. */
export async function countChanges(reportId: string, span: Span) {
  const columns = sumKeys.map(
    (key) => Prisma.sql`count(*) filter (where ${sums[key]})::int as ${Prisma.raw(`"${key}"`)}`,
  );
  const byOrganization = await db.$queryRaw<({ organization: string } & Record<SumKey, number>)[]>`
    ${changed(reportId, span)}
    select a.organization, ${Prisma.join(columns)}
    from changed a
    left join lateral ${stateAt(span.from)} before on true
    left join lateral ${stateAt(span.to)} now on true
    group by a.organization`;
  const all = Object.fromEntries(
    sumKeys.map((key) => [key, byOrganization.reduce((sum, row) => sum + row[key], 0)]),
  ) as Record<SumKey, number>;
  return { all, changed: new Set(byOrganization.map(({ organization }) => organization)) };
}

/** How many recommendations are named at most. */
const mostNamed = 50;

/** The recommendations that were published or withdrawn in between, the first of them, and how many they are. */
export async function listRegisterChanges(reportId: string, span: Span) {
  const { from, to } = span;
  const rows = await db.$queryRaw<{ code: string; title: string; isThere: boolean; found: number }[]>`
    select code, title, is_there as "isThere", count(*) over ()::int as found
    from (
      select r.code, r.title, r.position, r.id, ${recommendationCounted(from)} as was_there, ${recommendationCounted(to)} as is_there
      from recommendations r
      where r.report_id = ${reportId}::uuid and ${cameOrWent(span)}
    ) ends
    where was_there <> is_there
    order by is_there desc, position, id
    limit ${mostNamed}`;
  return { found: rows[0]?.found ?? 0, items: rows.map(({ found: _, ...row }) => row) };
}

/** Up to when this person has read what changed in a report; who never said so begins with their account. */
export async function getVisit(viewer: Member, reportId: string) {
  const [visit, membership] = await readingAs(
    viewer,
    async (tx) =>
      [
        await tx.visit.findUnique({
          where: { userId_reportId: { userId: viewer.userId, reportId } },
          select: { readAt: true },
        }),
        await tx.membership.findUnique({
          where: { userId_organizationId: { userId: viewer.userId, organizationId: viewer.organization.id } },
          select: { createdAt: true },
        }),
      ] as const,
  );
  const at = visit?.readAt ?? membership?.createdAt;
  return at && { at, isFirst: visit === null };
}
