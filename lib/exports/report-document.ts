import { AlignmentType, Document, type FileChild, Footer, Packer, PageNumber, Paragraph, TextRun } from "docx";
import { wordDay, wordInstant } from "#lib/dates.ts";
import { locale, type Words } from "#lib/words.ts";
import type { Frame } from "./content.ts";
import { blocksOf } from "./document-blocks.ts";
import { ageingOf, attentionOf, cutsOf, figuresOf, headline, movementOf, statusOf } from "./document-figures.ts";
import { bullet, heading, paragraph } from "./document-parts.ts";
import type { Selection } from "./selection.ts";

// The progress report as a document for Word, that an officer edits and sends: what the page says, with its figures.

export async function* writeReportAsDocument(selection: Selection, frame: Frame): AsyncGenerator<Uint8Array> {
  const { report, progress, asOf } = selection;
  const { words, site } = frame;
  const address = `${site}/reports/${report.slug}${asOf ? `?asOf=${asOf}` : ""}`;
  const day = words("print.asOf", { day: wordDay(progress.today, locale) });
  const body = [
    ...openingOf(selection, words, day, address),
    ...headline(progress.all, words),
    ...attentionOf(progress.all, selection, words),
    ...statusOf(progress.all, words),
    ...cutsOf(selection, words),
    ...movementOf(selection, words),
    ...ageingOf(progress.all, words),
    ...figuresOf(progress.all, selection, words),
    heading.section(words("print.recommendations")),
    ...(await blocksOf(selection, frame)),
    ...coverageOf(selection, words),
  ];
  const document = new Document({
    creator: words("site.name"),
    title: words("exports.cover.title", { report: report.title }),
    description: `${day} · ${address}`,
    styles: {
      default: {
        document: { run: { font: "Arial", size: 20, language: { value: locale } } },
        title: { run: { size: 40, bold: true }, paragraph: { spacing: { after: 120 } } },
        heading1: { run: { size: 30, bold: true }, paragraph: { spacing: { before: 360, after: 120 } } },
        heading2: { run: { size: 24, bold: true }, paragraph: { spacing: { before: 240, after: 80 } } },
      },
    },
    sections: [
      {
        properties: {
          page: { size: { width: 11906, height: 16838 }, margin: { top: 1134, bottom: 1134, left: 1134, right: 1134 } },
        },
        footers: { default: footerOf(`${day} · ${address}`, words) },
        children: body,
      },
    ],
  });
  yield await Packer.toBuffer(document);
}

function footerOf(text: string, words: Words): Footer {
  const page = [
    new TextRun({ text: `${text} · ${words("exports.document.page")} `, size: 16 }),
    new TextRun({
      children: [PageNumber.CURRENT, ` ${words("exports.document.of")} `, PageNumber.TOTAL_PAGES],
      size: 16,
    }),
  ];
  return new Footer({ children: [new Paragraph({ alignment: AlignmentType.LEFT, children: page })] });
}

function openingOf({ report, now }: Selection, words: Words, day: string, address: string): FileChild[] {
  const at = wordInstant(now, report.timeZone, locale);
  return [
    paragraph(words("print.kind"), { isQuiet: true }),
    heading.title(report.title),
    ...(report.subtitle ? [paragraph(report.subtitle)] : []),
    paragraph(day, { isStrong: true }),
    paragraph(`${words("print.publisher")} ${words("report.progressUnit")}`),
    paragraph(
      `${words("exports.cover.made")}: ${words("exports.cover.madeAt", { at, timeZone: report.timeZone })}\n${address}`,
      { isQuiet: true },
    ),
  ];
}

function coverageOf({ report }: Selection, words: Words): FileChild[] {
  const lists = [
    { title: words("report.held"), items: report.coverageHeld },
    { title: words("report.notHeld"), items: report.coverageNotHeld },
  ].filter(({ items }) => items.length > 0);
  return [
    heading.section(words("report.coverage")),
    ...lists.flatMap(({ title, items }) => [heading.part(title), ...items.map(bullet)]),
    ...(report.coverageNote ? [paragraph(report.coverageNote)] : []),
    ...(report.rights ? [paragraph(`${words("report.rights")}: ${report.rights}`, { isQuiet: true })] : []),
  ];
}
