import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PastNotice } from "#components/dates/past-notice.tsx";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Pages } from "#components/site/pages.tsx";
import { lastInstant, readAsOf } from "#lib/as-of.ts";
import { dayAt } from "#lib/dates.ts";
import { listRecommendations } from "#lib/recommendations/queries.ts";
import { parseFilters, writeFilters } from "#lib/recommendations/schema.ts";
import { getReport } from "#lib/reports/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { FilterForm } from "./filter-form.tsx";
import { Found } from "./found.tsx";
import { NothingFound } from "./nothing-found.tsx";
import { RecommendationTable } from "./recommendation-table.tsx";

type Props = {
  params: Promise<{ report: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  const report = await getReport((await params).report);
  return report ? { title: (await getTranslations("list"))("title") } : missingMetadata();
}

export default async function RecommendationsPage({ params, searchParams }: Props) {
  const [viewer, report] = await Promise.all([getViewer(), getReport((await params).report)]);
  if (!report) return <Missing />;
  const parameters = await searchParams;
  const now = new Date();
  const { asOf, refusal } = readAsOf(parameters.asOf, dayAt(now, report.timeZone));
  const filters = { ...parseFilters(parameters), asOf };
  const [t, list] = await Promise.all([
    getTranslations("list"),
    listRecommendations(viewer, report, filters, now, lastInstant(asOf, report.timeZone)),
  ]);
  const address = `/reports/${report.slug}/recommendations`;
  return (
    <>
      <p className="text-muted">{report.title}</p>
      <h1 className="mb-4">{t("title")}</h1>
      <PastNotice
        asOf={asOf}
        refusal={refusal}
        since={dayAt(report.createdAt, report.timeZone)}
        href={address + writeFilters({ ...filters, asOf: undefined })}
      />
      <FilterForm report={report} filters={filters} address={address} />
      <Found report={report} filters={filters} found={list.found} address={address} />
      {list.found === 0 ? (
        <NothingFound report={report} filters={filters} address={address} />
      ) : (
        <RecommendationTable items={list.items} address={address} asOf={asOf} timeZone={report.timeZone} />
      )}
      <Pages page={list.page} pages={list.pages} addressOf={(page) => address + writeFilters({ ...filters, page })} />
    </>
  );
}
