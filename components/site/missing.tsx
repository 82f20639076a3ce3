import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Link } from "#components/ui/link.tsx";
import { answerNotFound } from "#lib/answer-status.ts";

export async function missingMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("notFound"))("title") };
}

/** There is nothing at this address: in the house's own page, with scripts or without. */
export async function Missing() {
  answerNotFound();
  const t = await getTranslations("notFound");
  return (
    <>
      <h1>{t("title")}</h1>
      <p className="mt-4 max-w-text">{t("text")}</p>
      <p className="mt-4">
        <Link href="/">{t("home")}</Link>
      </p>
    </>
  );
}
