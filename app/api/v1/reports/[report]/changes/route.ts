import { listChanges } from "#lib/changes/queries.ts";
import { answer } from "#lib/exchange/answer.ts";
import { readSpan } from "#lib/exchange/days.ts";
import { ChangeCursor, keyOfChange, readPage, writePage } from "#lib/exchange/page.ts";
import { refuse } from "#lib/exchange/problem.ts";
import { findReport } from "#lib/exchange/report.ts";
import { writeChange } from "#lib/exchange/rows.ts";
import { ChangePage } from "#lib/exchange/schema.ts";

export { DELETE, OPTIONS, PATCH, POST, PUT } from "#lib/exchange/methods.ts";

export async function GET(request: Request, { params }: { params: Promise<{ report: string }> }): Promise<Response> {
  const page = readPage(request, ChangeCursor);
  if (!page.ok) return refuse(page.refusal);
  const report = await findReport(await params);
  if (!report) return refuse("unknown-report");
  const span = readSpan(request, report, new Date());
  if (!span.ok) return refuse(span.refusal);
  const { after, limit } = page.value;
  const rows = await listChanges(report.id, span.value, { after, take: limit + 1 });
  return answer(request, ChangePage, writePage(rows, limit, writeChange, keyOfChange));
}
