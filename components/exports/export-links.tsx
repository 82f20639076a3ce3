import { useTranslations } from "next-intl";
import { linkStyle } from "#components/ui/link.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import type { Day } from "#lib/dates.ts";
import { type Filters, writeFilters } from "#lib/recommendations/schema.ts";

type Props = { report: string } & ({ filters: Filters } | { asOf: Day | undefined });

/** What is shown, as a file: a list as it is filtered, or a report as of its day. */
export function ExportLinks({ report, ...shown }: Props) {
  const t = useTranslations("exports");
  const address = `/reports/${report}/export`;
  const files =
    "filters" in shown
      ? (["csv", "xlsx", "json"] as const).map((format) => ({
          format,
          href: `${address}/${format}${writeFilters({ ...shown.filters, page: 1 })}`,
        }))
      : [
          { format: "docx" as const, href: `${address}/report.docx${writeAsOf(shown.asOf)}` },
          { format: "xlsx" as const, href: `${address}/report.xlsx${writeAsOf(shown.asOf)}` },
          { format: "csv" as const, href: `${address}/csv${writeFilters({ unit: "assignment", asOf: shown.asOf })}` },
          { format: "json" as const, href: `${address}/json${writeFilters({ unit: "assignment", asOf: shown.asOf })}` },
        ];
  return (
    <p className="no-print flex flex-wrap gap-x-4 gap-y-1">
      <span className="text-muted">{t("lead")}</span>
      {files.map(({ format, href }) => (
        <a key={format} className={linkStyle} href={href} download>
          {t(`format.${format}`)}
        </a>
      ))}
    </p>
  );
}
