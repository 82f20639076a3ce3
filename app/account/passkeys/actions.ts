"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { limitAct, limitForm } from "#components/limits/limited-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { readBegunCookie, removeBegunCookie, setBegunCookie } from "#lib/auth.ts";
import { sendNotice } from "#lib/mail/notices.ts";
import { addPasskey, beginPasskey, removePasskey } from "#lib/passkeys/commands.ts";
import { PasskeyName } from "#lib/passkeys/schema.ts";
import { readCaller, requirePerson } from "#lib/viewer.ts";
import { placeOfDone } from "../place.ts";

/** What the browser needs to make a passkey, or why none is made. */
export async function beginPasskeyAction() {
  const [{ member }, caller, now] = [await requirePerson(), await readCaller(), new Date()];
  const limited = await limitAct("account", { viewer: member, caller }, now);
  if (limited) return limited;
  const begun = await beginPasskey(member, now);
  if (!begun.ok) return (await getTranslations("ownPasskeys"))(`refused.${begun.refusal}`);
  await setBegunCookie("passkey_registration", begun.value.token);
  return begun.value.options;
}

/** Refused, it answers with the sentence. */
export async function addPasskeyAction(response: unknown, name: unknown): Promise<string> {
  const [{ member }, caller, now] = [await requirePerson(), await readCaller(), new Date()];
  const limited = await limitAct("account", { viewer: member, caller }, now);
  if (limited) return limited;
  const token = await readBegunCookie("passkey_registration");
  await removeBegunCookie("passkey_registration");
  const added = { response, name: PasskeyName.parse(name) };
  const result = await addPasskey(member, token, added, now, caller);
  if (!result.ok) return (await getTranslations("ownPasskeys"))(`refused.${result.refusal}`);
  after(() => sendNotice(member.userId, "passkey_added"));
  revalidatePath("/account", "layout");
  redirect(placeOfDone("/account/passkeys", "passkey", now));
}

export async function removePasskeyAction(previous: FormState, form: FormData): Promise<FormState> {
  const [{ member }, now] = [await requirePerson(), new Date()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  const { data: id } = z.uuid().safeParse(form.get("passkey"));
  const result = id ? await removePasskey(member, id, now, await readCaller()) : undefined;
  if (result?.ok) {
    after(() => sendNotice(member.userId, "passkey_removed"));
    revalidatePath("/account", "layout");
    redirect(placeOfDone("/account/passkeys", "passkeyRemoved", now, result.value.wasElsewhere));
  }
  const t = await getTranslations("ownPasskeys");
  const refusal = result?.refusal ?? "none";
  return { attempt: previous.attempt + 1, message: t(`refused.${refusal}`), problems: [], typed: {} };
}
