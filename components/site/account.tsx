import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Link } from "#components/ui/link.tsx";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { signOutAction, switchOrganizationAction } from "./actions.ts";

/** As whom and for which organization one is signed in. */
export function Account({ viewer, owesSecondFactor }: { viewer: Viewer; owesSecondFactor: boolean }) {
  const t = useTranslations("site");
  if (viewer.kind === "public") return <Link href="/sign-in">{t("signIn")}</Link>;
  const { name, organization, organizations } = viewer;
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <p>
        {t.rich("signedInAs", {
          name,
          organization: organization.acronym,
          strong: (words) => <strong>{words}</strong>,
        })}
      </p>
      {organizations.length > 1 && (
        <form action={switchOrganizationAction} className="flex items-center gap-2">
          <label htmlFor="act-for">{t("actFor")}</label>
          <select
            id="act-for"
            name="organizationId"
            defaultValue={organization.id}
            className="min-h-11 rounded border border-edge bg-surface px-2"
          >
            {organizations.map(({ id, acronym }) => (
              <option key={id} value={id}>
                {acronym}
              </option>
            ))}
          </select>
          <Button look="plain">{t("switch")}</Button>
        </form>
      )}
      {owesSecondFactor ? (
        <Link href="/account/second-factor">{t("setSecondFactor")}</Link>
      ) : (
        <Link href="/account">{t("account")}</Link>
      )}
      <form action={signOutAction}>
        <Button look="plain">{t("signOut")}</Button>
      </form>
    </div>
  );
}
