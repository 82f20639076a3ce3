"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { z } from "zod";
import { limitForm } from "#components/limits/limited-form.ts";
import { wordPersonProblems } from "#components/people/person-problems.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { changeEmail } from "#lib/accounts/email-commands.ts";
import { findUnconfirmed, sendConfirmation } from "#lib/accounts/email-links.ts";
import { changeName } from "#lib/accounts/name-commands.ts";
import type { OwnChangeRefusal } from "#lib/accounts/own-change.ts";
import { endSessions } from "#lib/accounts/session-commands.ts";
import { removeSessionCookie } from "#lib/auth.ts";
import { getNoticeAddress, sendNoticeTo } from "#lib/mail/notices.ts";
import { canSendMail } from "#lib/mail/send.ts";
import { removePerson } from "#lib/people/removal.ts";
import { EmailForm, NameForm, type PersonProblem } from "#lib/people/schema.ts";
import { readCaller, requireMember } from "#lib/viewer.ts";
import { placeOfDone } from "./place.ts";

/** Ends another of one's own sessions. One that is none of theirs, or has ended already, makes no difference. */
export async function endSessionAction(form: FormData) {
  const member = await requireMember();
  const session = z.uuid().safeParse(form.get("session"));
  const now = new Date();
  if (session.success) await endSessions(member, session.data, now, await readCaller());
  revalidatePath("/account");
  redirect(placeOfDone("/account", "ended", now));
}

export async function endEverywhereAction() {
  await endSessions(await requireMember(), "all", new Date(), await readCaller());
  await removeSessionCookie();
  revalidatePath("/", "layout");
  redirect("/sign-in");
}

export async function changeEmailAction(previous: FormState, form: FormData): Promise<FormState> {
  const typed = EmailForm.parse(Object.fromEntries(form));
  const [member, now] = [await requireMember(), new Date()];
  const limited =
    (await limitForm("account", member, previous, typed, now)) ??
    // A link goes to what was typed, which may be a stranger's address.
    (typed.email && canSendMail()
      ? await limitForm("mailedLink", member, previous, typed, now, typed.email)
      : undefined);
  if (limited) return limited;
  const before = await getNoticeAddress(member.userId);
  const result = await changeEmail(member, typed, now, await readCaller());
  if (result.ok) {
    after(() => Promise.all([sendNoticeTo(before, "email_changed"), sendConfirmation(member.userId, now)]));
    revalidatePath("/account");
    redirect(placeOfDone("/account", "email", now, result.value.wasElsewhere));
  }
  return refuse(previous, "refused", result, typed);
}

export async function changeNameAction(previous: FormState, form: FormData): Promise<FormState> {
  const typed = NameForm.parse(Object.fromEntries(form));
  const [member, now] = [await requireMember(), new Date()];
  const limited = await limitForm("account", member, previous, typed, now);
  if (limited) return limited;
  const result = await changeName(member, typed, now, await readCaller());
  if (!result.ok) return refuse(previous, "nameRefused", result, typed);
  revalidatePath("/", "layout");
  redirect(placeOfDone("/account", "name", now));
}

type Refused = { refusal: OwnChangeRefusal | "invalid"; detail: PersonProblem[] | undefined };

async function refuse(
  { attempt }: FormState,
  words: "refused" | "nameRefused",
  { refusal, detail = [] }: Refused,
  typed: Record<string, string>,
): Promise<FormState> {
  const [t, problems] = await Promise.all([getTranslations("account"), wordPersonProblems(detail)]);
  const isToShow = refusal === "not-recent" || refusal === "second-factor-first";
  const onward = isToShow ? { href: "/account/confirm", words: t("refused.confirm") } : undefined;
  const message = t(`${words}.${refusal}`, { count: detail.length });
  return { attempt: attempt + 1, message, problems, typed, onward };
}

export async function removeOwnAccountAction(previous: FormState): Promise<FormState> {
  const [member, now] = [await requireMember(), new Date()];
  const limited = await limitForm("account", member, previous, {}, now);
  if (limited) return limited;
  const result = await removePerson(member, member.userId, now, await readCaller());
  if (result.ok) {
    await removeSessionCookie();
    revalidatePath("/", "layout");
    redirect("/account/removed");
  }
  const t = await getTranslations("removal.refused");
  return { attempt: previous.attempt + 1, message: t(result.refusal), problems: [], typed: {} };
}

/** Sends the link by which an address is confirmed once more. */
export async function sendConfirmationAction(previous: FormState): Promise<FormState> {
  const [member, now] = [await requireMember(), new Date()];
  const { userId } = member;
  const limited = await limitForm("mailedLink", member, previous, {}, now, (await findUnconfirmed(userId))?.email);
  if (limited) return limited;
  const t = await getTranslations("account");
  if (!(await sendConfirmation(userId, now)))
    return { attempt: previous.attempt + 1, message: t("notSent"), problems: [], typed: {} };
  redirect(placeOfDone("/account", "confirmation", now));
}
