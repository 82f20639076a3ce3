"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { signInWithLink } from "#lib/accounts/commands.ts";
import { AfterSignIn } from "#lib/accounts/next.ts";
import { letIn } from "#lib/auth.ts";
import { countAct } from "#lib/limits/count.ts";
import { getPerson, readCaller } from "#lib/viewer.ts";

/** Refused, it leads back to the page of the link, which says why. */
export async function signInAction(form: FormData) {
  const token = String(form.get("token"));
  const [now, caller] = [new Date(), await readCaller()];
  const page = `/sign-in/${encodeURIComponent(token)}`;
  const counted = await countAct("token", { caller }, now);
  if (!counted.ok) redirect(`${page}?again=${counted.detail}`);
  const { viewer } = await getPerson();
  const result = await signInWithLink(token, now, caller, viewer);
  if (!result.ok) redirect(page);
  const next = await letIn(result.value, AfterSignIn.parse(undefined));
  revalidatePath("/", "layout");
  redirect(next);
}
