import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { useTranslations } from "next-intl";
import { getTranslations } from "next-intl/server";
import { DayText } from "#components/dates/day-text.tsx";
import { OtherDay } from "#components/dates/other-day.tsx";
import { PastNotice } from "#components/dates/past-notice.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { readAsOf, sharedToday, writeAsOf } from "#lib/as-of.ts";
import { type Day, dayAt } from "#lib/dates.ts";
import { getPortfolio } from "#lib/progress/queries.ts";
import { listReports } from "#lib/reports/queries.ts";
import { Portfolio } from "./portfolio.tsx";

export const dynamic = "force-dynamic";

type Props = { searchParams: Promise<Record<string, string | string[] | undefined>> };

export async function generateMetadata({ searchParams }: Props): Promise<Metadata> {
  const [t, sharing, site, reports] = await Promise.all([
    getTranslations("portfolio"),
    getTranslations("sharing"),
    getTranslations("site"),
    listReports(),
  ]);
  const title = t("title");
  const shared = await sharedMetadata({
    title,
    description: sharing("ofReports"),
    page: "/",
    asOf: readAsOf((await searchParams).asOf, sharedToday(reports, new Date())).asOf,
  });
  // The name of the site is put behind the titles of the pages below this one, and not behind its own.
  return { ...shared, title: `${title} – ${site("name")}` };
}

/** The one report's progress, or that of each where there are several: now, or as of a day of the past. */
export default async function Home({ searchParams }: Props) {
  const [t, reports] = await Promise.all([getTranslations("portfolio"), listReports()]);
  const now = new Date();
  const today = sharedToday(reports, now);
  const { asOf, refusal } = readAsOf((await searchParams).asOf, today);
  const [only, ...others] = reports;
  if (only && others.length === 0) redirect(`/reports/${only.slug}${writeAsOf(asOf)}`);
  if (!only)
    return (
      <>
        <h1>{t("title")}</h1>
        <p className="mt-4 max-w-text">{t("none")}</p>
      </>
    );
  const progress = await getPortfolio(reports, now, asOf);
  const [since] = reports.map(({ createdAt, timeZone }) => dayAt(createdAt, timeZone)).sort();
  return (
    <div className="grid grid-cols-1 gap-12">
      <div className="grid grid-cols-1 gap-6">
        <PastNotice asOf={asOf} refusal={refusal} since={since} href="/" />
        <div className="flex flex-wrap items-end justify-between gap-x-8 gap-y-4">
          <div className="grid min-w-0 flex-1 basis-80 gap-2">
            <h1>{t("title")}</h1>
            <p className="max-w-text text-lg">{t("lead", { reports: reports.length })}</p>
            <AsOf day={asOf ?? today} />
          </div>
          <OtherDay address="/" today={today} asOf={asOf} />
        </div>
      </div>
      <Portfolio
        rows={reports.flatMap((report) => {
          const counted = progress.get(report.id);
          return counted ? [{ ...report, progress: counted }] : [];
        })}
        asOf={asOf}
      />
    </div>
  );
}

function AsOf({ day }: { day: Day }) {
  const t = useTranslations("report");
  return <p>{t.rich("asOf", { day: () => <DayText day={day} /> })}</p>;
}
