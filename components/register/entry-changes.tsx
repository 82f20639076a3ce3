import { getTranslations } from "next-intl/server";
import { listEntryChanges } from "#lib/register/change-queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { ChangeList } from "./change-list.tsx";

type Props = { recommendation: { id: string; report: { timeZone: string } } };

/** What was changed in an entry since everybody sees it, folded; nothing when nothing was. */
export async function EntryChanges({ recommendation: { id, report } }: Props) {
  const [t, { found, changes }] = await Promise.all([
    getTranslations("register"),
    getViewer().then((viewer) => listEntryChanges(viewer, id)),
  ]);
  if (found === 0) return null;
  return (
    <details className="border-t border-line pt-4">
      <summary className="font-semibold text-accent">{t("sincePublished", { count: found })}</summary>
      <ChangeList changes={changes} timeZone={report.timeZone} />
    </details>
  );
}
