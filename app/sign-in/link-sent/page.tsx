import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Link } from "#components/ui/link.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("signIn.sent"))("title") };
}

/** The same whatever address was given. */
export default async function LinkSentPage() {
  const t = await getTranslations("signIn.sent");
  return (
    <>
      <h1>{t("title")}</h1>
      <p className="mt-4 max-w-text text-lg">{t("lead")}</p>
      <p className="mt-4 max-w-text">{t("nothing")}</p>
      <p className="mt-4">
        <Link href="/sign-in">{t("again")}</Link>
      </p>
    </>
  );
}
