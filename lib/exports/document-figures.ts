import type { FileChild } from "docx";
import { wordDay } from "#lib/dates.ts";
import type { Implementation } from "#lib/generated/enums.ts";
import { concernsOf } from "#lib/progress/attention.ts";
import { type Figure, percentOf } from "#lib/progress/figures.ts";
import { headlineCounts, headlineOf } from "#lib/progress/headline.ts";
import type { PartProgress, Progress, WholeProgress } from "#lib/progress/queries.ts";
import {
  countOf,
  implementedOf,
  nameStage,
  occurringIn,
  type Stage,
  stretches,
  verifiedOf,
} from "#lib/progress/segments.ts";
import { spansOf } from "#lib/progress/thresholds.ts";
import { locale, type Words, wordNumber } from "#lib/words.ts";
import { bars, heading, headlineStretches, legend, paragraph, stretchesOf, table } from "./document-parts.ts";
import { ageingLines, delayLines, figureLines, movementTable } from "./figures.ts";
import type { Selection } from "./selection.ts";

// The figures of the document, section by section.

/** "8 of 37", and with nothing to count that it is not available. */
function wordFigure(figure: Figure, words: Words): string {
  return figure.of === 0 ? words("figures.notAvailable") : words("exports.nOfN", figure);
}

function wordShare(figure: Figure, words: Words): string {
  const percent = percentOf(figure);
  if (percent !== undefined) return words("figures.percent", { percent });
  return figure.of === 0 ? "" : words("figures.tooFew");
}

/** As the page has it: of what was accepted, or, where nothing is, of all. */
export function headline({ figures, measures }: Progress, words: Words): FileChild[] {
  const { of, parts, rest } = headlineOf(measures);
  const title = heading.section(words("report.progress"));
  if (of.count === 0) return [title, paragraph(words("headline.none"))];
  const isOfAccepted = of.measure === "due";
  const scope = words(isOfAccepted ? "headline.ofAccepted" : "headline.ofAll", { of: of.count });
  const { verified, gap } = headlineCounts(parts);
  const whole = {
    n: figures.wholeReport.n,
    without: measures.not_applicable,
    figure: () => wordFigure(figures.wholeReport, words),
  };
  return [
    title,
    ...table({
      widths: [50, 25, 25],
      numbers: [1, 2],
      head: [scope, words("report.nOfN"), words("report.share")],
      rows: parts.map(({ key, count: n }) => {
        const figure = { n, of: of.count };
        return [words(`headline.${key}`), wordFigure(figure, words), wordShare(figure, words)];
      }),
    }),
    ...bars(
      [
        {
          name: scope,
          text: [
            words("headline.verifiedPart", { count: verified }),
            words("headline.reportedPart", { count: gap }),
            words("headline.restPart", { count: rest }),
          ].join(", "),
          stretches: headlineStretches(verified, gap, rest),
        },
      ],
      of.count,
    ),
    paragraph(
      isOfAccepted ? words("headline.meaning", { verified, gap, rest, of: of.count }) : words("headline.noneAccepted"),
    ),
    ...(isOfAccepted && measures.due < measures.assigned ? [paragraph(words.markup("headline.whole", whole))] : []),
  ];
}

export function attentionOf({ measures }: Progress, { report }: Selection, words: Words): FileChild[] {
  const { pressing, settled } = concernsOf(measures);
  const spans = spansOf(report);
  const rows = pressing.map(({ key, n, of }) => [
    words(`attention.name.${key}`),
    wordFigure({ n, of }, words),
    words(`attention.means.${key}`, spans),
  ]);
  return [
    heading.section(words("report.attention")),
    ...(rows.length === 0
      ? [paragraph(words("attention.none"))]
      : table({
          widths: [28, 16, 56],
          numbers: [1],
          head: [words("exports.document.attentionHead"), words("report.nOfN"), words("exports.figuresHead.means")],
          rows,
        })),
    ...(settled.length > 0
      ? [
          paragraph(settled.map(({ key, of }) => words(`attention.settled.${key}`, { of, ...spans })).join(" "), {
            isQuiet: true,
          }),
        ]
      : []),
  ];
}

export function statusOf({ total, segments }: Progress, words: Words): FileChild[] {
  return [
    heading.section(words("report.status")),
    paragraph(words("exports.document.fills"), { isQuiet: true, keepNext: true }),
    ...legend(segments.map((stage) => ({ ...stage, name: nameStage(stage, words) }))),
    ...bars(
      [
        {
          name: words("measures.assigned.title"),
          text: wordBar(segments, total, words),
          stretches: stretchesOf(segments),
        },
      ],
      total,
    ),
    ...table({
      widths: [60, 20, 20],
      numbers: [1, 2],
      head: [words("report.countedBy"), words("report.nOfN"), words("report.share")],
      rows: stretches.map((stage) => {
        const figure = { n: countOf(segments, stage.measure), of: total };
        return [nameStage(stage, words), wordFigure(figure, words), wordShare(figure, words)];
      }),
    }),
  ];
}

function wordBar(segments: Progress["segments"], total: number, words: Words): string {
  const figure = (value: number) => () => wordNumber(value);
  return words.markup("chart.implementedOf", {
    verified: figure(verifiedOf(segments)),
    reported: figure(implementedOf(segments)),
    of: figure(total),
  });
}

export function cutsOf({ report, progress }: Selection, words: Words): FileChild[] {
  const organizations = new Map(
    report.participations.map(({ organization }) => [organization.slug, organization.acronym]),
  );
  const themes = new Map(report.themes.map(({ slug, name }) => [slug, name]));
  const cut = (
    title: string,
    hint: string | undefined,
    names: ReadonlyMap<string, string>,
    rows: readonly PartProgress[],
  ) => [
    heading.section(title),
    ...(hint ? [paragraph(hint, { isQuiet: true, keepNext: true })] : []),
    ...(rows.length === 0
      ? [paragraph(words("exports.document.none"))]
      : [
          ...bars(
            rows.map(({ slug, segments, total }) => ({
              name: names.get(slug) ?? slug,
              text: wordBar(segments, total, words),
              stretches: stretchesOf(segments),
            })),
            Math.max(...rows.map(({ total }) => total)),
          ),
          ...statusTable(names, rows, words),
        ]),
  ];
  return [
    ...cut(words("report.byOrganization"), undefined, organizations, progress.byOrganization),
    ...cut(words("report.byTheme"), words("report.byThemeHint"), themes, progress.byTheme),
  ];
}

/** Wide enough for the longest word of each, "implemented" of most, also where all nine stages occur. */
const statusWidths: Record<Implementation, number> = {
  not_started: 7,
  in_progress: 8,
  partially_implemented: 11.2,
  implemented: 11.2,
  implemented_differently: 11.2,
  no_longer_applicable: 9.5,
  not_implemented: 11.2,
};

function statusTable(names: ReadonlyMap<string, string>, rows: readonly PartProgress[], words: Words): FileChild[] {
  const stages = occurringIn(rows);
  return stageTable({
    nameWidth: 20,
    stages,
    head: [words("chart.name"), ...stages.map((stage) => nameStage(stage, words)), words("chart.total")],
    rows: rows.map(({ slug, segments, total }) => [
      names.get(slug) ?? slug,
      ...stages.map(({ measure }) => wordNumber(countOf(segments, measure))),
      wordNumber(total),
    ]),
  });
}

type StageTable = {
  /** Of the first column, in the shares of the others. */
  nameWidth: number;
  stages: readonly Stage[];
  head: string[];
  rows: string[][];
};

/** A column for each stage, and one for all. */
function stageTable({ nameWidth, stages, head, rows }: StageTable): FileChild[] {
  return table({
    isDense: true,
    widths: [nameWidth, ...stages.map(({ implementation }) => statusWidths[implementation]), 5],
    numbers: head.map((_, column) => column).slice(1),
    head,
    rows,
  });
}

export function movementOf({ movement }: Selection, words: Words): FileChild[] {
  const { stages, head, rows } = movementTable(movement, words);
  const title = heading.section(words("report.movement"));
  if (rows.length === 0) return [title, paragraph(words("movement.nothing"))];
  return [
    title,
    paragraph(words("counted.says.movement"), { isQuiet: true, keepNext: true }),
    ...stageTable({
      // A day such as 30 September 2026 stands in one line.
      nameWidth: 21.5,
      stages,
      head,
      rows: rows.map(({ on, counts }) => [wordDay(on, locale), ...counts.map(wordNumber)]),
    }),
  ];
}

export function ageingOf(progress: WholeProgress, words: Words): FileChild[] {
  const tables = ageingLines(progress, words).flatMap(({ title, lines }) => [
    heading.part(title),
    ...table({
      widths: [60, 40],
      numbers: [1],
      head: [words("ageing.age"), words("report.nOfN")],
      rows: lines.map(({ name, figure }) => [name, wordFigure(figure, words)]),
    }),
  ]);
  const delays = delayLines(progress, words).map(({ name, days }) => [
    name,
    days === null || days === undefined ? words("figures.notAvailable") : String(days),
  ]);
  const [known] = delayLines(progress, words);
  return [
    heading.section(words("report.ageing")),
    ...tables,
    heading.part(words("ageing.delay.title")),
    ...table({
      widths: [60, 40],
      numbers: [1],
      head: [words("report.figure"), words("exports.figuresHead.days")],
      rows: delays,
    }),
    ...(known ? [paragraph(known.means, { isQuiet: true })] : []),
  ];
}

export function figuresOf(progress: Progress, { report }: Selection, words: Words): FileChild[] {
  return [
    heading.section(words("report.figuresTitle")),
    paragraph(words("exports.cover.share"), { isQuiet: true, keepNext: true }),
    ...table({
      widths: [28, 15, 13, 44],
      numbers: [1, 2],
      head: [
        words("exports.figuresHead.figure"),
        words("report.nOfN"),
        words("report.share"),
        words("exports.figuresHead.means"),
      ],
      rows: figureLines(progress, report, words).map(({ name, figure, means }) => [
        name,
        wordFigure(figure, words),
        wordShare(figure, words),
        means,
      ]),
    }),
  ];
}
