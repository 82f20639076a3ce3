import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { HowTo } from "#components/accounts/how-to.tsx";
import { getViewer } from "#lib/viewer.ts";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn"))("title") };
}

export default async function SignInPage() {
  const [t, viewer] = await Promise.all([getTranslations("signIn"), getViewer()]);
  return (
    <>
      <h1>{t("title")}</h1>
      {viewer.kind === "member" && (
        <p className="mt-4 font-semibold">
          {t("already", { name: viewer.name, organization: viewer.organization.name })}
        </p>
      )}
      <HowTo />
    </>
  );
}
