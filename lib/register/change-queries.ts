import "server-only";
import { z } from "zod";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";
import { type Columns, eventOf, type RegisterTable, registerTables } from "./changes.ts";
import { getRegister } from "./queries.ts";

// What changed in a register, in words that name what it is of.

const pageSize = 50;

/** What changed in a register: in all of it, or in an entry or an organization. */
type Scope = { recommendationId: string } | { organizationId: string } | Record<string, never>;

/** The changes of a register that its steward reads, newest first, a page of them at a time. */
export async function listRegisterChanges(viewer: Viewer, slug: string, scope: Scope, asked: number) {
  const register = await getRegister(viewer, slug);
  if (!register) return { found: 0, changes: [], page: 1, pages: 1 };
  const where =
    "recommendationId" in scope
      ? Prisma.sql`${ofEntry(scope.recommendationId)} and ${isNoMove}`
      : "organizationId" in scope
        ? Prisma.sql`(c.table_name = 'organizations' and c.row_id = ${scope.organizationId}::uuid
            or c.table_name = 'participations' and c.row_id = ${scope.organizationId}::uuid and c.report_id = ${register.id}::uuid)`
        : Prisma.sql`(c.report_id = ${register.id}::uuid or c.table_name = 'organizations'
            and c.row_id in (select organization_id from participations where report_id = ${register.id}::uuid))`;
  return readChanges({}, where, asked);
}

/** The changes of an entry since everybody sees it; of the past, what was recorded by then. Who does not see the entry sees none, and a draft has none yet. */
export async function listEntryChanges(viewer: Viewer, recommendationId: string, until?: Date) {
  const visible = visibleRecommendations(viewer, until);
  const then = until ? Prisma.sql`and c.recorded_at <= ${until}` : Prisma.empty;
  const where = Prisma.sql`${ofEntry(recommendationId)} and ${isNoMove} ${then}
    and c.recorded_at > coalesce((select max(p.recorded_at) from register_changes p
      where p.table_name = 'recommendations' and p.row_id = ${recommendationId}::uuid and p.new ->> 'published_at' is not null), '-infinity')`;
  const read = await readChanges(visible, where, 1);
  // Most entries never changed, so that whether this one may be seen need not be asked.
  const isSeen =
    read.found > 0 &&
    (await db.recommendation.findFirst({
      where: { AND: [{ id: recommendationId, publishedAt: { not: null } }, visible] },
      select: { id: true },
    }));
  return isSeen ? read : { found: 0, changes: [], page: 1, pages: 1 };
}

/** Of the entry itself, its themes, and who answers for it; also of assignments that are gone. (An array, and not a set to look in: that would be planned as a scan of all changes.) */
function ofEntry(id: string) {
  return Prisma.sql`(c.table_name in ('recommendations', 'recommendation_themes') and c.row_id = ${id}::uuid
    or c.table_name = 'assignments' and c.row_id = any(array(
      select a.id from assignments a where a.recommendation_id = ${id}::uuid
      union select r.row_id from register_changes r where r.table_name = 'assignments' and r.kind = 'removed' and r.old ->> 'recommendation_id' = ${id})))`;
}

/** An entry has made way for another, which says nothing of it. */
const isNoMove = Prisma.sql`not (c.kind = 'changed' and c.new - 'position' = '{}'::jsonb)`;

const Row = z.record(z.string(), z.unknown()).nullable();

async function readChanges(visible: Prisma.RecommendationWhereInput, where: Prisma.Sql, asked: number) {
  const tables = Prisma.join(registerTables);
  const [counted] = await db.$queryRaw<{ found: number }[]>`
    select count(*)::int as found from register_changes c where c.table_name in (${tables}) and ${where}`;
  const found = counted?.found ?? 0;
  const pages = Math.max(1, Math.ceil(found / pageSize));
  const page = Math.min(asked, pages);
  if (found === 0) return { found, changes: [], page, pages };
  const ids = await db.$queryRaw<{ id: bigint }[]>`
    select c.id from register_changes c where c.table_name in (${tables}) and ${where}
    order by c.id desc limit ${pageSize} offset ${(page - 1) * pageSize}`;
  const rows = await db.registerChange.findMany({
    where: { id: { in: ids.map(({ id }) => id) } },
    orderBy: { id: "desc" },
    include: { actor: { select: { name: true } }, organization: { select: { acronym: true } } },
  });
  const read = rows.map(({ old, new: now, ...row }) => ({
    ...row,
    old: Row.parse(old) ?? {},
    now: Row.parse(now) ?? {},
  }));
  const names = await namesOf(visible, read);
  const changes = read.map(({ id, tableName, rowId, kind, recordedAt, old, now, actor, organization }) => ({
    id: String(id),
    table: tableName as RegisterTable,
    event: eventOf(kind, old, now),
    recordedAt,
    /** What it is of, by name: of an assignment the organization too. */
    subject: names.get(rowId) ?? null,
    old: named(old, names),
    now: named(now, names),
    actor,
    organization,
  }));
  return { found, changes, page, pages };
}

export type ShownChange = Awaited<ReturnType<typeof readChanges>>["changes"][number];

/** The columns with names in the place of what they point at; what has none that may be told is an empty text. */
function named(columns: Columns, names: ReadonlyMap<string, Name>): Columns {
  return Object.fromEntries(
    Object.entries(columns).map(([column, value]) =>
      column.endsWith("_id") && typeof value === "string" ? [column, names.get(value)?.name ?? ""] : [column, value],
    ),
  );
}

type Name = { name: string; organization?: string };

/** What rows are called: those that are there, and those that are gone by what they were called at last. */
async function namesOf(
  visible: Prisma.RecommendationWhereInput,
  changes: readonly { rowId: string; old: Columns; now: Columns }[],
): Promise<Map<string, Name>> {
  const pointed = changes.flatMap(({ rowId, old, now }) => [
    rowId,
    ...Object.entries({ ...old, ...now })
      .filter(([column]) => column.endsWith("_id"))
      .map(([, value]) => value),
  ]);
  const ids = [...new Set(pointed.filter((id) => typeof id === "string"))];
  const among = { id: { in: ids } };
  const assigned = { recommendation: { select: { code: true } }, organization: { select: { acronym: true } } };
  const [entries, organizations, themes, assignments, reports, removed] = await Promise.all([
    db.recommendation.findMany({ where: { AND: [among, visible] }, select: { id: true, code: true } }),
    db.organization.findMany({ where: among, select: { id: true, acronym: true } }),
    db.theme.findMany({ where: among, select: { id: true, name: true } }),
    db.assignment.findMany({ where: among, select: { id: true, ...assigned } }),
    db.report.findMany({ where: among, select: { id: true, title: true } }),
    db.registerChange.findMany({
      where: { kind: "removed", rowId: { in: ids }, tableName: { in: ["recommendations", "themes", "assignments"] } },
      select: { rowId: true, tableName: true, old: true },
    }),
  ]);
  const isPublic = Object.keys(visible).length > 0;
  const gone = removed.map(({ old, ...row }) => ({ ...row, old: Row.parse(old) ?? {} }));
  const names = new Map<string, Name>([
    ...gone
      // A draft that is gone has a name for its steward alone.
      .filter(({ tableName }) => tableName === "themes" || (tableName === "recommendations" && !isPublic))
      .map(({ rowId, old }) => [rowId, { name: String(old.code ?? old.name) }] as const),
    ...entries.map(({ id, code }) => [id, { name: code }] as const),
    ...organizations.map(({ id, acronym }) => [id, { name: acronym }] as const),
    ...themes.map(({ id, name }) => [id, { name }] as const),
    ...reports.map(({ id, title }) => [id, { name: title }] as const),
    ...assignments.map(
      ({ id, recommendation, organization }) =>
        [id, { name: recommendation.code, organization: organization.acronym }] as const,
    ),
  ]);
  const lost = gone.filter(({ tableName }) => tableName === "assignments").map(({ rowId, old }) => ({ rowId, old }));
  const strangers = lost.flatMap(({ old }) => [String(old.recommendation_id), String(old.organization_id)]);
  const missing = strangers.filter((id) => !names.has(id));
  const more: Map<string, Name> =
    missing.length > 0
      ? await namesOf(
          visible,
          missing.map((rowId) => ({ rowId, old: {}, now: {} })),
        )
      : new Map();
  const nameOf = (id: unknown) => (names.get(String(id)) ?? more.get(String(id)))?.name ?? "";
  for (const { rowId, old } of lost)
    names.set(rowId, { name: nameOf(old.recommendation_id), organization: nameOf(old.organization_id) });
  return names;
}
