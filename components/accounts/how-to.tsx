import { useTranslations } from "next-intl";

/** How somebody gets a link that signs them in. */
export function HowTo() {
  const t = useTranslations("signIn");
  return (
    <div className="mt-4 grid max-w-text gap-4">
      <p className="text-lg">{t("how")}</p>
      <p>{t("get")}</p>
      <pre className="overflow-x-auto rounded border border-line bg-surface p-4 text-sm">
        <code>{t("command")}</code>
      </pre>
      <p>{t("first")}</p>
      <p className="text-muted">{t("reading")}</p>
    </div>
  );
}
