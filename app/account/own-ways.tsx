import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { InstantText } from "#components/dates/instant-text.tsx";
import { Link } from "#components/ui/link.tsx";
import type { getOwnWays } from "#lib/accounts/own-ways.ts";
import { hasOwnWay, type Way } from "#lib/accounts/ways.ts";

type Props = {
  own: Awaited<ReturnType<typeof getOwnWays>>;
  ways: readonly Way[];
  provider: string;
  timeZone: string;
};

/** With what one signs in, and where each is changed. */
export function OwnWays({ own, ways, provider, timeZone }: Props) {
  const t = useTranslations("ownWays");
  const { email, isEmailConfirmed, password, passkeys, linkedIdentities } = own;
  const { secondFactorSetAt, recoveryCodesLeft, demandedBy } = own;
  const at = (instant: Date) => ({ at: () => <InstantText at={instant} timeZone={timeZone} /> });
  return (
    <>
      <dl className="mt-3 max-w-text border-t border-line">
        {(ways.includes("passkey") || passkeys.length > 0) && (
          <Row title={t("passkeys")} href="/account/passkeys" words={t(passkeys.length > 0 ? "change" : "addPasskey")}>
            {passkeys.length > 0 ? passkeys.map(({ name }) => name).join(", ") : t("none")}
          </Row>
        )}
        {ways.includes("email") && <Row title={t("email")}>{t(isEmailConfirmed ? "emailOn" : "emailUnconfirmed")}</Row>}
        {(ways.includes("password") || password) && (
          <Row title={t("password")} href="/account/password" words={t(password ? "change" : "setPassword")}>
            {password ? t.rich("since", at(password.setAt)) : t("none")}
            {password && !isEmailConfirmed && ` ${t(email ? "passwordUnconfirmed" : "passwordAlone")}`}
          </Row>
        )}
        {linkedIdentities.map(({ id, issuer, createdAt }) => (
          <Row
            key={id}
            title={ways.includes("identity") ? provider : issuer}
            href="/account/identities"
            words={t("change")}
          >
            {t.rich("linkedSince", at(createdAt))}
          </Row>
        ))}
        <Row
          title={t("secondFactor")}
          href="/account/second-factor"
          words={t(secondFactorSetAt ? "change" : "setSecondFactor")}
        >
          {secondFactorSetAt ? (
            <>
              {t.rich("since", at(secondFactorSetAt))} {t("recoveryCodes", { count: recoveryCodesLeft })}
            </>
          ) : demandedBy.length > 0 && passkeys.length === 0 ? (
            t("demanded", { organization: demandedBy.join(", ") })
          ) : (
            t("none")
          )}
        </Row>
      </dl>
      {!hasOwnWay(own, ways) && <p className="mt-3 max-w-text text-sm text-muted">{t("alone")}</p>}
    </>
  );
}

type RowProps = { title: string; href?: string; words?: string; children: ReactNode };

function Row({ title, href, words, children }: RowProps) {
  return (
    <div className="grid grid-cols-1 gap-x-6 gap-y-1 border-b border-line py-3 sm:grid-cols-[11rem_1fr_auto]">
      <dt className="font-semibold">{title}</dt>
      <dd className="wrap-anywhere">{children}</dd>
      {href && (
        <dd className="no-print">
          <Link href={href} aria-label={`${title}: ${words}`}>
            {words}
          </Link>
        </dd>
      )}
    </div>
  );
}
