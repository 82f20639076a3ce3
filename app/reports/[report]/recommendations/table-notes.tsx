import { useTranslations } from "next-intl";
import { isSortable, most } from "#lib/recommendations/bounds.ts";
import { type Filters, sortOf, unitOf } from "#lib/recommendations/schema.ts";

type Props = { filters: Filters; found: number; hasDrafts: boolean };

/** What has to be known to read the table: that something stands in several groups, why it is not sorted as was asked, or who sees what is a draft. */
export function TableNotes({ filters, found, hasDrafts }: Props) {
  const t = useTranslations("list");
  const notes = [
    repeated(),
    !isSortable(sortOf(filters), filters, found) && t("manySort", { many: most }),
    hasDrafts && t("drafts"),
  ].filter(Boolean);
  return notes.map((note) => (
    <p key={String(note)} className="max-w-text text-sm text-muted">
      {note}
    </p>
  ));

  function repeated() {
    if (filters.group === "theme" && !filters.theme) return t(`repeated.${unitOf(filters)}.theme`);
    if (filters.group === "organization" && !filters.organization && unitOf(filters) === "recommendation")
      return t("repeated.recommendation.organization");
  }
}
