import { useTranslations } from "next-intl";
import type { Filters } from "#lib/recommendations/schema.ts";
import type { Report } from "#lib/reports/queries.ts";

const named = ["counted", "status", "organization", "theme", "kind", "role", "priority", "words"] as const;

/** The filters that are set, of those that narrow the list. */
export function namedFilters(filters: Filters) {
  return named.filter((name) => filters[name]);
}

/** A set filter in words: "Status: in progress". */
export function useFilterNames(report: Report) {
  const t = useTranslations("list");
  const status = useTranslations("implementation");
  const kind = useTranslations("kind");
  const role = useTranslations("role");
  const priority = useTranslations("priority");
  const measures = useTranslations("measures");
  const values = {
    counted: ({ counted }) => counted && measures(`${counted}.title`),
    status: ({ status: code }) => code && status(code),
    organization: ({ organization: slug }) =>
      report.participations.find((one) => one.organization.slug === slug)?.organization.acronym ?? slug,
    theme: ({ theme: slug }) => report.themes.find((one) => one.slug === slug)?.name ?? slug,
    kind: ({ kind: code }) => code && kind(code),
    role: ({ role: code }) => code && role(code),
    priority: ({ priority: code }) => code && priority(code),
    words: ({ words }) => words && `“${words}”`,
  } satisfies Record<(typeof named)[number], (filters: Filters) => string | undefined>;
  return (filters: Filters) =>
    namedFilters(filters).map((name) => ({ name, words: `${t(name)}: ${values[name](filters)}` }));
}

/** The same list without any of the filters that narrow it: still of the same things, in the same order and form. */
export function withoutFilters({ asOf, unit, counted, group, sort, order, columns }: Filters): Partial<Filters> {
  return { asOf, unit: counted ? "assignment" : unit, group, sort, order, ...(columns && { columns }) };
}
