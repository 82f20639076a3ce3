import { useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import { type Filters, Unit, unitOf, writeFilters } from "#lib/recommendations/schema.ts";
import { words } from "./list-words.ts";

/** The same filters over recommendations, or over what each organization answers for. */
export function UnitSwitch({ filters, address }: { filters: Filters; address: string }) {
  const t = useTranslations("list");
  const shown = unitOf(filters);
  const { columns: _, ...rest } = filters;
  return (
    <nav aria-label={t("units")} className="no-print mt-3 flex flex-wrap items-baseline gap-x-4 gap-y-1">
      {Object.values(Unit).map((unit) => {
        const asked = {
          ...rest,
          unit: unit === "assignment" ? unit : undefined,
          counted: unit === shown ? filters.counted : undefined,
          page: 1,
        };
        return unit === shown ? (
          <span key={unit} aria-current="true" className="border-b-2 border-accent font-semibold">
            {t(words[unit].title)}
          </span>
        ) : (
          <Link key={unit} href={address + writeFilters(asked)}>
            {t(words[unit].title)}
          </Link>
        );
      })}
      {shown === "assignment" && <span className="text-sm text-muted">{t("unitHint")}</span>}
    </nav>
  );
}
