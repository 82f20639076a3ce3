import { answerFile } from "#lib/file-answer.ts";
import { getSnapshotFile } from "#lib/snapshots/queries.ts";

type Context = { params: Promise<{ report: string; snapshot: string; format: string }> };

/** An export of a snapshot, byte for byte as it was made when the day was frozen. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const { report, snapshot, format } = await params;
  return answerFile(request, await getSnapshotFile(report, snapshot, format), {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag",
    // For ever the same, and not compressed on its way: its length and its hash are those of the file.
    "Cache-Control": "public, max-age=31536000, immutable, no-transform",
  });
}

export { GET as HEAD };
