import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { NavigationLink } from "#components/site/navigation-link.tsx";
import { keptReports } from "#lib/register/policy.ts";
import { listReports } from "#lib/reports/queries.ts";
import { getViewer } from "#lib/viewer.ts";

type Props = { params: Promise<{ report: string }>; children: ReactNode };

/** With several reports the pages of each stand above it; with a single one they stand in the header. */
export default async function ReportLayout({ params, children }: Props) {
  const [{ report }, reports, t, viewer] = await Promise.all([
    params,
    listReports(),
    getTranslations("site"),
    getViewer(),
  ]);
  if (reports.length <= 1) return children;
  const isKept = keptReports(viewer, reports).some(({ slug }) => slug === report);
  return (
    <>
      <nav aria-label={t("thisReport")} className="no-print mb-6 border-b border-line">
        <ul className="flex flex-wrap gap-x-6">
          <li>
            <NavigationLink href={`/reports/${report}`} label={t("progress")} isExact />
          </li>
          <li>
            <NavigationLink href={`/reports/${report}/recommendations`} label={t("recommendations")} />
          </li>
          {isKept && (
            <li>
              <NavigationLink href={`/reports/${report}/register`} label={t("register")} />
            </li>
          )}
        </ul>
      </nav>
      {children}
    </>
  );
}
