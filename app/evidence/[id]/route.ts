import { type RestrictedFile, recordRestricted } from "#lib/access/restricted.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { getEvidenceFile } from "#lib/evidence/queries.ts";
import { answerFile } from "#lib/file-answer.ts";
import { countAct } from "#lib/limits/count.ts";
import { answerLimited } from "#lib/limits/wait.ts";
import { isLedByOtherSite } from "#lib/same-origin.ts";
import { getViewer, readCaller } from "#lib/viewer.ts";
import { words } from "#lib/words.ts";

type Context = { params: Promise<{ id: string }> };

/** The file of a piece of evidence, as it was sent. To whom it is not shown it does not exist. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const [viewer, { id }] = [await getViewer(), await params];
  const file = await getEvidenceFile(viewer, id);
  const isKept = file?.restricted && viewer.kind === "member";
  return answerFile(request, file, { "Cache-Control": file?.isPublic ? forAll : forOne }, async () =>
    isKept ? take(request, viewer, { what: "file", evidence: id, ...file }) : undefined,
  );
}

/** Keeps that somebody takes a restricted file along, or says why they do not get it here. */
async function take(request: Request, viewer: Member, { what, evidence, code, organizationId }: RestrictedFile) {
  // Another site's link must not write in somebody's name what is kept for ever.
  if (isLedByOtherSite(request.headers)) return answerRefused(words("evidence.fromElsewhere"));
  const [caller, now] = [await readCaller(), new Date()];
  const counted = await countAct("restricted", { viewer, caller }, now);
  if (!counted.ok) return answerLimited(words("limits.restricted", { minutes: counted.detail }), counted.detail);
  await recordRestricted(viewer, { what, evidence, code, organizationId }, now, caller);
}

function answerRefused(sentence: string): Response {
  const headers = { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "private, no-store" };
  return new Response(`${sentence}\n`, { status: 403, headers });
}

export { GET as HEAD };

// A file never changes; but its recommendation may be withdrawn, and then it is gone from every cache within the hour.
// It is not to be compressed on its way: its length and its hash are those of the file.
const forAll = "public, max-age=3600, immutable, no-transform";
const forOne = "private, no-store, no-transform";
