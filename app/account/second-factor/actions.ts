"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { limitForm } from "#components/limits/limited-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { setSessionCookie } from "#lib/auth.ts";
import { sendNotice } from "#lib/mail/notices.ts";
import {
  abandonSecondFactor,
  beginSecondFactor,
  confirmSecondFactor,
  makeRecoveryCodes,
  removeSecondFactor,
} from "#lib/second-factors/commands.ts";
import { Line } from "#lib/text.ts";
import { readCaller, requirePerson } from "#lib/viewer.ts";

const page = "/account/second-factor";

/** Refused, the page says why: it asks for a recent sign-in, or shows what is set. */
export async function beginAction(previous: FormState): Promise<FormState> {
  const [{ member }, now] = [await requirePerson(), new Date()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  await beginSecondFactor(member, now);
  revalidatePath(page);
  redirect(page);
}

export async function abandonAction(previous: FormState): Promise<FormState> {
  const [{ member }, now] = [await requirePerson(), new Date()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  await abandonSecondFactor(member, now);
  revalidatePath(page);
  redirect(page);
}

/** With a code of the app it sets the second factor; without one it makes new codes to recover with. They are shown this once. */
export async function codesAction(previous: FormState, form: FormData): Promise<FormState> {
  const { member } = await requirePerson();
  const code = form.get("code");
  const [now, caller] = [new Date(), await readCaller()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  const result =
    code === null
      ? await makeRecoveryCodes(member, now, caller)
      : await confirmSecondFactor(member, Line.parse(code), now, caller);
  const attempt = previous.attempt + 1;
  if (!result.ok) {
    const t = await getTranslations("ownSecondFactor");
    const problems = result.refusal === "wrong" ? [{ field: "code", words: t("mend") }] : [];
    return { attempt, message: t(`refused.${result.refusal}`), problems, typed: {} };
  }
  const { token, recoveryCodes } = result.value;
  if (token) await setSessionCookie(token);
  after(() => sendNotice(member.userId, code === null ? "recovery_codes_made" : "second_factor_set"));
  revalidatePath("/", "layout");
  return { attempt, problems: [], typed: {}, made: { codes: recoveryCodes.join(" ") } };
}

export async function removeSecondFactorAction(previous: FormState): Promise<FormState> {
  const [{ member }, now] = [await requirePerson(), new Date()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  const result = await removeSecondFactor(member, now, await readCaller());
  if (result.ok) {
    after(() => sendNotice(member.userId, "second_factor_removed"));
    revalidatePath("/", "layout");
    redirect(`${page}?done=secondFactorRemoved&at=${now.getTime()}#done`);
  }
  const message = (await getTranslations("ownSecondFactor.refused"))(result.refusal);
  return { attempt: previous.attempt + 1, message, problems: [], typed: {} };
}
