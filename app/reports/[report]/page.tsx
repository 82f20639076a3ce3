import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PastNotice } from "#components/dates/past-notice.tsx";
import { Follow } from "#components/feeds/follow.tsx";
import { FigureTable } from "#components/progress/figure-table.tsx";
import { Headline } from "#components/progress/headline.tsx";
import { StatusBars } from "#components/progress/status-bars.tsx";
import { StatusTable } from "#components/progress/status-table.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Link, linkStyle } from "#components/ui/link.tsx";
import { History } from "#components/updates/history.tsx";
import { lastInstant, readAsOf, writeAsOf } from "#lib/as-of.ts";
import { dayAt } from "#lib/dates.ts";
import { getReportProgress } from "#lib/progress/queries.ts";
import { implementedOf, verifiedOf } from "#lib/progress/segments.ts";
import { writeFilters } from "#lib/recommendations/schema.ts";
import { getReport } from "#lib/reports/queries.ts";
import { listLatestUpdates } from "#lib/updates/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { Coverage } from "./coverage.tsx";
import { OtherDay } from "./other-day.tsx";
import { ReportTitle } from "./report-title.tsx";
import { Share } from "./share.tsx";

type Props = {
  params: Promise<{ report: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const [report, t, feeds] = await Promise.all([
    getReport((await params).report),
    getTranslations("sharing"),
    getTranslations("feeds"),
  ]);
  if (!report) return missingMetadata();
  const { title, slug, timeZone } = report;
  return sharedMetadata({
    title,
    description: t("ofReport", { title }),
    page: `/reports/${slug}`,
    asOf: readAsOf((await searchParams).asOf, dayAt(new Date(), timeZone)).asOf,
    feed: feeds("feedOfReport", { title }),
    calendar: feeds("calendar", { title }),
  });
}

export default async function ReportPage({ params, searchParams }: Props) {
  const [viewer, report] = await Promise.all([getViewer(), getReport((await params).report)]);
  if (!report) return <Missing />;
  const now = new Date();
  const today = dayAt(now, report.timeZone);
  const { asOf, refusal } = readAsOf((await searchParams).asOf, today);
  const [t, progress, latest] = await Promise.all([
    getTranslations("report"),
    getReportProgress(report, now, asOf),
    listLatestUpdates(viewer, report.id, 10, lastInstant(asOf, report.timeZone)),
  ]);
  const address = `/reports/${report.slug}`;
  const changes = `${address}/changes`;
  const listed = (filters: Parameters<typeof writeFilters>[0]) =>
    `${address}/recommendations${writeFilters({ ...filters, asOf })}`;
  const names = new Map(report.participations.map(({ organization }) => [organization.slug, organization]));
  const themes = new Map(report.themes.map(({ slug, name }) => [slug, name]));
  return (
    <div className="grid grid-cols-1 gap-12">
      <div className="grid grid-cols-1 gap-6">
        <PastNotice
          asOf={asOf}
          refusal={refusal}
          since={dayAt(report.createdAt, report.timeZone)}
          href={address}
          changes={`${changes}?from=${asOf}`}
        />
        <ReportTitle report={report} today={progress.today} />
        <div className="flex flex-wrap items-end gap-x-8 gap-y-3">
          <OtherDay address={address} today={today} asOf={asOf} />
          <p className="no-print py-2">
            <Link href={changes}>{t("changes")}</Link>
          </p>
        </div>
      </div>
      <section aria-labelledby="progress">
        <h2 id="progress" className="mb-2 text-xl">
          {t("progress")}
        </h2>
        <Headline figures={progress.all.figures} />
        <p className="max-w-text text-lg">
          {t("progressLead", {
            implemented: implementedOf(progress.all.segments),
            verified: verifiedOf(progress.all.segments),
            total: progress.all.total,
          })}
        </p>
        <p className="mt-1 mb-4 max-w-text text-muted">{t("progressUnit")}</p>
        <StatusTable progress={progress.all} name={t("progress")} />
      </section>
      <section aria-labelledby="by-organization">
        <h2 id="by-organization" className="text-xl">
          {t("byOrganization")}
        </h2>
        <StatusBars
          caption={t("byOrganization")}
          rows={progress.byOrganization.map((row) => ({
            ...row,
            key: row.slug,
            name: names.get(row.slug)?.acronym ?? row.slug,
            title: names.get(row.slug)?.name,
            href: listed({ organization: row.slug }),
          }))}
        />
      </section>
      <section aria-labelledby="by-theme">
        <h2 id="by-theme" className="text-xl">
          {t("byTheme")}
        </h2>
        <p className="mt-1 max-w-text text-muted">{t("byThemeHint")}</p>
        <StatusBars
          caption={t("byTheme")}
          rows={progress.byTheme.map((row) => ({
            ...row,
            key: row.slug,
            name: themes.get(row.slug) ?? row.slug,
            href: listed({ theme: row.slug }),
          }))}
        />
      </section>
      <section aria-labelledby="figures">
        <h2 id="figures" className="text-xl">
          {t("figuresTitle")}
        </h2>
        <FigureTable figures={progress.all.figures} settings={report} />
      </section>
      <section aria-labelledby="latest">
        <h2 id="latest" className="text-xl">
          {t("latest")}
        </h2>
        {latest.length === 0 ? (
          <p className="mt-2 max-w-text">{t("latestNone")}</p>
        ) : (
          <History
            entries={latest}
            timeZone={report.timeZone}
            hrefOf={(entry) => `${address}/recommendations/${entry.assignment.recommendation.code}${writeAsOf(asOf)}`}
          />
        )}
        <p className="no-print mt-4">
          <Link href={changes}>{t("changesByOrganization")}</Link>
        </p>
        <Follow page={address} />
      </section>
      <Coverage report={report} />
      <p className="text-sm text-muted">
        {t.rich("openData", {
          recommendations: () => (
            <a className={linkStyle} href={`/api/v1${address}/recommendations${writeAsOf(asOf)}`}>
              {t("openDataRecommendations")}
            </a>
          ),
          updates: () => (
            <a className={linkStyle} href={`/api/v1${address}/updates${writeAsOf(asOf)}`}>
              {t("openDataUpdates")}
            </a>
          ),
          summary: () => (
            <a className={linkStyle} href={`/api/v1${address}/summary${writeAsOf(asOf)}`}>
              {t("openDataSummary")}
            </a>
          ),
        })}
      </p>
      <Share report={report} asOf={asOf} />
    </div>
  );
}
