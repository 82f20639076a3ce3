"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { limitForm } from "#components/limits/limited-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { sendNotice } from "#lib/mail/notices.ts";
import { removePassword, setPassword } from "#lib/passwords/commands.ts";
import { longest, shortest } from "#lib/passwords/judge.ts";
import { PasswordForm } from "#lib/passwords/schema.ts";
import { readCaller, requireMember } from "#lib/viewer.ts";
import { placeOfDone } from "../place.ts";

/** What was typed is never sent back: a browser would keep it with the page. */
export async function setPasswordAction(previous: FormState, form: FormData): Promise<FormState> {
  const [member, now] = [await requireMember(), new Date()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  const result = await setPassword(member, PasswordForm.parse(Object.fromEntries(form)), now, await readCaller());
  if (result.ok) {
    after(() => sendNotice(member.userId, "password_set"));
    revalidatePath("/account");
    redirect(placeOfDone("/account", "password", now, result.value.wasElsewhere));
  }
  const t = await getTranslations("ownPassword");
  const problems = (result.detail ?? []).map(({ field, code }) => ({
    field,
    words: t(`problem.${code}`, { shortest, longest, field: t(field === "current" ? "current" : "new") }),
  }));
  return { attempt: previous.attempt + 1, message: t(`refused.${result.refusal}`), problems, typed: {} };
}

export async function removePasswordAction(previous: FormState): Promise<FormState> {
  const [member, now] = [await requireMember(), new Date()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  const result = await removePassword(member, now, await readCaller());
  if (result.ok) {
    after(() => sendNotice(member.userId, "password_removed"));
    revalidatePath("/account");
    redirect(placeOfDone("/account", "passwordRemoved", now, result.value.wasElsewhere));
  }
  const t = await getTranslations("ownPassword");
  return { attempt: previous.attempt + 1, message: t(`refused.${result.refusal}`), problems: [], typed: {} };
}
