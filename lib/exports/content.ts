import { wordDay, wordInstant } from "#lib/dates.ts";
import { figureKeys, percentOf } from "#lib/progress/figures.ts";
import { arranged } from "#lib/recommendations/bounds.ts";
import { type Filters, orderOf, sortOf, unitOf, writeFilters } from "#lib/recommendations/schema.ts";
import type { Report } from "#lib/reports/queries.ts";
import { locale, type Words } from "#lib/words.ts";
import { type Cell, plain } from "./cells.ts";
import { assignmentColumns, type Column, type Context, logColumns, recommendationColumns } from "./columns.ts";
import { writeCsv } from "./csv.ts";
import { allLines, defineFigure, movementTable, nameFigure, writeProgress } from "./figures.ts";
import { writeJson } from "./json.ts";
import { readAssignments, readLog, readRecommendations } from "./rows.ts";
import type { Selection } from "./selection.ts";
import { type Sheet, type SheetRow, writeWorkbook } from "./workbook.ts";

// What stands in an export, format by format. The figures are those of the page, since they are asked at the same place.

/** Who reads it, and where: `site` is the address at which people reach Tamdan. */
export type Frame = { words: Words; site: string };

type Table = { head: string[]; widths: number[]; batches: AsyncIterable<Cell[][]> };

export function writeRowsAsCsv(selection: Selection, frame: Frame): AsyncIterable<string> {
  const { head, batches } = rowsOf(selection, frame);
  return writeCsv(head, batches);
}

export function writeRowsAsJson(selection: Selection, { words, site }: Frame): AsyncIterable<string> {
  const { report, now, progress } = selection;
  const filters = arranged(selection.filters, selection.count);
  const { status, organization, theme, kind, role, priority, counted, words: searched } = filters;
  const about = {
    report: report.slug,
    title: report.title,
    asOf: progress.today,
    made: now.toISOString(),
    address: addressOf(selection, site),
    unit: unitOf(selection.filters),
    filters: { status, organization, theme, kind, role, priority, counted, words: searched },
    sort: sortOf(filters),
    order: orderOf(filters),
    count: selection.count,
    definitions: Object.fromEntries(figureKeys.map((key) => [key, defineFigure(key, report, words)])),
    ...writeProgress(progress.all),
    byOrganization: progress.byOrganization.map((part) => ({ organization: part.slug, ...writeProgress(part) })),
    byTheme: progress.byTheme.map((part) => ({ theme: part.slug, ...writeProgress(part) })),
    movement: selection.movement,
  };
  const context = contextOf(selection, { words, site });
  const rows = selection.ofAssignments
    ? dataOf(assignmentColumns, readAssignments(selection), context)
    : dataOf(recommendationColumns, readRecommendations(selection), context);
  return writeJson(about, { rows });
}

async function* dataOf<Row>(columns: readonly Column<Row>[], batches: AsyncIterable<Row[]>, context: Context) {
  const told = columns.filter(({ isWords }) => !isWords);
  for await (const rows of batches)
    yield rows.map((row) =>
      Object.fromEntries(told.map(({ key, of, data }) => [key, data ? data(row) : plain(of(row, context))])),
    );
}

export function writeRowsAsWorkbook(selection: Selection, frame: Frame): AsyncIterable<Uint8Array> {
  const { words } = frame;
  const sheets: Sheet[] = [
    { name: words("exports.sheet.cover"), widths: [26, 100], batches: [coverOf(selection, frame)] },
    figureSheet(selection, words),
    movementSheet(selection, words),
    { name: words(`exports.unit.${unitOf(selection.filters)}`), ...rowsOf(selection, frame) },
    {
      name: words("exports.sheet.log"),
      ...tableOf(logColumns, readLog(selection), contextOf(selection, frame)),
    },
  ];
  return writeWorkbook(sheets, selection.report.timeZone);
}

function rowsOf(selection: Selection, frame: Frame): Table {
  const context = contextOf(selection, frame);
  return selection.ofAssignments
    ? tableOf(assignmentColumns, readAssignments(selection), context)
    : tableOf(recommendationColumns, readRecommendations(selection), context);
}

function tableOf<Row>(columns: readonly Column<Row>[], read: AsyncIterable<Row[]>, context: Context): Table {
  async function* batches() {
    for await (const rows of read) yield rows.map((row) => columns.map(({ of }) => of(row, context)));
  }
  return {
    head: columns.map(({ key }) => context.words(`exports.column.${key}`)),
    widths: columns.map(({ width }) => width),
    batches: batches(),
  };
}

function contextOf({ report, progress, asOf }: Selection, { words, site }: Frame): Context {
  return {
    words,
    today: progress.today,
    themes: new Map(report.themes.map(({ slug, name }) => [slug, name])),
    phrases: new Map(),
    addressOf: (code) =>
      `${site}/reports/${report.slug}/recommendations/${encodeURIComponent(code)}${asOf ? `?asOf=${asOf}` : ""}`,
  };
}

/** The page that shows the same. */
function addressOf({ report, filters, asOf }: Selection, site: string): string {
  return `${site}/reports/${report.slug}/recommendations${writeFilters({ ...filters, page: undefined, asOf })}`;
}

function figureSheet({ report, progress }: Selection, words: Words): Sheet {
  const organizations = new Map(
    report.participations.map(({ organization }) => [organization.slug, organization.acronym]),
  );
  const themes = new Map(report.themes.map(({ slug, name }) => [slug, name]));
  const parts = [
    { part: "report" as const, name: report.title, progress: progress.all },
    ...progress.byOrganization.map((one) => ({
      part: "organization" as const,
      name: organizations.get(one.slug) ?? one.slug,
      progress: one,
    })),
    ...progress.byTheme.map((one) => ({
      part: "theme" as const,
      name: themes.get(one.slug) ?? one.slug,
      progress: one,
    })),
  ];
  const columns = ["part", "name", "figure", "n", "of", "share", "days", "means"] as const;
  return {
    name: words("exports.sheet.figures"),
    head: columns.map((column) => words(`exports.figuresHead.${column}`)),
    widths: [14, 32, 48, 13, 8, 8, 8, 80],
    batches: parts.map(({ part, name, progress: counted }) =>
      allLines(counted, report, words).map(({ name: line, figure, means, days }): SheetRow => {
        const percent = percentOf(figure);
        const share = percent === undefined ? null : ({ value: percent / 100, look: "share" } as const);
        const n = figure.of === 0 ? words("figures.notAvailable") : figure.n;
        return [words(`exports.part.${part}`), name, line, n, figure.of, share, days ?? null, means];
      }),
    ),
  };
}

function movementSheet({ movement }: Selection, words: Words): Sheet {
  const { head, rows } = movementTable(movement, words);
  return {
    name: words("report.movement"),
    head,
    widths: head.map(() => 16),
    batches: [rows.map(({ on, counts }): SheetRow => [{ on, precision: "day" }, ...counts])],
  };
}

function coverOf(selection: Selection, { words, site }: Frame): SheetRow[] {
  const { report, progress, filters, now, asOf, count } = selection;
  const { timeZone } = report;
  const set = wordFilters(filters, report, words);
  const made = wordInstant(now, timeZone, locale);
  const facts = [
    ["asOf", wordDay(progress.today, locale)],
    ["made", words("exports.cover.madeAt", { at: made, timeZone })],
    ["rows", words("exports.cover.rowsCount", { count, unit: words(`exports.unit.${unitOf(selection.filters)}`) })],
    ["filters", set.join("\n") || words("exports.cover.filtersNone")],
    ["sort", wordSort(selection, words)],
    ["address", addressOf(selection, site)],
  ] as const;
  const notes = ["unit", "wholeReport", "share", "days", "codes"] as const;
  const strong = (value: string) => ({ value, look: "strong" }) as const;
  return [
    [{ value: words("exports.cover.title", { report: report.title }), look: "title" }],
    [],
    ...facts.map(([key, text]) => [strong(words(`exports.cover.${key}`)), text]),
    [],
    [strong(words("exports.cover.definitions"))],
    ...notes.map((note) => ["", words(`exports.cover.${note}`)]),
    ["", words("exports.cover.instants", { timeZone })],
    ...(asOf ? [["", words("exports.cover.pastTexts")]] : []),
    [],
    [strong(words("exports.cover.figures"))],
    ...figureKeys.map((key) => [nameFigure(key, report, words), defineFigure(key, report, words)]),
    [words("report.movement"), words("counted.says.movement")],
  ];
}

/** By which column the rows are sorted, and whether the last come first: as they stand, whatever was asked. */
function wordSort({ filters: asked, count, ofAssignments }: Selection, words: Words): string {
  const filters = arranged(asked, count);
  const sort = sortOf(filters);
  const unit = ofAssignments ? "assignment" : "recommendation";
  const column = sort === "report" ? words("list.sortReport") : words(`list.columnOf.${unit}.${sort}` as ColumnName);
  return orderOf(filters) === "desc" ? words("list.turned", { column }) : column;
}

/** A column that the list has, which sortOf sees to. */
type ColumnName = "list.columnOf.assignment.title";

/** The filters that are set, in words: "Status: in progress". */
function wordFilters(filters: Filters, report: Report, words: Words): string[] {
  const { status, organization, theme, kind, role, priority, counted, words: searched } = filters;
  const values = {
    status: status && words(`implementation.${status}`),
    organization:
      organization &&
      (report.participations.find((one) => one.organization.slug === organization)?.organization.name ?? organization),
    theme: theme && (report.themes.find(({ slug }) => slug === theme)?.name ?? theme),
    kind: kind && words(`kind.${kind}`),
    role: role && words(`role.${role}`),
    priority: priority && words(`priority.${priority}`),
    counted: counted && words(`measures.${counted}.title`),
    words: searched && `“${searched}”`,
  } as const;
  return (Object.keys(values) as (keyof typeof values)[])
    .filter((name) => values[name])
    .map((name) => `${words(`list.${name}`)}: ${values[name]}`);
}
