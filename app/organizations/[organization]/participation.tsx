import { useTranslations } from "next-intl";
import type { HrefOf } from "#components/progress/count.tsx";
import { FigureTable } from "#components/progress/figure-table.tsx";
import { Headline } from "#components/progress/headline.tsx";
import { StatusTable } from "#components/progress/status-table.tsx";
import { Link } from "#components/ui/link.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import type { Day } from "#lib/dates.ts";
import type { getOrganization } from "#lib/organizations/queries.ts";
import type { Progress } from "#lib/progress/queries.ts";
import { writeFilters } from "#lib/recommendations/schema.ts";

type Organization = NonNullable<Awaited<ReturnType<typeof getOrganization>>>;
type Props = Organization["participations"][number] & {
  organization: Organization;
  progress: Progress;
  asOf: Day | undefined;
};

/** What an organization is to one report, and its figures there. */
export function Participation({ organization, report, function: role, part, progress, asOf }: Props) {
  const t = useTranslations("organization");
  const roles = useTranslations("organizations");
  const hrefOf: HrefOf = (counted, on) =>
    `/reports/${report.slug}/recommendations${writeFilters({ organization: organization.slug, counted, asOf: on ?? asOf })}`;
  const id = `report-${report.slug}`;
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="text-lg sm:text-xl">
        <Link href={`/reports/${report.slug}${writeAsOf(asOf)}`}>{report.title}</Link>
      </h2>
      <p className="mt-1 max-w-text">
        {roles(`function.${role}`)}
        {part && ` (${part})`}.
      </p>
      {progress.total > 0 && (
        <>
          <div className="mt-4 grid grid-cols-1 gap-8">
            <Headline progress={progress} settings={report} hrefOf={hrefOf} />
            <StatusTable progress={progress} name={organization.acronym} settings={report} hrefOf={hrefOf} />
          </div>
          <details className="mt-6">
            <summary className="font-semibold text-accent">{t("figures")}</summary>
            <FigureTable figures={progress.figures} settings={report} hrefOf={hrefOf} />
          </details>
        </>
      )}
    </section>
  );
}
