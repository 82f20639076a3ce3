import "server-only";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { isFollowed } from "#lib/assignments/followed.ts";
import { isEntitled } from "#lib/assignments/policy.ts";
import { dayAt } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import type { ExitReason, Implementation } from "#lib/generated/enums.ts";
import { answering, hasEnded, succession } from "#lib/organizations/succession.ts";
import { withSuccessors } from "#lib/organizations/successors.ts";
import { open, staleBefore } from "#lib/progress/measures.ts";
import { listEntries } from "#lib/updates/queries.ts";

const pageSize = 25;
const most = 50;

/** What waits for the steward, of the reports whose register the viewer's organization keeps. Null for whoever is no steward. */
export async function getStewardship(viewer: Viewer, now: Date, page: number) {
  if (!isEntitled(viewer, "keep")) return null;
  const [exits, contested, silent, ended] = await Promise.all([
    listExits(viewer, page),
    listContested(viewer),
    listSilent(viewer, now),
    listEnded(viewer, now),
  ]);
  return { steward: viewer.organization, exits, contested, silent, ended };
}

export type Stewardship = NonNullable<Awaited<ReturnType<typeof getStewardship>>>;

type ExitRow = {
  assignmentId: string;
  entryId: string;
  implementation: Implementation;
  exitRequested: Implementation;
  exitReason: ExitReason | null;
  justification: string | null;
  recordedAt: Date;
  enteredBy: string;
  isOnBehalf: boolean;
  code: string;
  title: string;
  report: string;
  timeZone: string;
  organization: string;
  acronym: string;
};

/** A page of the exits that were asked for and are not decided, the oldest request first. A request that was corrected says what it says now. */
async function listExits({ organization }: Member, asked: number) {
  const [counted] = await db.$queryRaw<{ found: number }[]>`
    select count(*)::int as found
    from assignments a
    join recommendations r on r.id = a.recommendation_id
    join participations kept on kept.report_id = a.report_id and kept.function = 'steward'
    where kept.organization_id = ${organization.id}::uuid and a.exit_requested is not null and ${isFollowed}`;
  const found = counted?.found ?? 0;
  const pages = Math.max(1, Math.ceil(found / pageSize));
  const page = Math.min(asked, pages);
  const items = await db.$queryRaw<ExitRow[]>`
    select
      a.id as "assignmentId", a.implementation, a.exit_requested as "exitRequested",
      request.id as "entryId", request.exit_reason as "exitReason", request.justification, request.recorded_at as "recordedAt",
      actor.acronym as "enteredBy", request.on_behalf_of_id is not null as "isOnBehalf",
      r.code, r.title, reports.slug as report, reports.time_zone as "timeZone", o.slug as organization, o.acronym
    from assignments a
    join recommendations r on r.id = a.recommendation_id
    join reports on reports.id = a.report_id
    join organizations o on o.id = a.organization_id
    join participations kept on kept.report_id = a.report_id and kept.function = 'steward'
    join lateral (
      select u.* from updates u
      where u.assignment_id = a.id and u.kind in ('progress', 'correction') and u.implementation = a.exit_requested
      order by u.sequence desc limit 1
    ) request on true
    join organizations actor on actor.id = request.acting_organization_id
    where kept.organization_id = ${organization.id}::uuid and a.exit_requested is not null and ${isFollowed}
    order by request.recorded_at, a.id
    limit ${pageSize} offset ${(page - 1) * pageSize}`;
  return { items, found, page, pages };
}

/**
 * Entries on behalf of an organization that it has contested, the oldest contest first, of many the first fifty. One is
 * answered when the steward has written since, what it says was stated anew, or another stance was taken on it.
 */
async function listContested(viewer: Member) {
  const rows = await db.$queryRaw<{ entryId: string; contestId: string; found: number }[]>`
    select entry.id as "entryId", contest.id as "contestId", count(*) over ()::int as found
    from updates contest
    join updates entry on entry.id = contest.about_id
    join assignments a on a.id = entry.assignment_id
    join recommendations r on r.id = a.recommendation_id
    join participations kept on kept.report_id = a.report_id and kept.function = 'steward'
    where kept.organization_id = ${viewer.organization.id}::uuid and contest.stance = 'contested' and ${isFollowed}
      and not exists (
        select 1 from updates later
        where later.assignment_id = a.id and later.sequence > contest.sequence and (
          later.acting_organization_id = kept.organization_id
          or later.kind in (entry.kind, 'correction')
          or (later.stance is not null and later.about_id = entry.id)))
    order by contest.recorded_at, contest.id
    limit ${most}`;
  const shown = await listEntries(
    viewer,
    rows.flatMap(({ entryId, contestId }) => [entryId, contestId]),
  );
  const byId = new Map(shown.map((entry) => [entry.id, entry]));
  const reports = await reportsOf(rows.map(({ entryId }) => entryId));
  const items = rows.flatMap(({ entryId, contestId }) => {
    const [entry, contest, report] = [byId.get(entryId), byId.get(contestId), reports.get(entryId)];
    return entry && contest && report ? [{ entry, contest, report }] : [];
  });
  return { items, found: rows[0]?.found ?? 0 };
}

/** Which report each entry is of. */
async function reportsOf(entryIds: string[]) {
  const rows = await db.update.findMany({
    where: { id: { in: entryIds } },
    select: { id: true, assignment: { select: { recommendation: { select: { report: reportOfEntry } } } } },
  });
  return new Map(rows.map(({ id, assignment }) => [id, assignment.recommendation.report]));
}

const reportOfEntry = { select: { slug: true, timeZone: true } } as const satisfies { select: Prisma.ReportSelect };

type SilentRow = {
  organization: string;
  name: string;
  acronym: string;
  report: string;
  title: string;
  timeZone: string;
  assignments: number;
  open: number;
  hasAccount: boolean;
  lastEntryAt: Date | null;
};

/**
 * Organizations for which the steward may have to enter: nobody could sign in for them, or what is open of theirs has had
 * no entry for longer than the report's interval and grace. Those without an account first, then the longest silent.
 */
async function listSilent({ organization }: Member, now: Date): Promise<SilentRow[]> {
  return db.$queryRaw<SilentRow[]>`
    select
      o.slug as organization, o.name, o.acronym, reports.slug as report, reports.title, reports.time_zone as "timeZone",
      count(*)::int as assignments,
      count(*) filter (where known.is_open)::int as open,
      account.exists as "hasAccount",
      max(a.last_entry_at) as "lastEntryAt"
    from assignments a
    join recommendations r on r.id = a.recommendation_id
    join reports on reports.id = a.report_id
    join organizations o on o.id = a.organization_id
    join participations kept on kept.report_id = a.report_id and kept.function = 'steward'
    cross join lateral (select (${now}::timestamptz at time zone reports.time_zone)::date as today) clock
    cross join lateral (
      select
        ${open} as is_open,
        ${staleBefore(Prisma.sql`clock.today`)} as stale_before
    ) known
    cross join lateral (
      select exists (
        select 1 from memberships m join users u on u.id = m.user_id
        where m.organization_id in (o.id, answering_organization(o.id, clock.today)) and m.ended_at is null and u.ended_at is null
      ) as exists
    ) account
    where kept.organization_id = ${organization.id}::uuid and o.id <> kept.organization_id and ${isFollowed}
    group by o.id, reports.id, known.stale_before, account.exists
    having not account.exists
      or max(coalesce(a.last_entry_at, a.created_at)) filter (where known.is_open) < known.stale_before
    order by account.exists, max(a.last_entry_at) nulls first, o.name`;
}

/** Organizations of these reports that have ended, those without a successor first: then nobody answers for them. */
async function listEnded({ organization }: Member, now: Date) {
  const participations = await db.participation.findMany({
    where: {
      report: { participations: { some: { organizationId: organization.id, function: "steward" } } },
      organization: { existsUntil: { not: null } },
    },
    orderBy: [{ report: { createdAt: "asc" } }, { position: "asc" }],
    select: {
      report: { select: { slug: true, title: true, timeZone: true } },
      organization: { select: succession },
    },
  });
  return (await withSuccessors(db, participations))
    .flatMap(({ organization: one, report }) => {
      const today = dayAt(now, report.timeZone);
      if (!hasEnded(one, today)) return [];
      const successor = answering(one, today);
      return [{ report, organization: one, answering: successor.id === one.id ? null : successor }];
    })
    .toSorted((one, other) => Number(one.answering !== null) - Number(other.answering !== null));
}
