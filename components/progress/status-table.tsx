import { useTranslations } from "next-intl";
import { Sample, StackedBar } from "#components/charts/stacked-bar.tsx";
import { Disc, fillOf } from "#components/implementation/disc.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import type { Progress } from "#lib/progress/queries.ts";
import { countOf, stretches } from "#lib/progress/segments.ts";
import type { Settings } from "#lib/progress/thresholds.ts";
import type { HrefOf } from "./count.tsx";
import { Counted } from "./counted.tsx";
import { FigureText } from "./figure-text.tsx";
import { useStageNames, useStretches } from "./stretches.ts";

/** The bar of all assignments, and how many there are in each of its stretches. */
export function StatusTable({
  progress,
  name,
  settings,
  hrefOf,
}: {
  progress: Progress;
  name: string;
  settings: Settings;
  hrefOf?: HrefOf;
}) {
  const t = useTranslations("report");
  const chart = useTranslations("chart");
  const nameOf = useStageNames();
  const drawn = useStretches()(progress.segments, hrefOf);
  const parts = drawn.map(({ label }) => label).join(", ");
  return (
    <div className="grid grid-cols-1 gap-4 break-inside-avoid">
      <StackedBar className="h-10" of={progress.total} stretches={drawn} title={chart("bar", { name, parts })} />
      <ul className="-mt-2 flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
        {(
          [
            ["verified", chart("solid")],
            ["reported", chart("hatched")],
          ] as const
        ).map(([fill, words]) => (
          <li key={fill} className="inline-flex items-start gap-2">
            <Sample fill={fill} className="mt-0.5" /> {words}
          </li>
        ))}
      </ul>
      <WideTable
        caption={t("countedBy")}
        className="w-full max-w-[40rem]"
        head={
          <>
            <ColumnHead className="w-full">{t("countedBy")}</ColumnHead>
            <ColumnHead look="number">{t("assignments")}</ColumnHead>
          </>
        }
      >
        {stretches.map((stretch) => (
          <Row key={stretch.measure}>
            <RowHead>
              <span className="inline-flex items-center gap-x-2">
                <Sample fill={fillOf(stretch.implementation, stretch.isVerified)} />
                <span className="max-xs:hidden">
                  <Disc {...stretch} />
                </span>
                {nameOf(stretch)}
              </span>
            </RowHead>
            <Cell look="number" className="whitespace-nowrap">
              <FigureText
                figure={{ n: countOf(progress.segments, stretch.measure), of: progress.total }}
                measures={{ n: stretch.measure, of: "assigned" }}
                hrefOf={hrefOf}
              />
            </Cell>
          </Row>
        ))}
      </WideTable>
      <Counted topics={["status"]} settings={settings} about={t("countedBy")} />
    </div>
  );
}
