import { useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import { type Filters, unitOf, writeFilters } from "#lib/recommendations/schema.ts";
import type { Report } from "#lib/reports/queries.ts";
import { useFilterNames, withoutFilters } from "./filter-names.ts";
import { words } from "./list-words.ts";

/** Says what to loosen: the same list without each of the filters that are set. */
export function NothingFound({ report, filters, address }: { report: Report; filters: Filters; address: string }) {
  const t = useTranslations("list");
  const set = useFilterNames(report)(filters);
  const unit = unitOf(filters);
  if (set.length === 0) return <p className="mt-2 max-w-text">{t("emptyWithout")}</p>;
  return (
    <div className="mt-2 max-w-text">
      <p>{t(words[unit].empty)}</p>
      <ul className="mt-2 list-disc pl-5">
        {set.map(({ name, words }) => (
          <li key={name}>
            <Link
              href={
                address +
                writeFilters({ ...filters, [name]: undefined, unit: unit === "assignment" ? unit : undefined, page: 1 })
              }
            >
              {t("drop", { filter: words })}
            </Link>
          </li>
        ))}
        <li>
          <Link href={address + writeFilters(withoutFilters(filters))}>{t("clear")}</Link>
        </li>
      </ul>
    </div>
  );
}
