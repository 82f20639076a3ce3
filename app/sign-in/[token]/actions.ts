"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { signInWithLink } from "#lib/accounts/commands.ts";
import { setSessionCookie } from "#lib/auth.ts";
import { getViewer, readCaller } from "#lib/viewer.ts";

/** Refused, it leads back to the page of the link, which says why. */
export async function signInAction(form: FormData) {
  const token = String(form.get("token"));
  const result = await signInWithLink(token, new Date(), await readCaller(), await getViewer());
  if (!result.ok) redirect(`/sign-in/${encodeURIComponent(token)}`);
  await setSessionCookie(result.value.token);
  revalidatePath("/", "layout");
  redirect("/our-work");
}
