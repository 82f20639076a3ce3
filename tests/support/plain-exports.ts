import type { SheetValue } from "./export-files.ts";
import { type PlainFigures, plainFigures } from "./plain-figures.ts";
import { plainAssignments } from "./plain-lists.ts";
import type { PlainRows } from "./plain-rows.ts";
import { codes, type Part } from "./plain-standing.ts";
import * as said from "./plain-words.ts";
import { words } from "./words.ts";

// The figures that an export of a report has to have by the plain loop, in the shape of each format.

type Counted = { part: "Whole report" | "Organization" | "Theme"; slug: string; name: string; plain: PlainFigures };

/** The report and each part of it of which anything is counted. */
export function plainParts(rows: PlainRows, day: string): Counted[] {
  const { report, organizations, themes } = rows;
  const of = (part: Part) => plainFigures(rows, day, part);
  const all: Counted[] = [
    { part: "Whole report", slug: report.slug, name: report.title, plain: of({}) },
    ...organizations.map(
      ({ id, slug, acronym }): Counted => ({
        ...{ part: "Organization", slug, name: acronym },
        plain: of({ organizationId: id }),
      }),
    ),
    ...themes.map(({ id, slug, name }): Counted => ({ part: "Theme", slug, name, plain: of({ themeId: id }) })),
  ];
  return all.filter(({ part, plain }) => part === "Whole report" || plain.total > 0);
}

/** The sheet of figures, row by row: part, name, figure, n, N, share, days. */
export function plainSheet(rows: PlainRows, day: string): SheetValue[][] {
  return plainParts(rows, day).flatMap(({ part, name, plain }) =>
    linesOf(plain, rows).map(({ title, n, of, days = null }) => {
      const percent = said.percentOf({ n, of });
      return [part, name, title, of === 0 ? "Not available" : n, of, percent === null ? null : percent / 100, days];
    }),
  );
}

export function readSheet(rows: readonly Record<string, SheetValue>[]): SheetValue[][] {
  return rows.map((row) => ["Part", "Name", "Figure", "n", "N", "Share", "Days"].map((head) => row[head] ?? null));
}

type Line = { title: string; n: number; of: number; days?: number | null };

function linesOf(plain: PlainFigures, { report }: PlainRows): Line[] {
  const { total, figures, delay } = plain;
  const ages = said.agesOf(plain);
  const axis = (title: string, counts: Record<string, number>, all: readonly string[], say: (code: string) => string) =>
    all.map((code): Line => ({ title: `${title}: ${say(code)}`, n: counts[code] ?? 0, of: total }));
  const aged = (title: string, buckets: said.Ages) =>
    buckets.map(
      ({ name, count }): Line => ({
        ...{ title: `${title}: ${name}`, n: count },
        of: said.sumOf(buckets.map((bucket) => bucket.count)),
      }),
    );
  return [
    ...said.figureKeysOf(figures).map((key) => ({ title: said.nameOf(key, report), ...figures[key] })),
    ...axis("Status", plain.implementation, codes.implementation, (code) =>
      words(`implementation.${code as "implemented"}`),
    ),
    ...axis("Answer", plain.response, codes.response, (code) => words(`answer.${code as "accepted"}`)),
    ...axis("Verification", plain.verification, codes.verification, (code) =>
      words(`verificationTitle.${code as "verified"}`),
    ),
    ...aged("Overdue for", ages.overdue),
    ...aged("Open since first assigned", ages.open),
    { title: "Median delay in days", n: delay.n, of: delay.of, days: delay.median },
    { title: "Delay in days, 90th percentile", n: delay.n, of: delay.of, days: delay.ninetieth },
  ];
}

/** The figures of a JSON, as programs read them. */
export function plainJson(rows: PlainRows, day: string) {
  const [whole, ...parts] = plainParts(rows, day).map(({ part, slug, plain }) => ({ part, slug, ...toldOf(plain) }));
  const by = (wanted: Counted["part"], name: string) =>
    parts.filter(({ part }) => part === wanted).map(({ part: _, slug, ...told }) => ({ [name]: slug, ...told }));
  const { part: _, slug: report, ...told } = whole ?? { part: "", slug: "" };
  return {
    ...{ report, asOf: day, ...told },
    byOrganization: by("Organization", "organization"),
    byTheme: by("Theme", "theme"),
  };
}

/** What programs are told of a part; of a snapshot without shares. */
export function toldOf({ total, figures, delay, overdue, open, ...plain }: PlainFigures, { withShares = true } = {}) {
  const all = (counts: Record<string, number>, of: readonly string[]) =>
    Object.fromEntries(of.map((code) => [code, counts[code] ?? 0]));
  const shared = said
    .figureKeysOf(figures)
    .map((key) => [key, withShares ? { ...figures[key], percent: said.percentOf(figures[key]) } : figures[key]]);
  const aged = (measures: readonly string[], counts: readonly number[]) =>
    measures.map((measure, index) => ({ measure, count: counts[index] }));
  return {
    total,
    figures: Object.fromEntries(shared),
    counts: {
      implementation: all(plain.implementation, codes.implementation),
      response: all(plain.response, codes.response),
      verification: all(plain.verification, codes.verification),
    },
    ageing: {
      overdue: aged(["overdue_30", "overdue_90", "overdue_180", "overdue_over_180"], overdue),
      open: aged(["open_6_months", "open_18_months", "open_5_years", "open_over_5_years"], open),
    },
    delay,
  };
}

const sayFigure = (figure: said.PlainFigure) => said.sayFigure(figure).replace(/\d+/g, (n) => said.sayCount(Number(n)));

/** Rows of the tables of the Word document that have figures in them. */
export function plainDocument(rows: PlainRows, day: string): string[][] {
  const [whole, ...parts] = plainParts(rows, day);
  if (!whole) return [];
  const { plain } = whole;
  const { total, figures, delay } = plain;
  const figured = (name: string, figure: said.PlainFigure) => [name, sayFigure(figure), said.sayShare(figure)];
  const { of, verified, reported, gap } = said.headlineOf(plain);
  const cut = (of: Counted["part"]) => {
    const cuts = parts.filter(({ part }) => part === of);
    const occurring = said.occurringIn(cuts);
    return cuts.map(({ name, plain: { bars, total } }) => [
      name,
      ...occurring.map((stretch) => said.sayCount(bars[stretch] ?? 0)),
      said.sayCount(total),
    ]);
  };
  const concerns = Object.entries(said.concernsOf(plain)).filter(([, { n }]) => n > 0);
  const ages = said.agesOf(plain);
  return [
    figured(words("headline.verified"), { n: verified, of }),
    figured(words("headline.reported"), { n: reported, of }),
    figured(words("headline.gap"), { n: gap, of }),
    ...concerns.map(([key, figure]) => [
      words(`attention.name.${key as "overdue"}`),
      sayFigure(figure),
      words(`attention.means.${key as "overdue"}`, said.spansOf(rows.report)),
    ]),
    ...said.stretches.map((stretch) => figured(said.nameStretch(stretch), { n: plain.bars[stretch] ?? 0, of: total })),
    ...cut("Organization"),
    ...cut("Theme"),
    ...[ages.overdue, ages.open].flatMap((buckets) =>
      buckets.map(({ name, count }) => [
        name,
        sayFigure({ n: count, of: said.sumOf(buckets.map((bucket) => bucket.count)) }),
      ]),
    ),
    ["Median delay in days", delay.median === null ? "Not available" : String(delay.median)],
    ["Delay in days, 90th percentile", delay.ninetieth === null ? "Not available" : String(delay.ninetieth)],
    ...said
      .figureKeysOf(figures)
      .map((key) => [
        ...figured(said.nameOf(key, rows.report), figures[key]),
        words(`figures.means.${key}`, said.spansOf(rows.report)),
      ]),
  ];
}

/** Which of these rows are not there. */
export function missingIn(read: readonly string[][], wanted: readonly string[][]): string[][] {
  const there = new Set(read.map((row) => row.join(" | ")));
  return wanted.filter((row) => !there.has(row.join(" | ")));
}

/** The rows of its blocks: one for each assignment of the recommendations that it has. */
export function plainBlocks(rows: PlainRows, day: string, has: (code: string) => boolean = () => true): string[][] {
  return plainAssignments(rows, day)
    .filter(({ assignment }) => has(assignment.recommendation.code))
    .map(({ assignment, response, implementation, verification, targetOn, targetPrecision, lastEntryOn }) => [
      `${assignment.organization.acronym} (${assignment.role === "lead" ? "Lead" : "Support"})`,
      words(`answer.${response as "accepted"}`),
      words(`implementationTitle.${implementation as "implemented"}`),
      verification === "self_reported" && !["implemented", "implemented_differently"].includes(implementation)
        ? "Nothing yet"
        : words(`verificationTitle.${verification as "verified"}`),
      targetOn && targetPrecision ? sayDated(targetOn, targetPrecision) : words("target.none"),
      lastEntryOn ? said.sayDay(lastEntryOn) : words("freshness.never"),
    ]);
}

const sayDated = (on: string, precision: string) =>
  said
    .sayDay(on)
    .split(" ")
    .slice({ year: 2, month: 1 }[precision] ?? 0)
    .join(" ");
