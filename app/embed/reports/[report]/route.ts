import { getLocale, getTranslations } from "next-intl/server";
import { getHeadlineWriter } from "#components/sharing/headline-words.ts";
import { readAsOf, writeAsOf } from "#lib/as-of.ts";
import { answerAll, tagOf } from "#lib/conditional.ts";
import { dayAt, wordDay } from "#lib/dates.ts";
import { findReport } from "#lib/exchange/report.ts";
import { getOrganizationProgress, getWholeProgress } from "#lib/progress/queries.ts";
import { absolute } from "#lib/site-address.ts";
import { writeCard, writeMissing } from "./card.ts";

const headers = { "Content-Type": "text/html; charset=utf-8" };

type Context = { params: Promise<{ report: string }> };

/** The progress of a report, or of one organization in it, as a card for any site's page: the same for everybody. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const [report, t, headline, write, locale] = await Promise.all([
    findReport(await params),
    getTranslations("embed"),
    getTranslations("headline"),
    getHeadlineWriter(),
    getLocale(),
  ]);
  const asked = new URL(request.url).searchParams;
  const named = asked.get("organization");
  const organization = report?.participations.find((one) => one.organization.slug === named)?.organization;
  if (!report || (named && !organization))
    return new Response(writeMissing(t("missing"), locale), { status: 404, headers });

  const now = new Date();
  const today = dayAt(now, report.timeZone);
  const { asOf, refusal } = readAsOf(asked.get("asOf"), today);
  const { measures } = organization
    ? await getOrganizationProgress(report, organization.id, now, asOf)
    : await getWholeProgress(report, now, asOf);
  const card = writeCard({
    locale,
    title: organization ? t("of", { organization: organization.name, title: report.title }) : report.title,
    page: absolute(
      `${organization ? `/organizations/${organization.slug}` : `/reports/${report.slug}`}${writeAsOf(asOf)}`,
    ),
    asOf: t("asOf", { day: wordDay(asOf ?? today, locale) }),
    notice: refusal && t("noSuchDay"),
    headline: write(measures),
    none: headline("none"),
    more: t("more"),
  });
  return answerAll(request, tagOf(card), headers, () => card);
}
