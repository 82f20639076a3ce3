import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { lastInstant } from "#lib/as-of.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import type { Day } from "#lib/dates.ts";
import { selectRows } from "#lib/exports/selection.ts";
import {
  AssignmentRole,
  Implementation,
  Measure,
  Priority,
  RecommendationKind,
  Response,
  Verification,
} from "#lib/generated/enums.ts";
import { getReportProgress } from "#lib/progress/queries.ts";
import { most } from "#lib/recommendations/bounds.ts";
import { facets } from "#lib/recommendations/facets.ts";
import { listAssigned, listRecommendations } from "#lib/recommendations/queries.ts";
import { columns, parseFilters, type Sort, sortOf } from "#lib/recommendations/schema.ts";
import { getReport } from "#lib/reports/queries.ts";
import { createListedReport, randomOf } from "../support/listed-report.ts";
import { db } from "../support/owner.ts";
import { createRecommendation } from "../support/report.ts";

type Asked = Record<string, string>;
let made: Awaited<ReturnType<typeof createListedReport>>;
const now = new Date();
const day: Day = "2025-03-31";

beforeAll(async () => {
  made = await createListedReport(260);
}, 240_000);

const until = () => lastInstant(day, made.report.timeZone);

/** All pages of a list, one after the other. */
async function whole<List extends { items: readonly unknown[]; pages: number; found: number; rows: number }>(
  read: (page: string) => Promise<List>,
) {
  const first = await read("1");
  const items = [...first.items] as List["items"][number][];
  for (let page = 2; page <= first.pages; page++) items.push(...(await read(String(page))).items);
  expect(items.length).toBe(first.rows);
  return { items, found: first.found };
}

const assigned = (asked: Asked, instant?: Date, viewer: Viewer = publicViewer) =>
  whole((page) => listAssigned(viewer, made.report, parseFilters({ ...asked, page }), now, instant));
const recommended = (asked: Asked, instant?: Date, viewer: Viewer = publicViewer) =>
  whole((page) => listRecommendations(viewer, made.report, parseFilters({ ...asked, page }), now, instant));

/** The rows of an export, which is not paged, in its order. */
async function exported(asked: Asked, asOf?: Day): Promise<string[]> {
  const report = await getReport(made.report.slug);
  if (!report) throw new Error("There is no report.");
  const filters = parseFilters(asked);
  const { batches } = await selectRows({ viewer: publicViewer, report, filters, now, asOf });
  return [...batches(500)].flat();
}

type Key = string | number | null;
const rankIn = (codes: Record<string, string>) => (code: string) => Object.values(codes).indexOf(code);
const bytes = (text: string) => Buffer.from(text).toString("hex");
const rank = {
  kind: rankIn(RecommendationKind),
  priority: rankIn(Priority),
  status: rankIn(Implementation),
  role: rankIn(AssignmentRole),
  response: rankIn(Response),
  verification: rankIn(Verification),
};

/** By a key, what has none last in any order; then by the place in the report. */
function sorted<Row>(rows: readonly Row[], key: (row: Row) => Key, place: (row: Row) => string, isDescending: boolean) {
  const compare = (one: Key, other: Key) => (one === other ? 0 : (one ?? 0) < (other ?? 0) ? -1 : 1);
  return rows.toSorted((one, other) => {
    const [left, right] = [key(one), key(other)];
    if ((left === null) !== (right === null)) return left === null ? 1 : -1;
    return (isDescending ? -1 : 1) * compare(left, right) || compare(place(one), place(other));
  });
}

/** What the database kept of the past, or what stands, by a plain look at all of it. */
async function readStates(instant: Date | undefined) {
  const [assignments, recommendations] = await Promise.all([
    db.assignmentState.findMany({ orderBy: { sequence: "asc" } }),
    db.recommendationState.findMany({ orderBy: { recordedAt: "asc" } }),
  ]);
  const isKept = ({ recordedAt }: { recordedAt: Date }) => !instant || recordedAt <= instant;
  return {
    assignment: new Map(assignments.filter(isKept).map((state) => [state.assignmentId, state])),
    recommendation: new Map(recommendations.filter(isKept).map((state) => [state.recommendationId, state])),
  };
}

describe.each([
  ["asc", "now"],
  ["desc", "now"],
  ["asc", "then"],
  ["desc", "then"],
] as const)("%s, %s", (order, when) => {
  const isDescending = order === "desc";
  const instant = () => (when === "then" ? until() : undefined);
  const asOf = when === "then" ? day : undefined;

  test.each(["report", "title", ...columns.assignment.all] as const)("assignments by %s", async (sort) => {
    const rows = await db.assignment.findMany({
      where: { reportId: made.report.id },
      include: { organization: true, recommendation: { include: { themes: { include: { theme: true } } } } },
    });
    const states = (await readStates(instant())).assignment;
    const keys: Record<Sort, (row: (typeof rows)[number]) => Key> = {
      report: ({ recommendation }) => recommendation.position,
      title: ({ recommendation }) => bytes(recommendation.title),
      kind: ({ recommendation }) => rank.kind(recommendation.kind),
      priority: ({ recommendation }) => rank.priority(recommendation.priority),
      theme: ({ recommendation: { themes } }) =>
        themes.length === 0 ? null : Math.min(...themes.map(({ theme }) => theme.position)),
      organization: ({ organization }) => organization.acronym,
      role: ({ role }) => rank.role(role),
      response: ({ id }) => rank.response(states.get(id)?.response ?? "awaiting_response"),
      status: ({ id }) => rank.status(states.get(id)?.implementation ?? "not_started"),
      verification: ({ id }) => rank.verification(states.get(id)?.verification ?? "self_reported"),
      target: ({ id }) => states.get(id)?.targetOn?.getTime() ?? null,
      latest: ({ id }) => states.get(id)?.recordedAt.getTime() ?? null,
    };
    const place = ({ recommendation, role, id }: (typeof rows)[number]) =>
      `${String(recommendation.position).padStart(4, "0")} ${rank.role(role)} ${id}`;
    const { items, found } = await assigned({ unit: "assignment", sort, order }, instant());
    expect(found).toBe(rows.length);
    const expected = sorted(rows, keys[sort], place, isDescending).map(({ id }) => id);
    expect(items.map(({ id }) => id)).toEqual(expected);
    expect(await exported({ unit: "assignment", sort, order }, asOf)).toEqual(expected);
  });

  test.each(["report", "title", ...columns.recommendation.all] as const)("recommendations by %s", async (sort) => {
    const rows = await db.recommendation.findMany({
      where: { reportId: made.report.id },
      include: { themes: { include: { theme: true } }, assignments: { include: { organization: true } } },
    });
    const states = (await readStates(instant())).recommendation;
    const first = (values: readonly (string | number)[]) => values.toSorted((a, b) => (a < b ? -1 : 1))[0] ?? null;
    const keys: Record<
      (typeof columns.recommendation.all)[number] | "report" | "title",
      (row: (typeof rows)[number]) => Key
    > = {
      report: ({ position }) => position,
      title: ({ title }) => bytes(title),
      kind: ({ kind }) => rank.kind(kind),
      priority: ({ priority }) => rank.priority(priority),
      theme: ({ themes }) => first(themes.map(({ theme }) => theme.position)),
      organization: ({ assignments }) => first(assignments.map(({ organization }) => organization.acronym)),
      status: ({ id }) => rank.status(states.get(id)?.implementation ?? "not_started"),
      latest: ({ id }) => states.get(id)?.lastEntryAt?.getTime() ?? null,
    };
    const { items, found } = await recommended({ sort, order }, instant());
    expect(found).toBe(rows.length);
    const place = ({ position }: (typeof rows)[number]) => String(position).padStart(4, "0");
    const expected = sorted(rows, keys[sort], place, isDescending).map(({ id }) => id);
    expect(items.map(({ id }) => id)).toEqual(expected);
    expect(await exported({ sort, order }, asOf)).toEqual(expected);
  });
});

test("a list of recommendations is not sorted by what only assignments have", async () => {
  expect(sortOf(parseFilters({ sort: "target" }))).toBe("report");
  expect((await recommended({ sort: "target" })).items).toEqual((await recommended({})).items);
});

describe.each(["now", "then"] as const)("%s", (when) => {
  const instant = () => (when === "then" ? until() : undefined);
  const asOf = when === "then" ? day : undefined;

  test("what is counted is listed: every measure, for all, for each organization and each theme", async () => {
    const { all, byOrganization, byTheme } = await getReportProgress(made.report, now, asOf);
    const cuts: [Asked, typeof all.measures][] = [
      [{}, all.measures],
      ...byOrganization.map(({ slug, measures }): [Asked, typeof all.measures] => [{ organization: slug }, measures]),
      ...byTheme.map(({ slug, measures }): [Asked, typeof all.measures] => [{ theme: slug }, measures]),
    ];
    expect(cuts.length).toBeGreaterThan(7);
    const { decisions, overturned_decisions, delay, ...listed } = Measure;
    for (const [cut, measures] of cuts)
      for (const counted of Object.values(listed)) {
        const { items, found } = await assigned({ ...cut, counted }, instant());
        expect([counted, cut, items.length, found]).toEqual([counted, cut, measures[counted], measures[counted]]);
      }
    expect(Object.values(listed).filter((code) => all.measures[code] > 0).length).toBeGreaterThan(25);
  }, 120_000);

  test("the count at each value of a filter is what is found with it, whatever else is set", async () => {
    const random = randomOf(5);
    const values: Record<string, string[]> = {
      status: Object.values(Implementation),
      organization: made.organizations.map(({ slug }) => slug),
      theme: made.themes.map(({ slug }) => slug),
      kind: Object.values(RecommendationKind),
      role: Object.values(AssignmentRole),
      priority: Object.values(Priority),
    };
    const drawn = Array.from({ length: 8 }, (_, round) => {
      const asked: Asked = round % 2 ? { unit: "assignment" } : {};
      for (const facet of facets)
        if (random(4) === 0) asked[facet] = values[facet]?.[random(values[facet].length)] ?? "";
      if (random(3) === 0) asked.words = "e";
      return asked;
    });
    // A status alone is counted by what is kept.
    const alone = Object.values(Implementation).map((status): Asked => ({ status }));
    for (const asked of [...alone, ...drawn]) {
      const list = asked.unit ? listAssigned : listRecommendations;
      const { counts } = await list(publicViewer, made.report, parseFilters(asked), now, instant());
      for (const facet of facets)
        for (const value of values[facet] ?? []) {
          const with_ = parseFilters({ ...asked, [facet]: value });
          const { found } = await list(publicViewer, made.report, with_, now, instant());
          expect([asked, facet, value, counts[facet]?.get(value) ?? 0]).toEqual([asked, facet, value, found]);
        }
    }
  }, 120_000);

  test("groups have what belongs to them, in order, with the count of the whole group on each page", async () => {
    for (const unit of ["recommendation", "assignment"] as const)
      for (const group of ["organization", "theme", "status"] as const) {
        const list = unit === "assignment" ? listAssigned : listRecommendations;
        const read = (page: number) =>
          list(
            publicViewer,
            made.report,
            parseFilters({ unit, group, sort: "title", page: String(page) }),
            now,
            instant(),
          );
        const { pages, rows } = await read(1);
        const groups = new Map<string | null, { count: number; ids: string[] }>();
        let last: string | null | undefined;
        for (let page = 1; page <= pages; page++)
          for (const { key, count, isContinued, items } of (await read(page)).groups) {
            const known = groups.get(key) ?? { count, ids: [] };
            expect([key, isContinued, count]).toEqual([key, groups.has(key), known.count]);
            if (isContinued) expect(last).toBe(key);
            known.ids.push(...items.map(({ id }) => id));
            groups.set(key, known);
            last = key;
          }
        expect([...groups.values()].reduce((sum, { count }) => sum + count, 0)).toBe(rows);
        for (const { count, ids } of groups.values()) expect([new Set(ids).size, ids.length]).toEqual([count, count]);
        const { items } = await (unit === "assignment" ? assigned : recommended)({ unit, sort: "title" }, instant());
        for (const [key, { ids }] of groups) {
          const own = (items as { id: string }[]).filter((item) => belongs(item, group, key)).map(({ id }) => id);
          expect(ids).toEqual(own);
        }
      }
  });
});

/** Whether a row stands in a group: of no theme, or of no organization, in the group without a key. */
function belongs(item: object, group: "organization" | "theme" | "status", key: string | null): boolean {
  const row = item as {
    implementation: string;
    organization?: { slug: string };
    assignments?: { organization: { slug: string } }[];
    themes?: { theme: { slug: string } }[];
    recommendation?: { themes: { theme: { slug: string } }[] };
  };
  const organizations = row.organization ? [row.organization] : (row.assignments ?? []).map((one) => one.organization);
  const values = {
    status: [row.implementation],
    theme: (row.themes ?? row.recommendation?.themes ?? []).map(
      ({ theme }) => made.themes.find(({ slug }) => slug === theme.slug)?.id,
    ),
    organization: organizations.map((one) => made.organizations.find(({ slug }) => slug === one.slug)?.id),
  }[group];
  return key === null ? values.length === 0 : values.includes(key);
}

describe("words", () => {
  const words = async (text: string, viewer: Viewer = publicViewer, unit = "recommendation", instant?: Date) => {
    const list = unit === "assignment" ? listAssigned : listRecommendations;
    const { items, hits, found } = await list(viewer, made.report, parseFilters({ words: text, unit }), now, instant);
    expect(items.length).toBe(Math.min(found, 50));
    return items.map(({ id }) => ({ id, hits: hits.get(id) ?? [] }));
  };

  test("are found in the statement, also without spaces, and shown with what stands around them", async () => {
    const [one, ...more] = await words("ឥណទានដល់");
    expect(more).toEqual([]);
    expect(one?.hits).toMatchObject([{ place: "statement", excerpt: { hit: "ឥណទានដល់", after: "សហគ្រាសតូច។" } }]);
  });

  test("are found in a note and in the title of evidence, where they stand and who said so; restricted evidence only by those who may see it", async () => {
    const { organizations, members, verifier, steward } = made;
    const own = organizations[0];
    const member = own && members.get(own.id);
    const stranger = members.get(organizations[1]?.id ?? "");
    const assignment = await db.assignment.findFirstOrThrow({ where: { organizationId: own?.id ?? "" } });
    if (!member || !stranger) throw new Error("Somebody is missing.");
    const typed = {
      kind: "note",
      occurredOn: "2001-03-05",
      note: "The zebra bank of 50% met, and nothing more was said about it on that day, which was a long one.",
      "evidence.0.title": "Minutes of the quagga",
      "evidence.0.url": "https://example.org/minutes",
      "evidence.1.title": "Borrowers of the okapi",
      "evidence.1.url": "https://example.org/borrowers",
      "evidence.1.restricted": "on",
    };
    const submission = { assignmentId: assignment.id, submissionId: randomUUID(), seen: assignment.logLength };
    expect((await logEntry(member, submission, parseEntry(typed), now)).ok).toBe(true);

    for (const unit of ["recommendation", "assignment"]) {
      const id = unit === "assignment" ? assignment.id : assignment.recommendationId;
      const note = await words("ZEBRA", publicViewer, unit);
      expect(note).toMatchObject([
        {
          id,
          hits: [
            {
              place: "note",
              by: own?.acronym,
              occurredOn: { on: "2001-03-05", precision: "day" },
              excerpt: { before: "The ", hit: "zebra" },
            },
          ],
        },
      ]);
      expect(note[0]?.hits[0]?.excerpt.after).toMatch(/^ bank of 50% met.{20,50}…$/);
      expect(await words("quagga", publicViewer, unit)).toMatchObject([{ id, hits: [{ place: "evidence" }] }]);
      expect(await words('"zebra bank" quagga', publicViewer, unit)).toMatchObject([
        { id, hits: [{ place: "note" }, { place: "evidence" }] },
      ]);
      for (const viewer of [publicViewer, stranger]) expect(await words("okapi", viewer, unit)).toEqual([]);
      for (const viewer of [member, verifier, steward])
        expect(await words("okapi", viewer, unit)).toMatchObject([{ id, hits: [{ place: "evidence" }] }]);
      expect(await words("zebra", publicViewer, unit, until())).toEqual([]);
      expect(await words("5_%", publicViewer, unit)).toEqual([]);
    }
  });

  test("of one or two letters are looked for where codes and the words of titles begin, and nowhere else", async () => {
    const { report, organizations } = made;
    const first = organizations[0];
    if (!first) throw new Error("There is no organization.");
    const add = (code: string, title: string, fields = {}) =>
      createRecommendation(report, [first], { code, title, ...fields });
    const begun = [
      await add("X1", "QQ first"),
      await add("X2", "The qq"),
      await add("X3", "Of the (QQ)"),
      await add("QQ4", "A code"),
      await add("X.qq", "A part of a code"),
    ];
    const khmer = await add("X6", "ដីធ្លីនិងទឹក");
    const within = await add("X7", "The aqqa", { statement: "The QQ of all." });
    const { id: assignmentId = "" } = within.assignments[0] ?? {};
    const member = made.members.get(first.id);
    if (!member) throw new Error("Somebody is missing.");
    const typed = { kind: "note", occurredOn: "2001", note: "QQ met." };
    const submission = { assignmentId, submissionId: randomUUID(), seen: 0 };
    expect((await logEntry(member, submission, parseEntry(typed), new Date())).ok).toBe(true);

    const idsOf = async (text: string, unit?: string) =>
      (await words(text, publicViewer, unit)).map(({ id }) => id).sort();
    const ids = begun.map(({ id }) => id).sort();
    using sent = vi.spyOn(pg.Client.prototype, "query");
    expect(await idsOf("qq")).toEqual(ids);
    expect(await idsOf("qq", "assignment")).toEqual(begun.map(({ assignments }) => assignments[0]?.id).sort());
    const statements = sent.mock.calls.map(([statement]) => JSON.stringify(statement));
    expect(statements.filter((one) => one.includes("code ilike")).length).toBeGreaterThan(1);
    expect(statements.filter((one) => /u\.note|evidence_titled|statement ilike/.test(one))).toEqual([]);
    expect(await idsOf("qq heron")).toEqual([]);
    expect(await idsOf("ដី")).toEqual([khmer.id]);
    for (const none of ["q%", "q_", ".*", "q|"]) expect(await idsOf(none), none).toEqual([]);
    expect(await idsOf("aqqa")).toEqual([within.id]);
    expect(await idsOf('"of all"')).toEqual([within.id]);
  });

  test("find the same whether they stand in few or in more than are gathered first", async () => {
    const { report, organizations } = made;
    const first = organizations[0];
    if (!first) throw new Error("There is no organization.");
    const { assignments, id, ...entry } = await createRecommendation(report, [first]);
    await db.recommendation.createMany({
      data: Array.from({ length: most + 1 }, (_, index) => ({
        ...entry,
        code: `G${index}`,
        position: 10_000 + index,
        title: "The granary",
        statement: index % 100 === 7 ? "An ibis." : "No bird.",
        kind: index < 60 ? ("need" as const) : ("recommendation" as const),
      })),
    });
    const rare = Array.from({ length: 20 }, (_, index) => `G${index * 100 + 7}`);
    const found = async (asked: Asked) => (await recommended(asked)).items.map(({ code }) => code);
    expect((await found({ words: "granary" })).length).toBe(most + 1);
    expect((await found({ words: "granary", kind: "need" })).length).toBe(60);
    expect(await found({ words: "granary ibis" })).toEqual(rare);
    expect(await found({ words: "ibis granary" })).toEqual(rare);
    expect(await found({ words: "ibis", kind: "need" })).toEqual(["G7"]);
    const counted = async (words: string) =>
      (await listRecommendations(publicViewer, report, parseFilters({ words, kind: "need" }), now)).counts.kind;
    expect(await counted("ibis")).toEqual(
      new Map([
        ["need", 1],
        ["recommendation", 19],
      ]),
    );
    expect(await counted("granary")).toBeUndefined();
  });

  test("go into the indexes at once: none is left on a list that every search would read from end to end", async () => {
    const indexes = await db.$queryRaw<{ name: string; isAtOnce: boolean | null }[]>`
      select c.relname as name, 'fastupdate=off' = any(c.reloptions) as "isAtOnce"
      from pg_class c join pg_index i on i.indexrelid = c.oid join pg_opclass o on o.oid = any(i.indclass)
      where o.opcname = 'gin_trgm_ops' and c.relnamespace = 'public'::regnamespace`;
    expect(indexes.map(({ name }) => name)).toContain("updates_note_idx");
    expect(indexes.filter(({ isAtOnce }) => !isAtOnce)).toEqual([]);
  });
});
