import { useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import { type Filters, writeFilters } from "#lib/recommendations/schema.ts";
import type { Report } from "#lib/reports/queries.ts";
import { useFilterNames } from "./filter-names.ts";

type Props = { report: Report; filters: Filters; found: number; address: string };

/** How many there are, and by which filters: on a phone the filters themselves are folded. */
export function Found({ report, filters, found, address }: Props) {
  const t = useTranslations("list");
  const set = useFilterNames(report)(filters);
  return (
    <div className="mt-6">
      <p role="status" className="text-lg font-semibold">
        {t("found", { found })}
      </p>
      {set.length > 0 && (
        <p className="flex flex-wrap gap-x-4 text-muted">
          {set.map(({ name, words }) => (
            <span key={name}>{words}</span>
          ))}
          {found > 0 && <Link href={address + writeFilters({ asOf: filters.asOf })}>{t("clear")}</Link>}
        </p>
      )}
    </div>
  );
}
