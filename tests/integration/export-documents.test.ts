import { execFileSync } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { parse } from "csv-parse/sync";
import { beforeAll, describe, expect, test } from "vitest";
import { dayAt, wordDay } from "#lib/dates.ts";
import { figureKeys, percentOf } from "#lib/progress/figures.ts";
import { getMovement, getReportProgress } from "#lib/progress/queries.ts";
import { listRecommendations } from "#lib/recommendations/queries.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { getReport } from "#lib/reports/queries.ts";
import { locale, words } from "#lib/words.ts";
import { officeHere } from "../../scripts/office.ts";
import type { App } from "../support/app.ts";
import { exported, readCsv, readDocument, readWorkbook } from "../support/exported.ts";
import { writeHistory } from "../support/history.ts";
import { db } from "../support/owner.ts";
import { backdate, daysAgo } from "../support/past.ts";
import { createMember, createRecommendation, createReport } from "../support/report.ts";

// The files for people, opened by programs that know nothing of how they were written.

const slug = "cmb-97-021";
const khmer = "ធនាគារបានផ្តល់កម្ចីដល់សហគ្រាសធុនតូច";

/** What the document calls what a bar has stretches for. */
const stages = {
  verified_implemented: "Implemented, verified",
  reported_implemented: "Implemented, reported only",
  verified_differently: "Implemented differently, verified",
  reported_differently: "Implemented differently, reported only",
  partially_implemented: "Partially implemented",
  in_progress: "In progress",
  not_started: "Not started",
  not_implemented: "Not implemented",
  no_longer_applicable: "No longer applicable",
} as const;
type StageKey = keyof typeof stages;
const stageEntries = Object.entries(stages) as [StageKey, string][];

/** The rows of a table by the words of its head; what is zero is left out, for a table need not have a column for it. */
const countsUnder = (head: readonly string[], row: readonly string[]) =>
  Object.fromEntries(head.map((name, at) => [name, Number(row[at])] as const).filter(([, count]) => count !== 0));

async function counted(asOf?: string) {
  const report = await getReport(slug);
  if (!report) throw new Error("The report is missing.");
  const { freshDays, verificationDays, reportingInterval, graceDays } = report;
  const spans = { freshDays, verificationDays, staleDays: reportingInterval + graceDays };
  const progress = await getReportProgress(report, new Date(), asOf);
  /** Each figure as it is written: its name, n of N, and the share of five or more. */
  const figures = figureKeys.map((key) => {
    const figure = progress.all.figures[key];
    const percent = percentOf(figure);
    return {
      name: words(`figures.${key}`, spans),
      n: figure.n,
      of: figure.of,
      text: figure.of === 0 ? "Not available" : `${figure.n} of ${figure.of}`,
      share: percent === undefined ? (figure.of === 0 ? "" : "too few") : `${percent} %`,
    };
  });
  return { report, progress, figures };
}

beforeAll(async () => {
  const app = { databaseUrl: process.env.DATABASE_URL ?? "" } as App;
  await backdate(app);
  await writeHistory(app);
  await db.recommendation.updateMany({ where: { code: "R1.1" }, data: { statement: `=1+1\n${khmer}` } });
}, 180_000);

describe.each([
  ["today", undefined],
  ["as of a past day", daysAgo(22)],
])("the document of the report, %s", (_, asOf) => {
  const read = () => readDocument({ report: slug, query: asOf ? `asOf=${asOf}` : "" });

  test("has each figure as the page has it, with what it counts", async () => {
    const { figures, progress } = await counted(asOf);
    const { rows, text } = await read();
    expect(figures.length).toBe(16);
    for (const { name, text: figure, share } of figures)
      expect(rows, name).toContainEqual([name, figure, share, expect.stringMatching(/\.$/)]);
    for (const [measure, name] of stageEntries)
      expect(rows).toContainEqual([
        name,
        `${progress.all.measures[measure]} of ${progress.all.total}`,
        expect.anything(),
      ]);
    expect(text).toContain("Needs attention");
    expect(text).toContain("Held here");
  });

  test("has each organization and theme with its counts", async () => {
    const { report, progress } = await counted(asOf);
    const { rows } = await read();
    const tables = [
      {
        parts: progress.byOrganization,
        names: new Map(report.participations.map(({ organization: { slug, acronym } }) => [slug, acronym])),
      },
      { parts: progress.byTheme, names: new Map(report.themes.map(({ slug, name }) => [slug, name])) },
    ];
    const heads = rows.flatMap(([name, ...head], place) => (name === "Name" ? [{ head, place }] : []));
    expect(heads.length).toBe(tables.length);
    for (const [index, { parts, names }] of tables.entries()) {
      const { head = [], place = 0 } = heads[index] ?? {};
      const told = rows.slice(place + 1, place + 1 + parts.length);
      const expected = parts.map(({ slug, measures, total }) => [
        names.get(slug),
        Object.fromEntries([
          ...stageEntries
            .filter(([measure]) => measures[measure] > 0)
            .map(([measure, stage]) => [stage, measures[measure]]),
          ["All", total],
        ]),
      ]);
      expect(Object.fromEntries(told.map(([name, ...row]) => [name, countsUnder(head, row)]))).toEqual(
        Object.fromEntries(expected),
      );
    }
  });

  test("has how that has moved, month by month, as the page has it, and so have the workbook and the JSON", async () => {
    const { report, progress } = await counted(asOf);
    const movement = await getMovement(report, new Date(), asOf);
    expect(movement.length).toBeGreaterThan(1);
    expect(movement.at(-1)).toMatchObject({
      on: asOf ?? dayAt(new Date(), report.timeZone),
      total: progress.all.total,
    });
    const query = asOf ? `asOf=${asOf}` : "";
    expect(JSON.parse((await exported("json", { report: slug, query })).toString()).movement).toEqual(movement);

    const told = movement.map(({ on, segments, total }) => ({
      on,
      counts: {
        ...Object.fromEntries(segments.map(({ measure, count }) => [stages[measure as StageKey], count])),
        All: total,
      },
    }));
    const counts = (row: Record<string, unknown>) => Object.entries(row).filter(([, count]) => count !== 0);
    for (const file of ["report.xlsx", "xlsx"] as const) {
      const rows = (await readWorkbook(file, { report: slug, query })).rowsOf("Over time");
      expect(
        rows.map(({ "At the end of": on, ...row }) => ({
          on: (on as Date).toISOString().slice(0, 10),
          counts: Object.fromEntries(counts(row)),
        })),
      ).toEqual(told);
    }

    const { rows, html } = await read();
    const first = rows.findIndex(([name]) => name === "At the end of");
    const [, ...head] = rows[first] ?? [];
    expect(
      rows.slice(first + 1, first + 1 + told.length).map(([on, ...row]) => ({
        on,
        counts: countsUnder(head, row),
      })),
    ).toEqual(told.map(({ on, counts }) => ({ on: wordDay(on, locale), counts })));
    const places = [words("report.byTheme"), words("report.movement"), words("report.ageing")].map((title) =>
      html.indexOf(`<h1>${title}</h1>`),
    );
    expect(places[0]).toBeGreaterThan(0);
    expect(places).toEqual(places.toSorted((one, other) => one - other));
  });

  test("has a block for each recommendation with what each organization said", async () => {
    const { rows, text } = await read();
    const recommendations = await db.recommendation.findMany({
      include: { assignments: { include: { organization: true } } },
    });
    expect(recommendations.length).toBe(17);
    for (const { code, title } of recommendations) expect(text).toContain(`${code} ${title}`);
    const told = rows.filter((row) => row.length === 6 && /\((Lead|Support)\)$/.test(row[0] ?? ""));
    expect(told.length).toBe((await counted(asOf)).progress.all.total);
    expect(text).toContain("=1+1");
    expect(text).toContain(khmer);
  });
});

test("the document of the report says what the fills of its bars stand for, and of what no claim is reported that there is nothing to verify yet", async () => {
  const { rows } = await readDocument({ report: slug });
  const { progress } = await counted();
  expect(progress.all.segments.length).toBeGreaterThan(3);
  // A sample has no words, and its name stands beside it.
  const key = rows.filter(([sample]) => sample === "").flatMap((row) => row.filter((name) => name !== ""));
  expect(key.slice(0, progress.all.segments.length)).toEqual(
    progress.all.segments.map(({ measure }) => stages[measure as StageKey]),
  );
  const told = rows.filter((row) => row.length === 6 && /\((Lead|Support)\)$/.test(row[0] ?? ""));
  const begun = ["Not started", "In progress"];
  expect(told.filter((row) => row[3] === "Nothing yet").length).toBeGreaterThan(20);
  for (const row of told) if (/^Implemented/.test(row[2] ?? "")) expect(row[3]).not.toBe("Nothing yet");
  expect(told.filter((row) => row[3] === "Self-reported" && begun.includes(row[2] ?? ""))).toEqual([]);
});

test("no export has drafts, also when it is made by the steward who sees them in the list", async () => {
  const report = await createReport();
  const viewer = await createMember(report.steward, ["steward"]);
  await createRecommendation(report, [report.steward], { title: "Lend to weavers" });
  await createRecommendation(report, [], { title: "Lend to potters", publishedAt: null });
  const followed = await getReport(report.slug);
  if (!followed) throw new Error("The report is missing.");
  const list = await listRecommendations(viewer, followed, parseFilters({}), new Date());
  expect(list.items.map(({ title, publishedAt }) => [title, publishedAt === null])).toEqual([
    ["Lend to weavers", false],
    ["Lend to potters", true],
  ]);

  const asked = { report: report.slug, viewer };
  expect((await readCsv(asked)).map(({ Title }) => Title)).toEqual(["Lend to weavers"]);
  expect(JSON.parse((await exported("json", asked)).toString())).toMatchObject({
    count: 1,
    rows: [{ title: "Lend to weavers" }],
  });
  expect((await readWorkbook("xlsx", asked)).rowsOf("Recommendations").map(({ Title }) => Title)).toEqual([
    "Lend to weavers",
  ]);
  const { text } = await readDocument(asked);
  expect(text).toContain("Lend to weavers");
  expect(text).not.toContain("Lend to potters");
});

const office = officeHere();

describe.skipIf(!office)("LibreOffice", () => {
  async function convert(name: string, content: Buffer, to: string): Promise<Record<string, string>> {
    const folder = await mkdtemp(join(tmpdir(), "tamdan-office-"));
    await writeFile(join(folder, name), content);
    // A profile of its own, so that an office that somebody has open is left alone.
    const profile = `-env:UserInstallation=${pathToFileURL(join(folder, "profile"))}`;
    execFileSync(
      office ?? "",
      [profile, "--headless", "--convert-to", to, "--outdir", join(folder, "out"), join(folder, name)],
      {
        stdio: "ignore",
      },
    );
    const names = await readdir(join(folder, "out"));
    const read = await Promise.all(names.map(async (one) => [one, await readFile(join(folder, "out", one), "utf8")]));
    await rm(folder, { recursive: true });
    return Object.fromEntries(read);
  }

  test("opens the workbook: its sheets, figures, rows and texts are those that were written", {
    timeout: 120_000,
  }, async () => {
    const { figures, progress } = await counted();
    // Each sheet as a CSV, in UTF-8, with the numbers as they are.
    const sheets = await convert(
      "a.xlsx",
      await exported("report.xlsx", { report: slug }),
      "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1",
    );
    const read = (sheet: string, of = sheets): Record<string, string>[] =>
      parse(of[`a-${sheet}.csv`] ?? "", { columns: true });
    expect(Object.keys(sheets).sort()).toEqual(
      ["About", "Assignments", "Figures", "Log", "Over time"].map((sheet) => `a-${sheet}.csv`),
    );
    const whole = read("Figures").filter(({ Part }) => Part === "Whole report");
    for (const { name, n, of } of figures) {
      const row = whole.find(({ Figure }) => Figure === name);
      expect([row?.n, row?.N], name).toEqual([of === 0 ? "Not available" : String(n), String(of)]);
    }
    const rows = read("Assignments");
    expect(rows.length).toBe(progress.all.total);
    for (const [code, count] of Object.entries(progress.all.counts.implementation))
      expect(rows.filter((row) => row["Status (code)"] === code).length).toBe(count);
    expect(read("Log").length).toBe(await db.update.count());
    const lists = await convert(
      "a.xlsx",
      await exported("xlsx", { report: slug }),
      "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1",
    );
    expect(read("Recommendations", lists).find(({ Code }) => Code === "R1.1")?.Statement).toBe(`=1+1\n${khmer}`);
  });

  test("opens the document: its figures and recommendations are those that were written", {
    timeout: 120_000,
  }, async () => {
    const { figures } = await counted();
    const { "a.txt": text = "" } = await convert(
      "a.docx",
      await exported("report.docx", { report: slug }),
      "txt:Text (encoded):UTF8",
    );
    const words = text.replace(/\s+/g, " ");
    for (const { name, text: figure } of figures) expect(words).toContain(`${name} ${figure}`);
    expect(words).toContain(khmer);
    expect(words).toContain("R3.2");
  });
});
