import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DayText } from "#components/dates/day-text.tsx";
import { FigureTable } from "#components/progress/figure-table.tsx";
import { Headline } from "#components/progress/headline.tsx";
import { StatusBars } from "#components/progress/status-bars.tsx";
import { StatusTable } from "#components/progress/status-table.tsx";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Focused } from "#components/ui/focused.tsx";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import { implementedOf, verifiedOf } from "#lib/progress/segments.ts";
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
  return snapshot ? { title: `${snapshot.title} · ${snapshot.content.report.title}` } : missingMetadata();
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
      <section aria-labelledby="progress">
        <h2 id="progress" className="mb-2 text-xl">
          {words("progress")}
        </h2>
        <Headline figures={all.figures} />
        <p className="max-w-text text-lg">
          {words("progressLead", {
            implemented: implementedOf(all.segments),
            verified: verifiedOf(all.segments),
            total: all.total,
          })}
        </p>
        <p className="mt-1 mb-4 max-w-text text-muted">{words("progressUnit")}</p>
        <StatusTable progress={all} name={words("progress")} />
      </section>
      <section aria-labelledby="by-organization">
        <h2 id="by-organization" className="text-xl">
          {words("byOrganization")}
        </h2>
        <StatusBars
          caption={words("byOrganization")}
          rows={content.byOrganization.map((row) => ({
            ...row,
            key: row.slug,
            name: organizations.get(row.slug)?.acronym ?? row.slug,
            title: organizations.get(row.slug)?.name,
            href: `${address}/recommendations?organization=${row.slug}`,
          }))}
        />
      </section>
      <section aria-labelledby="by-theme">
        <h2 id="by-theme" className="text-xl">
          {words("byTheme")}
        </h2>
        <p className="mt-1 max-w-text text-muted">{words("byThemeHint")}</p>
        <StatusBars
          caption={words("byTheme")}
          rows={content.byTheme.map((row) => ({
            ...row,
            key: row.slug,
            name: themes.get(row.slug) ?? row.slug,
            href: `${address}/recommendations?theme=${row.slug}`,
          }))}
        />
      </section>
      <section aria-labelledby="figures">
        <h2 id="figures" className="text-xl">
          {words("figuresTitle")}
        </h2>
        <FigureTable figures={all.figures} settings={settings} />
      </section>
      <section aria-labelledby="recommendations">
        <h2 id="recommendations" className="text-xl">
          {t("recommendations")}
        </h2>
        <p className="mt-2 max-w-text">
          <Link href={`${address}/recommendations`}>
            {t("seeRecommendations", { count: content.recommendations.length })}
          </Link>
        </p>
        <p className="mt-1 max-w-text text-muted">
          {t.rich("listNow", {
            list: (chunks) => <Link href={`${live}/recommendations${writeAsOf(day)}`}>{chunks}</Link>,
          })}
        </p>
      </section>
      <SnapshotFiles files={snapshot.files} address={address} />
      <Coverage report={report} />
    </div>
  );
}
