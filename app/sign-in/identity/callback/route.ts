import { redirect } from "next/navigation";
import { after } from "next/server";
import { letIn, readBegunCookie, removeBegunCookie } from "#lib/auth.ts";
import { signInWithIdentity } from "#lib/identities/commands.ts";
import { sendNotice } from "#lib/mail/notices.ts";
import { getPerson, readCaller } from "#lib/viewer.ts";

/** Where the provider sends people back to, with what it says of them. */
export async function GET(request: Request): Promise<Response> {
  const token = await readBegunCookie("identity");
  await removeBegunCookie("identity");
  const { viewer } = await getPerson();
  const result = await signInWithIdentity(token, new URL(request.url).search, viewer, new Date(), await readCaller());
  if (!result.ok) redirect(`/sign-in?problem=identity-${result.refusal}`);
  const { linked, next } = result.value;
  if (linked) after(() => sendNotice(linked, "identity_linked"));
  redirect(await letIn(result.value, next));
}
