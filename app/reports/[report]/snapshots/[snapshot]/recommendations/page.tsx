import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { DayText } from "#components/dates/day-text.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Pages } from "#components/site/pages.tsx";
import { Link } from "#components/ui/link.tsx";
import { wordDay } from "#lib/dates.ts";
import { getSnapshot } from "#lib/snapshots/queries.ts";
import { listFrozen } from "#lib/snapshots/recommendations.ts";
import { Place } from "#lib/snapshots/schema.ts";
import { FrozenBy } from "../../frozen-by.tsx";
import { FrozenEntry } from "./frozen-entry.tsx";

type Props = {
  params: Promise<{ report: string; snapshot: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const { report, snapshot: slug } = await params;
  const snapshot = await getSnapshot(report, slug);
  if (!snapshot) return missingMetadata();
  const [t, snapshots, locale, parameters] = await Promise.all([
    getTranslations("sharing"),
    getTranslations("snapshots"),
    getLocale(),
    searchParams,
  ]);
  const query = queryOf(Place.parse(parameters));
  return sharedMetadata({
    title: t("within", { page: snapshots("recommendations"), title: snapshot.title }),
    description: t("ofFrozen", { title: snapshot.content.report.title, day: wordDay(snapshot.day, locale) }),
    page: `/reports/${report}/snapshots/${slug}/recommendations`,
    query: query ? `?${query}` : "",
    pictured: `/reports/${report}/snapshots/${slug}`,
  });
}

/** Which of them an address shows, without the page. */
function queryOf({ organization, theme }: Pick<Place, "organization" | "theme">): string {
  return String(new URLSearchParams({ ...(organization && { organization }), ...(theme && { theme }) }));
}

/** The recommendations with their texts, statuses and assignments as they were frozen. */
export default async function FrozenRecommendationsPage({ params, searchParams }: Props) {
  const { report, snapshot: slug } = await params;
  const snapshot = await getSnapshot(report, slug);
  if (!snapshot) return <Missing />;
  const t = await getTranslations("snapshots");
  const { content, day, title } = snapshot;
  const place = Place.parse(await searchParams);
  const { organization, theme } = place;
  const { found, page, pages, items } = await listFrozen(snapshot.id, place);
  const address = `/reports/${report}/snapshots/${slug}`;
  const names = {
    organizations: new Map(content.organizations.map((one) => [one.slug, one.acronym])),
    themes: new Map(content.themes.map((one) => [one.slug, one.name])),
  };
  const narrowed = [
    organization && (names.organizations.get(organization) ?? organization),
    theme && (names.themes.get(theme) ?? theme),
  ].filter(Boolean);
  const query = queryOf({ organization, theme });
  return (
    <div className="grid grid-cols-1 gap-6">
      <div>
        <p className="text-muted">
          <Link href={`/reports/${report}`}>{content.report.title}</Link> · <Link href={address}>{title}</Link>
        </p>
        <h1>{t("recommendations")}</h1>
        <p className="mt-1 text-lg">{t.rich("asOf", { day: () => <DayText day={day} /> })}</p>
        <FrozenBy snapshot={snapshot} timeZone={content.settings.timeZone} />
      </div>
      <p className="max-w-text">
        {t("found", { count: found, narrowed: narrowed.join(", "), is: narrowed.length > 0 ? "yes" : "no" })}{" "}
        {narrowed.length > 0 && <Link href={`${address}/recommendations`}>{t("seeAll")}</Link>}
      </p>
      <div>
        {items.map((recommendation) => (
          <FrozenEntry key={recommendation.id} recommendation={recommendation} names={names} />
        ))}
      </div>
      <Pages page={page} pages={pages} addressOf={(other) => `?${query}${query ? "&" : ""}page=${other}`} />
    </div>
  );
}
