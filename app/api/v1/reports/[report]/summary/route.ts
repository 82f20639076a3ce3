import { answer } from "#lib/exchange/answer.ts";
import { readPast } from "#lib/exchange/days.ts";
import { refuse } from "#lib/exchange/problem.ts";
import { findReport } from "#lib/exchange/report.ts";
import { writeSummary } from "#lib/exchange/rows.ts";
import { Summary } from "#lib/exchange/schema.ts";
import { getReportProgress } from "#lib/progress/queries.ts";

export { DELETE, OPTIONS, PATCH, POST, PUT } from "#lib/exchange/methods.ts";

export async function GET(request: Request, { params }: { params: Promise<{ report: string }> }): Promise<Response> {
  const report = await findReport(await params);
  if (!report) return refuse("unknown-report");
  const now = new Date();
  const past = readPast(request, report, now);
  if (!past.ok) return refuse(past.refusal);
  return answer(request, Summary, writeSummary(report.slug, await getReportProgress(report, now, past.value.asOf)));
}
