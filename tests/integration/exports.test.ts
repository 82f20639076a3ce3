import { v7 as uuid } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { lastInstant } from "#lib/as-of.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { addDays, dayAt } from "#lib/dates.ts";
import { Measure } from "#lib/generated/enums.ts";
import { figureKeys, percentOf } from "#lib/progress/figures.ts";
import { getReportProgress } from "#lib/progress/queries.ts";
import { listRecommendations } from "#lib/recommendations/queries.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { getReport } from "#lib/reports/queries.ts";
import { words } from "#lib/words.ts";
import type { App } from "../support/app.ts";
import { entryOf, type Typed } from "../support/entry.ts";
import { exported, piecesOf, readCsv, readWorkbook, select, site } from "../support/exported.ts";
import { writeHistory } from "../support/history.ts";
import { db } from "../support/owner.ts";
import { backdate } from "../support/past.ts";
import { memberOf } from "../support/report.ts";

const slug = "cmb-97-021";
const report = slug;
const timeZone = "Asia/Phnom_Penh";
const today = dayAt(new Date(), timeZone);
const past = addDays(today, -22);
const khmer = "ធនាគារបានផ្តល់កម្ចីដល់សហគ្រាសធុនតូច";
const formula = '=HYPERLINK("https://example.org","Loans")';

async function log(organization: string, code: string, typed: Typed) {
  const { id, logLength } = await db.assignment.findFirstOrThrow({
    where: { recommendation: { code }, organization: { slug: organization } },
  });
  const place = { assignmentId: id, submissionId: uuid(), seen: logLength };
  const logged = await logEntry(
    await memberOf(organization),
    place,
    entryOf({ occurredOn: "2001-03", ...typed }),
    new Date(),
  );
  if (!logged.ok) throw new Error(JSON.stringify(logged));
}

async function countedOn(asOf?: string) {
  const report = await getReport(slug);
  if (!report) throw new Error("The report is missing.");
  return { report, progress: await getReportProgress(report, new Date(), asOf) };
}

beforeAll(async () => {
  const app = { databaseUrl: process.env.DATABASE_URL ?? "" } as App;
  await backdate(app);
  await writeHistory(app);
  await log("undp", "R1.1", { kind: "note", note: formula });
  await log("undp", "R1.1", { kind: "note", note: khmer });
  await log("undp", "R1.1", { kind: "target", targetOn: "2031-06" });
  await log("undp", "R1.3", { kind: "target", targetOn: "2031-06-30" });
}, 180_000);

describe.each([
  ["today", undefined],
  ["as of a past day", past],
])("%s", (_, asOf) => {
  const query = asOf ? `asOf=${asOf}` : "";

  test("the figures of the JSON are those of the page, with a share only of five or more", async () => {
    const { progress } = await countedOn(asOf);
    const json = JSON.parse((await exported("json", { report, query })).toString());
    expect(json.asOf).toBe(asOf ?? today);
    expect(json.total).toBe(progress.all.total);
    expect(json.total).toBeGreaterThan(30);
    for (const key of figureKeys)
      expect(json.figures[key], key).toEqual({
        ...progress.all.figures[key],
        percent: percentOf(progress.all.figures[key]) ?? null,
      });
    expect(json.counts).toEqual(progress.all.counts);
    expect(json.ageing).toEqual(progress.all.ageing);
    expect(json.delay).toEqual(progress.all.delay);
    for (const [name, parts] of [
      ["organization", progress.byOrganization],
      ["theme", progress.byTheme],
    ] as const) {
      const given = name === "organization" ? json.byOrganization : json.byTheme;
      expect(given.map((part: Record<string, unknown>) => [part[name], part.total])).toEqual(
        parts.map((part) => [part.slug, part.total]),
      );
      expect(given.map((part: { counts: unknown }) => part.counts)).toEqual(parts.map(({ counts }) => counts));
    }
  });

  test("the figures of the workbook are those of the page, for the report and for each organization and theme", async () => {
    const { progress, report: own } = await countedOn(asOf);
    const rows = (await readWorkbook("report.xlsx", { report, query })).rowsOf("Figures");
    const acronyms = new Map(own.participations.map(({ organization }) => [organization.slug, organization.acronym]));
    const themes = new Map(own.themes.map(({ slug, name }) => [slug, name]));
    const parts = [
      { part: "Whole report", name: own.title, progress: progress.all },
      ...progress.byOrganization.map((one) => ({ part: "Organization", name: acronyms.get(one.slug), progress: one })),
      ...progress.byTheme.map((one) => ({ part: "Theme", name: themes.get(one.slug), progress: one })),
    ];
    const spans = {
      freshDays: own.freshDays,
      verificationDays: own.verificationDays,
      staleDays: own.reportingInterval + own.graceDays,
    };
    for (const { part, name, progress: counted } of parts)
      for (const key of figureKeys) {
        const { n, of } = counted.figures[key];
        const row = rows.find(
          (one) => one.Part === part && one.Name === name && one.Figure === words(`figures.${key}`, spans),
        );
        expect([row?.n, row?.N], `${name} ${key}`).toEqual([of === 0 ? "Not available" : n, of]);
        const percent = percentOf({ n, of });
        expect(row?.Share, `${name} ${key}`).toBe(percent === undefined ? null : percent / 100);
        expect(row?.["What it counts"]).toBe(words(`figures.means.${key}`, spans));
      }
    const overdue = rows.filter((row) => row.Part === "Whole report" && String(row.Figure).startsWith("Overdue for:"));
    expect(overdue.map(({ n }) => n)).toEqual(
      progress.all.ageing.overdue.map(({ count }) => (progress.all.figures.overdue.n === 0 ? "Not available" : count)),
    );
  });

  test("the rows of CSV and workbook are what the figures count, assignment by assignment", async () => {
    const { progress } = await countedOn(asOf);
    const csv = await readCsv({ report, query: `unit=assignment&${query}` });
    const sheet = (await readWorkbook("xlsx", { report, query: `unit=assignment&${query}` })).rowsOf("Assignments");
    expect(csv.length).toBe(progress.all.total);
    expect(sheet.map((row) => [row.Code, row["Organization (code)"], row["Status (code)"]])).toEqual(
      csv.map((row) => [row.Code, row["Organization (code)"], row["Status (code)"]]),
    );
    for (const [axis, column] of [
      ["implementation", "Status (code)"],
      ["response", "Answer (code)"],
      ["verification", "Verification (code)"],
    ] as const)
      for (const [code, count] of Object.entries(progress.all.counts[axis]))
        expect(csv.filter((row) => row[column] === code).length, code).toBe(count);
    for (const { slug: organization, total } of progress.byOrganization)
      expect(csv.filter((row) => row["Organization (code)"] === organization).length).toBe(total);
  });

  test("each number of the page has an export with exactly its rows", async () => {
    const { progress } = await countedOn(asOf);
    const measures = Object.values(Measure).filter(
      (one) => !["decisions", "overturned_decisions", "delay"].includes(one),
    );
    expect(measures.length).toBeGreaterThan(50);
    const counts = await Promise.all(
      measures.map(
        async (counted) =>
          [counted, (await select("csv", { report, query: `counted=${counted}&${query}` })).count] as const,
      ),
    );
    expect(Object.fromEntries(counts)).toEqual(
      Object.fromEntries(measures.map((one) => [one, progress.all.measures[one]])),
    );
  });

  test.each([
    "",
    "organization=acleda",
    "status=in_progress",
    "theme=finance",
    "kind=need",
    "words=credit",
    "sort=latest",
    "organization=acleda&status=not_started&sort=latest",
    "sort=latest&order=asc",
    "sort=title&order=desc",
    "sort=status",
    "sort=status&order=desc",
    "sort=theme",
    "sort=organization",
    "sort=kind&order=desc",
  ])("the rows of %j are the list's, in its order, and state what it states", async (filters) => {
    const { report: own } = await countedOn();
    const asked = `${filters}&${query}`;
    const parsed = { ...parseFilters(Object.fromEntries(new URLSearchParams(asked))), asOf };
    const { items, found } = await listRecommendations(
      publicViewer,
      own,
      parsed,
      new Date(),
      lastInstant(asOf, timeZone),
    );
    const rows = JSON.parse((await exported("json", { report, query: asked })).toString()).rows;
    expect(found).toBeLessThan(50);
    expect(
      rows.map(
        ({
          code,
          implementation,
          lastEntryAt,
          assignments,
        }: Record<string, unknown> & { assignments: Record<string, unknown>[] }) => ({
          code,
          implementation,
          lastEntryAt,
          assignments: assignments.map(({ organization, role, implementation, verification }) => ({
            organization,
            role,
            implementation,
            verification,
          })),
        }),
      ),
    ).toEqual(
      items.map(({ code, implementation, lastEntryAt, assignments }) => ({
        code,
        implementation,
        lastEntryAt: lastEntryAt?.toISOString() ?? null,
        assignments: assignments.map(({ organization, role, implementation, verification }) => ({
          organization: organization.slug,
          role,
          implementation,
          verification,
        })),
      })),
    );
  });

  test("the sheet of the log has every entry that had been recorded, and nothing else", async () => {
    const rows = (await readWorkbook("report.xlsx", { report, query })).rowsOf("Log");
    const entries = await db.update.findMany({
      where: { report: undefined, ...(asOf && { recordedAt: { lte: lastInstant(asOf, timeZone) } }) } as object,
      include: { assignment: { include: { recommendation: true, organization: true } } },
    });
    expect(entries.length).toBeGreaterThan(asOf ? 20 : 40);
    const told = rows.map(
      (row) => `${row.Code} ${row["Organization (code)"]} ${row["No."]} ${row["Entry (code)"]} ${row["SHA-256"]}`,
    );
    expect(told.toSorted()).toEqual(
      entries
        .map(
          ({ assignment, sequence, kind, hash }) =>
            `${assignment.recommendation.code} ${assignment.organization.slug} ${sequence} ${kind} ${hash}`,
        )
        .toSorted(),
    );
  });
});

test("the JSON says which rows it has and in which order, and nothing of how the list is drawn", async () => {
  const query = "organization=acleda&words=credit&sort=latest&group=theme&columns=status&page=2";
  const { filters, sort, order, unit } = JSON.parse((await exported("json", { report, query })).toString());
  expect(filters).toEqual({ organization: "acleda", words: "credit" });
  expect([sort, order, unit]).toEqual(["latest", "desc", "recommendation"]);
});

test("the cover says what is held: title, day, filters in words, address and definitions", async () => {
  const query = `organization=acleda&status=in_progress&theme=finance&words=%E2%80%9Ccredit%E2%80%9D&counted=overdue&asOf=${past}`;
  const { cover, names } = await readWorkbook("xlsx", { report, query });
  const text = cover.map((row) => row.filter(Boolean).join(" | ")).join("\n");
  expect(names).toEqual(["About", "Figures", "Over time", "Assignments", "Log"]);
  for (const part of [
    "Poverty Alleviation",
    "As of | ",
    "Status: in progress",
    "Counted: Overdue",
    `${site}/reports/${slug}/recommendations?`,
    `asOf=${past}`,
    "n of N",
    "Open with a target date that has passed",
  ])
    expect(text).toContain(part);
});

describe("what somebody typed", () => {
  test("is no formula in a CSV or a workbook, and Khmer is Khmer", async () => {
    await db.recommendation.updateMany({
      where: { code: "R1.1" },
      data: { title: formula, statement: `${khmer}\n${khmer}` },
    });
    const row = (await readCsv({ report })).find(({ Code }) => Code === "R1.1");
    expect(row?.Title).toBe(`'${formula}`);
    expect(row?.Statement).toBe(`${khmer}\n${khmer}`);
    const book = await readWorkbook("xlsx", { report });
    expect(book.rowsOf("Recommendations").find(({ Code }) => Code === "R1.1")).toMatchObject({
      Title: formula,
      Statement: `${khmer}\n${khmer}`,
    });
    const notes = book.rowsOf("Log").flatMap(({ Note }) => Note ?? []);
    expect(notes).toContain(formula);
    expect(notes).toContain(khmer);
  });

  test("a month is no day, and a day is a date", async () => {
    const rows = (await readWorkbook("report.xlsx", { report })).rowsOf("Assignments");
    const targetOf = (code: string) =>
      rows.find((row) => row.Code === code && row["Organization (code)"] === "undp")?.["Target date"];
    expect(targetOf("R1.1")).toBe("2031-06");
    expect(targetOf("R1.3")).toEqual(new Date("2031-06-30T00:00:00Z"));
  });
});

describe("restricted evidence", () => {
  const evidenceOf = async (viewer: Viewer) => {
    const rows = (await readWorkbook("report.xlsx", { report, viewer })).rowsOf("Log");
    return rows.map(({ Evidence }) => Evidence).join("\n");
  };

  test("is in nothing that the public exports", async () => {
    const text = await evidenceOf(publicViewer);
    expect(text).toContain("Annual report");
    for (const file of ["csv", "json", "xlsx", "report.xlsx", "report.docx"])
      expect((await exported(file, { report })).toString("latin1")).not.toContain("example.org/borrowers");
    expect(text).not.toMatch(/List of borrowers|Minutes of the board|borrowers/);
  });

  test("is there for its organization and for the steward, marked as such, and not for another organization", async () => {
    for (const organization of ["acleda", "ilo"])
      expect(await evidenceOf(await memberOf(organization))).toContain(
        "Minutes of the board <https://example.org/minutes> (restricted)",
      );
    expect(await evidenceOf(await memberOf("undp"))).not.toContain("Minutes of the board");
  });
});

test("what is logged while an export is read changes nothing in it", async () => {
  const selection = await select("csv", { report, query: "unit=assignment" });
  const pieces = piecesOf("csv", selection);
  await pieces.next();
  await log("ministry", "R3.5", { kind: "progress", status: "in_progress", note: "Meanwhile." });
  let rest = "";
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) rest += next.value;
  const row = (csv: string) => csv.split("\r\n").find((line) => line.startsWith("R3.5") && line.includes("ministry"));
  expect(row(rest)).toContain("not_started");
  expect(row((await exported("csv", { report, query: "unit=assignment" })).toString())).toContain("in_progress");
});
