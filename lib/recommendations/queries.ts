import "server-only";
import { cache } from "react";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { lastInstant } from "#lib/as-of.ts";
import { assignedColumns } from "#lib/assignments/assigned.ts";
import { asTheyWere } from "#lib/assignments/past.ts";
import { stateColumns } from "#lib/assignments/projection.ts";
import { type Day, dayAt } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import type { Prisma } from "#lib/generated/client.ts";
import type { Implementation } from "#lib/generated/enums.ts";
import { withSuccessors } from "#lib/organizations/successors.ts";
import { getKeptCount, getKeptCounts } from "#lib/progress/queries.ts";
import { type Settings, settings } from "#lib/progress/thresholds.ts";
import { getReport } from "#lib/reports/queries.ts";
import { most } from "./bounds.ts";
import { countFacets, type FacetCounts } from "./facets.ts";
import { type Finding, findPage } from "./finding.ts";
import { findHits } from "./hits.ts";
import { findMentions, isNarrowed, type Scope, seesOnlyPublished } from "./matching.ts";
import { asTheyStood, countThen, followedAssignments, rolledUpThen } from "./past.ts";
import { visibleRecommendations } from "./policy.ts";
import { type Filters, isListOfAssignments } from "./schema.ts";

type Listed = Settings & { id: string };

const body = { select: { slug: true, name: true, acronym: true } } as const;

/** What a list shows of a recommendation itself. */
const described = {
  id: true,
  code: true,
  title: true,
  kind: true,
  priority: true,
  textComplete: true,
  parentId: true,
  themes: { orderBy: { theme: { position: "asc" } }, select: { theme: { select: { slug: true, name: true } } } },
} as const satisfies Prisma.RecommendationSelect;

/** One page of the list of recommendations, now or at an instant of the past: the last page when the address asks for one beyond it, and how many there are in all. */
export async function listRecommendations(viewer: Viewer, report: Listed, filters: Filters, now: Date, until?: Date) {
  const asked: Scope = { report, viewer, filters: { ...filters, unit: undefined, counted: undefined }, now, until };
  const { scope, finding } = await find(asked, await countRecommendations(asked));
  const [rows, counts] = await Promise.all([
    db.recommendation.findMany({
      where: { id: { in: finding.portions.flatMap(({ ids }) => ids) } },
      select: {
        ...described,
        statement: filters.words !== undefined,
        publishedAt: true,
        implementation: true,
        lastEntryAt: true,
        assignments: {
          ...followedAssignments(until),
          select: { id: true, role: true, implementation: true, verification: true, organization: body },
        },
      },
    }),
    countValues(scope, finding),
  ]);
  const [items, hits] = await Promise.all([asTheyStood(rows, until), findHits(scope, rows)]);
  return { unit: "recommendation" as const, ...(await pageOf(scope, finding, items)), hits, counts };
}

/** One page of the list of assignments, as listRecommendations. What only a figure counts is as many as the figure says. */
export async function listAssigned(viewer: Viewer, report: Listed, filters: Filters, now: Date, until?: Date) {
  const asked: Scope = { report, viewer, filters: { ...filters, unit: "assignment" }, now, until };
  const { scope, finding } = await find(asked, await countKept(asked));
  const [rows, counts] = await Promise.all([
    db.assignment.findMany({
      where: { id: { in: finding.portions.flatMap(({ ids }) => ids) } },
      select: {
        ...stateColumns,
        id: true,
        role: true,
        lastEntryAt: true,
        createdAt: true,
        organization: body,
        recommendation: { select: { ...described, statement: filters.words !== undefined } },
      },
    }),
    countValues(scope, finding),
  ]);
  const texts = rows.map(({ id, recommendation }) => ({ ...recommendation, id }));
  const [items, hits] = await Promise.all([asTheyWere(rows, () => until), findHits(scope, texts)]);
  return { unit: "assignment" as const, ...(await pageOf(scope, finding, items)), hits, counts };
}

/** What stands on the page, and where the words stand, which need not be looked for again. */
function find(asked: Scope, kept: number | undefined) {
  return readingAs(asked.viewer, async (tx) => {
    const scope = { ...asked, mentioning: await findMentions(tx, asked) };
    return { scope, finding: await findPage(tx, scope, kept) };
  });
}

/** How many there would be with each value of each filter. */
async function countValues(scope: Scope, { found }: Finding) {
  const known = found > most ? {} : await countKnownValues(scope);
  return readingAs(scope.viewer, (tx) => countFacets(tx, scope, found, known));
}

/** Those that the kept counts say: how many each organization has in a status, where nothing else narrows a list. */
async function countKnownValues(scope: Scope): Promise<FacetCounts> {
  const { report, filters, now, until } = scope;
  if (isListOfAssignments(filters) || !filters.status || isNarrowed(scope) || !seesOnlyPublished(scope)) return {};
  const day = dayAt(until ?? now, report.timeZone);
  return { organization: await getKeptCounts(report.id, day, filters.status) };
}

/** How many assignments the kept counts say that these filters find; nothing where it is by words, or by more than they are kept for. */
async function countKept({ report, filters, now, until }: Scope): Promise<number | undefined> {
  const { counted, status, words, organization, theme, role, priority, kind } = filters;
  if (words || (counted && status)) return;
  const day = dayAt(until ?? now, report.timeZone);
  return getKeptCount(report.id, day, counted ?? status ?? "assigned", { organization, theme, role, priority, kind });
}

/** How many recommendations what is kept says that these filters find; nothing where it does not say. */
async function countRecommendations(scope: Scope): Promise<number | undefined> {
  const { report, filters, until } = scope;
  // Of one organization a recommendation has one assignment at most: what is kept of these counts those, drafts apart.
  if (filters.organization) return seesOnlyPublished(scope) ? countKept(scope) : undefined;
  if (until && !isNarrowed(scope)) return countThen(db, report.id, until, filters.status);
}

/** The rows of a page in their order, in all and by group. */
async function pageOf<Item extends { id: string }>({ filters }: Scope, finding: Finding, items: readonly Item[]) {
  const { found, rows, page, pages, portions } = finding;
  const byId = new Map(items.map((item) => [item.id, item]));
  const headings = await headingsOf(filters.group, portions);
  const groups = portions.map(({ key, count, isContinued, ids }, index) => ({
    key,
    count,
    isContinued,
    heading: headings[index],
    items: ids.flatMap((id) => byId.get(id) ?? []),
  }));
  return { found, rows, page, pages, groups, items: groups.flatMap((group) => group.items) };
}

/** What a group is of: null is what has no organization of its own, or no theme. */
export type Heading =
  | { of: "organization"; is: { slug: string; name: string; acronym: string } | null }
  | { of: "theme"; is: { slug: string; name: string } | null }
  | { of: "status"; is: Implementation };

async function headingsOf(group: Filters["group"], portions: readonly { key: string | null }[]): Promise<Heading[]> {
  const where = { id: { in: portions.flatMap(({ key }) => key ?? []) } };
  switch (group) {
    case undefined:
      return [];
    case "status":
      return portions.map(({ key }) => ({ of: "status", is: key as Implementation }));
    case "organization": {
      const found = await db.organization.findMany({ where, select: { id: true, ...body.select } });
      return portions.map(({ key }) => ({ of: "organization", is: found.find(({ id }) => id === key) ?? null }));
    }
    case "theme": {
      const found = await db.theme.findMany({ where, select: { id: true, slug: true, name: true } });
      return portions.map(({ key }) => ({ of: "theme", is: found.find(({ id }) => id === key) ?? null }));
    }
  }
}

export type Recommendation = NonNullable<Awaited<ReturnType<typeof getRecommendation>>>;

/** The recommendation of a code with its parts, parent and assignments, for its page: as they are, or as they were. */
export const getRecommendation = cache(async (viewer: Viewer, reportSlug: string, code: string, asOf?: Day) => {
  const timeZone = asOf && (await getReport(reportSlug))?.timeZone;
  const until = timeZone ? lastInstant(asOf, timeZone) : undefined;
  const visible = visibleRecommendations(viewer, until);
  const recommendation = await db.recommendation.findFirst({
    where: { AND: [{ code, report: { slug: reportSlug } }, visible] },
    select: {
      id: true,
      code: true,
      title: true,
      statement: true,
      kind: true,
      section: true,
      locator: true,
      sourceUrl: true,
      textComplete: true,
      editorialNote: true,
      priority: true,
      prioritySource: true,
      implementation: true,
      lastEntryAt: true,
      report: {
        select: {
          id: true,
          slug: true,
          title: true,
          kindMeanings: true,
          ...settings,
          publishedOn: true,
          publishedPrecision: true,
        },
      },
      parentId: true,
      parts: {
        where: visible,
        orderBy: { position: "asc" },
        select: { id: true, code: true, title: true, implementation: true, lastEntryAt: true },
      },
      themes: { orderBy: { theme: { position: "asc" } }, select: { theme: { select: { slug: true, name: true } } } },
      assignments: {
        ...followedAssignments(until),
        select: {
          ...assignedColumns,
          ...stateColumns,
          id: true,
          role: true,
          basis: true,
          logLength: true,
          lastEntryAt: true,
          createdAt: true,
        },
      },
    },
  });
  if (!recommendation) return null;
  // A part may be seen whose parent is a draft or withdrawn: the parent is then not named.
  const parent = recommendation.parentId
    ? await db.recommendation.findFirst({
        where: { AND: [{ id: recommendation.parentId }, visible] },
        select: { code: true, title: true },
      })
    : null;
  const now = { ...recommendation, assignments: await withSuccessors(db, recommendation.assignments) };
  const [[was = now], parts] = await Promise.all([
    asTheyStood([now], until),
    rolledUpThen(recommendation.parts, until),
  ]);
  return { ...was, parts, parent };
});
