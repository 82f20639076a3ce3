import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OtherDay } from "#components/dates/other-day.tsx";
import { PastNotice } from "#components/dates/past-notice.tsx";
import { ExportLinks } from "#components/exports/export-links.tsx";
import { Follow } from "#components/feeds/follow.tsx";
import { Overview, Titled } from "#components/progress/overview.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Link, linkStyle } from "#components/ui/link.tsx";
import { History } from "#components/updates/history.tsx";
import { lastInstant, readAsOf, writeAsOf } from "#lib/as-of.ts";
import { dayAt } from "#lib/dates.ts";
import { getMovement, getReportProgress } from "#lib/progress/queries.ts";
import { measureAddress } from "#lib/recommendations/address.ts";
import { getReport } from "#lib/reports/queries.ts";
import { listLatestUpdates } from "#lib/updates/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { Coverage } from "./coverage.tsx";
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
  const [t, progress, movement, latest] = await Promise.all([
    getTranslations("report"),
    getReportProgress(report, now, asOf),
    getMovement(report, now, asOf),
    listLatestUpdates(viewer, report.id, 10, lastInstant(asOf, report.timeZone)),
  ]);
  const address = `/reports/${report.slug}`;
  const changes = `${address}/changes`;
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
        <div className="no-print flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
          <div className="grid gap-2">
            <ul className="flex flex-wrap gap-x-6 gap-y-2">
              <li>
                <Link href={changes}>{t("changes")}</Link>
              </li>
              <li>
                <Link href={`${address}/snapshots`}>{t("snapshots")}</Link>
              </li>
              <li>
                <Link href={`${address}/print${writeAsOf(asOf)}`}>{t("paper")}</Link>
              </li>
            </ul>
            <ExportLinks report={report.slug} asOf={asOf} />
          </div>
          <OtherDay address={address} today={today} asOf={asOf} />
        </div>
      </div>
      <Overview
        progress={progress.all}
        movement={movement}
        settings={report}
        name={report.title}
        hrefOf={measureAddress(report.slug, { asOf })}
        cuts={[
          {
            id: "by-organization",
            title: t("byOrganization"),
            rows: progress.byOrganization,
            nameOf: (slug) => ({
              name: names.get(slug)?.acronym ?? slug,
              title: names.get(slug)?.name,
              href: `/organizations/${slug}${writeAsOf(asOf)}`,
            }),
            hrefOf: (organization) => measureAddress(report.slug, { organization, asOf }),
          },
          {
            id: "by-theme",
            title: t("byTheme"),
            hint: t("byThemeHint"),
            rows: progress.byTheme,
            nameOf: (slug) => ({
              name: themes.get(slug) ?? slug,
              href: `${address}/themes/${slug}${writeAsOf(asOf)}`,
            }),
            hrefOf: (theme) => measureAddress(report.slug, { theme, asOf }),
          },
        ]}
      />
      <Titled id="latest" title={t("latest")}>
        {latest.length === 0 ? (
          <p className="mt-2 max-w-text">{t(asOf ? "latestNoneThen" : "latestNone")}</p>
        ) : (
          <History
            entries={latest}
            timeZone={report.timeZone}
            pageOf={(entry) => `${address}/recommendations/${entry.assignment.recommendation.code}`}
            asOf={asOf}
          />
        )}
        <p className="no-print mt-4">
          <Link href={changes}>{t("changesByOrganization")}</Link>
        </p>
      </Titled>
      <Coverage report={report} />
      <div className="grid grid-cols-1 gap-4 border-t border-line pt-8">
        <Follow page={address} />
        <p className="text-muted">
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
    </div>
  );
}
