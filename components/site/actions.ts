"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { signOut, switchOrganization } from "#lib/accounts/session-commands.ts";
import { removeSessionCookie } from "#lib/auth.ts";
import { getViewer, readCaller, requireMember } from "#lib/viewer.ts";

export async function signOutAction() {
  const viewer = await getViewer();
  if (viewer.kind === "member") await signOut(viewer, new Date(), await readCaller());
  await removeSessionCookie();
  redirect("/");
}

export async function switchOrganizationAction(form: FormData) {
  await switchOrganization(await requireMember(), String(form.get("organizationId")), new Date());
  revalidatePath("/", "layout");
  redirect("/our-work");
}
