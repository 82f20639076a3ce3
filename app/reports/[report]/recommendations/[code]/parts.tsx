import { useTranslations } from "next-intl";
import { Status } from "#components/implementation/status.tsx";
import { Link } from "#components/ui/link.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import type { Day } from "#lib/dates.ts";
import type { Recommendation } from "#lib/recommendations/queries.ts";

/** The parts that a recommendation is implemented through; nothing when it has none. */
export function Parts({ recommendation, asOf }: { recommendation: Recommendation; asOf: Day | undefined }) {
  const { report, parts } = recommendation;
  const t = useTranslations("recommendation");
  if (parts.length === 0) return null;
  return (
    <section aria-labelledby="parts">
      <h2 id="parts" className="text-xl">
        {t("parts")}
      </h2>
      <p className="mt-1 text-muted">{t("partsHint")}</p>
      <ul className="mt-3 max-w-[76ch]">
        {parts.map(({ code, title, implementation }) => (
          <li key={code} className="flex flex-wrap justify-between gap-x-6 border-b border-line py-2">
            <Link href={`/reports/${report.slug}/recommendations/${code}${writeAsOf(asOf)}`}>
              {code} {title}
            </Link>
            <Status implementation={implementation} />
          </li>
        ))}
      </ul>
    </section>
  );
}
