import { useTranslations } from "next-intl";
import { Sample, StackedBar } from "#components/charts/stacked-bar.tsx";
import { Disc, fillOf } from "#components/implementation/disc.tsx";
import { Implementation } from "#lib/generated/enums.ts";
import type { Progress } from "#lib/progress/queries.ts";
import { FigureText } from "./figure-text.tsx";
import { useStretches } from "./stretches.ts";

/** The bar of all assignments, and how many there are of each status. */
export function StatusTable({ progress, name }: { progress: Progress; name: string }) {
  const t = useTranslations("report");
  const chart = useTranslations("chart");
  const status = useTranslations("implementationTitle");
  const stretches = useStretches()(progress.segments);
  const parts = stretches.map(({ label }) => label).join(", ") || chart("empty");
  return (
    <div className="grid gap-4">
      <StackedBar className="h-10" of={progress.total} stretches={stretches} title={chart("bar", { name, parts })} />
      <p className="-mt-2 flex flex-wrap items-center gap-x-2 gap-y-1 text-sm text-muted">
        <Sample fill="verified" /> {chart("solid")} <Sample fill="reported" /> {chart("hatched")}
      </p>
      <table className="w-full max-w-[40rem]">
        <caption className="sr-only">{t("countedBy")}</caption>
        <thead>
          <tr className="border-b border-edge text-left">
            <th scope="col" className="py-2 pr-4">
              {t("countedBy")}
            </th>
            <th scope="col" className="py-2 text-right">
              {t("assignments")}
            </th>
          </tr>
        </thead>
        <tbody>
          {Object.values(Implementation).map((code) => (
            <tr key={code} className="border-b border-line">
              <th scope="row" className="py-2 pr-4 text-left font-normal">
                <span className="inline-flex items-center gap-2">
                  <Sample fill={fillOf(code, false)} />
                  <Disc implementation={code} />
                  {status(code)}
                </span>
              </th>
              <td className="py-2 text-right whitespace-nowrap">
                <FigureText figure={{ n: progress.counts.implementation[code], of: progress.total }} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
