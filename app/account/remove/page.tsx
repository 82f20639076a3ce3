import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Removal } from "#components/people/removal.tsx";
import { Link } from "#components/ui/link.tsx";
import { requireRecent } from "#lib/viewer.ts";
import { removeOwnAccountAction } from "../actions.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("removal"))("ownTitle") };
}

/** What becomes of one's account when one removes it. It cannot be undone, so one has shown just now who one is. */
export default async function RemovePage() {
  const viewer = await requireRecent("/account/remove");
  const [t, account] = await Promise.all([getTranslations("removal"), getTranslations("account")]);
  return (
    <>
      <p className="text-muted">
        <Link href="/account">{account("title")}</Link>
      </p>
      <h1>{t("ownTitle")}</h1>
      <Removal
        action={removeOwnAccountAction}
        organization={viewer.organization.acronym}
        button={t("ownButton")}
        hidden={{}}
      />
    </>
  );
}
