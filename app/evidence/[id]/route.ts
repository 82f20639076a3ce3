import { recordRestricted } from "#lib/access/restricted.ts";
import { getEvidenceFile } from "#lib/evidence/queries.ts";
import { answerFile } from "#lib/file-answer.ts";
import { getViewer, readCaller } from "#lib/viewer.ts";

type Context = { params: Promise<{ id: string }> };

/** The file of a piece of evidence, as it was sent. To whom it is not shown it does not exist. */
export async function GET(request: Request, { params }: Context): Promise<Response> {
  const [viewer, { id }] = [await getViewer(), await params];
  const file = await getEvidenceFile(viewer, id);
  if (file?.restricted && viewer.kind === "member" && request.method === "GET") {
    const { code, organizationId } = file;
    await recordRestricted(
      viewer,
      { what: "file", evidence: id, code, organizationId },
      new Date(),
      await readCaller(),
    );
  }
  return answerFile(request, file, { "Cache-Control": file?.isPublic ? forAll : forOne });
}

export { GET as HEAD };

// A file never changes; but its recommendation may be withdrawn, and then it is gone from every cache within the hour.
// It is not to be compressed on its way: its length and its hash are those of the file.
const forAll = "public, max-age=3600, immutable, no-transform";
const forOne = "private, no-store, no-transform";
