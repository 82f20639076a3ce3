import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import { Link } from "#components/ui/link.tsx";
import type { Period } from "#lib/changes/period.ts";
import type { Day } from "#lib/dates.ts";

type Props = { address: string; period: Period; today: Day; hasVisit: boolean };

/** A plain form that writes the address of a comparison. */
export function PeriodForm({ address, period, today, hasVisit }: Props) {
  const t = useTranslations("changes");
  const { fromDay, toDay, isSinceVisit } = period;
  const ends = [
    { name: "from", label: t("from"), value: fromDay },
    { name: "to", label: t("to"), value: toDay },
  ];
  return (
    <form
      method="get"
      action={address}
      className="no-print mt-4 flex flex-wrap items-end gap-x-3 gap-y-2"
      key={`${fromDay} ${toDay}`}
    >
      {ends.map(({ name, label, value }) => (
        <TextField
          key={name}
          frame={{ name, label, id: `changes-${name}` }}
          type="date"
          max={today}
          defaultValue={value}
          required
        />
      ))}
      <Button look="plain">{t("compare")}</Button>
      {hasVisit && !isSinceVisit && (
        <p className="py-2">
          <Link href={`${address}?since=visit`}>{t("sinceVisitLink")}</Link>
        </p>
      )}
    </form>
  );
}
