import "server-only";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { db } from "#lib/db.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";
import { listEntries } from "#lib/updates/queries.ts";
import { isFollowed } from "./followed.ts";
import { isEntitled } from "./policy.ts";

/** Where an assignment is shown, and whose it is. */
export async function getAssignmentPlace(viewer: Viewer, id: string) {
  return db.assignment.findFirst({
    where: { id, recommendation: visibleRecommendations(viewer) },
    select: {
      organization: { select: { slug: true, acronym: true } },
      recommendation: { select: { code: true, report: { select: { slug: true, timeZone: true } } } },
    },
  });
}

const most = 20;

/**
 * What another organization entered on behalf of the member's own, or of one that it succeeds, and it has neither confirmed
 * nor contested: the oldest first, of many the first twenty. Nothing for whoever could not answer.
 */
export async function listEnteredForUs(viewer: Member, now: Date) {
  if (!isEntitled(viewer, "log")) return { items: [], found: 0 };
  const ours = viewer.organization.id;
  const rows = await db.$queryRaw<{ id: string; report: string; timeZone: string; found: number }[]>`
    select entry.id, reports.slug as report, reports.time_zone as "timeZone", count(*) over ()::int as found
    from updates entry
    join assignments a on a.id = entry.assignment_id
    join recommendations r on r.id = a.recommendation_id
    join reports on reports.id = a.report_id
    where entry.on_behalf_of_id in (select id from organizations where id = ${ours}::uuid or successor_id is not null)
      and (entry.on_behalf_of_id = ${ours}::uuid
        or answering_organization(entry.on_behalf_of_id, (${now}::timestamptz at time zone reports.time_zone)::date) = ${ours}::uuid)
      and entry.acting_organization_id <> ${ours}::uuid
      and ${isFollowed}
      and not exists (select 1 from updates reply where reply.about_id = entry.id and reply.stance is not null)
    order by entry.recorded_at, entry.id
    limit ${most}`;
  const entries = new Map(
    (
      await listEntries(
        viewer,
        rows.map(({ id }) => id),
      )
    ).map((entry) => [entry.id, entry]),
  );
  const items = rows.flatMap(({ id, report, timeZone }) => {
    const entry = entries.get(id);
    return entry ? [{ entry, report, timeZone }] : [];
  });
  return { items, found: rows[0]?.found ?? 0 };
}
