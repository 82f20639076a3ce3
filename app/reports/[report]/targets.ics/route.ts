import { answerCalendar } from "#components/feeds/calendar.ts";
import { answerNothing } from "#lib/conditional.ts";
import { findReport } from "#lib/exchange/report.ts";

type Context = { params: Promise<{ report: string }> };

export async function GET(request: Request, { params }: Context): Promise<Response> {
  const report = await findReport(await params);
  if (!report) return answerNothing();
  const { title, slug } = report;
  return answerCalendar(request, { title, page: `/reports/${slug}`, fileName: slug, reports: [report] });
}
