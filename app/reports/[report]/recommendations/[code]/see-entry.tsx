import { useTranslations } from "next-intl";
import { addressOfEntry } from "#components/updates/entry-address.ts";
import { EntryLink } from "#components/updates/entry-link.tsx";
import type { Day } from "#lib/dates.ts";

/** The page of the history on which an entry stands, of the day that is shown. */
export function SeeEntry({ id, asOf }: { id: string; asOf: Day | undefined }) {
  const t = useTranslations("facts");
  return (
    <span className="text-sm">
      <EntryLink href={addressOfEntry(id, { asOf })}>{t("see")}</EntryLink>
    </span>
  );
}
