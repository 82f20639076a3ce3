import "server-only";
import { lastInstant } from "#lib/as-of.ts";
import { cameOrWent, countChanged, listChanges, type Span } from "#lib/changes/queries.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { getReportProgress } from "#lib/progress/queries.ts";
import { publishedBy } from "#lib/recommendations/past.ts";
import type { Report } from "#lib/reports/queries.ts";
import type { Stand } from "./comparison.ts";
import { getSnapshot } from "./queries.ts";
import { type Compared, present } from "./schema.ts";

// Two snapshots, or a snapshot and now. What may differ is found by the log and by what changed the register, of which the
// past is never another: so a comparison costs what has changed, and not what there is. What is shown of a snapshot is
// what was frozen.

const { sql } = Prisma;

/** `id` is null where it is now; `at` is what it stands as of, and `readAt` when its texts were read. */
type End = { id: string | null; slug: string; title: string | null; stand: Stand; at: Date; readAt: Date };
export type ComparedEnds = readonly [End, End];

/** The two that are compared, the earlier first; or why they cannot be. */
export async function getCompared(
  report: Report,
  { one, other }: Compared,
  now: Date,
): Promise<ComparedEnds | "nothing-named" | "same" | "not-found"> {
  if (!one || !other) return "nothing-named";
  if (one === other) return "same";
  const [first, second] = await Promise.all(
    [one, other].map((slug) => (slug === present ? standNow(report, now) : getFrozen(report, slug))),
  );
  if (!first || !second) return "not-found";
  const order = ({ at, readAt }: End) => `${at.toISOString()} ${readAt.toISOString()}`;
  return order(first) <= order(second) ? [first, second] : [second, first];
}

async function getFrozen(report: Report, slug: string): Promise<End | null> {
  const snapshot = await getSnapshot(report.slug, slug);
  if (!snapshot) return null;
  const { id, title, day, content, createdAt } = snapshot;
  return { id, slug, title, stand: content, at: lastInstant(day, content.settings.timeZone), readAt: createdAt };
}

async function standNow(report: Report, now: Date): Promise<End> {
  const { today, all, byOrganization } = await getReportProgress(report, now);
  const organizations = report.participations.map(({ organization }) => organization);
  const stand = { on: today, settings: report, organizations, all, byOrganization };
  return { id: null, slug: present, title: null, stand, at: now, readAt: now };
}

const spanOf = ([{ at: from }, { at: to }]: ComparedEnds): Span => ({ from, to });

const pageSize = 50;

/** One page of the assignments that got an entry, came or went in between: the last page when there are not so many. */
export async function listComparedAssignments(report: Report, ends: ComparedEnds, asked: number) {
  const span = spanOf(ends);
  const found = await countChanged(report.id, span);
  const pages = Math.max(1, Math.ceil(found / pageSize));
  const page = Math.min(asked, pages);
  const rows = await listChanges(report.id, span, { skip: (page - 1) * pageSize, take: pageSize });
  const [was, is] = await Promise.all(ends.map(({ id }) => readTitles(id, rows)));
  const items = rows.map((row) => ({ ...row, ...(row.isThere ? is : was)?.get(row.recommendationId) }));
  return { found, page, pages, items };
}

/** What these recommendations are called in a snapshot; nothing else than what the register says now, where it is now. */
async function readTitles(snapshotId: string | null, rows: readonly { recommendationId: string }[]) {
  if (!snapshotId) return new Map<string, never>();
  const ids = rows.map(({ recommendationId }) => recommendationId);
  const titled = await db.$queryRaw<{ id: string; code: string; title: string }[]>`
    select recommendation_id as id, content ->> 'code' as code, content ->> 'title' as title
    from snapshot_recommendations where snapshot_id = ${snapshotId}::uuid and recommendation_id = any(${ids}::uuid[])`;
  return new Map(titled.map(({ id, ...titles }) => [id, titles]));
}

export type RegisterDifference = {
  what: "added" | "gone" | "reworded";
  code: string;
  title: string;
  was: string | null;
};

/** How many are named at most. */
const mostNamed = 50;

/** The first of the recommendations that came, went or have another text, in the order of the register, and how many they are. */
export async function listComparedRegister({ id }: Pick<Report, "id">, ends: ComparedEnds) {
  const [one, other] = ends;
  const [earliest = one.readAt, latest = one.readAt] = ends
    .map(({ readAt }) => readAt)
    .toSorted((a, b) => a.getTime() - b.getTime());
  const rows = await db.$queryRaw<(RegisterDifference & { found: number })[]>`
    with touched as (
      select row_id as id from register_changes
      where report_id = ${id}::uuid and table_name = 'recommendations' and kind = 'changed'
        and new ?| array['code', 'title', 'statement']
        and recorded_at between ${new Date(earliest.getTime() - margin)} and ${new Date(latest.getTime() + margin)}
      union
      select r.id from recommendations r where r.report_id = ${id}::uuid and ${cameOrWent(spanOf(ends))}
    ),
    ends as (
      select
        coalesce(later.position, earlier.position) as position, touched.id,
        case when earlier.id is null then 'added' when later.id is null then 'gone' else 'reworded' end as what,
        coalesce(later.code, earlier.code) as code, coalesce(later.title, earlier.title) as title,
        case when earlier.id is not null and later.id is not null then earlier.code || ' ' || earlier.title end as was
      from touched
      left join lateral ${textsAt(one)} earlier on true
      left join lateral ${textsAt(other)} later on true
      where (earlier.code, earlier.title, earlier.statement) is distinct from (later.code, later.title, later.statement)
    )
    select what, code, title, was, count(*) over ()::int as found
    from ends
    order by what = 'gone', position, id
    limit ${mostNamed}`;
  return { found: rows[0]?.found ?? 0, items: rows.map(({ found: _, ...row }) => row) };
}

/** A change is recorded with the instant at which it was asked for, and stands a moment later. What did not change is left out again. */
const margin = 3_600_000;

/** The texts of what was touched at one end, one lookup each. */
function textsAt({ id }: End): Prisma.Sql {
  return id
    ? sql`(
        select f.recommendation_id as id, f.position, f.content ->> 'code' as code, f.content ->> 'title' as title, f.content ->> 'statement' as statement
        from snapshot_recommendations f where f.snapshot_id = ${id}::uuid and f.recommendation_id = touched.id limit 1)`
    : sql`(
        select r.id, r.position, r.code, r.title, r.statement
        from recommendations r where r.id = touched.id and ${publishedBy(undefined)} limit 1)`;
}
