import { useTranslations } from "next-intl";
import type { RegisterDifference } from "#lib/snapshots/compared.ts";

/** What came into the register, left it or was reworded, the first of it; nothing where it is the same. */
export function ComparedRegister({ found, items }: { found: number; items: readonly RegisterDifference[] }) {
  const t = useTranslations("snapshots.register");
  if (found === 0) return null;
  return (
    <section aria-labelledby="register">
      <h2 id="register" className="text-xl">
        {t("title")}
      </h2>
      <ul className="mt-2 max-w-text list-disc pl-5">
        {items.map(({ what, code, title, was }) => {
          const recommendation = `${code} ${title}`;
          return (
            <li key={`${what} ${code}`} className="wrap-anywhere">
              {was && was !== recommendation ? t("renamed", { recommendation, was }) : t(what, { recommendation })}
            </li>
          );
        })}
      </ul>
      {found > items.length && <p className="mt-2 text-muted">{t("more", { count: found - items.length })}</p>}
    </section>
  );
}
