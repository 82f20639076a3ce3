import { useTranslations } from "next-intl";
import { DayText } from "#components/dates/day-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { datedDay } from "#lib/dates.ts";
import type { Stewardship } from "#lib/stewardship/queries.ts";
import { WaitingSection } from "./waiting-section.tsx";

/** Which organizations have ended, and who answers for them now. */
export function Ended({ items }: { items: Stewardship["ended"] }) {
  const t = useTranslations("toDecide");
  return (
    <WaitingSection id="ended" title={t("ended")} hint={t(items.length > 0 ? "endedHint" : "endedEmpty")}>
      {items.length > 0 && (
        <ul className="mt-4 border-t border-line">
          {items.map(({ organization, report, answering }) => {
            const until = datedDay(organization.existsUntil, organization.existsUntilPrecision ?? "day");
            return (
              <li key={`${report.slug} ${organization.slug}`} className="border-b border-line py-3">
                <Link href={`/organizations/${organization.slug}`}>
                  {organization.name} ({organization.acronym})
                </Link>{" "}
                {until && t.rich("until", { day: () => <DayText day={until} /> })}.{" "}
                {answering ? (
                  t.rich("answering", {
                    organization: () => <Link href={`/organizations/${answering.slug}`}>{answering.acronym}</Link>,
                  })
                ) : (
                  <strong className="font-semibold">{t("nobody")}</strong>
                )}
              </li>
            );
          })}
        </ul>
      )}
    </WaitingSection>
  );
}
