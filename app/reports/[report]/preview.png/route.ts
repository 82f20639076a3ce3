import { getTranslations } from "next-intl/server";
import { answerPicture } from "#components/sharing/answer-picture.ts";
import { readAsOf } from "#lib/as-of.ts";
import { answerNothing } from "#lib/conditional.ts";
import { dayAt } from "#lib/dates.ts";
import { findReport } from "#lib/exchange/report.ts";
import { getReportProgress } from "#lib/progress/queries.ts";

type Context = { params: Promise<{ report: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const report = await findReport(await params);
  if (!report) return answerNothing();
  const now = new Date();
  const { asOf } = readAsOf(new URL(request.url).searchParams.get("asOf"), dayAt(now, report.timeZone));
  const [t, { all, today }] = await Promise.all([getTranslations("report"), getReportProgress(report, now, asOf)]);
  return answerPicture(request, {
    over: t("author", { author: report.author.name }),
    title: report.title,
    figures: all.figures,
    today,
  });
}
