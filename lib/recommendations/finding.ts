import "server-only";
import type { Database } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { type Axis, groupAxis, latestFirst, orderWithin, sortAxis } from "./axes.ts";
import { arranged, isSortable, most } from "./bounds.ts";
import { allAtOnce, matching, readsRollUps, type Scope } from "./matching.ts";
import { isListOfAssignments, orderOf, type Sort, sortOf } from "./schema.ts";

const { sql, empty } = Prisma;

const pageSize = 50;

/** Of a group of a list, what stands on one page: the ids of the rows, and how many the group has in all. */
type Portion = { key: string | null; count: number; isContinued: boolean; ids: string[] };

export type Finding = {
  /** How many there are, each once. */
  found: number;
  /** How many rows: with groups, something may stand in several. */
  rows: number;
  page: number;
  pages: number;
  /** One, without a key, when the list is not grouped. */
  portions: Portion[];
};

/** The rows on a page of a list: the last page when the address asks for one beyond it. `kept` is how many there are, where that is known. */
export async function findPage(tx: Database, asked: Scope, kept: number | undefined): Promise<Finding> {
  const axes = axesOf(asked);
  const cut = axes.group || axes.sort ? await listParts(tx, asked) : undefined;
  // In the parts of a sort each row stands once; in groups it may stand in several.
  const found = kept ?? (cut && !axes.group ? sumOf(cut) : await count(tx, asked));
  const scope = { ...asked, filters: arranged(asked.filters, found) };
  const parts = cut ?? [{ group: null, part: null, count: found }];
  const rows = sumOf(parts);
  const pages = Math.max(1, Math.ceil(rows / pageSize));
  const page = Math.min(scope.filters.page, pages);
  const slices = slicesOf(parts, (page - 1) * pageSize);
  const ids = await readSlices(tx, scope, slices);
  const portions = new Map<string | null, Portion>();
  for (const [index, { group, isFirst }] of slices.entries()) {
    const portion = portions.get(group) ?? { key: group, count: 0, isContinued: !isFirst, ids: [] };
    portion.ids.push(...(ids[index] ?? []));
    portions.set(group, portion);
  }
  for (const portion of portions.values()) portion.count = sumOf(parts.filter(({ group }) => group === portion.key));
  return { found, rows, page, pages, portions: [...portions.values()] };
}

const sumOf = (parts: readonly Part[]) => parts.reduce((sum, part) => sum + part.count, 0);

async function count(tx: Database, scope: Scope): Promise<number> {
  const { from, where } = matching(allAtOnce(scope));
  const [row] = await tx.$queryRaw<{ found: number }[]>`select count(*)::int as found from ${from} where ${where}`;
  return row?.found ?? 0;
}

const axesOf = (scope: Scope): Axes => ({ group: groupAxis(scope), sort: sortAxis(scope) });

type Axes = { group: Axis | undefined; sort: Axis | undefined };
type Part = { group: string | null; part: string | null; count: number };

/** Groups, and within them the parts by which they are sorted, in the order in which they stand, with the number of their rows. */
async function listParts(tx: Database, asked: Scope): Promise<Part[]> {
  const scope = allAtOnce(asked);
  const { group, sort } = axesOf(scope);
  const { from, where } = matching(scope);
  const parts = await tx.$queryRaw<Part[]>`
    select ${group?.key ?? sql`null`}::text as "group", ${sort?.key ?? sql`null`}::text as part, count(*)::int as count
    from ${from} ${group?.join ?? empty} where ${where} group by 1, 2`;
  const orderOfGroup = await ranksOf(tx, group, scope);
  const orderOfSort = await ranksOf(tx, sort, scope);
  const turned = orderOf(scope.filters) === "desc" && !sort?.isFixed ? -1 : 1;
  return parts.toSorted(
    (one, other) =>
      orderOfGroup(one.group) - orderOfGroup(other.group) || turned * (orderOfSort(one.part) - orderOfSort(other.part)),
  );
}

/** Where a value stands among the others of its axis. */
async function ranksOf(tx: Database, axis: Axis | undefined, { report }: Scope) {
  const order = typeof axis?.order === "string" ? await listIds[axis.order](tx, report.id) : (axis?.order ?? []);
  const ranks = new Map(order.map((key, rank) => [key, rank]));
  return (key: string | null) => (key === null ? undefined : ranks.get(key)) ?? ranks.size;
}

const idsOf = (rows: readonly { id: string }[]) => rows.map(({ id }) => id);

const listIds = {
  organizations: async (tx, reportId) =>
    idsOf(
      await tx.organization.findMany({
        where: { participations: { some: { reportId } } },
        orderBy: [{ acronym: "asc" }, { id: "asc" }],
        select: { id: true },
      }),
    ),
  themes: async (tx, reportId) =>
    idsOf(await tx.theme.findMany({ where: { reportId }, orderBy: { position: "asc" }, select: { id: true } })),
} satisfies Record<Extract<Axis["order"], string>, (tx: Database, reportId: string) => Promise<string[]>>;

/** How a whole list is ordered, as its pages stand one behind the other; without its groups, in which something may stand twice. */
export async function orderWhole(tx: Database, asked: Scope): Promise<Prisma.Sql> {
  // Whatever is sortable at any length need not be counted.
  const isSorted = isSortable(sortOf(asked.filters), asked.filters, Number.POSITIVE_INFINITY);
  const scope = isSorted ? asked : { ...asked, filters: arranged(asked.filters, await count(tx, asked)) };
  const axis = sortAxis(scope);
  if (!axis) return orderWithin(scope);
  const order = typeof axis.order === "string" ? await listIds[axis.order](tx, scope.report.id) : [...axis.order];
  const turned = orderOf(scope.filters) === "desc" && !axis.isFixed ? -1 : 1;
  const rank = sql`coalesce(array_position(${order}::text[], ${axis.key}::text), ${order.length + 1}::int)`;
  return sql`${turned}::int * ${rank}, ${orderWithin(scope)}`;
}

/** By what was then, which of all is looked at to sort by it; other orders need it of those alone that are shown. */
const stateSorts: ReadonlySet<Sort> = new Set(["latest", "target"]);

type Slice = Part & { offset: number; limit: number; isFirst: boolean };

/** What of each part stands on a page that begins after so many rows. */
function slicesOf(parts: readonly Part[], start: number): Slice[] {
  const slices: Slice[] = [];
  const begun = new Set<string | null>();
  let before = 0;
  for (const part of parts) {
    const offset = Math.max(0, start - before);
    const limit = Math.min(part.count, start + pageSize - before) - offset;
    if (limit > 0) slices.push({ ...part, offset, limit, isFirst: offset === 0 && !begun.has(part.group) });
    begun.add(part.group);
    before += part.count;
  }
  return slices;
}

/** The ids of the rows of each slice, in their order: the first of the latest from where they are at hand, unless these are too few. */
async function readSlices(tx: Database, scope: Scope, slices: readonly Slice[]): Promise<string[][]> {
  const each = readingOf(scope);
  const joined = readingOf(allAtOnce(scope));
  const isByState = stateSorts.has(sortOf(scope.filters));
  const isByRollUp = !isListOfAssignments(scope.filters) && readsRollUps(scope.filters);
  // To find the first of many, few are looked at. Where few are in a status, they are read along its index.
  const readingFor = ({ count, offset, limit }: Slice) =>
    isByState || 2 * (offset + limit) > count || (isByRollUp && count <= most) ? joined : each;
  const latest = latestFirst(scope);
  if (!latest) return readIds(tx, scope, slices, readingFor);
  const isAtHand = ({ count, offset, limit }: Slice) => count > most && offset + limit <= most;
  const ids = await readIds(tx, scope, slices, (slice) =>
    isAtHand(slice) ? { ...each, ...latest } : readingFor(slice),
  );
  const short = slices.filter(({ limit }, index) => ids[index]?.length !== limit);
  const anew = await readIds(tx, scope, short, readingFor);
  const whole = new Map(short.map((slice, index) => [slice, anew[index]]));
  return slices.map((slice, index) => whole.get(slice) ?? ids[index] ?? []);
}

/** The ids of the rows of each slice, each read in its way. */
async function readIds(
  tx: Database,
  { filters }: Scope,
  slices: readonly Slice[],
  readingFor: (slice: Slice) => Reading,
): Promise<string[][]> {
  if (slices.length === 0) return [];
  const id = isListOfAssignments(filters) ? sql`a.id` : sql`r.id`;
  const columns = slices.map((slice, index) => {
    const { from, where, order, group, sort } = readingFor(slice);
    const conditions = [where, ...(group ? [group.is(slice.group)] : []), ...(sort ? [sort.is(slice.part)] : [])];
    return sql`array(
      select ${id}::text from ${from} ${group?.join ?? empty} where ${Prisma.join(conditions, " and ")}
      order by ${order} limit ${slice.limit} offset ${slice.offset}) as ${Prisma.raw(`"${index}"`)}`;
  });
  const [read = {}] = await tx.$queryRaw<Record<string, string[]>[]>`select ${Prisma.join(columns)}`;
  return slices.map((_, index) => read[index] ?? []);
}

type Reading = Axes & { from: Prisma.Sql; where: Prisma.Sql; order: Prisma.Sql };

const readingOf = (scope: Scope): Reading => ({ ...matching(scope), ...axesOf(scope), order: orderWithin(scope) });
