"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { confirmEmail } from "#lib/accounts/email-links.ts";
import { countAct } from "#lib/limits/count.ts";
import { readCaller } from "#lib/viewer.ts";

/** Refused, it leads back to the page of the link, which says why. */
export async function confirmEmailAction(form: FormData) {
  const token = String(form.get("token"));
  const [now, caller] = [new Date(), await readCaller()];
  const page = `/confirm-email/${encodeURIComponent(token)}`;
  const counted = await countAct("token", { caller }, now);
  if (!counted.ok) redirect(`${page}?again=${counted.detail}`);
  const result = await confirmEmail(token, now, caller);
  revalidatePath("/account");
  if (result.ok) redirect(`${page}?done=yes`);
  redirect(result.refusal === "taken" ? `${page}?done=taken` : page);
}
