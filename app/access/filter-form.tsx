import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Select, TextField } from "#components/ui/field.tsx";
import type { Watch } from "#lib/access/queries.ts";
import type { AccessFilters } from "#lib/access/schema.ts";
import type { Day } from "#lib/dates.ts";
import { AccessKind } from "#lib/generated/enums.ts";

type Props = { watch: Watch; filters: AccessFilters; today: Day };

/** A plain form that writes the address: the server narrows, with scripts or without. Folded on a phone only. */
export function FilterForm({ watch: { organizations }, filters, today }: Props) {
  const t = useTranslations("access");
  const frame = (name: keyof AccessFilters & ("kind" | "organization" | "from" | "to")) => ({
    name,
    label: t(name),
    id: `access-${name}`,
  });
  return (
    <details className="shown-when-wide no-print mt-6 border-y border-line py-3">
      <summary className="font-semibold text-accent">{t("filters")}</summary>
      <form
        method="get"
        action="/access"
        aria-label={t("filters")}
        key={JSON.stringify(filters)}
        className="mt-2 grid grid-cols-1 items-end gap-x-4 gap-y-3 sm:grid-cols-2 lg:grid-cols-5"
      >
        {filters.person && <input type="hidden" name="person" value={filters.person} />}
        <Select frame={frame("kind")} defaultValue={filters.kind ?? ""}>
          <option value="">{t("any")}</option>
          {Object.values(AccessKind).map((kind) => (
            <option key={kind} value={kind}>
              {t(`kindOf.${kind}`)}
            </option>
          ))}
        </Select>
        {organizations.length > 1 && (
          <Select frame={frame("organization")} defaultValue={filters.organization ?? ""}>
            <option value="">{t("any")}</option>
            {organizations.map(({ slug, acronym }) => (
              <option key={slug} value={slug}>
                {acronym}
              </option>
            ))}
          </Select>
        )}
        {(["from", "to"] as const).map((name) => (
          <TextField key={name} frame={frame(name)} type="date" max={today} defaultValue={filters[name]} />
        ))}
        <p>
          <Button look="plain">{t("apply")}</Button>
        </p>
      </form>
    </details>
  );
}
