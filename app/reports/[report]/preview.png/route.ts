import { getTranslations } from "next-intl/server";
import { answerPicture } from "#components/sharing/answer-picture.ts";
import { readAsOf } from "#lib/as-of.ts";
import { answerNothing } from "#lib/conditional.ts";
import { dayAt } from "#lib/dates.ts";
import { findReport } from "#lib/exchange/report.ts";
import { getWholeProgress } from "#lib/progress/queries.ts";

type Context = { params: Promise<{ report: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const report = await findReport(await params);
  if (!report) return answerNothing();
  const now = new Date();
  const today = dayAt(now, report.timeZone);
  const { asOf } = readAsOf(new URL(request.url).searchParams.get("asOf"), today);
  const [t, { measures }] = await Promise.all([getTranslations("report"), getWholeProgress(report, now, asOf)]);
  return answerPicture(request, {
    over: t("author", { author: report.author.name }),
    title: report.title,
    measures,
    today,
    asOf,
  });
}
