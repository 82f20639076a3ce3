import "server-only";
import { validate as isUuid } from "uuid";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";
import { visibleEvidence } from "./policy.ts";
import { readFile } from "./storage.ts";

export type EvidenceFile = NonNullable<Awaited<ReturnType<typeof getEvidenceFile>>>;

/** A file that this viewer may have, with its bytes to come; nothing where there is none, whatever the reason. */
export async function getEvidenceFile(viewer: Viewer, id: string) {
  if (!isUuid(id)) return null;
  const evidence = await readingAs(viewer, (tx) =>
    tx.evidence.findFirst({
      where: {
        AND: [
          { id, kind: "file", update: { assignment: { recommendation: visibleRecommendations(viewer) } } },
          visibleEvidence(viewer),
        ],
      },
      select: {
        fileName: true,
        type: true,
        size: true,
        sha256: true,
        restricted: true,
        update: {
          select: {
            assignment: {
              select: { organizationId: true, recommendation: { select: { code: true, publishedAt: true } } },
            },
          },
        },
      },
    }),
  );
  if (!evidence) return null;
  const { update, fileName, type, size, sha256, restricted } = evidence;
  // The database holds each of these to be there; the types cannot say so.
  if (fileName === null || type === null || size === null || sha256 === null) return null;
  const { organizationId, recommendation } = update.assignment;
  const isPublic = !restricted && recommendation.publishedAt !== null;
  const content = () =>
    whole(
      size,
      readFile(id, (work) => readingAs(viewer, work)),
    );
  return { fileName, type, size, sha256, isPublic, restricted, organizationId, code: recommendation.code, content };
}

/** Whoever may not read on in the middle of a file has not got the file: that is no end of it. */
async function* whole(size: number, parts: AsyncGenerator<Uint8Array>) {
  let read = 0;
  for await (const part of parts) {
    read += part.length;
    yield part;
  }
  if (read !== size) throw new Error(`Of a file of ${size} bytes only ${read} could be read.`);
}
