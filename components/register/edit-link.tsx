import { getTranslations } from "next-intl/server";
import { Link } from "#components/ui/link.tsx";
import { keptReports } from "#lib/register/policy.ts";
import { listReports } from "#lib/reports/queries.ts";
import { getViewer } from "#lib/viewer.ts";

/** From the page of an entry to where its steward edits it; nothing for anybody else. */
export async function EditLink({ report, code }: { report: string; code: string }) {
  const [t, viewer, reports] = await Promise.all([getTranslations("register"), getViewer(), listReports()]);
  if (!keptReports(viewer, reports).some(({ slug }) => slug === report)) return null;
  return (
    <p className="no-print mt-2">
      <Link href={`/reports/${report}/register/entries/${code}`}>{t("edit")}</Link>
    </p>
  );
}
