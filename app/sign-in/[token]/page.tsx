import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Again } from "#components/limits/again.ts";
import { Button } from "#components/ui/button.tsx";
import { Focused } from "#components/ui/focused.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { getLink } from "#lib/accounts/queries.ts";
import { signInAction } from "./actions.ts";

type Props = {
  params: Promise<{ token: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("linkTitle"), robots: "noindex" };
}

/** Looking at it uses nothing up: a preview of the link must not. The button does. */
export default async function SignInLinkPage({ params, searchParams }: Props) {
  const { token } = await params;
  const again = Again.parse((await searchParams).again);
  const [t, limits, link] = await Promise.all([
    getTranslations("signIn"),
    getTranslations("limits"),
    getLink(token, new Date()),
  ]);
  if (!link.isValid) {
    return (
      <>
        <h1>{t("linkTitle")}</h1>
        <div role="alert" className="mt-4">
          <Notice look="problem">
            <p className="font-semibold">{t(`refused.${link.refusal}`)}</p>
          </Notice>
        </div>
        <p className="mt-6">
          <Link href="/sign-in">{t("other")}</Link>
        </p>
      </>
    );
  }
  return (
    <>
      <h1>{t("linkTitle")}</h1>
      <p className="mt-4 max-w-text text-lg">
        {t("linkLead", { name: link.name, organization: link.organization.name })}
      </p>
      {again && (
        <Focused role="alert" className="mt-4">
          <Notice look="problem">
            <p className="font-semibold">{limits("token", { minutes: again })}</p>
          </Notice>
        </Focused>
      )}
      <form action={signInAction} className="mt-6">
        <input type="hidden" name="token" value={token} />
        <Button>{t("linkButton", { organization: link.organization.acronym })}</Button>
      </form>
      <p className="mt-3 text-sm text-muted">{t("linkOnce")}</p>
    </>
  );
}
