import { z } from "zod";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { Submission } from "#lib/assignments/schema.ts";
import { getDraft } from "#lib/drafts/queries.ts";
import { listSince } from "#lib/updates/queries.ts";
import type { Redrawn, Refused } from "./form-state.ts";

/** The form that was kept when it was refused; what came between is read anew. */
export async function getRedrawn(viewer: Viewer, draftId: string): Promise<Redrawn | undefined> {
  const draft = await getDraft(viewer, draftId);
  // A form for several assignments is drawn again where it stood.
  if (!draft || draft.saved) return;
  const { typed, files, minutes } = draft;
  const { refusal, problems } = draft as Pick<Refused, "refusal" | "problems">;
  const { data: submission } = Submission.safeParse(typed);
  const since =
    submission && refusal === "changed-meanwhile"
      ? await listSince(viewer, submission.assignmentId, submission.seen)
      : [];
  return {
    form: z.string().catch("").parse(typed.form),
    assignmentId: submission?.assignmentId ?? "",
    refused: { refusal, minutes, problems, since },
    typed,
    files,
  };
}
