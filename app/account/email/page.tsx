import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Link } from "#components/ui/link.tsx";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { getAccount } from "#lib/accounts/queries.ts";
import { requireRecent } from "#lib/viewer.ts";
import { changeEmailAction } from "../actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("emailTitle") };
}

/** At what address one is reached. It is also what one signs in with, so one has shown just now who one is. */
export default async function EmailPage() {
  const viewer = await requireRecent("/account/email");
  const [t, { user }] = await Promise.all([getTranslations("account"), getAccount(viewer, new Date())]);
  return (
    <>
      <p className="text-muted">
        <Link href="/account">{t("title")}</Link>
      </p>
      <h1>{t("emailTitle")}</h1>
      <p className="mt-2 mb-6 max-w-text text-lg">{t("emailLead")}</p>
      <div className="max-w-text">
        <PlannedForm
          action={changeEmailAction}
          id="email"
          name={t("emailTitle")}
          hidden={{}}
          groups={[
            {
              fields: [
                {
                  ...{ name: "email", label: t("email"), value: user.email ?? "" },
                  ...({ look: "line", type: "email", autoComplete: "email" } as const),
                },
              ],
            },
          ]}
          buttons={[{ label: t("saveEmail") }]}
          here="?"
        />
      </div>
    </>
  );
}
