import { answerLength } from "#lib/answer-status.ts";
import { isHeld } from "#lib/conditional.ts";
import { contentDisposition } from "#lib/evidence/file-name.ts";
import { streamOf } from "#lib/stream.ts";

/** A file as it is given out: what it is known by, and its bytes to come. */
type GivenFile = {
  fileName: string;
  type: string;
  size: number;
  sha256: string;
  content: () => AsyncGenerator<Uint8Array>;
};

/**
 * The bytes of a file; nothing of them for who has it already, or asks only what there is. `beforeGiven` is asked before any
 * of them goes out, and may answer in their place.
 */
export async function answerFile(
  request: Request,
  file: GivenFile | null,
  headers: Record<string, string>,
  beforeGiven?: () => Promise<Response | undefined>,
): Promise<Response> {
  if (!file)
    return new Response("Not found\n", {
      status: 404,
      headers: { ...headers, "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
    });
  const tagged = { ...headers, ETag: `"${file.sha256}"` };
  if (isHeld(request, tagged.ETag)) return new Response(null, { status: 304, headers: tagged });
  const instead = request.method === "HEAD" ? undefined : await beforeGiven?.();
  if (instead) return instead;
  answerLength(file.size);
  return new Response(request.method === "HEAD" ? null : streamOf(file.content()), {
    headers: { ...tagged, "Content-Type": file.type, "Content-Disposition": contentDisposition(file.fileName) },
  });
}
