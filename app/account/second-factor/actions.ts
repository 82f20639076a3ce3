"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { limitForm } from "#components/limits/limited-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import type { OwnChangeRefusal } from "#lib/accounts/own-change.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { setSessionCookie } from "#lib/auth.ts";
import type { Changed } from "#lib/mail/mails.ts";
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
import { placeOfDone } from "../place.ts";

const page = "/account/second-factor";

/** Refused, the page says why: it asks for a recent sign-in, or shows what is set. */
export async function beginSecondFactorAction(previous: FormState): Promise<FormState> {
  const [{ member }, now] = [await requirePerson(), new Date()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  await beginSecondFactor(member, now);
  revalidatePath(page);
  redirect(page);
}

export async function abandonSecondFactorAction(previous: FormState): Promise<FormState> {
  const [{ member }, now] = [await requirePerson(), new Date()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  await abandonSecondFactor(member, now);
  revalidatePath(page);
  redirect(page);
}

export async function confirmSecondFactorAction(previous: FormState, form: FormData): Promise<FormState> {
  const [{ member }, now, caller] = [await requirePerson(), new Date(), await readCaller()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  const result = await confirmSecondFactor(member, Line.parse(form.get("code")), now, caller);
  if (!result.ok) return refuse(previous, result.refusal);
  await setSessionCookie(result.value.token);
  return showCodes(previous, member, "second_factor_set", result.value.recoveryCodes);
}

export async function makeRecoveryCodesAction(previous: FormState): Promise<FormState> {
  const [{ member }, now, caller] = [await requirePerson(), new Date(), await readCaller()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  const result = await makeRecoveryCodes(member, now, caller);
  if (!result.ok) return refuse(previous, result.refusal);
  return showCodes(previous, member, "recovery_codes_made", result.value.recoveryCodes);
}

/** They are shown this once. */
function showCodes({ attempt }: FormState, { userId }: Member, changed: Changed, recoveryCodes: string[]): FormState {
  after(() => sendNotice(userId, changed));
  revalidatePath("/", "layout");
  return { attempt: attempt + 1, problems: [], typed: {}, made: { codes: recoveryCodes.join(" ") } };
}

type Refusal = OwnChangeRefusal | "not-begun" | "wrong" | "none" | "demanded";

async function refuse({ attempt }: FormState, refusal: Refusal): Promise<FormState> {
  const t = await getTranslations("ownSecondFactor");
  const problems = refusal === "wrong" ? [{ field: "code", words: t("mend") }] : [];
  return { attempt: attempt + 1, message: t(`refused.${refusal}`), problems, typed: {} };
}

export async function removeSecondFactorAction(previous: FormState): Promise<FormState> {
  const [{ member }, now] = [await requirePerson(), new Date()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  const result = await removeSecondFactor(member, now, await readCaller());
  if (result.ok) {
    after(() => sendNotice(member.userId, "second_factor_removed"));
    revalidatePath("/", "layout");
    redirect(placeOfDone(page, "secondFactorRemoved", now, result.value.wasElsewhere));
  }
  return refuse(previous, result.refusal);
}
