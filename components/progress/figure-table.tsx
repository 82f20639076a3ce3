import { useTranslations } from "next-intl";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { type Figures, figureKeys } from "#lib/progress/figures.ts";
import { FigureText, Share } from "./figure-text.tsx";

/** Every figure with n of N and what it counts. */
export function FigureTable({ figures }: { figures: Figures }) {
  const t = useTranslations("figures");
  const report = useTranslations("report");
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
            {t(key)}
            <span className="block text-sm text-muted md:hidden">{t(`means.${key}`)}</span>
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
          <Cell className="hidden max-w-[60ch] pl-3 text-muted md:table-cell">{t(`means.${key}`)}</Cell>
        </Row>
      ))}
    </WideTable>
  );
}
