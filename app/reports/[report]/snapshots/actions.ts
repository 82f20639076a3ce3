"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { limitForm } from "#components/limits/limited-form.ts";
import { recordRefusal } from "#lib/access/refused.ts";
import { getReport } from "#lib/reports/queries.ts";
import { freezeDay } from "#lib/snapshots/commands.ts";
import { longestTitle, SnapshotForm } from "#lib/snapshots/schema.ts";
import { getViewer, readCaller } from "#lib/viewer.ts";
import type { FormState } from "./form-state.ts";

/** Freezes a day. Done: on to the snapshot; refused: the form again, with why and with what was typed. */
export async function freezeAction(previous: FormState, form: FormData): Promise<FormState> {
  const slug = String(form.get("report"));
  const typed = SnapshotForm.parse(Object.fromEntries(form));
  const t = await getTranslations("snapshots.refused");
  const [viewer, report] = await Promise.all([getViewer(), getReport(slug)]);
  const now = new Date();
  const limited = await limitForm("snapshot", viewer, previous, typed, now);
  if (limited) return limited;
  const result = report
    ? await freezeDay(viewer, report.id, typed, now)
    : ({ ok: false, refusal: "not-found", detail: undefined } as const);
  if (result.ok) {
    const address = `/reports/${slug}/snapshots`;
    revalidatePath(address);
    redirect(`${address}/${result.value.slug}?frozen=yes#frozen`);
  }
  await recordRefusal(result.refusal, "snapshot", { viewer, caller: await readCaller() }, now);
  const problem = await getTranslations("snapshots.problem");
  const problems = (result.detail ?? []).map(({ field, code }) => ({
    field,
    words: problem(`${field}.${code}` as Parameters<typeof problem>[0], { limit: longestTitle }),
  }));
  return {
    attempt: previous.attempt + 1,
    message: t(result.refusal, { count: problems.length }),
    problems,
    typed,
  };
}
