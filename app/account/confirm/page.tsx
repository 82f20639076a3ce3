import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { SignInWays } from "#components/accounts/sign-in-ways.tsx";
import { InstantText } from "#components/dates/instant-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { Next } from "#lib/accounts/next.ts";
import { getOwedFactor } from "#lib/accounts/own-change.ts";
import { getAccount } from "#lib/accounts/queries.ts";
import { isRecent } from "#lib/accounts/session.ts";
import { waysOn } from "#lib/accounts/ways.ts";
import { providerName } from "#lib/identities/name.ts";
import { requirePerson } from "#lib/viewer.ts";
import { timeZoneOf } from "../place.ts";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("confirmTitle") };
}

/** Where requireRecent leads: whoever signed in a while ago, or without the second factor that they have, shows it and goes on. */
export default async function ConfirmPage({ searchParams }: Props) {
  const { member: viewer, owesSecondFactor } = await requirePerson();
  const next = Next.parse((await searchParams).next);
  const [{ shownAt }, now] = [viewer, new Date()];
  const [t, { user }, owed] = await Promise.all([
    getTranslations("account"),
    getAccount(viewer, now),
    getOwedFactor(viewer),
  ]);
  if (isRecent(viewer, now) && !owed) redirect(next);
  const ways = waysOn().filter((way) => owed?.kind !== "passkey" || way === "passkey");
  return (
    <>
      {!owesSecondFactor && (
        <p className="text-muted">
          <Link href="/account">{t("title")}</Link>
        </p>
      )}
      <h1>{t("confirmTitle")}</h1>
      <p className="mt-4 max-w-text text-lg">
        {owed
          ? t(`confirmOwed.${owed.kind}`, { organization: owed.demandedBy.join(", ") })
          : shownAt
            ? t.rich("confirmLead", {
                at: () => <InstantText at={shownAt} timeZone={timeZoneOf(user.memberships, viewer)} />,
              })
            : t("confirmLeadUnknown", { provider: providerName() })}
      </p>
      {ways.length > 0 && (
        <>
          <p className="mt-4 max-w-text">
            {t.rich("confirmNext", { link: (words) => <Link href={next}>{words}</Link> })}
          </p>
          <h2 className="mt-8 text-xl">{t("confirmHow")}</h2>
          <SignInWays ways={ways} provider={providerName()} next={next} />
        </>
      )}
      {owed && <p className="mt-8 max-w-text text-muted">{t("confirmLost")}</p>}
    </>
  );
}
