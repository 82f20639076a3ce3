"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { logEntry } from "#lib/assignments/commands.ts";
import { getAssignmentPlace } from "#lib/assignments/queries.ts";
import { parseEntry, Submission } from "#lib/assignments/schema.ts";
import { listSince } from "#lib/updates/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import type { FormState } from "./form-state.ts";

export async function logProgressAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(previous, form, {});
}

export async function confirmAction(previous: FormState, form: FormData): Promise<FormState> {
  return submit(previous, form, { kind: "confirmation" });
}

/** Done: to the page with what was saved. Refused: the same form, with why and with everything that was typed. */
async function submit(previous: FormState, form: FormData, fixed: Record<string, string>): Promise<FormState> {
  const viewer = await getViewer();
  const typed = Object.fromEntries(
    [...form].filter((entry): entry is [string, string] => typeof entry[1] === "string" && !entry[0].startsWith("$")),
  );
  const refusedWith = { attempt: previous.attempt + 1, typed, problems: [], since: [] };
  const submission = Submission.safeParse(typed);
  if (!submission.success) return { ...refusedWith, refusal: "bad-request" };

  const result = await logEntry(viewer, submission.data, parseEntry({ ...typed, ...fixed }), new Date());
  const { assignmentId, seen } = submission.data;
  const place = await getAssignmentPlace(viewer, assignmentId);
  if (result.ok && place) {
    const { code, report } = place.recommendation;
    const address = `/reports/${report.slug}/recommendations/${code}`;
    revalidatePath("/", "layout");
    redirect(`${address}?saved=${result.value.updateId}#saved`);
  }
  if (result.ok) return { ...refusedWith, refusal: "not-found" };
  const { refusal, detail } = result;
  // Drawn anew, the page shows what came between and the moves that are allowed now.
  if (refusal === "changed-meanwhile") revalidatePath("/", "layout");
  const since = refusal === "changed-meanwhile" ? await listSince(viewer, assignmentId, seen) : [];
  return { ...refusedWith, refusal, problems: detail ?? [], since };
}
