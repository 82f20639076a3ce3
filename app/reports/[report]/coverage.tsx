import { useTranslations } from "next-intl";
import type { Report } from "#lib/reports/queries.ts";

/** What of the report is held here and what is not, in the words of its register. */
export function Coverage({
  report,
}: {
  report: Pick<Report, "coverageHeld" | "coverageNotHeld" | "coverageNote" | "rights">;
}) {
  const t = useTranslations("report");
  const lists = [
    { title: t("held"), items: report.coverageHeld },
    { title: t("notHeld"), items: report.coverageNotHeld },
  ];
  return (
    <section aria-labelledby="coverage" className="border-t border-line pt-8">
      <h2 id="coverage" className="text-xl">
        {t("coverage")}
      </h2>
      <div className="mt-4 grid max-w-text gap-6 sm:grid-cols-2 lg:max-w-none">
        {lists
          .filter(({ items }) => items.length > 0)
          .map(({ title, items }) => (
            <div key={title}>
              <h3 className="font-semibold">{title}</h3>
              <ul className="mt-1 list-disc pl-5">
                {items.map((item) => (
                  <li key={item}>{item}</li>
                ))}
              </ul>
            </div>
          ))}
      </div>
      {report.coverageNote && <p className="mt-4 max-w-text">{report.coverageNote}</p>}
      {report.rights && (
        <p className="mt-4 max-w-text text-sm text-muted">
          {t("rights")}: {report.rights}
        </p>
      )}
    </section>
  );
}
