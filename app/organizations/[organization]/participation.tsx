import { useTranslations } from "next-intl";
import { Overview } from "#components/progress/overview.tsx";
import { Link } from "#components/ui/link.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import type { Day } from "#lib/dates.ts";
import type { getOrganization } from "#lib/organizations/queries.ts";
import type { getOrganizationProgress, Movement } from "#lib/progress/queries.ts";
import { measureAddress } from "#lib/recommendations/address.ts";

type Organization = NonNullable<Awaited<ReturnType<typeof getOrganization>>>;
type Props = Organization["participations"][number] & {
  organization: Organization;
  progress: Awaited<ReturnType<typeof getOrganizationProgress>>;
  movement: Movement;
  asOf: Day | undefined;
};

/** What an organization is to one report, and its progress there. */
export function Participation({ organization, report, function: role, part, progress, movement, asOf }: Props) {
  const t = useTranslations("organization");
  const functions = useTranslations("organizations.function");
  const { slug, acronym } = organization;
  const themes = new Map(report.themes.map((theme) => [theme.slug, theme.name]));
  return (
    <section aria-labelledby={`report-${report.slug}`} className="grid grid-cols-1 gap-10 border-t border-line pt-8">
      <div>
        <h2 id={`report-${report.slug}`} className="text-xl">
          <Link href={`/reports/${report.slug}${writeAsOf(asOf)}`}>{report.title}</Link>
        </h2>
        <p className="mt-1 max-w-text">
          {part ? t("part", { function: functions(`short.${role}`), part }) : `${functions(role)}.`}
        </p>
      </div>
      {progress.total > 0 && (
        <Overview
          progress={progress}
          movement={movement}
          settings={report}
          name={acronym}
          prefix={`${report.slug}-`}
          level={3}
          hrefOf={measureAddress(report.slug, { organization: slug, asOf })}
          cuts={[
            {
              id: "by-theme",
              title: t("byTheme"),
              rows: progress.byTheme,
              nameOf: (theme) => ({
                name: themes.get(theme) ?? theme,
                href: `/reports/${report.slug}/themes/${theme}${writeAsOf(asOf)}`,
              }),
              hrefOf: (theme) => measureAddress(report.slug, { organization: slug, theme, asOf }),
            },
          ]}
        />
      )}
    </section>
  );
}
