import { answer } from "#lib/exchange/answer.ts";
import { refuse } from "#lib/exchange/problem.ts";
import { findReport } from "#lib/exchange/report.ts";
import { writeSummary } from "#lib/exchange/rows.ts";
import { Summary } from "#lib/exchange/schema.ts";
import { getReportProgress } from "#lib/progress/queries.ts";

export { DELETE, OPTIONS, PATCH, POST, PUT } from "#lib/exchange/methods.ts";

export async function GET(request: Request, { params }: { params: Promise<{ report: string }> }): Promise<Response> {
  const report = await findReport(await params);
  if (!report) return refuse("unknown-report");
  return answer(request, Summary, writeSummary(report.slug, await getReportProgress(report, new Date())));
}
