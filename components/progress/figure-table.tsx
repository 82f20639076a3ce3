import { useTranslations } from "next-intl";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { type Figures, figureKeys, figureMeasures } from "#lib/progress/figures.ts";
import { type Settings, spansOf } from "#lib/progress/thresholds.ts";
import type { HrefOf } from "./count.tsx";
import { LeftOut } from "./counted.tsx";
import { FigureText, Share } from "./figure-text.tsx";

/** Every figure with n of N, what it counts and what is left out. */
export function FigureTable({ figures, settings, hrefOf }: { figures: Figures; settings: Settings; hrefOf?: HrefOf }) {
  const t = useTranslations("figures");
  const report = useTranslations("report");
  const chart = useTranslations("chart");
  const spans = spansOf(settings);
  return (
    <WideTable
      caption={chart("tableOf", { name: report("figuresTitle") })}
      className="mt-2 w-full"
      head={
        <>
          <ColumnHead>{report("figure")}</ColumnHead>
          <ColumnHead look="number" className="max-sm:pr-0">
            {report("nOfN")}
          </ColumnHead>
          <ColumnHead look="number" className="max-sm:hidden">
            {report("share")}
          </ColumnHead>
        </>
      }
    >
      {figureKeys.map((key) => (
        <Row key={key}>
          <RowHead>
            <div className="grid gap-x-6 md:grid-cols-[15rem_minmax(0,60ch)] print:grid-cols-[10rem_minmax(0,1fr)]">
              {t(key, spans)}
              <div className="text-muted max-md:text-sm">
                <p>{t(`means.${key}`, spans)}</p>
                <LeftOut figure={key} about={t(key, spans)} />
              </div>
            </div>
          </RowHead>
          <Cell look="number" className="whitespace-nowrap max-sm:pr-0">
            <FigureText figure={figures[key]} measures={figureMeasures[key]} hrefOf={hrefOf} />
            <span className="block whitespace-normal text-muted sm:hidden">
              <Share figure={figures[key]} />
            </span>
          </Cell>
          <Cell look="number" className="max-sm:hidden">
            <Share figure={figures[key]} />
          </Cell>
        </Row>
      ))}
    </WideTable>
  );
}
