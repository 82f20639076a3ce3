"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { limitAct, limitForm } from "#components/limits/limited-form.ts";
import { wordPersonProblems } from "#components/people/person-problems.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { sendSignInLink } from "#lib/accounts/email-links.ts";
import { AfterSignIn } from "#lib/accounts/next.ts";
import { letIn, readBegunCookie, removeBegunCookie, setBegunCookie } from "#lib/auth.ts";
import { giveBack } from "#lib/limits/count.ts";
import { beginPasskeySignIn, signInWithPasskey } from "#lib/passkeys/sign-in.ts";
import { signInWithPassword } from "#lib/passwords/commands.ts";
import { PasswordSignIn } from "#lib/passwords/schema.ts";
import { EmailForm, judgeEmail } from "#lib/people/schema.ts";
import { getPerson, readCaller } from "#lib/viewer.ts";

// The ways to sign in that have a form, from wherever it stands. None of them tells whether an address has an account.

export async function signInWithPasswordAction(previous: FormState, form: FormData): Promise<FormState> {
  const typed = PasswordSignIn.parse(Object.fromEntries(form));
  const { email: account } = typed;
  const [{ viewer }, caller, now] = [await getPerson(), await readCaller(), new Date()];
  const limited =
    (await limitForm("password", viewer, previous, { email: account }, now, account)) ??
    (await limitForm("signIn", viewer, previous, { email: account }, now, account));
  if (limited) return limited;
  const result = await signInWithPassword(typed, viewer, now, caller);
  if (result.ok) {
    await giveBack("password", { viewer, caller, account });
    const next = await letIn(result.value, AfterSignIn.parse(form.get("next")));
    revalidatePath("/", "layout");
    redirect(next);
  }
  const t = await getTranslations("signIn.password");
  const { attempt } = previous;
  return { attempt: attempt + 1, message: t(`refused.${result.refusal}`), problems: [], typed: { email: account } };
}

/** The link is made and sent when the answer is on its way: neither it nor its time tells anything. */
export async function sendLinkAction(previous: FormState, form: FormData): Promise<FormState> {
  const { email } = EmailForm.parse(Object.fromEntries(form));
  const judged = email === "" ? [{ field: "email", code: "missing" } as const] : judgeEmail(email);
  if (judged.length > 0) {
    const [t, problems] = await Promise.all([getTranslations("signIn.email"), wordPersonProblems(judged)]);
    return { attempt: previous.attempt + 1, message: t("refused"), problems, typed: { email } };
  }
  const [{ viewer }, now] = [await getPerson(), new Date()];
  const limited = await limitForm("mailedLink", viewer, previous, { email }, now, email);
  if (limited) return limited;
  after(() => sendSignInLink(email, now));
  redirect("/sign-in/link-sent");
}

/** What the browser needs to show a passkey, or why it is not asked for one. */
export async function beginPasskeySignInAction() {
  const [{ viewer }, caller, now] = [await getPerson(), await readCaller(), new Date()];
  const limited = await limitAct("passkey", { viewer, caller }, now);
  if (limited) return limited;
  const begun = await beginPasskeySignIn(now);
  if (!begun.ok) return (await getTranslations("signIn.passkey"))(`refused.${begun.refusal}`);
  await setBegunCookie("passkey_sign_in", begun.value.token);
  return begun.value.options;
}

/** Refused, it answers with the sentence. */
export async function showPasskeyAction(response: unknown, next: string): Promise<string> {
  const [{ viewer }, caller, now] = [await getPerson(), await readCaller(), new Date()];
  const limited = await limitAct("passkey", { viewer, caller }, now);
  if (limited) return limited;
  const token = await readBegunCookie("passkey_sign_in");
  await removeBegunCookie("passkey_sign_in");
  const result = await signInWithPasskey(token, response, viewer, now, caller);
  if (!result.ok) return (await getTranslations("signIn.passkey"))(`refused.${result.refusal}`);
  const to = await letIn(result.value, AfterSignIn.parse(next));
  revalidatePath("/", "layout");
  redirect(to);
}
