import { beforeAll, describe, expect, test } from "vitest";
import * as summaryRoute from "#app/api/v1/reports/[report]/summary/route.ts";
import { type Member, publicViewer } from "#lib/accounts/viewer.ts";
import { lastInstant } from "#lib/as-of.ts";
import { addDays, type Day, dayAt, lastOfMonth } from "#lib/dates.ts";
import { Summary } from "#lib/exchange/schema.ts";
import { type Assignment, Prisma, type Report } from "#lib/generated/client.ts";
import { measuresAt } from "#lib/progress/measures.ts";
import {
  getFurtherCuts,
  getKeptCount,
  getMovement,
  getOrganizationProgress,
  getPortfolio,
  getReportProgress,
  getReportProgressWithDelays,
  getThemeProgress,
  getWholeProgress,
  type Movement,
  type Progress,
  type WholeProgress,
} from "#lib/progress/queries.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";
import { matching } from "#lib/recommendations/matching.ts";
import { type ListedMeasure, listedMeasures, parseFilters } from "#lib/recommendations/schema.ts";
import { assign, withdrawAssignment } from "#lib/register/commands.ts";
import { exportsOf } from "../support/expected-exports.ts";
import { writeHistory } from "../support/histories.ts";
import { db } from "../support/owner.ts";
import { type PlainFigures, plainFigures, plainMeasures, plainMovement } from "../support/plain-figures.ts";
import type { PlainFilters } from "../support/plain-lists.ts";
import { type PlainRows, readPlainRows } from "../support/plain-rows.ts";
import { type Part, standingOn } from "../support/plain-standing.ts";
import type { Unit } from "../support/plain-tables.ts";
import { randomFrom } from "../support/random.ts";
import { createMember } from "../support/report.ts";
import { writeWideHistory } from "../support/wide-history.ts";

// Every figure, of every cut, as of any day, is what a plain loop over the rows counts, and what the list finds.

type History = { report: Report; from: Day; until: Day };

const now = new Date();
const { sql } = Prisma;

/** Of what is written past the commands nobody has rolled up what a recommendation is. */
const [all, own] = [["assignment", "recommendation"], ["assignment"]] as const;

describe.each<[string, readonly Unit[], () => Promise<History>]>([
  ["everything that people log, with its corrections", all, () => logged({ seed: 41, entries: 260, share: 0.1 })],
  ["the same in another zone", all, () => logged({ seed: 44, entries: 260, share: 0.1, days: 2500 })],
  [
    "very many assignments in Phnom Penh",
    own,
    () => writeWideHistory({ seed: 1, timeZone: "Asia/Phnom_Penh", size: 400, now }),
  ],
  ["very many where clocks change, followed in another way since", own, changedSince],
])("a history of %s", (_, units, write) => {
  let report: Report;
  let rows: PlainRows;
  let days: Day[] = [];
  let places: { organizations: string[]; themes: string[] };

  beforeAll(async () => {
    const history = await write();
    report = await db.report.findUniqueOrThrow({ where: { id: history.report.id } });
    rows = await readPlainRows(report.id);
    days = daysOf(history);
    const [participations, themes] = await Promise.all([
      db.participation.findMany({ where: { reportId: report.id } }),
      db.theme.findMany({ where: { reportId: report.id } }),
    ]);
    places = {
      organizations: participations.map(({ organizationId }) => organizationId),
      themes: themes.map(({ id }) => id),
    };
  }, 400_000);

  test("the report, its organizations and its themes count what a plain loop counts", async () => {
    for (const day of days) {
      const { all, today, byOrganization, byTheme } = await getReportProgressWithDelays(report, now, asOf(day));
      expect(today).toBe(day);
      const total = plainFigures(rows, day);
      expectSame(all, total, `as of ${day}`);
      expect(await getWholeProgress(report, now, asOf(day))).toEqual(all);
      expect(await getReportProgress(report, now, asOf(day))).toEqual({
        all,
        today,
        byOrganization: byOrganization.map(({ delay: _, ...part }) => part),
        byTheme: byTheme.map(({ delay: _, ...part }) => part),
      });
      const { delay: _, ...inAll } = all;
      expect(await getPortfolio([report], now, asOf(day))).toEqual(new Map([[report.id, inAll]]));
      const parts = await partsOf(places);
      for (const [cut, key] of [
        ["byOrganization", "organizationId"],
        ["byTheme", "themeId"],
      ] as const)
        for (const { id, slug } of parts[key]) {
          const plain = plainFigures(rows, day, { [key]: id });
          const found = { byOrganization, byTheme }[cut].find((one) => one.slug === slug);
          if (plain.total === 0) expect(found).toBeUndefined();
          else expectSame(found, plain, `${cut} ${slug} as of ${day}`);
        }
    }
  }, 200_000);

  test("so do an organization and a theme, cut by each other, and the cuts by role, priority and kind", async () => {
    const parts = await partsOf(places);
    for (const day of days.slice(0, 5)) {
      for (const { id } of parts.organizationId) {
        const { byTheme, ...own } = await getOrganizationProgress(report, id, now, asOf(day));
        expectSame(own, plainFigures(rows, day, { organizationId: id }), `${id} as of ${day}`);
        expectParts(
          byTheme,
          day,
          parts.themeId.map((theme) => ({ slug: theme.slug, part: { organizationId: id, themeId: theme.id } })),
        );
      }
      for (const { id } of parts.themeId) {
        const { byOrganization, ...own } = await getThemeProgress(report, id, now, asOf(day));
        expectSame(own, plainFigures(rows, day, { themeId: id }), `${id} as of ${day}`);
        expectParts(
          byOrganization,
          day,
          parts.organizationId.map((one) => ({ slug: one.slug, part: { organizationId: one.id, themeId: id } })),
        );
      }
      const { byRole, byPriority, byKind } = await getFurtherCuts(report, now, asOf(day));
      expectParts(
        byRole,
        day,
        ["lead", "support"].map((role) => ({ slug: role, part: { role } })),
      );
      expectParts(
        byPriority,
        day,
        ["high", "medium", "low", "not_stated"].map((priority) => ({ slug: priority, part: { priority } })),
      );
      expectParts(
        byKind,
        day,
        ["recommendation", "need", "intention"].map((kind) => ({ slug: kind, part: { kind } })),
      );
    }
  }, 200_000);

  test("what has moved is what stood at the end of each month", async () => {
    const [organizationId = ""] = places.organizations.slice(1);
    for (const day of days.slice(0, 3)) {
      expectMoved(await getMovement(report, now, asOf(day)), plainMovement(rows, day));
      expectMoved(
        await getMovement(report, now, asOf(day), { organizationId }),
        plainMovement(rows, day, { organizationId }),
      );
    }
    for (const themeId of places.themes.slice(0, 1)) {
      const [day = ""] = days;
      expectMoved(await getMovement(report, now, asOf(day), { themeId }), plainMovement(rows, day, { themeId }));
      expectMoved(
        await getMovement(report, now, asOf(day), { organizationId, themeId }),
        plainMovement(rows, day, { organizationId, themeId }),
      );
    }
  }, 200_000);

  test("the open data says the same", async () => {
    for (const day of days) {
      const request = new Request(`http://tamdan.test/x?asOf=${day}`);
      const response = await summaryRoute.GET(request, { params: Promise.resolve({ report: report.slug }) });
      const summary = Summary.parse(await response.json());
      const { figures, implementation, response: responses, verification } = plainFigures(rows, day);
      expect(summary).toMatchObject({
        asOf: day,
        figures,
        counts: { implementation, response: responses, verification },
      });
    }
  });

  test("the exports say the same: their figures, their rows and their log, of all and of what is filtered", async () => {
    const random = randomFrom(6);
    /** What one of the assignments that stood then is found by, so that something is found and other things are not. */
    const filtersOf = (day: Day, names: readonly (keyof PlainFilters)[]): PlainFilters => {
      const standing = standingOn(rows, day);
      if (standing.length === 0) return {};
      const { implementation, assignment } = random.pick(standing);
      const { kind, priority, themeIds } = assignment.recommendation;
      const theme = rows.themes.find(({ id }) => themeIds.includes(id))?.slug;
      const found = { status: implementation, organization: assignment.organization.slug, role: assignment.role };
      const all: PlainFilters = { ...found, kind, priority, ...(theme && { theme }) };
      return Object.fromEntries(names.flatMap((name) => (all[name] ? [[name, all[name]]] : [])));
    };
    const { expectExported, expectWorkbook, expectDocument } = exportsOf(rows, now, asOf);
    const others = ["kind", "priority", "theme"] as const;
    const measures = Object.keys(plainMeasures(now.toISOString().slice(0, 10), report));
    // A few assignments say little on one day.
    const looked = rows.assignments.length > 100 ? days.slice(0, 2) : days.slice(0, 8);
    for (const day of looked) {
      for (const unit of units)
        for (const names of [[], ["organization", "status"], ["role", random.pick(others)], ["status"]] as const)
          await expectExported(day, unit, filtersOf(day, names));
      for (const counted of random.shuffled(measures).slice(0, 3)) await expectExported(day, "assignment", { counted });
      await expectWorkbook(day, random.pick(units), {});
    }
    const [, , , day = ""] = days;
    await expectWorkbook(day, "assignment", filtersOf(day, ["organization", random.pick(others)]));
    await expectDocument(day);
  }, 200_000);

  test("each number has the list that it counts", async () => {
    const random = randomFrom(5);
    const parts = await partsOf(places);
    for (const day of days) {
      const until = lastInstant(asOf(day), report.timeZone);
      const { all, byOrganization, byTheme } = await getReportProgress(report, now, asOf(day));
      const listed = await countListed({}, until);
      for (const measure of listedMeasures)
        expect([day, measure, all.measures[measure]]).toEqual([day, measure, listed[measure]]);
      const [organization, theme] = [random.pick(parts.organizationId).slug, parts.themeId[0]?.slug ?? ""];
      for (const [filters, counted] of [
        [{ organization }, byOrganization.find(({ slug }) => slug === organization)],
        [{ theme }, byTheme.find(({ slug }) => slug === theme)],
      ] as const) {
        const there = await countListed(filters, until);
        for (const measure of listedMeasures)
          expect([day, filters, measure, counted?.measures[measure] ?? 0]).toEqual([
            day,
            filters,
            measure,
            there[measure],
          ]);
      }
      // The same by the filter itself.
      for (const counted of random.shuffled(listedMeasures).slice(0, 4)) {
        const { from, where } = matching({
          report,
          viewer: publicViewer,
          filters: parseFilters({ counted }),
          now,
          until,
        });
        const [found] = await db.$queryRaw<{ n: number }[]>`select count(*)::int as n from ${from} where ${where}`;
        expect([day, counted, found?.n]).toEqual([day, counted, all.measures[counted]]);
        expect(await getKeptCount(report.id, day, counted, {})).toBe(all.measures[counted]);
        for (const place of [
          { organization },
          { theme },
          { organization, theme },
          { role: "lead" },
          { kind: "need" },
          { priority: "high" },
        ]) {
          const { [counted]: there } = await countListed(place, until);
          expect([day, place, counted, await getKeptCount(report.id, day, counted, place)]).toEqual([
            day,
            place,
            counted,
            there,
          ]);
        }
      }
    }
  }, 200_000);

  /** Today is asked for without a day. */
  function asOf(day: Day): Day | undefined {
    return day === dayAt(now, report.timeZone) ? undefined : day;
  }

  function daysOf({ from, until }: History): Day[] {
    const { timeZone } = report;
    const random = randomFrom(9);
    const spread = Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000);
    const between = () => addDays(from, random.below(spread));
    // Also days after the last entry, when only time has gone on, the ends of months, and before there was anything.
    const today = dayAt(now, timeZone);
    const any = Array.from({ length: 8 }, between);
    return [
      today,
      lastOfMonth(between()),
      addDays(lastOfMonth(between()), 1),
      ...any,
      addDays(until, 200),
      addDays(from, -1),
      "1999-12-31",
    ].filter((day) => day <= today);
  }

  async function countListed(
    filters: Record<string, string | undefined>,
    until: Date | undefined,
  ): Promise<Record<ListedMeasure, number>> {
    const { from, where } = matching({
      report,
      viewer: publicViewer,
      filters: parseFilters({ ...filters, unit: "assignment" }),
      now,
      until,
    });
    const conditions = measuresAt(thresholdsAt(until ?? now, report), report);
    const columns = listedMeasures.map(
      (measure) => sql`count(*) filter (where ${conditions[measure]})::int as ${Prisma.raw(`"${measure}"`)}`,
    );
    const [counts] = await db.$queryRaw<
      Record<ListedMeasure, number>[]
    >`select ${Prisma.join(columns)} from ${from} where ${where}`;
    if (!counts) throw new Error("Nothing was counted.");
    return counts;
  }

  function expectParts(found: (Progress & { slug: string })[], day: Day, parts: { slug: string; part: Part }[]) {
    for (const { slug, part } of parts) {
      const plain = plainFigures(rows, day, part);
      const one = found.find((progress) => progress.slug === slug);
      if (plain.total === 0) expect(one).toBeUndefined();
      // The delays of a part are read where it is exported or frozen.
      else expectSame(one && { delay: plain.delay, ...one }, plain, `${JSON.stringify(part)} as of ${day}`);
    }
    expect(found.every(({ slug }) => parts.some((part) => part.slug === slug))).toBe(true);
  }
});

/** What people log by the command; two themes of it since, and assignments that were away for a while in the middle. */
async function logged(asked: Parameters<typeof writeHistory>[0]): Promise<History> {
  let tries = 0;
  let away: Away | undefined;
  const { report, from, until, assignments } = await writeHistory({
    ...asked,
    afterEach: async ({ now }) => {
      tries++;
      if (tries === Math.floor(asked.entries / 3)) away = await withdrawTwo(now);
      if (tries === Math.floor((asked.entries * 2) / 3)) await assignAgain(away, now);
    },
  });
  const themes = await db.theme.createManyAndReturn({
    data: ["lending", "law"].map((slug, position) => ({ reportId: report.id, slug, name: slug, position })),
  });
  const recommendations = new Set(assignments.map(({ recommendationId }) => recommendationId));
  const links = [...recommendations].flatMap((recommendationId, at) =>
    themes.slice(0, at % 3).map(({ id }) => ({ recommendationId, themeId: id })),
  );
  await db.recommendationTheme.createMany({ data: links });
  return { report, from, until };
}

type Away = { steward: Member; assignments: Assignment[] };

async function withdrawTwo(now: Date): Promise<Away> {
  const { author, ...report } = await db.report.findFirstOrThrow({
    orderBy: { createdAt: "desc" },
    include: { author: true },
  });
  const steward = await createMember(author, ["steward"]);
  const assignments = await db.assignment.findMany({
    where: { reportId: report.id, recommendation: { publishedAt: { not: null }, withdrawnAt: null } },
    orderBy: { id: "asc" },
    take: 2,
  });
  for (const { id, reportId } of assignments)
    expect(await withdrawAssignment(steward, reportId, id, { reason: "A mistake." }, now)).toMatchObject({ ok: true });
  return { steward, assignments };
}

async function assignAgain(away: Away | undefined, now: Date) {
  for (const { reportId, recommendationId, organizationId, role, basis } of away?.assignments ?? [])
    expect(
      await assign(
        (away as Away).steward,
        reportId,
        recommendationId,
        { organization: organizationId, role, basis },
        now,
      ),
    ).toMatchObject({ ok: true });
}

/** Between two zones of which one changes its clocks, and with other spans than before. */
async function changedSince(): Promise<History> {
  const history = await writeWideHistory({ seed: 2, timeZone: "America/New_York", size: 400, now });
  const spans = { reportingInterval: 60, graceDays: 7, freshDays: 45, verificationDays: 10, outstandingMonths: 7 };
  await db.report.update({ where: { id: history.report.id }, data: { ...spans, timeZone: "Europe/London" } });
  return history;
}

async function partsOf({ organizations, themes }: { organizations: string[]; themes: string[] }) {
  const slugged = { select: { id: true, slug: true }, orderBy: { slug: "asc" } } as const;
  return {
    organizationId: await db.organization.findMany({ where: { id: { in: organizations } }, ...slugged }),
    themeId: await db.theme.findMany({ where: { id: { in: themes } }, ...slugged }),
  };
}

/** All that is counted, in the shape of the plain loop. */
function shapeOf({ total, figures, counts, segments, ageing, delay, measures }: WholeProgress): PlainFigures {
  const said = (codes: Record<string, number>) =>
    Object.fromEntries(Object.entries(codes).filter(([, count]) => count > 0));
  const bar = ({ implementation, isVerified }: Progress["segments"][number]) =>
    `${implementation}${isVerified ? " verified" : ""}`;
  return {
    total,
    figures,
    implementation: said(counts.implementation),
    response: said(counts.response),
    verification: said(counts.verification),
    bars: Object.fromEntries(segments.map((segment) => [bar(segment), segment.count])),
    overdue: ageing.overdue.map(({ count }) => count),
    open: ageing.open.map(({ count }) => count),
    longOutstanding: measures.long_outstanding,
    delay,
  };
}

function expectSame(progress: WholeProgress | undefined, plain: PlainFigures, what: string) {
  if (!progress) throw new Error(`Nothing is counted of ${what}.`);
  expect(shapeOf(progress), what).toEqual(plain);
}

function expectMoved(movement: Movement, plain: ReturnType<typeof plainMovement>) {
  const bars = (segments: Movement[number]["segments"]) =>
    Object.fromEntries(
      segments.map(({ implementation, isVerified, count }) => [
        `${implementation}${isVerified ? " verified" : ""}`,
        count,
      ]),
    );
  expect(movement.map(({ on, total, segments }) => ({ on, total, bars: bars(segments) }))).toEqual(plain);
}
