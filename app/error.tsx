"use client";
import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { linkStyle } from "#components/ui/link.tsx";

export default function ErrorPage({ reset }: { reset: () => void }) {
  const t = useTranslations("error");
  return (
    <>
      <h1>{t("title")}</h1>
      <p className="mt-4 max-w-text">{t("text")}</p>
      <p className="mt-6 flex flex-wrap items-center gap-6">
        <Button onClick={reset}>{t("retry")}</Button>
        <a href="/" className={linkStyle}>
          {t("home")}
        </a>
      </p>
    </>
  );
}
