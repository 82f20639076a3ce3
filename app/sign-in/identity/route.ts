import { redirect } from "next/navigation";
import { AfterSignIn } from "#lib/accounts/next.ts";
import { setBegunCookie } from "#lib/auth.ts";
import { beginIdentity } from "#lib/identities/commands.ts";
import { countAct } from "#lib/limits/count.ts";
import { getPerson, readCaller } from "#lib/viewer.ts";

/** Sends somebody to the provider to say who they are. Another site cannot do that to them. */
export async function GET(request: Request): Promise<Response> {
  const site = request.headers.get("sec-fetch-site");
  if (site === "cross-site") redirect("/sign-in");
  const next = AfterSignIn.parse(new URL(request.url).searchParams.get("next"));
  const [{ viewer }, caller, now] = [await getPerson(), await readCaller(), new Date()];
  const counted = await countAct("identity", { viewer, caller }, now);
  if (!counted.ok) redirect(`/sign-in?next=${encodeURIComponent(next)}&again=${counted.detail}`);
  const begun = await beginIdentity(viewer, next, now);
  if (!begun.ok) redirect(`/sign-in?problem=identity-${begun.refusal}`);
  await setBegunCookie("identity", begun.value.token);
  redirect(begun.value.address);
}
