import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { DayText } from "#components/dates/day-text.tsx";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Pages } from "#components/site/pages.tsx";
import { Link } from "#components/ui/link.tsx";
import { getSnapshot } from "#lib/snapshots/queries.ts";
import { Place } from "#lib/snapshots/schema.ts";
import { FrozenBy } from "../../frozen-by.tsx";
import { FrozenEntry } from "./frozen-entry.tsx";

type Props = {
  params: Promise<{ report: string; snapshot: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const { report, snapshot: slug } = await params;
  const snapshot = await getSnapshot(report, slug);
  if (!snapshot) return missingMetadata();
  return { title: `${(await getTranslations("snapshots"))("recommendations")} · ${snapshot.title}` };
}

const pageSize = 50;

/** The recommendations with their texts, statuses and assignments as they were frozen. */
export default async function FrozenRecommendationsPage({ params, searchParams }: Props) {
  const { report, snapshot: slug } = await params;
  const snapshot = await getSnapshot(report, slug);
  if (!snapshot) return <Missing />;
  const t = await getTranslations("snapshots");
  const { content, day, title } = snapshot;
  const { organization, theme, page: asked } = Place.parse(await searchParams);
  const found = content.recommendations.filter(
    ({ themes, assignments }) =>
      (!theme || themes.includes(theme)) &&
      (!organization || assignments.some((assignment) => assignment.organization === organization)),
  );
  const pages = Math.max(1, Math.ceil(found.length / pageSize));
  const page = Math.min(asked, pages);
  const address = `/reports/${report}/snapshots/${slug}`;
  const names = {
    organizations: new Map(content.organizations.map((one) => [one.slug, one.acronym])),
    themes: new Map(content.themes.map((one) => [one.slug, one.name])),
  };
  const narrowed = [
    organization && (names.organizations.get(organization) ?? organization),
    theme && (names.themes.get(theme) ?? theme),
  ].filter(Boolean);
  const query = new URLSearchParams({ ...(organization && { organization }), ...(theme && { theme }) });
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
        {t("found", { count: found.length, narrowed: narrowed.join(", "), is: narrowed.length > 0 ? "yes" : "no" })}{" "}
        {narrowed.length > 0 && <Link href={`${address}/recommendations`}>{t("seeAll")}</Link>}
      </p>
      <div>
        {found.slice((page - 1) * pageSize, page * pageSize).map((recommendation) => (
          <FrozenEntry key={recommendation.id} recommendation={recommendation} names={names} />
        ))}
      </div>
      <Pages page={page} pages={pages} addressOf={(other) => `?${query}${query.size > 0 ? "&" : ""}page=${other}`} />
    </div>
  );
}
