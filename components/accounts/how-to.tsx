import { useTranslations } from "next-intl";

/** How somebody gets a link that signs them in from whoever runs the site. */
export function HowTo() {
  const t = useTranslations("signIn");
  return (
    <div className="grid gap-3">
      <p>{t("get")}</p>
      <pre className="overflow-x-auto rounded border border-line bg-surface p-4 text-sm">
        <code>{t("command")}</code>
      </pre>
      <p className="text-muted">{t("first")}</p>
    </div>
  );
}
