import { useTranslations } from "next-intl";

export function Footer() {
  const t = useTranslations("site");
  return (
    <footer className="mt-8 border-t border-line">
      <p className="mx-auto max-w-[76rem] px-4 py-6 text-sm text-muted">
        {t.rich("footer", { km: (words) => <span lang="km">{words}</span> })}
      </p>
    </footer>
  );
}
