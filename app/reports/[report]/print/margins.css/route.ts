import { getLocale, getTranslations } from "next-intl/server";
import { readAsOf, writeAsOf } from "#lib/as-of.ts";
import { answerAll, answerNothing, tagOf } from "#lib/conditional.ts";
import { dayAt, wordDay } from "#lib/dates.ts";
import { findReport } from "#lib/exchange/report.ts";
import { absolute } from "#lib/site-address.ts";

type Context = { params: Promise<{ report: string }> };

/**
 * What stands in the margins of every sheet: the title, as of which day, the address, and the number of the page. A file of
 * its own, since a page of this site may hold no styles.
 */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const report = await findReport(await params);
  if (!report) return answerNothing();
  const [t, locale] = await Promise.all([getTranslations("print"), getLocale()]);
  const today = dayAt(new Date(), report.timeZone);
  const { asOf } = readAsOf(new URL(request.url).searchParams.get("asOf"), today);
  const small = "font: 9pt system-ui, sans-serif; color: #333;";
  const css = `@media print {
  @page {
    size: A4;
    margin: 22mm 16mm 20mm;
    @top-left { ${small} content: ${quote(report.title)}; }
    @top-right { ${small} content: ${quote(t("asOf", { day: wordDay(asOf ?? today, locale) }))}; }
    @bottom-left { ${small} content: ${quote(absolute(`/reports/${report.slug}${writeAsOf(asOf)}`))}; }
    @bottom-right { ${small} content: counter(page) " / " counter(pages); }
  }
}
`;
  return answerAll(request, tagOf(css), { "Content-Type": "text/css; charset=utf-8" }, () => css);
}

/** A string of CSS: everything but letters, digits and spaces by its number, so that no title ends it. */
function quote(text: string): string {
  return `"${text.replace(/[^\p{L}\p{N}\p{M} ]/gu, (character) => `\\${character.codePointAt(0)?.toString(16)} `)}"`;
}
