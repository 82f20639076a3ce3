import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Select, TextField } from "#components/ui/field.tsx";
import { Implementation, RecommendationKind } from "#lib/generated/enums.ts";
import { type Filters, Sort } from "#lib/recommendations/schema.ts";
import type { Report } from "#lib/reports/queries.ts";
import { namedFilters } from "./filter-names.ts";

/** A plain form that writes the address: the server filters, with scripts or without. Folded on a phone only. */
export function FilterForm({ report, filters, address }: { report: Report; filters: Filters; address: string }) {
  const t = useTranslations("list");
  const status = useTranslations("implementationTitle");
  const kind = useTranslations("kind");
  const count = namedFilters(filters).length;
  const stakeholders = report.participations.filter((participation) => participation.function === "stakeholder");
  const choices = [
    {
      name: "status" as const,
      label: t("status"),
      options: Object.values(Implementation).map((code) => [code, status(code)] as const),
    },
    {
      name: "organization" as const,
      label: t("organization"),
      options: stakeholders.map(({ organization }) => [organization.slug, organization.acronym] as const),
    },
    {
      name: "theme" as const,
      label: t("theme"),
      options: report.themes.map(({ slug, name }) => [slug, name] as const),
    },
    {
      name: "kind" as const,
      label: t("kind"),
      options: Object.values(RecommendationKind).map((code) => [code, kind(code)] as const),
    },
  ];
  return (
    <details className="shown-when-wide no-print mt-4 border-y border-line py-3">
      <summary className="font-semibold text-accent">{count > 0 ? t("filtersSet", { count }) : t("filters")}</summary>
      <form method="get" action={address} className="mt-4" key={JSON.stringify(filters)}>
        {filters.asOf && <input type="hidden" name="asOf" value={filters.asOf} />}
        <div className="grid items-end gap-4 sm:grid-cols-2 lg:grid-cols-3">
          {choices.map(({ name, label, options }) => (
            <Select key={name} frame={{ name, label, id: `filter-${name}` }} defaultValue={filters[name] ?? ""}>
              <option value="">{t("any")}</option>
              {options.map(([value, words]) => (
                <option key={value} value={value}>
                  {words}
                </option>
              ))}
            </Select>
          ))}
          <TextField
            frame={{ name: "words", label: t("words"), id: "filter-words" }}
            type="search"
            defaultValue={filters.words}
            maxLength={200}
          />
          <Select frame={{ name: "sort", label: t("sort"), id: "filter-sort" }} defaultValue={filters.sort}>
            <option value={Sort.report}>{t("sortReport")}</option>
            <option value={Sort.latest}>{t("sortLatest")}</option>
          </Select>
        </div>
        <p className="mt-2 max-w-text text-sm text-muted">{t("statusHint")}</p>
        <Button className="mt-4">{t("apply")}</Button>
      </form>
    </details>
  );
}
