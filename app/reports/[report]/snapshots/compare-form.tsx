import { useLocale, useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { Select } from "#components/ui/field.tsx";
import { wordDay } from "#lib/dates.ts";
import type { ListedSnapshot } from "#lib/snapshots/queries.ts";
import { present } from "#lib/snapshots/schema.ts";

type Props = {
  snapshots: readonly ListedSnapshot[];
  address: string;
  /** What is compared now; the newest with the present, where nothing is yet. */
  one?: string | undefined;
  other?: string | undefined;
};

/** A plain form that writes the address of a comparison. */
export function CompareForm({ snapshots, address, one = snapshots[0]?.slug, other = present }: Props) {
  const t = useTranslations("snapshots");
  const locale = useLocale();
  const choices = [
    { name: "one", label: t("compareOne"), value: one },
    { name: "other", label: t("compareOther"), value: other },
  ];
  return (
    <form
      method="get"
      action={address}
      key={`${one} ${other}`}
      className="no-print mt-4 flex flex-wrap items-end gap-x-3 gap-y-3"
    >
      {choices.map(({ name, label, value }) => (
        <Select
          key={name}
          frame={{ name, label, id: `compare-${name}`, className: "min-w-0 max-w-full" }}
          defaultValue={value}
        >
          <option value={present}>{t("now")}</option>
          {snapshots.map(({ slug, title, day }) => (
            <option key={slug} value={slug}>
              {t("choice", { title, day: wordDay(day, locale) })}
            </option>
          ))}
        </Select>
      ))}
      <Button look="plain">{t("compare")}</Button>
    </form>
  );
}
