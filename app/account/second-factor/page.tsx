import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { InstantText } from "#components/dates/instant-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { getOwnWays } from "#lib/accounts/own-ways.ts";
import { getAccount } from "#lib/accounts/queries.ts";
import { isOn } from "#lib/accounts/ways.ts";
import { getBegunSecret } from "#lib/second-factors/queries.ts";
import { secretToShow } from "#lib/second-factors/totp.ts";
import { requirePerson, requireRecent } from "#lib/viewer.ts";
import { DoneNotice } from "../done-notice.tsx";
import { OneButton } from "../one-button.tsx";
import { parsePlace, timeZoneOf } from "../place.ts";
import {
  abandonSecondFactorAction,
  beginSecondFactorAction,
  confirmSecondFactorAction,
  makeRecoveryCodesAction,
  removeSecondFactorAction,
} from "./actions.ts";
import { CodesForm } from "./codes-form.tsx";
import { QrCode } from "./qr-code.tsx";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ownSecondFactor"))("title") };
}

/** Sets a second factor up, or shows that it is. Whoever owes one is led here before they can do anything else. */
export default async function SecondFactorPage({ searchParams }: Props) {
  const { member, owesSecondFactor } = await requirePerson();
  await requireRecent("/account/second-factor", async () => member);
  const place = parsePlace(await searchParams);
  const [t, site, account, { secondFactorSetAt, recoveryCodesLeft, demandedBy }, secret, { user }] = await Promise.all([
    getTranslations("ownSecondFactor"),
    getTranslations("site"),
    getTranslations("account"),
    getOwnWays(member),
    getBegunSecret(member),
    getAccount(member, new Date()),
  ]);
  const shown = secret && secretToShow(secret, site("name"), user.email ?? user.name);
  const codeField = {
    ...{ name: "code", label: t("code"), hint: t("codeHint"), value: "" },
    ...({ look: "line", inputMode: "numeric", autoComplete: "one-time-code" } as const),
  };
  return (
    <>
      {!owesSecondFactor && (
        <p className="text-muted">
          <Link href="/account">{account("title")}</Link>
        </p>
      )}
      <h1>{t("title")}</h1>
      <DoneNotice {...place} />
      {owesSecondFactor && (
        <div className="my-4">
          <Notice>{t("owed", { organization: member.organization.acronym })}</Notice>
        </div>
      )}
      <p className="mt-2 max-w-text text-lg">
        {secondFactorSetAt
          ? t.rich("set", {
              at: () => <InstantText at={secondFactorSetAt} timeZone={timeZoneOf(user.memberships, member)} />,
            })
          : t("lead")}
      </p>
      <div className="mt-6 grid max-w-text grid-cols-1 gap-8">
        {shown && (
          <div className="grid gap-4">
            <p>{t("scan")}</p>
            <QrCode content={shown.address} label={t("picture")} />
            <p>
              {t.rich("type", {
                secret: () => (
                  <code className="inline-block wrap-anywhere rounded bg-notice px-2 py-1">{shown.typed}</code>
                ),
              })}
            </p>
            <h2 className="text-lg font-semibold">{t("show")}</h2>
          </div>
        )}
        <CodesForm
          action={confirmSecondFactorAction}
          id="show"
          fields={[codeField]}
          button={t("confirm")}
          look="primary"
          words={{ form: t("show"), made: t("made"), once: t("once") }}
          isOver={!shown}
        />
        {shown && <OneButton action={abandonSecondFactorAction} id="abandon" label={t("abandon")} />}
        {!secondFactorSetAt && !shown && (
          <div className="no-print">
            <OneButton action={beginSecondFactorAction} id="begin" label={t("begin")} isMain />
            {isOn("passkey") && (
              <p className="mt-4 text-muted">
                {t.rich("orPasskey", { link: (words) => <Link href="/account/passkeys">{words}</Link> })}
              </p>
            )}
          </div>
        )}
        {secondFactorSetAt && !shown && (
          <>
            <section aria-labelledby="codes" className="no-print">
              <h2 id="codes" className="mb-2 text-lg font-semibold">
                {t("codes")}
              </h2>
              <p className="mb-4">{t("codesLeft", { count: recoveryCodesLeft })}</p>
              <CodesForm
                action={makeRecoveryCodesAction}
                id="codes"
                button={t("newCodes")}
                look="plain"
                words={{ form: t("codes"), made: t("made"), once: t("once") }}
              />
            </section>
            <section aria-labelledby="another" className="no-print border-t border-line pt-6">
              <h2 id="another" className="text-lg font-semibold">
                {t("another")}
              </h2>
              <p className="mt-1 mb-4">{t("anotherLead")}</p>
              <OneButton action={beginSecondFactorAction} id="begin" label={t("another")} />
            </section>
          </>
        )}
        {secondFactorSetAt && !shown && (
          <section aria-labelledby="remove" className="no-print border-t border-line pt-6">
            <h2 id="remove" className="text-lg font-semibold">
              {t("remove")}
            </h2>
            <p className="mt-1 mb-4">
              {demandedBy.length > 0 ? t("demanded", { organization: demandedBy.join(", ") }) : t("removeLead")}
            </p>
            <OneButton action={removeSecondFactorAction} id="remove-second-factor" label={t("remove")} />
          </section>
        )}
      </div>
    </>
  );
}
