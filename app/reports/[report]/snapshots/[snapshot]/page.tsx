import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { DayText } from "#components/dates/day-text.tsx";
import { Overview, Titled } from "#components/progress/overview.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Focused } from "#components/ui/focused.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import { wordDay } from "#lib/dates.ts";
import { getSnapshot } from "#lib/snapshots/queries.ts";
import { present } from "#lib/snapshots/schema.ts";
import { Coverage } from "../../coverage.tsx";
import { FrozenBy } from "../frozen-by.tsx";
import { SnapshotFiles } from "./snapshot-files.tsx";

type Props = {
  params: Promise<{ report: string; snapshot: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { report, snapshot: slug } = await params;
  const snapshot = await getSnapshot(report, slug);
  if (!snapshot) return missingMetadata();
  const [t, locale] = await Promise.all([getTranslations("sharing"), getLocale()]);
  const { title } = snapshot.content.report;
  return sharedMetadata({
    title: t("within", { page: snapshot.title, title }),
    description: t("ofSnapshot", { title, day: wordDay(snapshot.day, locale) }),
    page: `/reports/${report}/snapshots/${slug}`,
  });
}

/** The report as its page showed it at the end of a day: drawn from what was frozen then, and from nothing else. */
export default async function SnapshotPage({ params, searchParams }: Props) {
  const { report: reportSlug, snapshot: slug } = await params;
  const snapshot = await getSnapshot(reportSlug, slug);
  if (!snapshot) return <Missing />;
  const [t, words, { frozen }] = await Promise.all([
    getTranslations("snapshots"),
    getTranslations("report"),
    searchParams,
  ]);
  const { content, day } = snapshot;
  const { report, settings, all } = content;
  const live = `/reports/${reportSlug}`;
  const address = `${live}/snapshots/${slug}`;
  const organizations = new Map(content.organizations.map((organization) => [organization.slug, organization]));
  const themes = new Map(content.themes.map(({ slug, name }) => [slug, name]));
  return (
    <div className="grid grid-cols-1 gap-12">
      <div className="grid grid-cols-1 gap-4">
        {frozen && (
          <Focused id="frozen" role="status" className="outline-none">
            <Notice look="done">{t("frozen")}</Notice>
          </Focused>
        )}
        <div>
          <p className="text-muted">
            <Link href={live}>{report.title}</Link> · <Link href={`${live}/snapshots`}>{t("title")}</Link>
          </p>
          <h1 className="wrap-anywhere">{snapshot.title}</h1>
          <p className="mt-1 text-lg">{t.rich("asOf", { day: () => <DayText day={day} /> })}</p>
          <FrozenBy snapshot={snapshot} timeZone={settings.timeZone} />
        </div>
        <Notice>
          <p>{t("neverChanges")}</p>
          <p className="no-print mt-1 flex flex-wrap gap-x-6 gap-y-1">
            <Link href={`${live}/snapshots/compare?one=${slug}&other=${present}`}>{t("compareWithNow")}</Link>
            <Link href={`${live}/changes?from=${day}`}>{t("changedSince")}</Link>
          </p>
        </Notice>
      </div>
      <Overview
        progress={all}
        movement={content.movement}
        settings={settings}
        name={report.title}
        cuts={[
          {
            id: "by-organization",
            title: words("byOrganization"),
            rows: content.byOrganization,
            nameOf: (slug) => ({
              name: organizations.get(slug)?.acronym ?? slug,
              title: organizations.get(slug)?.name,
              href: `${address}/recommendations?organization=${slug}`,
            }),
          },
          {
            id: "by-theme",
            title: words("byTheme"),
            hint: words("byThemeHint"),
            rows: content.byTheme,
            nameOf: (slug) => ({
              name: themes.get(slug) ?? slug,
              href: `${address}/recommendations?theme=${slug}`,
            }),
          },
        ]}
      />
      <Titled id="recommendations" title={t("recommendations")}>
        <p className="max-w-text">
          <Link href={`${address}/recommendations`}>{t("seeRecommendations", { count: snapshot.count })}</Link>
        </p>
        <p className="mt-1 max-w-text text-muted">
          {t.rich("listNow", {
            list: (chunks) => <Link href={`${live}/recommendations${writeAsOf(day)}`}>{chunks}</Link>,
          })}
        </p>
      </Titled>
      <SnapshotFiles files={snapshot.files} address={address} />
      <Coverage report={report} />
    </div>
  );
}
