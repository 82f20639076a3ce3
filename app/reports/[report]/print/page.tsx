import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { Overview, Titled } from "#components/progress/overview.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Link } from "#components/ui/link.tsx";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { lastInstant, readAsOf, writeAsOf } from "#lib/as-of.ts";
import { dayAt } from "#lib/dates.ts";
import { getMovement, getReportProgress } from "#lib/progress/queries.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";
import { listAddress } from "#lib/recommendations/address.ts";
import { listRegister } from "#lib/recommendations/register-rows.ts";
import { getReport } from "#lib/reports/queries.ts";
import { absolute } from "#lib/site-address.ts";
import { Coverage } from "../coverage.tsx";
import { ReportTitle } from "../report-title.tsx";
import { RecommendationBlock } from "./recommendation-block.tsx";

type Props = {
  params: Promise<{ report: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const report = await getReport((await params).report);
  if (!report) return missingMetadata();
  const [t, print] = await Promise.all([getTranslations("sharing"), getTranslations("print")]);
  const { slug, title } = report;
  return sharedMetadata({
    title: print("title", { report: title }),
    description: t("ofReport", { title }),
    page: `/reports/${slug}/print`,
    asOf: readAsOf((await searchParams).asOf, dayAt(new Date(), report.timeZone)).asOf,
    pictured: `/reports/${slug}`,
  });
}

/** What one document holds; a longer register is read in the list. */
const most = 200;

/**
 * The whole report as a document of A4 pages: a cover, the figures, and a block for each recommendation. Paper is handed
 * on, and so has what everybody may see, whoever prints it: no drafts.
 */
export default async function PrintPage({ params, searchParams }: Props) {
  const report = await getReport((await params).report);
  if (!report) return <Missing />;
  const now = new Date();
  const { asOf } = readAsOf((await searchParams).asOf, dayAt(now, report.timeZone));
  const until = lastInstant(asOf, report.timeZone);
  const [t, words, progress, movement, rows] = await Promise.all([
    getTranslations("print"),
    getTranslations("report"),
    getReportProgress(report, now, asOf),
    getMovement(report, now, asOf),
    listRegister(publicViewer, report.id, undefined, most + 1, until),
  ]);
  const names = new Map(report.participations.map(({ organization }) => [organization.slug, organization]));
  const themes = new Map(report.themes.map(({ slug, name }) => [slug, name]));
  const address = absolute(`/reports/${report.slug}${writeAsOf(asOf)}`);
  const thresholds = thresholdsAt(until ?? now, report);
  return (
    <div className="document grid grid-cols-1 gap-10">
      <link rel="stylesheet" href={`/reports/${report.slug}/print/margins.css?asOf=${progress.today}`} />
      <p className="no-print max-w-text">
        {t("hint")} <Link href={`/reports/${report.slug}${writeAsOf(asOf)}`}>{t("back")}</Link>
      </p>
      <div className="cover grid content-start gap-6">
        <p className="text-lg text-muted">{t("kind")}</p>
        <ReportTitle report={report} today={progress.today} />
        <p>{t("publisher")}</p>
        <p className="text-sm text-muted">{address}</p>
      </div>
      <Overview
        progress={progress.all}
        movement={movement}
        settings={report}
        name={report.title}
        cuts={[
          {
            id: "by-organization",
            title: words("byOrganization"),
            rows: progress.byOrganization,
            nameOf: (slug) => ({ name: names.get(slug)?.acronym ?? slug, title: names.get(slug)?.name }),
          },
          {
            id: "by-theme",
            title: words("byTheme"),
            hint: words("byThemeHint"),
            rows: progress.byTheme,
            nameOf: (slug) => ({ name: themes.get(slug) ?? slug }),
          },
        ]}
      />
      <Titled id="recommendations" title={t("recommendations")}>
        {rows.slice(0, most).map((row) => (
          <RecommendationBlock
            key={row.id}
            recommendation={row}
            names={names}
            thresholds={thresholds}
            report={report}
          />
        ))}
        {rows.length > most && (
          <p className="mt-4">
            {t("more", { most })} <Link href={listAddress(report.slug, { asOf })}>{t("list")}</Link>
          </p>
        )}
      </Titled>
      <Coverage report={report} />
    </div>
  );
}
