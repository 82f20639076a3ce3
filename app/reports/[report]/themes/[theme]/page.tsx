import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { OtherDay } from "#components/dates/other-day.tsx";
import { PastNotice } from "#components/dates/past-notice.tsx";
import { Overview } from "#components/progress/overview.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Link } from "#components/ui/link.tsx";
import { readAsOf, writeAsOf } from "#lib/as-of.ts";
import { dayAt } from "#lib/dates.ts";
import { getMovement, getThemeProgress } from "#lib/progress/queries.ts";
import { listAddress, measureAddress } from "#lib/recommendations/address.ts";
import { getReport } from "#lib/reports/queries.ts";

type Props = {
  params: Promise<{ report: string; theme: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const [{ report, theme }, t] = await Promise.all([findTheme(params), getTranslations("sharing")]);
  if (!report || !theme) return missingMetadata();
  return sharedMetadata({
    title: theme.name,
    description: t("ofTheme", { theme: theme.name, title: report.title }),
    page: `/reports/${report.slug}/themes/${theme.slug}`,
    asOf: readAsOf((await searchParams).asOf, dayAt(new Date(), report.timeZone)).asOf,
  });
}

export default async function ThemePage({ params, searchParams }: Props) {
  const { report, theme } = await findTheme(params);
  if (!report || !theme) return <Missing />;
  const now = new Date();
  const today = dayAt(now, report.timeZone);
  const { asOf, refusal } = readAsOf((await searchParams).asOf, today);
  const address = `/reports/${report.slug}/themes/${theme.slug}`;
  const [t, progress, movement] = await Promise.all([
    getTranslations("theme"),
    getThemeProgress(report, theme.id, now, asOf),
    getMovement(report, now, asOf, { themeId: theme.id }),
  ]);
  const organizations = new Map(report.participations.map(({ organization }) => [organization.slug, organization]));
  return (
    <div className="grid grid-cols-1 gap-12">
      <div className="grid grid-cols-1 gap-4">
        <PastNotice asOf={asOf} refusal={refusal} since={dayAt(report.createdAt, report.timeZone)} href={address} />
        <div>
          <p className="text-muted">
            <Link href={`/reports/${report.slug}${writeAsOf(asOf)}`}>{report.title}</Link>
          </p>
          <h1>{t("title", { theme: theme.name })}</h1>
        </div>
        <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
          <p>
            <Link href={listAddress(report.slug, { theme: theme.slug, asOf })}>{t("recommendations")}</Link>
          </p>
          <OtherDay address={address} today={today} asOf={asOf} />
        </div>
      </div>
      {progress.total === 0 ? (
        <p className="max-w-text">{t("none")}</p>
      ) : (
        <Overview
          progress={progress}
          movement={movement}
          settings={report}
          name={theme.name}
          hrefOf={measureAddress(report.slug, { theme: theme.slug, asOf })}
          cuts={[
            {
              id: "by-organization",
              title: t("byOrganization"),
              rows: progress.byOrganization,
              nameOf: (slug) => ({
                name: organizations.get(slug)?.acronym ?? slug,
                title: organizations.get(slug)?.name,
                href: `/organizations/${slug}${writeAsOf(asOf)}`,
              }),
              hrefOf: (organization) => measureAddress(report.slug, { theme: theme.slug, organization, asOf }),
            },
          ]}
        />
      )}
    </div>
  );
}

async function findTheme(params: Props["params"]) {
  const { report: slug, theme: asked } = await params;
  const report = await getReport(slug);
  return { report, theme: report?.themes.find((theme) => theme.slug === asked) };
}
