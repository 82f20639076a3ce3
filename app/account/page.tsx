import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { RoleNames } from "#components/people/role-names.tsx";
import { Button } from "#components/ui/button.tsx";
import { Link } from "#components/ui/link.tsx";
import { getOwnWays } from "#lib/accounts/own-ways.ts";
import { getAccount } from "#lib/accounts/queries.ts";
import { waysOn } from "#lib/accounts/ways.ts";
import { providerName } from "#lib/identities/name.ts";
import { canSendMail } from "#lib/mail/send.ts";
import { canManagePeople } from "#lib/people/policy.ts";
import { requireMember } from "#lib/viewer.ts";
import { sendConfirmationAction } from "./actions.ts";
import { DoneNotice } from "./done-notice.tsx";
import { OneButton } from "./one-button.tsx";
import { OwnWays } from "./own-ways.tsx";
import { parsePlace, timeZoneOf } from "./place.ts";
import { SessionList } from "./session-list.tsx";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("title") };
}

/** What is one's own: as whom one signs in, with what, and where one is signed in now. */
export default async function AccountPage({ searchParams }: Props) {
  const viewer = await requireMember();
  const place = parsePlace(await searchParams);
  const [t, { user, sessions }, own] = await Promise.all([
    getTranslations("account"),
    getAccount(viewer, new Date()),
    getOwnWays(viewer),
  ]);
  const timeZone = timeZoneOf(user.memberships, viewer);
  return (
    <div className="grid grid-cols-1 gap-10">
      <div>
        <h1>{t("title")}</h1>
        <DoneNotice {...place} />
        <dl className="mt-4 grid max-w-text grid-cols-1 gap-x-6 sm:grid-cols-[auto_1fr] sm:gap-y-2">
          <dt className="text-muted">{t("name")}</dt>
          <dd className="mb-2 wrap-anywhere sm:mb-0">
            {user.name}{" "}
            <span className="no-print">
              <Link href="/account/name" aria-label={t("changeName")}>
                {t("change")}
              </Link>
            </span>
          </dd>
          <dt className="text-muted">{t("email")}</dt>
          <dd className="wrap-anywhere">
            {user.email ? (
              <>
                {user.email}
                {!user.emailVerifiedAt && <span className="text-muted"> {t("unconfirmed")}</span>}
              </>
            ) : (
              t("noEmail")
            )}{" "}
            <span className="no-print">
              <Link href="/account/email">{t(user.email ? "changeEmail" : "addEmail")}</Link>
            </span>
            {user.email && !user.emailVerifiedAt && canSendMail() && (
              <div className="mt-2">
                <OneButton action={sendConfirmationAction} id="confirmation" label={t("sendConfirmation")} />
              </div>
            )}
          </dd>
        </dl>
      </div>
      <section aria-labelledby="ways">
        <h2 id="ways" className="text-xl">
          {t("ways")}
        </h2>
        <OwnWays own={own} ways={waysOn()} provider={providerName()} timeZone={timeZone} />
      </section>
      <section aria-labelledby="memberships">
        <h2 id="memberships" className="text-xl">
          {t("memberships")}
        </h2>
        <ul className="mt-2 max-w-text">
          {user.memberships.map(({ organization, roles }) => (
            <li key={organization.id} className="border-b border-line py-3">
              <Link href={`/organizations/${organization.slug}`}>{organization.name}</Link>: <RoleNames roles={roles} />
              {canManagePeople({ ...viewer, organization, roles }, organization) && (
                <span className="no-print block">
                  <Link href={`/organizations/${organization.slug}/people`}>
                    {t("people", { organization: organization.acronym })}
                  </Link>
                  {organization.id === viewer.organization.id && (
                    <>
                      {" · "}
                      <Link href="/access">{t("access")}</Link>
                    </>
                  )}
                </span>
              )}
            </li>
          ))}
        </ul>
      </section>
      <section aria-labelledby="sessions">
        <h2 id="sessions" className="text-xl">
          {t("sessions")}
        </h2>
        <p className="mt-1 max-w-text">{t("sessionsLead")}</p>
        <SessionList sessions={sessions} currentId={viewer.sessionId} timeZone={timeZone} />
      </section>
      <section aria-labelledby="data" className="no-print">
        <h2 id="data" className="text-xl">
          {t("data.title")}
        </h2>
        <p className="mt-1 max-w-text">{t("data.lead")}</p>
        <form action="/account/data" method="post" className="mt-3">
          <Button look="plain">{t("data.button")}</Button>
        </form>
        <p className="mt-4">
          <Link href="/account/remove">{t("data.remove")}</Link>
        </p>
      </section>
    </div>
  );
}
