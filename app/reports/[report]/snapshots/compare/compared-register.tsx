import { useTranslations } from "next-intl";
import type { RegisterDifference } from "#lib/snapshots/comparison.ts";

/** How many are named at most. */
const mostNamed = 50;

/** What came into the register, left it or was reworded; nothing where it is the same. */
export function ComparedRegister({ differences }: { differences: readonly RegisterDifference[] }) {
  const t = useTranslations("snapshots.register");
  if (differences.length === 0) return null;
  return (
    <section aria-labelledby="register">
      <h2 id="register" className="text-xl">
        {t("title")}
      </h2>
      <ul className="mt-2 max-w-text list-disc pl-5">
        {differences.slice(0, mostNamed).map(({ what, code, title, was }) => {
          const recommendation = `${code} ${title}`;
          return (
            <li key={`${what} ${code}`} className="wrap-anywhere">
              {was && was !== recommendation ? t("renamed", { recommendation, was }) : t(what, { recommendation })}
            </li>
          );
        })}
      </ul>
      {differences.length > mostNamed && (
        <p className="mt-2 text-muted">{t("more", { count: differences.length - mostNamed })}</p>
      )}
    </section>
  );
}
