import { useTranslations } from "next-intl";
import { addressOfEntry, EntryLink } from "#components/updates/entry-link.tsx";

/** The page of the history on which an entry stands. */
export function SeeEntry({ id }: { id: string }) {
  const t = useTranslations("facts");
  return (
    <span className="text-sm">
      <EntryLink href={addressOfEntry(id)}>{t("see")}</EntryLink>
    </span>
  );
}
