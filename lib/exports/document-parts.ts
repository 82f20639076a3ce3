import {
  AlignmentType,
  BorderStyle,
  type FileChild,
  HeadingLevel,
  Paragraph,
  ShadingType,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from "docx";
import type { Implementation } from "#lib/generated/enums.ts";
import type { Segment, Stage } from "#lib/progress/segments.ts";

// What the document of a report is built of: headings, texts, tables, and bars that are tables too, so that everything
// in it can be edited.

/** Of an A4 page within its margins, in twentieths of a point. */
const pageWidth = 9638;

export const heading = {
  title: (text: string) => new Paragraph({ text, heading: HeadingLevel.TITLE }),
  section: (text: string) => new Paragraph({ text, heading: HeadingLevel.HEADING_1, keepNext: true }),
  part: (text: string) => new Paragraph({ text, heading: HeadingLevel.HEADING_2, keepNext: true }),
};

type TextLook = { isStrong?: boolean; isQuiet?: boolean; keepNext?: boolean };

/** A text as it was typed, in lines. */
export function paragraph(text: string, { isStrong, isQuiet, keepNext }: TextLook = {}): Paragraph {
  const children = text
    .split("\n")
    .map(
      (line, index) =>
        new TextRun({ text: line, bold: isStrong, color: isQuiet ? quiet : undefined, ...(index > 0 && { break: 1 }) }),
    );
  return new Paragraph({ children, keepNext, spacing: { after: 120 } });
}

export function bullet(text: string): Paragraph {
  return new Paragraph({ text, bullet: { level: 0 } });
}

const quiet = "5A6570";
const line = { style: BorderStyle.SINGLE, size: 4, color: "B8C0C8" } as const;
const none = { style: BorderStyle.NONE, size: 0, color: "auto" } as const;
const margins = { top: 50, bottom: 50, left: 80, right: 80 };

type TableParts = {
  /** Shares of the width, column by column. */
  widths: readonly number[];
  head: readonly string[];
  rows: readonly (readonly string[])[];
  /** The columns whose numbers stand on the right. */
  numbers?: readonly number[];
  /** With many columns, smaller and closer. */
  isDense?: boolean;
};

/** A table whose head stands on each of its pages. */
export function table({ widths, head, rows, numbers = [], isDense = false }: TableParts): FileChild[] {
  const columnWidths = shareOut(widths);
  const cells = (texts: readonly string[], isHead: boolean) =>
    texts.map(
      (text, column) =>
        new TableCell({
          width: { size: columnWidths[column] ?? 0, type: WidthType.DXA },
          margins: isDense ? { ...margins, left: 30, right: 30 } : margins,
          ...(isHead && { shading: { type: ShadingType.CLEAR, fill: "E7EBEF", color: "auto" } }),
          children: [
            new Paragraph({
              alignment: numbers.includes(column) ? AlignmentType.RIGHT : AlignmentType.LEFT,
              children: [new TextRun({ text, size: isDense && isHead ? tiny : small, bold: isHead || column === 0 })],
            }),
          ],
        }),
    );
  return [
    new Table({
      columnWidths,
      layout: TableLayoutType.FIXED,
      width: { size: pageWidth, type: WidthType.DXA },
      borders: { top: line, bottom: line, left: none, right: none, insideHorizontal: line, insideVertical: none },
      rows: [
        new TableRow({ tableHeader: true, cantSplit: true, children: cells(head, true) }),
        ...rows.map((row) => new TableRow({ cantSplit: true, children: cells(row, false) })),
      ],
    }),
    new Paragraph({ spacing: { after: 120 } }),
  ];
}

const small = 18;
const tiny = 13;

/** Solid is verified, hatched is reported only, as everywhere. Stripes the other way round say that it was done differently. */
type Fill = { type: (typeof ShadingType)[keyof typeof ShadingType]; color: string; fill: string };
const done = "1C6B5A";
const solid = (fill: string): Fill => ({ type: ShadingType.CLEAR, color: "auto", fill });
const fills: Record<Implementation, { reported: Fill; verified: Fill }> = {
  implemented: {
    verified: solid(done),
    reported: { type: ShadingType.DIAGONAL_STRIPE, color: done, fill: "FFFFFF" },
  },
  implemented_differently: {
    verified: solid("3F8F7C"),
    reported: { type: ShadingType.REVERSE_DIAGONAL_STRIPE, color: done, fill: "FFFFFF" },
  },
  partially_implemented: both(solid("6F9FD0")),
  in_progress: both(solid("B9D2EC")),
  not_started: both(solid("F4F6F8")),
  not_implemented: both({ type: ShadingType.PERCENT_40, color: "7A3B3B", fill: "FFFFFF" }),
  no_longer_applicable: both({ type: ShadingType.PERCENT_20, color: "5A6570", fill: "FFFFFF" }),
};

function both(fill: Fill) {
  return { reported: fill, verified: fill };
}

type Stretch = { count: number; fill: Fill };
export type Bar = { name: string; text: string; stretches: readonly Stretch[] };

export function stretchesOf(segments: readonly Segment[]): Stretch[] {
  return segments.map(({ implementation, isVerified, count }) => ({
    count,
    fill: fills[implementation][isVerified ? "verified" : "reported"],
  }));
}

/** A place in a row that is drawn: a text, or a fill. */
function place(content: string, columnSpan: number, fill?: Fill): TableCell {
  return new TableCell({
    columnSpan,
    verticalAlign: VerticalAlignTable.CENTER,
    margins: fill ? { left: 0, right: 0 } : margins,
    ...(fill && { shading: fill }),
    borders: fill
      ? { top: line, bottom: line, left: line, right: line }
      : { top: none, bottom: none, left: none, right: none },
    // What belongs together stays on one page.
    children: [new Paragraph({ keepNext: true, children: [new TextRun({ text: content, size: small })] })],
  });
}

function drawing(columnWidths: readonly number[], rows: readonly TableCell[][]): FileChild[] {
  return [
    new Table({
      columnWidths: [...columnWidths],
      layout: TableLayoutType.FIXED,
      width: { size: columnWidths.reduce((sum, width) => sum + width, 0), type: WidthType.DXA },
      borders: { top: none, bottom: none, left: none, right: none, insideHorizontal: none, insideVertical: none },
      rows: rows.map((children) => new TableRow({ cantSplit: true, children })),
    }),
    new Paragraph({ spacing: { after: 120 } }),
  ];
}

/** How many fills are explained in a row. */
const abreast = 3;

/** What the fills of the bars below it stand for: a sample before each name. */
export function legend(stages: readonly (Stage & { name: string })[]): FileChild[] {
  const cells = stages.map(({ implementation, isVerified, name }) => [
    place("", 1, fills[implementation][isVerified ? "verified" : "reported"]),
    place(name, 1),
  ]);
  const rows = Array.from({ length: Math.ceil(cells.length / abreast) }, (_, row) =>
    cells.slice(row * abreast, (row + 1) * abreast),
  );
  const widths = shareOut(Array.from({ length: abreast }, () => [4, 29]).flat());
  const filled = rows.map((row) => [
    ...row.flat(),
    ...(row.length < abreast ? [place("", 2 * (abreast - row.length))] : []),
  ]);
  return drawing(widths, filled);
}

/** Verified, reported only, and what is left. */
export function headlineStretches(verified: number, gap: number, rest: number): Stretch[] {
  const parts = [
    { count: verified, fill: fills.implemented.verified },
    { count: gap, fill: fills.implemented.reported },
    { count: rest, fill: fills.not_started.reported },
  ];
  return parts.filter(({ count }) => count > 0);
}

/** How finely a bar is divided. */
const steps = 48;

/** Bars on a common scale, each in a row with its name before and its figures behind it. */
export function bars(rows: readonly Bar[], longest: number): FileChild[] {
  const [name = 0, bar = 0, text = 0] = shareOut([22, 48, 30]);
  const columnWidths = [name, ...Array.from({ length: steps }, () => Math.floor(bar / steps)), text];
  const rowOf = ({ name, text, stretches }: Bar) => {
    const drawn = stepsOf(stretches, longest);
    const used = drawn.reduce((sum, { span }) => sum + span, 0);
    return [
      place(name, 1),
      ...drawn.map(({ span, fill }) => place("", span, fill)),
      ...(used < steps ? [place("", steps - used)] : []),
      place(text, 1),
    ];
  };
  return drawing(columnWidths, rows.map(rowOf));
}

/** As many steps as a stretch has of the scale; one that there is, is seen. */
function stepsOf<Part extends { count: number }>(
  stretches: readonly Part[],
  longest: number,
): (Part & { span: number })[] {
  let counted = 0;
  let at = 0;
  return stretches.map((stretch, index) => {
    counted += stretch.count;
    const left = stretches.length - index - 1;
    const end = Math.min(steps - left, Math.max(at + 1, Math.round((counted / Math.max(longest, 1)) * steps)));
    const span = end - at;
    at = end;
    return { ...stretch, span };
  });
}

function shareOut(shares: readonly number[]): number[] {
  const all = shares.reduce((sum, share) => sum + share, 0);
  return shares.map((share) => Math.floor((share / all) * pageWidth));
}
