import { recordRestricted } from "#lib/access/restricted.ts";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { readAsOf } from "#lib/as-of.ts";
import { answerLater } from "#lib/conditional.ts";
import { dayAt } from "#lib/dates.ts";
import { contentDisposition } from "#lib/evidence/file-name.ts";
import { findReport } from "#lib/exchange/report.ts";
import { findExport, nameExport } from "#lib/exports/files.ts";
import { selectRows } from "#lib/exports/selection.ts";
import { countAct } from "#lib/limits/count.ts";
import { answerLimited } from "#lib/limits/wait.ts";
import { Filters, parseFilters } from "#lib/recommendations/schema.ts";
import { ChangedMeanwhile } from "#lib/reports/mark.ts";
import { isLedByOtherSite } from "#lib/same-origin.ts";
import { siteAddress } from "#lib/site-address.ts";
import { streamOf } from "#lib/stream.ts";
import { getViewer, readCaller } from "#lib/viewer.ts";
import { words } from "#lib/words.ts";

type Context = { params: Promise<{ report: string; file: string }> };

/** What a list or a report shows, as a file. An address that makes no sense is read as the list reads it. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { file, ...named } = await params;
  const [viewer, report] = await Promise.all([getViewer(), findReport(named)]);
  const asked = findExport(file);
  if (!report || !asked) return new Response("Not found\n", { status: 404, headers: { ...plain, ...headers } });
  const now = new Date();
  const caller = await readCaller();
  const counted = await countAct("export", { viewer, caller }, now);
  if (!counted.ok) return answerLimited(words("limits.export", { minutes: counted.detail }), counted.detail);
  const { searchParams } = new URL(request.url);
  const { asOf } = readAsOf(searchParams.get("asOf"), dayAt(now, report.timeZone));
  const filters = asked.filters ? Filters.parse(asked.filters) : parseFilters(Object.fromEntries(searchParams));
  // Whom another site's link leads here gets what it gives everybody: nothing is recorded in their name.
  const reader = asked.isForAll || isLedByOtherSite(request.headers) ? publicViewer : viewer;
  const whenRestricted = async () => {
    if (reader.kind === "member")
      await recordRestricted(reader, { what: "export", report: report.slug, file }, now, caller);
  };
  const selection = await selectRows({
    viewer: reader,
    report,
    filters: { ...filters, asOf },
    now,
    asOf,
    whenRestricted,
  }).catch((error: unknown) => {
    if (error instanceof ChangedMeanwhile) return;
    throw error;
  });
  if (!selection) return answerLater(secondsLater);
  const content = asked.write(selection, { words, site: siteAddress() ?? "" });
  return new Response(streamOf(content), {
    headers: {
      ...headers,
      "Content-Type": asked.type,
      "Content-Disposition": contentDisposition(nameExport(file, selection)),
    },
  });
}

/** Somebody writes and writes; in a moment they may not. */
const secondsLater = 5;

const plain = { "Content-Type": "text/plain; charset=utf-8" } as const;

/** It holds what the viewer may see, and is of the moment: nobody else is to get it. */
const headers = { "Cache-Control": "private, no-store" } as const;
