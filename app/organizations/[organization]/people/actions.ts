"use server";
import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { after } from "next/server";
import { getTranslations } from "next-intl/server";
import { limitForm } from "#components/limits/limited-form.ts";
import { wordPersonProblems } from "#components/people/person-problems.ts";
import type { FormState } from "#components/ui/form-state.ts";
import { typedIn } from "#components/ui/typed-in.ts";
import { recordRefusal } from "#lib/access/refused.ts";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { invitationMail } from "#lib/mail/mails.ts";
import { sendNotice } from "#lib/mail/notices.ts";
import { canSendMail, sendMail } from "#lib/mail/send.ts";
import { changeRoles, endMembership, invite, type PeopleRefusal, withdrawInvitation } from "#lib/people/commands.ts";
import { getManaged } from "#lib/people/queries.ts";
import { removePerson } from "#lib/people/removal.ts";
import { InvitationForm, type PersonProblem, RolesForm, Target } from "#lib/people/schema.ts";
import { demandSecondFactor } from "#lib/second-factors/demand.ts";
import { resetSecondFactor } from "#lib/second-factors/reset.ts";
import { absolute } from "#lib/site-address.ts";
import { getViewer, readCaller } from "#lib/viewer.ts";

// Every form about the people of an organization comes here. Done: on to its people, with what was done; an invitation is
// answered where it was made, since its link is shown this once. Refused: the same form, with why and with what was typed.

type Refused = { refusal: PeopleRefusal; detail: PersonProblem[] | undefined };
type Sent = { previous: FormState; typed: Record<string, string>; viewer: Viewer; now: Date };

async function refuse(
  { previous, typed, viewer, now }: Sent,
  { refusal, detail = [] }: Refused,
  act: "account" | "invitation" = "account",
): Promise<FormState> {
  await recordRefusal(refusal, act, { viewer, caller: await readCaller() }, now);
  const [t, problems] = await Promise.all([getTranslations("peopleRefusal"), wordPersonProblems(detail)]);
  // Drawn anew, the page shows what came between.
  if (refusal === "changed-meanwhile") revalidatePath("/", "layout");
  return { attempt: previous.attempt + 1, message: t(refusal, { count: detail.length }), problems, typed };
}

function goOn(
  organization: string,
  done: "changed" | "ended" | "withdrawn" | "removed" | "reset" | "required" | "notRequired",
  at: Date,
): never {
  revalidatePath("/", "layout");
  // It comes from the form, and is to be a part of a path and no more.
  redirect(`/organizations/${encodeURIComponent(organization)}/people?done=${done}&at=${at.getTime()}#done`);
}

export async function inviteAction(previous: FormState, form: FormData): Promise<FormState> {
  const typed = typedIn(form, "roles");
  const { organization } = Target.parse(typed);
  const said = InvitationForm.parse(typed);
  const [viewer, now] = [await getViewer(), new Date()];
  const limited =
    (await limitForm("invitation", viewer, previous, typed, now)) ??
    (said.email && canSendMail()
      ? await limitForm("mailedInvitation", viewer, previous, typed, now, said.email)
      : undefined);
  if (limited) return limited;
  const result = await invite(viewer, organization, said, now, await readCaller());
  if (!result.ok) return refuse({ previous, typed, viewer, now }, result, "invitation");
  const path = `/invitations/${result.value.token}`;
  const managed = await getManaged(viewer, organization);
  const t = await getTranslations("people.invite");
  let mailed: string | undefined;
  if (said.email && managed && viewer.kind === "member" && canSendMail()) {
    const mail = invitationMail({ to: said.email, path, inviter: viewer.name, organization: managed.name });
    mailed = t((await sendMail(mail)) ? "mailed" : "notMailed", { email: said.email });
  }
  revalidatePath(`/organizations/${organization}/people`);
  const made = { link: absolute(path), email: said.email, ...(mailed && { mailed }) };
  return { attempt: previous.attempt + 1, problems: [], typed: {}, made };
}

export async function withdrawAction(previous: FormState, form: FormData): Promise<FormState> {
  const typed = typedIn(form, "roles");
  const { organization, invitation } = Target.parse(typed);
  const [viewer, now] = [await getViewer(), new Date()];
  const limited = await limitForm("account", viewer, previous, typed, now);
  if (limited) return limited;
  const result = await withdrawInvitation(viewer, organization, invitation, now, await readCaller());
  return result.ok ? goOn(organization, "withdrawn", now) : refuse({ previous, typed, viewer, now }, result);
}

export async function changeRolesAction(previous: FormState, form: FormData): Promise<FormState> {
  const typed = typedIn(form, "roles");
  const { organization, person } = Target.parse(typed);
  const said = RolesForm.parse(typed);
  const [viewer, now] = [await getViewer(), new Date()];
  const limited = await limitForm("account", viewer, previous, typed, now);
  if (limited) return limited;
  const result = await changeRoles(viewer, organization, person, said, now, await readCaller());
  return result.ok ? goOn(organization, "changed", now) : refuse({ previous, typed, viewer, now }, result);
}

export async function endMembershipAction(previous: FormState, form: FormData): Promise<FormState> {
  const typed = typedIn(form, "roles");
  const { organization, person } = Target.parse(typed);
  const [viewer, now] = [await getViewer(), new Date()];
  const limited = await limitForm("account", viewer, previous, typed, now);
  if (limited) return limited;
  const result = await endMembership(viewer, organization, person, now, await readCaller());
  if (!result.ok) return refuse({ previous, typed, viewer, now }, result);
  if (viewer.kind === "member" && viewer.userId === person && viewer.organization.slug === organization) {
    revalidatePath("/", "layout");
    redirect("/sign-in");
  }
  return goOn(organization, "ended", now);
}

export async function removePersonAction(previous: FormState, form: FormData): Promise<FormState> {
  const typed = typedIn(form, "roles");
  const { organization, person } = Target.parse(typed);
  const [viewer, now] = [await getViewer(), new Date()];
  const limited = await limitForm("account", viewer, previous, typed, now);
  if (limited) return limited;
  const result = await removePerson(viewer, person, now, await readCaller());
  if (result.ok) return goOn(organization, "removed", now);
  await recordRefusal(result.refusal, "account", { viewer, caller: await readCaller() }, now);
  const [t, people] = await Promise.all([getTranslations("removal.refused"), getTranslations("people.reset")]);
  const onward = result.refusal === "not-recent" ? { href: "/account/confirm", words: people("confirm") } : undefined;
  return { attempt: previous.attempt + 1, message: t(result.refusal), problems: [], typed, onward };
}

/** Done, its person is told by mail, where that is known to be theirs. */
export async function resetSecondFactorAction(previous: FormState, form: FormData): Promise<FormState> {
  const typed = typedIn(form, "roles");
  const { organization, person } = Target.parse(typed);
  const [viewer, now, caller] = [await getViewer(), new Date(), await readCaller()];
  const limited = await limitForm("account", viewer, previous, typed, now);
  if (limited) return limited;
  const result = await resetSecondFactor(viewer, person, now, caller);
  if (result.ok) {
    after(() => sendNotice(result.value, "second_factor_reset"));
    return goOn(organization, "reset", now);
  }
  const { refusal } = result;
  await recordRefusal(refusal, "account", { viewer, caller }, now);
  const t = await getTranslations("people.reset");
  const onward = refusal === "not-recent" ? { href: "/account/confirm", words: t("confirm") } : undefined;
  return { attempt: previous.attempt + 1, message: t(`refused.${refusal}`), problems: [], typed, onward };
}

export async function demandSecondFactorAction(previous: FormState, form: FormData): Promise<FormState> {
  const typed = typedIn(form, "roles");
  const { organization } = Target.parse(typed);
  const isRequired = typed.required === "yes";
  const [viewer, now] = [await getViewer(), new Date()];
  const limited = await limitForm("account", viewer, previous, typed, now);
  if (limited) return limited;
  const result = await demandSecondFactor(viewer, organization, isRequired, now, await readCaller());
  if (result.ok) return goOn(organization, isRequired ? "required" : "notRequired", now);
  return refuse({ previous, typed, viewer, now }, { ...result, detail: undefined });
}
