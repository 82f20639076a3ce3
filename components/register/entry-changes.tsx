import { useTranslations } from "next-intl";
import type { ShownChange } from "#lib/register/change-queries.ts";
import { ChangeList } from "./change-list.tsx";

type Props = { found: number; changes: readonly ShownChange[]; timeZone: string };

/** What was changed in an entry since everybody sees it, folded; nothing when nothing was. */
export function EntryChanges({ found, changes, timeZone }: Props) {
  const t = useTranslations("register");
  if (found === 0) return null;
  return (
    <details className="border-t border-line pt-4">
      <summary className="font-semibold text-accent">{t("sincePublished", { count: found })}</summary>
      <ChangeList changes={changes} timeZone={timeZone} />
    </details>
  );
}
