import { publicViewer } from "#lib/accounts/viewer.ts";
import { answer } from "#lib/exchange/answer.ts";
import { readPast } from "#lib/exchange/days.ts";
import { keyOfUpdate, readPage, UpdateCursor, writePage } from "#lib/exchange/page.ts";
import { refuse } from "#lib/exchange/problem.ts";
import { findReport } from "#lib/exchange/report.ts";
import { writeUpdate } from "#lib/exchange/rows.ts";
import { UpdatePage } from "#lib/exchange/schema.ts";
import { listUpdates } from "#lib/updates/log.ts";

export { DELETE, OPTIONS, PATCH, POST, PUT } from "#lib/exchange/methods.ts";

export async function GET(request: Request, { params }: { params: Promise<{ report: string }> }): Promise<Response> {
  const page = readPage(request, UpdateCursor);
  if (!page.ok) return refuse(page.refusal);
  const report = await findReport(await params);
  if (!report) return refuse("unknown-report");
  const past = readPast(request, report, new Date());
  if (!past.ok) return refuse(past.refusal);
  const { after, limit } = page.value;
  const rows = await listUpdates(publicViewer, report.id, after, limit + 1, past.value.until);
  return answer(request, UpdatePage, writePage(rows, limit, writeUpdate, keyOfUpdate));
}
