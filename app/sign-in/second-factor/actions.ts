"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { limitForm } from "#components/limits/limited-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { AfterSignIn } from "#lib/accounts/next.ts";
import { readBegunCookie, removeBegunCookie, setSessionCookie } from "#lib/auth.ts";
import { giveBack } from "#lib/limits/count.ts";
import { sendNotice } from "#lib/mail/notices.ts";
import { findUnderWay, showSecondFactor } from "#lib/second-factors/sign-in.ts";
import { Line } from "#lib/text.ts";
import { getPerson, readCaller } from "#lib/viewer.ts";

export async function showSecondFactorAction(previous: FormState, form: FormData): Promise<FormState> {
  const [token, { viewer }, caller] = [await readBegunCookie("second_factor"), await getPerson(), await readCaller()];
  const now = new Date();
  const account = await findUnderWay(token, now);
  const limited = await limitForm("secondFactor", viewer, previous, {}, now, account);
  if (limited) return limited;
  const result = await showSecondFactor(token, Line.parse(form.get("code")), viewer, now, caller);
  if (!result.ok && result.refusal === "wrong") {
    const t = await getTranslations("signIn.secondFactor");
    const problems = [{ field: "code", words: t("wrong") }];
    return { attempt: previous.attempt + 1, message: t("refused"), problems, typed: {} };
  }
  await removeBegunCookie("second_factor");
  if (!result.ok) redirect(`/sign-in?problem=second-factor-${result.refusal}`);
  await giveBack("secondFactor", { viewer, caller, account });
  const { token: opened, userId, usedRecoveryCode } = result.value;
  await setSessionCookie(opened);
  if (usedRecoveryCode) after(() => sendNotice(userId, "recovery_code_used"));
  revalidatePath("/", "layout");
  redirect(AfterSignIn.parse(form.get("next")));
}
