import { useTranslations } from "next-intl";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { type Figures, figureKeys } from "#lib/progress/figures.ts";
import type { Settings } from "#lib/progress/thresholds.ts";
import { FigureText, Share } from "./figure-text.tsx";

/** Every figure with n of N and what it counts. */
export function FigureTable({ figures, settings }: { figures: Figures; settings: Settings }) {
  const t = useTranslations("figures");
  const report = useTranslations("report");
  const { freshDays, verificationDays } = settings;
  const spans = { freshDays, verificationDays, staleDays: settings.reportingInterval + settings.graceDays };
  return (
    <WideTable
      caption={report("figuresTitle")}
      className="mt-2 w-full"
      head={
        <>
          <ColumnHead>{report("figure")}</ColumnHead>
          <ColumnHead look="number">{report("nOfN")}</ColumnHead>
          <ColumnHead look="number" className="hidden sm:table-cell">
            {report("share")}
          </ColumnHead>
          <ColumnHead className="hidden pl-3 md:table-cell">{report("meaning")}</ColumnHead>
        </>
      }
    >
      {figureKeys.map((key) => (
        <Row key={key}>
          <RowHead>
            {t(key, spans)}
            <span className="block text-sm text-muted md:hidden">{t(`means.${key}`, spans)}</span>
          </RowHead>
          <Cell look="number" className="whitespace-nowrap">
            <FigureText figure={figures[key]} />
            <span className="block whitespace-normal text-muted sm:hidden">
              <Share figure={figures[key]} />
            </span>
          </Cell>
          <Cell look="number" className="hidden sm:table-cell">
            <Share figure={figures[key]} />
          </Cell>
          <Cell className="hidden max-w-[60ch] pl-3 text-muted md:table-cell">{t(`means.${key}`, spans)}</Cell>
        </Row>
      ))}
    </WideTable>
  );
}
