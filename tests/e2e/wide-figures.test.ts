import type { Page } from "@playwright/test";
import { addDays } from "#lib/dates.ts";
import { newLink } from "../support/accounts.ts";
import { type App, expect, test } from "../support/app.ts";
import { readRows, readSections, type Section } from "../support/drawn.ts";
import { parseCsv, parseDocument, parseWorkbook } from "../support/export-files.ts";
import { foundAt } from "../support/found.ts";
import { writeWideHistories } from "../support/history.ts";
import {
  missingIn,
  plainBlocks,
  plainDocument,
  plainJson,
  plainSheet,
  readSheet,
  toldOf,
} from "../support/plain-exports.ts";
import { plainFigures, plainMovement } from "../support/plain-figures.ts";
import type { PlainFilters } from "../support/plain-lists.ts";
import { cutsOf, plainOverview } from "../support/plain-pages.ts";
import { type PlainRows, readPlainRows } from "../support/plain-rows.ts";
import { isPublishedOn, type Part } from "../support/plain-standing.ts";
import { plainTable } from "../support/plain-tables.ts";
import * as said from "../support/plain-words.ts";
import { randomFrom } from "../support/random.ts";

// What people and programs are shown of thousands of assignments, by the production build: every figure of every page and
// file is what a plain loop counts. Nothing of it needs scripts.

test.use({ javaScriptEnabled: false, viewport: { width: 1280, height: 900 } });

const today = ({ dayOf }: PlainRows) => dayOf(new Date());
/** Today is asked for without a day. */
const asOf = (rows: PlainRows, day: string) => (day === today(rows) ? "" : `?asOf=${day}`);

test("every figure of every page and file of thousands of assignments is what a plain loop counts", async ({
  app,
  page,
}) => {
  test.setTimeout(600_000);
  const [large, small] = await test.step("two histories", async () => {
    const ids = await writeWideHistories(app, 1200, 60);
    const [one, other] = await Promise.all(ids.map((id) => readPlainRows(id, app.databaseUrl)));
    if (!one || !other) throw new Error("A history is missing.");
    return [one, other] as const;
  });
  expect(large.assignments.length).toBeGreaterThan(3000);
  const days = [today(large), ...someDaysBefore(today(large))] as const;
  for (const [index, day] of days.entries())
    await test.step(`pages as of ${day}`, async () => {
      await expectReport(page, large, day);
      await expectTheme(page, large, day, index);
    });
  await test.step("organizations", async () => {
    for (const [index, day] of days.entries()) await expectOrganization(page, [large, small], day, index);
    await expectOrganization(page, [large, small], days[0], 4);
    await expectAllFound(page, `/organizations/${small.organizations[1]?.slug}?asOf=${days[1]}`);
  });
  await test.step("the other report", async () => {
    for (const day of [today(small), days[1]]) await expectReport(page, small, day);
  });
  await test.step("reports, paper and card", async () => {
    await expectPortfolio(page, [large, small]);
    await expectSections(page, `/reports/${large.report.slug}/print?asOf=${days[2]}`, "", reportOf(large, days[2]));
    await expectCard(page, large, days[2]);
  });
  await test.step("files", async () => {
    const [organization] = large.organizations.slice(2);
    await expectList(page, large, days[0], {});
    await expectList(page, large, days[1], { organization: organization?.slug ?? "", counted: "open" });
    await expectWorkbook(page, large, days[0]);
    await expectDocument(page, large, days[2]);
  });
  await test.step("snapshots", () => expectSnapshots(page, app, small, [days[2], days[1]]));
});

/** One of this year, one of the middle and one of the beginning: others on every day. */
function someDaysBefore(day: string): [string, string, string] {
  const random = randomFrom(Number(day.replaceAll("-", "")));
  return [
    addDays(day, -1 - random.below(300)),
    addDays(day, -500 - random.below(800)),
    addDays(day, -1600 - random.below(800)),
  ];
}

// Pages.

const reportOf = (rows: PlainRows, day: string) => {
  const { organizations, themes } = cutsOf(rows);
  return plainOverview(rows, day, {}, rows.report.title, [organizations, themes]);
};

async function expectReport(page: Page, rows: PlainRows, day: string) {
  await expectSections(page, `/reports/${rows.report.slug}${asOf(rows, day)}`, "", reportOf(rows, day));
}

async function expectTheme(page: Page, rows: PlainRows, day: string, index: number) {
  const theme = rows.themes[index];
  if (!theme) throw new Error("There is no such theme.");
  const part: Part = { themeId: theme.id };
  const expected = plainOverview(rows, day, part, theme.name, [cutsOf(rows, part).organizations]);
  await expectSections(page, `/reports/${rows.report.slug}/themes/${theme.slug}${asOf(rows, day)}`, "", expected);
}

/** In each of the reports that it answers in. */
async function expectOrganization(page: Page, followed: readonly PlainRows[], day: string, index: number) {
  const organization = followed[0]?.organizations[1 + index];
  if (!organization) throw new Error("There is no such organization.");
  await page.goto(`/organizations/${organization.slug}${followed[0] ? asOf(followed[0], day) : ""}`);
  const isToday = followed[0] !== undefined && day === today(followed[0]);
  for (const rows of followed) {
    const on = isToday ? today(rows) : day;
    const part: Part = { organizationId: organization.id };
    if (plainFigures(rows, on, part).total === 0) continue;
    const expected = plainOverview(rows, on, part, organization.acronym, [cutsOf(rows, part).themes]);
    expectSame(await readSections(page, `${rows.report.slug}-`), expected, `${organization.slug} on ${on}`);
  }
}

/** What an organization page has no room for is in the lists that it names, one for each report: together as many. */
async function expectAllFound(page: Page, address: string) {
  await page.goto(address);
  const said = await page.getByText(/^The first 100 of /).textContent();
  const links = await page.getByRole("link", { name: /^See all of / }).all();
  expect(links).toHaveLength(2);
  let found = 0;
  for (const link of links) found += await foundAt(page, (await link.getAttribute("href")) ?? "");
  expect.soft(found).toBe(Number(said?.match(/ of ([\d,]+)\./)?.[1]?.replaceAll(",", "")));
}

async function expectSections(page: Page, address: string, prefix: string, expected: Record<string, Section>) {
  await page.goto(address);
  expectSame(await readSections(page, prefix), expected, address);
}

function expectSame(read: Record<string, Section>, expected: Record<string, Section>, where: string) {
  for (const [id, section] of Object.entries(expected)) {
    expect.soft(roundedIn(read[id]), `${id} of ${where}`).toEqual(roundedIn(section));
  }
}

/** Lengths in percent to a millionth. */
function roundedIn(section: Section | undefined) {
  if (!section) return;
  const round = (share: number) => Math.round(share * 1e6) / 1e6;
  return {
    ...section,
    bars: section.bars.map(({ title, stretches }) => ({
      title,
      stretches: stretches.map(({ label, start, width }) => ({ label, start: round(start), width: round(width) })),
    })),
  };
}

async function expectPortfolio(page: Page, followed: readonly PlainRows[]) {
  await page.goto("/");
  const [read, sections] = [await readRows(page), await readSections(page, "report-")];
  for (const rows of followed) {
    const plain = plainFigures(rows, today(rows));
    expect
      .soft(read.find(([title]) => title === rows.report.title))
      .toEqual([rows.report.title, String(plain.total), ...Object.values(said.concernsOf(plain)).map(said.sayFigure)]);
    // Of the headline the figures and their bar, and which assignments these are of; not the sentences below.
    const headline = plainOverview(rows, today(rows), {}, rows.report.title, []).progress;
    expect
      .soft(roundedIn(sections[rows.report.slug]), `headline of ${rows.report.slug}`)
      .toEqual(roundedIn({ ...headline, says: headline.says.slice(0, 1) }));
  }
}

async function expectCard(page: Page, rows: PlainRows, day: string) {
  await page.goto(`/embed/reports/${rows.report.slug}?asOf=${day}`);
  const { verifiedImplementation, reportedImplementation } = plainFigures(rows, day).figures;
  const shown = await page.locator("dd").allInnerTexts();
  expect
    .soft(shown.map((text) => text.replace(/\s+/g, " ")))
    .toEqual(
      [verifiedImplementation, reportedImplementation].map(
        (figure) => `${said.sayFigure(figure)} ${said.percentOf(figure)} %`,
      ),
    );
}

// Files.

async function fetchFile(page: Page, address: string): Promise<Buffer> {
  const response = await page.request.get(address);
  expect(response.status(), address).toBe(200);
  return response.body();
}

async function expectList(page: Page, rows: PlainRows, day: string, filters: PlainFilters) {
  const query = new URLSearchParams({ unit: "assignment", ...filters, ...(day !== today(rows) && { asOf: day }) });
  const of = (format: string) => fetchFile(page, `/reports/${rows.report.slug}/export/${format}?${query}`);
  const plain = plainTable(rows, day, "assignment", filters);
  expect(plain.csv.length).toBeGreaterThan(100);
  expect(plain.read(parseCsv(await of("csv")))).toEqual(plain.csv);
  const json = JSON.parse((await of("json")).toString());
  expect(json).toMatchObject({ ...plainJson(rows, day), count: plain.json.length });
  expect(plain.read(json.rows, true)).toEqual(plain.json);
}

async function expectWorkbook(page: Page, rows: PlainRows, day: string) {
  await expectBook(
    await fetchFile(page, `/reports/${rows.report.slug}/export/report.xlsx${asOf(rows, day)}`),
    rows,
    day,
  );
}

async function expectBook(file: Buffer, rows: PlainRows, day: string) {
  const { rowsOf } = await parseWorkbook(file);
  const plain = plainTable(rows, day, "assignment", {});
  expect(readSheet(rowsOf("Figures"))).toEqual(plainSheet(rows, day));
  expect(plain.read(rowsOf("Assignments"))).toEqual(plain.sheet);
  expect(plain.readLog(rowsOf("Log"))).toEqual(plain.log);
}

async function expectDocument(page: Page, rows: PlainRows, day: string) {
  await expectText(
    await fetchFile(page, `/reports/${rows.report.slug}/export/report.docx${asOf(rows, day)}`),
    rows,
    day,
  );
}

async function expectText(file: Buffer, rows: PlainRows, day: string) {
  const read = await parseDocument(file);
  expect(missingIn(read.rows, plainDocument(rows, day))).toEqual([]);
  const there = new Set([...read.text.matchAll(/^(W\d+) Lend$/gm)].map(([, code]) => code));
  const published = rows.recommendations.filter((recommendation) => isPublishedOn(rows, recommendation, day));
  expect(there.size).toBe(Math.min(500, published.length));
  const blocks = read.rows.filter((row) => row.length === 6 && / \((Lead|Support)\)$/.test(row[0] ?? ""));
  expect(blocks.map(String).toSorted()).toEqual(
    plainBlocks(rows, day, (code) => there.has(code))
      .map(String)
      .toSorted(),
  );
}

// Snapshots.

async function expectSnapshots(page: Page, app: App, rows: PlainRows, days: readonly [string, string]) {
  const snapshots = `/reports/${rows.report.slug}/snapshots`;
  await page.goto(await newLink(app, rows.organizations[0]?.slug ?? ""));
  await page.getByRole("button", { name: /^Sign in as / }).click();
  for (const [index, day] of days.entries()) {
    await page.goto(snapshots);
    await page.getByLabel("Title").fill(`Day ${index + 1}`);
    await page.getByLabel("As of the end of").fill(day);
    await page.getByRole("button", { name: "Freeze this day" }).click();
    await page.waitForURL((url) => url.pathname === `${snapshots}/day-${index + 1}`, { timeout: 120_000 });
    expectSame(await readSections(page), reportOf(rows, day), `snapshot of ${day}`);
  }
  const [day, later] = days;
  const file = (format: string) => fetchFile(page, `${snapshots}/day-1/files/${format}`);
  const plain = plainTable(rows, day, "assignment", {});
  expect(plain.read(parseCsv(await file("csv")))).toEqual(plain.csv);
  await expectBook(await file("xlsx"), rows, day);
  await expectText(await file("docx"), rows, day);
  expectContent(JSON.parse((await file("json")).toString()), rows, day);

  await page.goto(`${snapshots}/compare?one=day-2&other=day-1`);
  const read = await readRows(page);
  const [one, other] = [plainFigures(rows, day).figures, plainFigures(rows, later).figures];
  for (const key of said.figureKeysOf(one)) {
    const row = read.find(([name]) => name?.startsWith(said.nameOf(key, rows.report)));
    const shown = [one[key], other[key]].map((figure) => {
      const percent = said.percentOf(figure);
      return percent === null ? said.sayFigure(figure) : `${said.sayFigure(figure)} ${percent} %`;
    });
    expect.soft(row?.slice(1, 3), key).toEqual(shown);
  }
}

/** All that was frozen, as its JSON has it. */
function expectContent(content: Record<string, unknown>, rows: PlainRows, day: string) {
  const of = (part: Part) => toldOf(plainFigures(rows, day, part), { withShares: false });
  const by = (named: readonly { slug: string; part: Part }[]) =>
    named.map(({ slug, part }) => ({ slug, ...of(part) })).filter(({ total }) => total > 0);
  const coded = (name: "role" | "priority" | "kind", all: readonly string[]) =>
    by(all.map((code) => ({ slug: code, part: { [name]: code } })));
  expect(content).toMatchObject({
    on: day,
    all: of({}),
    byOrganization: by(rows.organizations.map(({ id, slug }) => ({ slug, part: { organizationId: id } }))),
    byTheme: by(rows.themes.map(({ id, slug }) => ({ slug, part: { themeId: id } }))),
    byRole: coded("role", ["lead", "support"]),
    byPriority: coded("priority", ["high", "low", "medium", "not_stated"]),
    byKind: coded("kind", ["intention", "need", "recommendation"]),
    movement: plainMovement(rows, day).map(({ on, total }) => ({ on, total })),
  });
}
