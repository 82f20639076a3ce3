import { writeAccess } from "#lib/access/csv.ts";
import { getWatch, readAccess } from "#lib/access/queries.ts";
import { recordRestricted } from "#lib/access/restricted.ts";
import { AccessFilters } from "#lib/access/schema.ts";
import { dayAt } from "#lib/dates.ts";
import { contentDisposition } from "#lib/evidence/file-name.ts";
import { countAct } from "#lib/limits/count.ts";
import { answerLimited } from "#lib/limits/wait.ts";
import { streamOf } from "#lib/stream.ts";
import { getViewer, readCaller } from "#lib/viewer.ts";
import { words } from "#lib/words.ts";

/** The access log as it is narrowed, for who reads it. For anybody else there is nothing here. Sent by a form: another site's link must not fill the log. */
export async function POST(request: Request): Promise<Response> {
  const [viewer, caller, now] = [await getViewer(), await readCaller(), new Date()];
  const watch = await getWatch(viewer);
  if (!watch)
    return new Response("Not found\n", {
      status: 404,
      headers: { ...headers, "Content-Type": "text/plain; charset=utf-8" },
    });
  const counted = await countAct("records", { viewer, caller }, now);
  if (!counted.ok) return answerLimited(words("limits.records", { minutes: counted.detail }), counted.detail);
  await recordRestricted(watch.member, { what: "access_log" }, now, caller);
  const filters = AccessFilters.parse(Object.fromEntries(new URL(request.url).searchParams));
  return new Response(streamOf(writeAccess(readAccess(watch, filters), words)), {
    headers: {
      ...headers,
      "Content-Type": "text/csv; charset=utf-8; header=present",
      "Content-Disposition": contentDisposition(`access-log-${dayAt(now, watch.timeZone)}.csv`),
    },
  });
}

/** It names people, and is for whoever asked alone. */
const headers = { "Cache-Control": "private, no-store" } as const;
