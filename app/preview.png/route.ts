import { getTranslations } from "next-intl/server";
import { answerPicture } from "#components/sharing/answer-picture.ts";
import { getHeadlineWriter } from "#components/sharing/headline-words.ts";
import { readAsOf, sharedToday } from "#lib/as-of.ts";
import { getPortfolio } from "#lib/progress/queries.ts";
import { listReports } from "#lib/reports/queries.ts";

/** As many reports as a picture has room for. */
const most = 3;

/** The picture of the site: the first reports, each with its headline. */
export async function GET(request: Request): Promise<Response> {
  const [t, portfolio, site, write, reports] = await Promise.all([
    getTranslations("sharing"),
    getTranslations("portfolio"),
    getTranslations("site"),
    getHeadlineWriter(),
    listReports(),
  ]);
  const now = new Date();
  const today = sharedToday(reports, now);
  const { asOf } = readAsOf(new URL(request.url).searchParams.get("asOf"), today);
  const shown = reports.slice(0, most);
  const progress = await getPortfolio(shown, now, asOf);
  const lines = shown.map(({ id, title }) => {
    const counted = progress.get(id);
    const headline = counted && write(counted.measures);
    return headline
      ? t("ofReportShort", { title, verified: headline.verified.words, reported: headline.reported.words })
      : title;
  });
  return answerPicture(request, {
    over: site("progress"),
    title: portfolio("title"),
    text: [
      t("reports", { count: reports.length }),
      ...lines,
      ...(reports.length > most ? [t("moreReports", { count: reports.length - most })] : []),
    ],
    today,
    asOf,
  });
}
