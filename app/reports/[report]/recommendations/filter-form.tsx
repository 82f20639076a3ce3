import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Select, TextField } from "#components/ui/field.tsx";
import { Ticks } from "#components/ui/ticks.tsx";
import { AssignmentRole, Implementation, Priority, RecommendationKind } from "#lib/generated/enums.ts";
import { most } from "#lib/recommendations/bounds.ts";
import type { FacetCounts } from "#lib/recommendations/facets.ts";
import { columns, columnsOf, type Filters, Group, Sort, sortOf, unitOf } from "#lib/recommendations/schema.ts";
import type { Report } from "#lib/reports/queries.ts";
import { namedFilters } from "./filter-names.ts";

type Props = { report: Report; filters: Filters; address: string; counts: FacetCounts; found: number };

/** A plain form that writes the address: the server filters, with scripts or without. Folded on a phone only. */
export function FilterForm({ report, filters, address, counts, found }: Props) {
  const t = useTranslations("list");
  const status = useTranslations("implementationTitle");
  const kind = useTranslations("kind");
  const role = useTranslations("role");
  const priority = useTranslations("priority");
  const head = useTranslations("list.columnOf");
  const count = namedFilters(filters).length;
  const unit = unitOf(filters);
  const stakeholders = report.participations.filter((participation) => participation.function === "stakeholder");
  const coded = <Code extends string>(codes: Record<Code, Code>, word: (code: Code) => string) =>
    Object.values<Code>(codes).map((code) => [code, word(code)] as const);
  const choices = [
    { name: "status" as const, options: coded(Implementation, status) },
    {
      name: "organization" as const,
      options: stakeholders.map(({ organization }) => [organization.slug, organization.acronym] as const),
    },
    { name: "theme" as const, options: report.themes.map(({ slug, name }) => [slug, name] as const) },
    { name: "kind" as const, options: coded(RecommendationKind, kind) },
    { name: "role" as const, options: coded(AssignmentRole, role) },
    { name: "priority" as const, options: coded(Priority, priority) },
  ];
  /** A column by the name that it has in this list. */
  const named = (column: Sort) =>
    unit === "assignment"
      ? head(`assignment.${column}`)
      : column === "role" || column === "response" || column === "verification" || column === "target"
        ? ""
        : head(`recommendation.${column}`);
  const { asOf, counted, order } = filters;
  const sort = sortOf(filters);
  const kept = { asOf, unit: filters.unit, counted, order, ordered: order && sort };
  return (
    <details className="shown-when-wide no-print mt-4 border-y border-line py-3">
      <summary className="font-semibold text-accent">{count > 0 ? t("filtersSet", { count }) : t("filters")}</summary>
      <form method="get" action={address} className="mt-4" key={JSON.stringify(filters)}>
        {Object.entries(kept).map(
          ([name, value]) => value && <input key={name} type="hidden" name={name} value={value} />,
        )}
        <div className="grid items-end gap-x-4 gap-y-3 sm:grid-cols-2 md:grid-cols-3 lg:grid-cols-5">
          {choices.map(({ name, options }) => (
            <Select
              key={name}
              frame={{ name, label: t(name), id: `filter-${name}` }}
              defaultValue={filters[name] ?? ""}
            >
              <option value="">{t("any")}</option>
              {options.map(([value, words]) => (
                <option key={value} value={value}>
                  {counts[name] ? t("value", { value: words, count: counts[name].get(value) ?? 0 }) : words}
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
          <Select frame={{ name: "group", label: t("group"), id: "filter-group" }} defaultValue={filters.group ?? ""}>
            <option value="">{t("noGroup")}</option>
            {Object.values(Group).map((group) => (
              <option key={group} value={group}>
                {t(group)}
              </option>
            ))}
          </Select>
          <Select frame={{ name: "sort", label: t("sort"), id: "filter-sort" }} defaultValue={sort}>
            <option value={Sort.report}>{t("sortReport")}</option>
            {(["title", ...columns[unit].all] as const).map((column) => (
              <option key={column} value={column}>
                {named(column)}
              </option>
            ))}
          </Select>
          <Button>{t("apply")}</Button>
        </div>
        {unit === "recommendation" && <p className="mt-2 max-w-text text-sm text-muted">{t("statusHint")}</p>}
        {found > most && <p className="mt-2 max-w-text text-sm text-muted">{t("manyHint", { many: most })}</p>}
        <details className="mt-3">
          <summary className="font-semibold text-accent">{t("columns")}</summary>
          {/* With no box ticked the address still says that columns were chosen. */}
          <input type="hidden" name="columns" value="" />
          <Ticks
            frame={{ name: "columns", label: t("columns"), hint: t("columnsHint"), id: "filter-columns" }}
            options={columns[unit].all.map((column) => [column, named(column)] as const)}
            ticked={new Set(columnsOf(filters))}
          />
        </details>
      </form>
    </details>
  );
}
