import { getAccount } from "#lib/accounts/queries.ts";
import { dayAt } from "#lib/dates.ts";
import { contentDisposition } from "#lib/evidence/file-name.ts";
import { countAct } from "#lib/limits/count.ts";
import { answerLimited } from "#lib/limits/wait.ts";
import { exportPerson } from "#lib/people/personal-data.ts";
import { streamOf } from "#lib/stream.ts";
import { getViewer, readCaller } from "#lib/viewer.ts";
import { words } from "#lib/words.ts";
import { timeZoneOf } from "../place.ts";

/** What is stored of who is signed in, as a file. Sent by a form: another site's link must not fill the access log. */
export async function POST(): Promise<Response> {
  const [viewer, caller, now] = [await getViewer(), await readCaller(), new Date()];
  if (viewer.kind === "public") return refuse();
  const counted = await countAct("records", { viewer, caller }, now);
  if (!counted.ok) return answerLimited(words("limits.records", { minutes: counted.detail }), counted.detail);
  const timeZone = timeZoneOf((await getAccount(viewer, now)).user.memberships, viewer);
  return new Response(streamOf(await exportPerson(viewer, now, caller)), {
    headers: {
      ...headers,
      "Content-Type": "application/json",
      "Content-Disposition": contentDisposition(`my-data-${dayAt(now, timeZone)}.json`),
    },
  });
}

function refuse(): Response {
  return new Response(`${words("account.data.signedOut")}\n`, {
    status: 403,
    headers: { ...headers, "Content-Type": "text/plain; charset=utf-8" },
  });
}

const headers = { "Cache-Control": "private, no-store" } as const;
