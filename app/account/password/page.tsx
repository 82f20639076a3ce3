import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { type FieldPlan, PlannedForm } from "#components/ui/planned-form.tsx";
import { getOwnWays } from "#lib/accounts/own-ways.ts";
import { isOn } from "#lib/accounts/ways.ts";
import { shortest } from "#lib/passwords/judge.ts";
import { requireRecent } from "#lib/viewer.ts";
import { OneButton } from "../one-button.tsx";
import { removePasswordAction, setPasswordAction } from "./actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("ownPassword"))("title") };
}

export default async function PasswordPage() {
  const member = await requireRecent("/account/password");
  const [t, account, { email, password }] = await Promise.all([
    getTranslations("ownPassword"),
    getTranslations("account"),
    getOwnWays(member),
  ]);
  const typed = (name: string, label: string, autoComplete: string, hint?: string): FieldPlan => ({
    ...{ name, label, hint, value: "", look: "line", type: "password", autoComplete },
  });
  return (
    <>
      <p className="text-muted">
        <Link href="/account">{account("title")}</Link>
      </p>
      <h1>{t("title")}</h1>
      <p className="mt-2 mb-6 max-w-text text-lg">{t("lead")}</p>
      <div className="grid max-w-text gap-10">
        {isOn("password") && email ? (
          <PlannedForm
            action={setPasswordAction}
            id="password"
            name={t("title")}
            hidden={{}}
            groups={[
              {
                fields: [
                  ...(password ? [typed("current", t("current"), "current-password")] : []),
                  typed("password", t("new"), "new-password", t("hint", { shortest })),
                ],
              },
            ]}
            buttons={[{ label: t("save") }]}
            here="?"
          />
        ) : (
          <Notice>
            {isOn("password")
              ? t.rich("noEmail", { link: (words) => <Link href="/account/email">{words}</Link> })
              : t("refused.off")}
          </Notice>
        )}
        {password && (
          <section aria-labelledby="remove" className="border-t border-line pt-6">
            <h2 id="remove" className="text-lg font-semibold">
              {t("remove")}
            </h2>
            <p className="mt-1 mb-4">{t("removeLead")}</p>
            <OneButton action={removePasswordAction} id="remove-password" label={t("remove")} />
          </section>
        )}
      </div>
    </>
  );
}
