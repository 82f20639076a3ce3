"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { signOut, switchOrganization } from "#lib/accounts/session-commands.ts";
import { removeSessionCookie } from "#lib/auth.ts";
import { getPerson, readCaller, requirePerson } from "#lib/viewer.ts";

export async function signOutAction() {
  const { viewer } = await getPerson();
  if (viewer.kind === "member") await signOut(viewer, new Date(), await readCaller());
  await removeSessionCookie();
  redirect("/");
}

export async function switchOrganizationAction(form: FormData) {
  const { member } = await requirePerson();
  await switchOrganization(member, String(form.get("organizationId")), new Date());
  revalidatePath("/", "layout");
  redirect("/our-work");
}
