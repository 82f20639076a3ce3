import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InstantText } from "#components/dates/instant-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { getOwnWays } from "#lib/accounts/own-ways.ts";
import { getAccount } from "#lib/accounts/queries.ts";
import { requireRecent } from "#lib/viewer.ts";
import { Owned } from "../owned.tsx";
import { timeZoneOf } from "../place.ts";
import { removeIdentityAction } from "./actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ownIdentities"))("title") };
}

/** The accounts of providers that lead into one's own. They are linked by signing in with one. */
export default async function IdentitiesPage() {
  const member = await requireRecent("/account/identities");
  const [t, account, { linkedIdentities }, { user }] = await Promise.all([
    getTranslations("ownIdentities"),
    getTranslations("account"),
    getOwnWays(member),
    getAccount(member, new Date()),
  ]);
  const timeZone = timeZoneOf(user.memberships, member);
  return (
    <>
      <p className="text-muted">
        <Link href="/account">{account("title")}</Link>
      </p>
      <h1>{t("title")}</h1>
      <p className="mt-2 max-w-text text-lg">{t("lead")}</p>
      {linkedIdentities.length === 0 && <p className="mt-4">{t("none")}</p>}
      <ul className="mt-6 max-w-text border-t border-line empty:hidden">
        {linkedIdentities.map(({ id, issuer, subject, createdAt }) => (
          <Owned
            key={id}
            title={issuer}
            remove={{
              ...{ action: removeIdentityAction, id: `remove-${id}`, hidden: { identity: id } },
              ...{ label: t("remove"), said: t("removeNamed", { issuer }) },
            }}
          >
            <p className="text-sm text-muted wrap-anywhere">{t("subject", { subject })}</p>
            <p className="text-sm text-muted">
              {t.rich("since", { at: () => <InstantText at={createdAt} timeZone={timeZone} /> })}
            </p>
          </Owned>
        ))}
      </ul>
    </>
  );
}
