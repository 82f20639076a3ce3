import { useTranslations } from "next-intl";
import type { Withheld } from "#lib/verification/queries.ts";

const reasons = ["own", "successor", "claimed"] as const satisfies Withheld[];

/** What waits and is not offered, and why. */
export function WithheldClaims({ counts }: { counts: Record<Withheld, number> }) {
  const t = useTranslations("toVerify");
  const told = reasons.filter((reason) => counts[reason] > 0);
  if (told.length === 0) return null;
  return (
    <div className="mt-4 max-w-text text-muted">
      <p>{t("withheld", { count: told.reduce((sum, reason) => sum + counts[reason], 0) })}</p>
      <ul className="list-disc pl-6">
        {told.map((reason) => (
          <li key={reason}>{t(`withheldFor.${reason}`, { count: counts[reason] })}</li>
        ))}
      </ul>
    </div>
  );
}
