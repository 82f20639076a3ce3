import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PastNotice } from "#components/dates/past-notice.tsx";
import { ExportLinks } from "#components/exports/export-links.tsx";
import { sharedMetadata } from "#components/sharing/metadata.ts";
import { Missing, missingMetadata } from "#components/site/missing.tsx";
import { Pages } from "#components/site/pages.tsx";
import { lastInstant, readAsOf } from "#lib/as-of.ts";
import { dayAt } from "#lib/dates.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";
import { listAssigned, listRecommendations } from "#lib/recommendations/queries.ts";
import { parseFilters, unitOf, writeFilters } from "#lib/recommendations/schema.ts";
import { getReport } from "#lib/reports/queries.ts";
import { getViewer } from "#lib/viewer.ts";
import { AssignmentTable } from "./assignment-table.tsx";
import { FilterForm } from "./filter-form.tsx";
import { Found } from "./found.tsx";
import { words } from "./list-words.ts";
import { NothingFound } from "./nothing-found.tsx";
import { RecommendationTable } from "./recommendation-table.tsx";
import { TableNotes } from "./table-notes.tsx";
import { UnitSwitch } from "./unit-switch.tsx";

type Props = {
  params: Promise<{ report: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
};

export async function generateMetadata({ params, searchParams }: Props): Promise<Metadata> {
  const report = await getReport((await params).report);
  if (!report) return missingMetadata();
  const parameters = await searchParams;
  const { asOf } = readAsOf(parameters.asOf, dayAt(new Date(), report.timeZone));
  const filters = { ...parseFilters(parameters), asOf };
  const [t, list] = await Promise.all([getTranslations("sharing"), getTranslations("list")]);
  const { slug, title } = report;
  return sharedMetadata({
    title: t("within", { page: list(words[unitOf(filters)].title), title }),
    description: t(words[unitOf(filters)].shared, { title }),
    page: `/reports/${slug}/recommendations`,
    asOf,
    query: writeFilters(filters),
    pictured: `/reports/${slug}`,
  });
}

export default async function RecommendationsPage({ params, searchParams }: Props) {
  const [viewer, report] = await Promise.all([getViewer(), getReport((await params).report)]);
  if (!report) return <Missing />;
  const parameters = await searchParams;
  const now = new Date();
  const { asOf, refusal } = readAsOf(parameters.asOf, dayAt(now, report.timeZone));
  const filters = { ...parseFilters(parameters), asOf };
  const until = lastInstant(asOf, report.timeZone);
  const unit = unitOf(filters);
  const [t, list] = await Promise.all([
    getTranslations("list"),
    unit === "assignment"
      ? listAssigned(viewer, report, filters, now, until)
      : listRecommendations(viewer, report, filters, now, until),
  ]);
  const address = `/reports/${report.slug}/recommendations`;
  const shown = { filters, address, timeZone: report.timeZone };
  return (
    <>
      <p className="text-muted">{report.title}</p>
      <h1>{t(words[unit].title)}</h1>
      <UnitSwitch filters={filters} address={address} />
      <div className="mt-4 empty:hidden">
        <PastNotice
          asOf={asOf}
          refusal={refusal}
          since={dayAt(report.createdAt, report.timeZone)}
          href={address + writeFilters({ ...filters, asOf: undefined })}
        />
      </div>
      <FilterForm report={report} filters={filters} address={address} counts={list.counts} found={list.found} />
      <Found report={report} filters={filters} found={list.found} address={address} />
      <div className="my-2">
        <ExportLinks report={report.slug} filters={filters} />
      </div>
      {list.found === 0 ? (
        <NothingFound report={report} filters={filters} address={address} />
      ) : (
        <>
          <TableNotes
            filters={filters}
            found={list.found}
            hasDrafts={list.unit === "recommendation" && list.items.some(({ publishedAt }) => publishedAt === null)}
          />
          {list.unit === "assignment" ? (
            <AssignmentTable list={list} thresholds={thresholdsAt(until ?? now, report)} {...shown} />
          ) : (
            <RecommendationTable list={list} {...shown} />
          )}
        </>
      )}
      <Pages page={list.page} pages={list.pages} addressOf={(page) => address + writeFilters({ ...filters, page })} />
    </>
  );
}
