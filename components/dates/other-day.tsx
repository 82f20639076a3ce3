import { useTranslations } from "next-intl";
import { Button } from "#components/ui/button.tsx";
import { TextField } from "#components/ui/field.tsx";
import type { Day } from "#lib/dates.ts";

/** A plain form that writes the address of another day. */
export function OtherDay({ address, today, asOf }: { address: string; today: Day; asOf: Day | undefined }) {
  const t = useTranslations("asOf");
  return (
    <form method="get" action={address} className="no-print flex flex-wrap items-end gap-x-3 gap-y-2" key={asOf}>
      <TextField
        frame={{ name: "asOf", label: t("other"), id: "as-of" }}
        type="date"
        max={today}
        defaultValue={asOf}
        required
      />
      <Button look="plain">{t("show")}</Button>
    </form>
  );
}
