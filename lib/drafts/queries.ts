import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { Draft } from "./schema.ts";

/** A form of theirs that was refused; of somebody else's, nothing. */
export async function getDraft(viewer: Viewer, id: string): Promise<Draft | undefined> {
  if (viewer.kind === "public") return;
  const row = await readingAs(viewer, (tx) => tx.formDraft.findFirst({ where: { id, userId: viewer.userId } }));
  return Draft.safeParse(row?.content).data;
}
