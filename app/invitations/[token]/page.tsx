import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InstantText } from "#components/dates/instant-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { type FieldPlan, PlannedForm } from "#components/ui/planned-form.tsx";
import { getInvitation } from "#lib/people/queries.ts";
import { getPerson } from "#lib/viewer.ts";
import { acceptInvitationAction } from "./actions.ts";

type Props = { params: Promise<{ token: string }> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("invitation"))("title"), robots: "noindex" };
}

/** Who invites into what. Looking at it uses nothing up: a preview of the link must not. The button does. */
export default async function InvitationPage({ params }: Props) {
  const { token } = await params;
  const [{ viewer }, t, roles, invitation] = await Promise.all([
    getPerson(),
    getTranslations("invitation"),
    getTranslations("memberRole"),
    getInvitation(token, new Date()),
  ]);
  if (!invitation.isOpen) {
    return (
      <>
        <h1>{t("title")}</h1>
        <div role="alert" className="mt-4">
          <Notice look="problem">
            <p className="font-semibold">{t(`refused.${invitation.refusal}`)}</p>
          </Notice>
        </div>
      </>
    );
  }
  const { organization, invitedBy, timeZone } = invitation;
  const isMember = viewer.kind === "member" && viewer.organizations.some(({ id }) => id === organization.id);
  const fields: FieldPlan[] = [
    { name: "name", label: t("name"), hint: t("nameHint"), value: "", look: "line", autoComplete: "name" },
    ...(invitation.email
      ? []
      : [
          {
            ...{ name: "email", label: t("email"), hint: t("emailHint"), value: "" },
            ...({ look: "line", type: "email", autoComplete: "email" } as const),
          },
        ]),
  ];
  return (
    <>
      <h1>{t("titleInto", { organization: organization.acronym })}</h1>
      <p className="mt-4 max-w-text text-lg">
        {t("lead", { inviter: invitedBy.name, organization: organization.name })}
      </p>
      <ul className="mt-3 max-w-text list-disc pl-5">
        {invitation.roles.map((role) => (
          <li key={role}>
            <strong>{roles(`name.${role}`)}.</strong> {roles(`means.${role}`)}
          </li>
        ))}
      </ul>
      {isMember ? (
        <div className="mt-6">
          <Notice>{t("memberAlready", { name: viewer.name, organization: organization.acronym })}</Notice>
        </div>
      ) : viewer.kind === "member" ? (
        <div className="mt-6 grid max-w-text gap-4">
          <p>{t("signedIn", { name: viewer.name, organization: viewer.organization.acronym })}</p>
          <PlannedForm
            action={acceptInvitationAction}
            id="accept"
            name={t("form")}
            hidden={{ token }}
            buttons={[{ label: t("acceptAs", { name: viewer.name }) }]}
            here="?"
          />
          <p className="text-muted">{t("notYou")}</p>
        </div>
      ) : (
        <div className="mt-6 max-w-text">
          {invitation.email && <p className="mb-5 wrap-anywhere">{t("address", { email: invitation.email })}</p>}
          <PlannedForm
            action={acceptInvitationAction}
            id="accept"
            name={t("form")}
            hidden={{ token }}
            groups={[{ fields }]}
            buttons={[{ label: t("accept") }]}
            here="?"
          />
          <p className="mt-6">{t.rich("haveAccount", { link: (words) => <Link href="/sign-in">{words}</Link> })}</p>
        </div>
      )}
      <p className="mt-4 text-sm text-muted">
        {t.rich("once", { until: () => <InstantText at={invitation.expiresAt} timeZone={timeZone} /> })}
      </p>
    </>
  );
}
