"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { limitForm } from "#components/limits/limited-form.ts";
import { wordPersonProblems } from "#components/people/person-problems.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { findUnconfirmed, sendConfirmation } from "#lib/accounts/email-links.ts";
import { setSessionCookie } from "#lib/auth.ts";
import { countAct } from "#lib/limits/count.ts";
import { acceptInvitation } from "#lib/people/joining.ts";
import { PersonForm } from "#lib/people/schema.ts";
import { getPerson, readCaller } from "#lib/viewer.ts";

/** Accepts an invitation. Where it leads nowhere any more, its own page says why. */
export async function acceptInvitationAction(previous: FormState, form: FormData): Promise<FormState> {
  const token = String(form.get("token"));
  const said = PersonForm.parse(Object.fromEntries(form));
  const [{ viewer }, now] = [await getPerson(), new Date()];
  const limited = await limitForm("token", viewer, previous, said, now);
  if (limited) return limited;
  const caller = await readCaller();
  const result = await acceptInvitation(viewer, token, said, now, caller);
  if (result.ok) {
    const { account } = result.value;
    revalidatePath("/", "layout");
    if (!account) redirect("/our-work");
    await setSessionCookie(account.token);
    // A link goes to what was typed, which may be a stranger's address; so often, and then they ask for it themselves.
    const { userId } = account;
    const mayBeSent = async (email = "") => (await countAct("mailedInvitation", { caller, account: email }, now)).ok;
    after(async () => {
      if (await mayBeSent((await findUnconfirmed(userId))?.email)) await sendConfirmation(userId, now);
    });
    // Nobody new has a way to sign in the next time: they choose one.
    redirect(`/account?done=joined&at=${now.getTime()}#done`);
  }
  const { refusal, detail = [] } = result;
  if (refusal !== "invalid") redirect(`/invitations/${encodeURIComponent(token)}`);
  const [t, problems] = await Promise.all([getTranslations("invitation"), wordPersonProblems(detail)]);
  return { attempt: previous.attempt + 1, message: t("invalid", { count: detail.length }), problems, typed: said };
}
