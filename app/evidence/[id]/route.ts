import { answerLength } from "#lib/answer-status.ts";
import { isHeld } from "#lib/conditional.ts";
import { contentDisposition } from "#lib/evidence/file-name.ts";
import { type EvidenceFile, getEvidenceFile } from "#lib/evidence/queries.ts";
import { getViewer } from "#lib/viewer.ts";

type Context = { params: Promise<{ id: string }> };

/** The file of a piece of evidence, as it was sent. To whom it is not shown it does not exist. */
export async function GET(request: Request, context: Context): Promise<Response> {
  return answer(request, context, ({ content }) => streamOf(content()));
}

export async function HEAD(request: Request, context: Context): Promise<Response> {
  return answer(request, context, () => null);
}

async function answer(request: Request, { params }: Context, bodyOf: (file: EvidenceFile) => ReadableStream | null) {
  const file = await getEvidenceFile(await getViewer(), (await params).id);
  if (!file)
    return new Response("Not found\n", {
      status: 404,
      headers: { ...safe, "Content-Type": "text/plain", "Cache-Control": "no-store" },
    });
  const headers = { ...safe, ETag: `"${file.sha256}"`, "Cache-Control": file.isPublic ? forAll : forOne };
  if (isHeld(request, { tag: headers.ETag })) return new Response(null, { status: 304, headers });
  answerLength(file.size);
  return new Response(bodyOf(file), {
    headers: {
      ...headers,
      "Content-Type": file.type,
      "Content-Disposition": contentDisposition(file.fileName),
    },
  });
}

/** Whatever it is that somebody sent: it is saved and not shown, runs nothing and is part of no other site's page. */
const safe = {
  "X-Content-Type-Options": "nosniff",
  "Content-Security-Policy": "sandbox; default-src 'none'",
  "Cross-Origin-Resource-Policy": "same-origin",
} as const;

// A file never changes; but its recommendation may be withdrawn, and then it is gone from every cache within the hour.
// It is not to be compressed on its way: its length and its hash are those of the file.
const forAll = "public, max-age=3600, immutable, no-transform";
const forOne = "private, no-store, no-transform";

/** One part at a time, when the reader has taken the one before it. */
function streamOf(parts: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await parts.return(undefined);
    },
  });
}
