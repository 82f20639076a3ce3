import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { getPortfolio } from "#lib/progress/queries.ts";
import { listReports } from "#lib/reports/queries.ts";
import { Portfolio } from "./portfolio.tsx";

export const dynamic = "force-dynamic";

/** The one report's progress, or that of each where there are several. */
export default async function Home() {
  const [t, reports] = await Promise.all([getTranslations("portfolio"), listReports()]);
  const [only, ...others] = reports;
  if (only && others.length === 0) redirect(`/reports/${only.slug}`);
  const progress = await getPortfolio(reports, new Date());
  const rows = reports.flatMap((report) => {
    const counted = progress.get(report.id);
    return counted ? [{ ...report, progress: counted }] : [];
  });
  return (
    <>
      <h1>{t("title")}</h1>
      {rows.length === 0 ? (
        <p className="mt-4 max-w-text">{t("none")}</p>
      ) : (
        <>
          <p className="mt-2 mb-8 max-w-text text-lg">{t("lead", { reports: rows.length })}</p>
          <Portfolio rows={rows} />
        </>
      )}
    </>
  );
}
