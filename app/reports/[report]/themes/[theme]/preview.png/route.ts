import { answerPicture } from "#components/sharing/answer-picture.ts";
import { readAsOf } from "#lib/as-of.ts";
import { answerNothing } from "#lib/conditional.ts";
import { dayAt } from "#lib/dates.ts";
import { findReport } from "#lib/exchange/report.ts";
import { getThemeProgress } from "#lib/progress/queries.ts";

type Context = { params: Promise<{ report: string; theme: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { theme: asked } = await params;
  const report = await findReport(await params);
  const theme = report?.themes.find(({ slug }) => slug === asked);
  if (!report || !theme) return answerNothing();
  const now = new Date();
  const today = dayAt(now, report.timeZone);
  const { asOf } = readAsOf(new URL(request.url).searchParams.get("asOf"), today);
  const { measures } = await getThemeProgress(report, theme.id, now, asOf);
  return answerPicture(request, { over: report.title, title: theme.name, measures, today, asOf });
}
