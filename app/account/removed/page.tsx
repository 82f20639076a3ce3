import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Link } from "#components/ui/link.tsx";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("removal"))("doneTitle"), robots: "noindex" };
}

/** Where one is led who has removed oneself. */
export default async function RemovedPage() {
  const t = await getTranslations("removal");
  return (
    <>
      <h1>{t("doneTitle")}</h1>
      <p className="mt-4 max-w-text">{t("done")}</p>
      <p className="mt-4">
        <Link href="/">{t("home")}</Link>
      </p>
    </>
  );
}
