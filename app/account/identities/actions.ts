"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { limitForm } from "#components/limits/limited-form.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { removeIdentity } from "#lib/identities/removal.ts";
import { sendNotice } from "#lib/mail/notices.ts";
import { readCaller, requireMember } from "#lib/viewer.ts";
import { placeOfDone } from "../place.ts";

export async function removeIdentityAction(previous: FormState, form: FormData): Promise<FormState> {
  const [member, now] = [await requireMember(), new Date()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  const { data: id } = z.uuid().safeParse(form.get("identity"));
  const result = id ? await removeIdentity(member, id, now, await readCaller()) : undefined;
  if (result?.ok) {
    after(() => sendNotice(member.userId, "identity_removed"));
    revalidatePath("/account", "layout");
    redirect(placeOfDone("/account", "identityRemoved", now, result.value.wasElsewhere));
  }
  const t = await getTranslations("ownIdentities.refused");
  return { attempt: previous.attempt + 1, message: t(result?.refusal ?? "none"), problems: [], typed: {} };
}
