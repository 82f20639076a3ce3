import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Link } from "#components/ui/link.tsx";
import { answerNotFound } from "#lib/answer-status.ts";

export async function missingMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("notFound"))("title") };
}

/** What a page draws that has nothing to show: the words, and the status of the answer, with scripts or without. */
export function Missing() {
  answerNotFound();
  return <MissingWords />;
}

/** The words alone. Next draws its "not found" along with every page, and gives it the status itself when it is sent. */
export async function MissingWords() {
  const t = await getTranslations("notFound");
  return (
    <>
      <h1>{t("title")}</h1>
      <p className="mt-4 max-w-text">{t("text")}</p>
      <p className="mt-2 max-w-text">{t.rich("signIn", { link: (words) => <Link href="/sign-in">{words}</Link> })}</p>
      <p className="mt-4">
        <Link href="/">{t("home")}</Link>
      </p>
    </>
  );
}
