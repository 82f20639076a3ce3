import { beforeAll, describe, expect, test } from "vitest";
import * as summaryRoute from "#app/api/v1/reports/[report]/summary/route.ts";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { lastInstant } from "#lib/as-of.ts";
import { addDays, type Day, dayAt, lastOfMonth } from "#lib/dates.ts";
import { Summary } from "#lib/exchange/schema.ts";
import { Prisma, type Report } from "#lib/generated/client.ts";
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
import { randomFrom, writeHistory } from "../support/histories.ts";
import { db } from "../support/owner.ts";
import { type Part, type PlainFigures, plainFigures, plainMovement, readPlainRows } from "../support/plain-figures.ts";
import { writeWideHistory } from "../support/wide-history.ts";

// Every figure, of every cut, as of any day, is what a plain loop over the rows counts, and what the list finds.

type History = { report: Report; from: Day; until: Day };
type Rows = Awaited<ReturnType<typeof readPlainRows>>;

const now = new Date();
const { sql } = Prisma;

describe.each<[string, number, () => Promise<History>]>([
  ["everything that people log, with its corrections", 8, () => logged({ seed: 41, entries: 260, share: 0.1 })],
  ["the same in another zone", 8, () => logged({ seed: 44, entries: 260, share: 0.1, days: 2500 })],
  [
    "very many assignments in Phnom Penh",
    8,
    () => writeWideHistory({ seed: 1, timeZone: "Asia/Phnom_Penh", size: 400, now }),
  ],
  ["very many where clocks change, followed in another way since", 8, changedSince],
])("a history of %s", (_, count, write) => {
  let report: Report;
  let rows: Rows;
  let days: Day[] = [];
  let places: { organizations: string[]; themes: string[] };

  beforeAll(async () => {
    const history = await write();
    report = await db.report.findUniqueOrThrow({ where: { id: history.report.id } });
    rows = await readPlainRows(report.id);
    days = daysOf(history, count);
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

  function daysOf({ from, until }: History, count: number): Day[] {
    const { timeZone } = report;
    const random = randomFrom(9);
    const spread = Math.round((Date.parse(until) - Date.parse(from)) / 86_400_000);
    const between = () => addDays(from, random.below(spread));
    // Also days after the last entry, when only time has gone on, the ends of months, and before there was anything.
    const today = dayAt(now, timeZone);
    const any = Array.from({ length: count }, between);
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

/** What people log by the command; two themes of it since, and an organization that was away for a while in the middle. */
async function logged(asked: Parameters<typeof writeHistory>[0]): Promise<History> {
  const { report, from, until, assignments } = await writeHistory(asked);
  const themes = await db.theme.createManyAndReturn({
    data: ["lending", "law"].map((slug, position) => ({ reportId: report.id, slug, name: slug, position })),
  });
  const recommendations = new Set(assignments.map(({ recommendationId }) => recommendationId));
  const links = [...recommendations].flatMap((recommendationId, at) =>
    themes.slice(0, at % 3).map(({ id }) => ({ recommendationId, themeId: id })),
  );
  await db.recommendationTheme.createMany({ data: links });
  const away = { id: { in: assignments.slice(0, 2).map(({ id }) => id) } };
  const [gone, back] = [300, 700].map((days) => new Date(Date.parse(from) + days * 86_400_000));
  await db.assignment.updateMany({ where: away, data: { withdrawnAt: gone ?? null, withdrawnFor: "A mistake." } });
  await db.$transaction([
    db.$executeRaw`select set_config('tamdan.at', ${back?.toISOString() ?? ""}, true)`,
    db.assignment.updateMany({ where: away, data: { withdrawnAt: null, withdrawnFor: null } }),
  ]);
  return { report, from, until };
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
