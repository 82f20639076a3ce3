import { useTranslations } from "next-intl";
import { DayText } from "#components/dates/day-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { type Day, fromDatabaseDay } from "#lib/dates.ts";
import type { Report } from "#lib/reports/queries.ts";

/** Which report this is, by whom and from when, and the day that the page speaks of. */
export function ReportTitle({ report, today }: { report: Report; today: Day }) {
  const t = useTranslations("report");
  const { author, funder } = report;
  return (
    <div className="grid gap-2">
      <h1 className="max-w-[40ch]">{report.title}</h1>
      {report.subtitle && <p className="text-lg text-muted">{report.subtitle}</p>}
      <p className="flex flex-wrap gap-x-6">
        <span>{t("author", { author: author.name })}</span>
        {funder && <span>{t("funder", { funder: funder.name })}</span>}
      </p>
      <p className="flex flex-wrap gap-x-6 text-muted">
        <span className="text-ink">{t.rich("asOf", { day: () => <DayText day={today} /> })}</span>
        <span>
          {t.rich("published", {
            day: () => (
              <DayText day={{ on: fromDatabaseDay(report.publishedOn), precision: report.publishedPrecision }} />
            ),
          })}
        </span>
        <Link href={report.sourceUrl} rel="noopener">
          {t("source")}
        </Link>
      </p>
    </div>
  );
}
