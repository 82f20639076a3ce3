import { publicViewer } from "#lib/accounts/viewer.ts";
import { dayAt } from "#lib/dates.ts";
import { answer } from "#lib/exchange/answer.ts";
import { readPast } from "#lib/exchange/days.ts";
import { keyOfRecommendation, RecommendationCursor, readPage, writePage } from "#lib/exchange/page.ts";
import { refuse } from "#lib/exchange/problem.ts";
import { findReport } from "#lib/exchange/report.ts";
import { writeRecommendation } from "#lib/exchange/rows.ts";
import { RecommendationPage } from "#lib/exchange/schema.ts";
import { listRegister } from "#lib/recommendations/register-rows.ts";

export { DELETE, OPTIONS, PATCH, POST, PUT } from "#lib/exchange/methods.ts";

export async function GET(request: Request, { params }: { params: Promise<{ report: string }> }): Promise<Response> {
  const page = readPage(request, RecommendationCursor);
  if (!page.ok) return refuse(page.refusal);
  const report = await findReport(await params);
  if (!report) return refuse("unknown-report");
  const past = readPast(request, report, new Date());
  if (!past.ok) return refuse(past.refusal);
  const { after, limit } = page.value;
  const now = new Date();
  const rows = await listRegister(publicViewer, report.id, after, limit + 1, past.value.until);
  const today = dayAt(past.value.until ?? now, report.timeZone);
  const write = (row: (typeof rows)[number]) => writeRecommendation(row, today);
  return answer(request, RecommendationPage, writePage(rows, limit, write, keyOfRecommendation));
}
