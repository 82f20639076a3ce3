import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { v7 as uuid } from "uuid";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Pages } from "#components/site/pages.tsx";
import { Focused } from "#components/ui/focused.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { canSendMail } from "#lib/mail/send.ts";
import { canDemandSecondFactor } from "#lib/people/policy.ts";
import { getManaged, listFormer, listOpenInvitations, listPeople } from "#lib/people/queries.ts";
import { getSecondFactorDemand } from "#lib/second-factors/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { inviteAction } from "./actions.ts";
import { InviteForm } from "./invite-form.tsx";
import { OpenInvitations } from "./open-invitations.tsx";
import { PeopleTable } from "./people-table.tsx";
import { parsePlace } from "./place.ts";
import { SecondFactorDemand } from "./second-factor-demand.tsx";

type Props = {
  params: Promise<{ organization: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const managed = await getManaged(await getViewer(), (await params).organization);
  if (!managed) return missingMetadata();
  return { title: (await getTranslations("people"))("title", { organization: managed.acronym }) };
}

export default async function PeoplePage({ params, searchParams }: Props) {
  const viewer = await getViewer();
  const managed = await getManaged(viewer, (await params).organization);
  if (!managed) return <Missing />;
  const { done, at, page } = parsePlace(await searchParams);
  const address = `/organizations/${managed.slug}`;
  const [t, access, roles, { people, pages }, former, invitations, demand] = await Promise.all([
    getTranslations("people"),
    getTranslations("access"),
    getTranslations("memberRole"),
    listPeople(managed, page),
    managed.isSteward ? listFormer(viewer, managed) : [],
    listOpenInvitations(viewer, managed, new Date()),
    getSecondFactorDemand(managed.id),
  ]);
  return (
    <div className="grid grid-cols-1 gap-10">
      <div>
        <p className="text-muted">
          <Link href={address}>{managed.name}</Link>
        </p>
        <h1>{t("title", { organization: managed.acronym })}</h1>
        <p className="mt-2 max-w-text text-lg">{t("lead", { organization: managed.name })}</p>
        {done && (
          <Focused key={at} id="done" role="status" className="mt-4 outline-none">
            <Notice look="done">{t(`done.${done}`)}</Notice>
          </Focused>
        )}
      </div>
      <div>
        {people.length === 0 ? (
          <p>{t("nobody", { organization: managed.acronym })}</p>
        ) : (
          <PeopleTable people={people} managed={managed} />
        )}
        <Pages page={page} pages={pages} addressOf={(other) => `${address}/people?page=${other}`} />
        <p className="no-print mt-4">
          <Link href={`/access?organization=${managed.slug}`}>
            {access("linkOf", { organization: managed.acronym })}
          </Link>
        </p>
      </div>
      <section aria-labelledby="invitations">
        <h2 id="invitations" className="text-xl">
          {t("invitations")}
        </h2>
        {invitations.length === 0 ? (
          <p className="mt-2 text-muted">{t("noInvitations")}</p>
        ) : (
          <OpenInvitations invitations={invitations} managed={managed} />
        )}
      </section>
      {former.length > 0 && (
        <section aria-labelledby="former" className="no-print">
          <h2 id="former" className="text-xl">
            {t("endedTitle")}
          </h2>
          <p className="mt-1 max-w-text">{t("endedLead", { organization: managed.acronym })}</p>
          <ul className="mt-2 max-w-text">
            {former.map(({ id, name }) => (
              <li key={id} className="flex flex-wrap justify-between gap-x-4 border-b border-line py-3">
                {name} <Link href={`${address}/people/${id}/remove`}>{t("remove", { name })}</Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section aria-labelledby="invite" className="no-print border-t border-line pt-8">
        <h2 id="invite" className="text-xl">
          {t("invite.form")}
        </h2>
        <p className="mt-1 mb-4 max-w-text">{t("invite.lead")}</p>
        <div className="max-w-text">
          <InviteForm
            action={inviteAction}
            organization={managed.slug}
            id={uuid()}
            roles={managed.rolesToGive.map((role) => [role, roles(`name.${role}`), roles(`means.${role}`)] as const)}
            words={{
              form: t("invite.form"),
              email: t("invite.email"),
              emailHint: t(canSendMail() ? "invite.emailHintMailed" : "invite.emailHint"),
              roles: t("invite.roles"),
              button: t("invite.button"),
              made: t("invite.made"),
              link: t("invite.link"),
              linkHint: t("invite.linkHint"),
              copy: t("invite.copy"),
              copied: t("invite.copied"),
            }}
          />
        </div>
      </section>
      {canDemandSecondFactor(viewer, managed) && <SecondFactorDemand organization={managed} setAt={demand?.setAt} />}
    </div>
  );
}
