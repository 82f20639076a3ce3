import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Link } from "#components/ui/link.tsx";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { requireRecent } from "#lib/viewer.ts";
import { changeNameAction } from "../actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("account"))("nameTitle") };
}

/** As whom one is read beside what one logs. Whoever came to a screen that was left open writes in nobody's name. */
export default async function NamePage() {
  const { name } = await requireRecent("/account/name");
  const t = await getTranslations("account");
  return (
    <>
      <p className="text-muted">
        <Link href="/account">{t("title")}</Link>
      </p>
      <h1>{t("nameTitle")}</h1>
      <p className="mt-2 mb-6 max-w-text text-lg">{t("nameLead")}</p>
      <div className="max-w-text">
        <PlannedForm
          action={changeNameAction}
          id="name"
          name={t("nameTitle")}
          hidden={{}}
          groups={[{ fields: [{ name: "name", label: t("name"), value: name, look: "line", autoComplete: "name" }] }]}
          buttons={[{ label: t("saveName") }]}
          here="?"
        />
      </div>
    </>
  );
}
