import { useTranslations } from "next-intl";
import { FigureText, Share } from "#components/progress/figure-text.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { percentOf } from "#lib/progress/figures.ts";
import { type Settings, spansOf } from "#lib/progress/thresholds.ts";
import type { ComparedFigure } from "#lib/snapshots/comparison.ts";
import { useDifferenceWords } from "./difference-words.ts";

type Props = { figures: readonly ComparedFigure[]; titles: readonly [string, string]; settings: Settings };

/** Every figure then and later, and the difference in words. */
export function ComparedFigures({ figures, titles, settings }: Props) {
  const t = useTranslations("snapshots");
  const figure = useTranslations("figures");
  const wordDifference = useDifferenceWords();
  const spans = spansOf(settings);
  return (
    <WideTable
      caption={t("figures")}
      className="mt-2 w-full"
      head={
        <>
          <ColumnHead className="min-w-32">{t("figure")}</ColumnHead>
          {titles.map((title, place) => (
            <ColumnHead key={place === 0 ? "one" : "other"} look="number" className="sm:w-48">
              {title}
            </ColumnHead>
          ))}
          <ColumnHead className="pl-3 max-md:hidden">{t("differenceTitle")}</ColumnHead>
        </>
      }
    >
      {figures.map(({ key, one, other, difference }) => {
        const words = wordDifference(difference, one, other);
        return (
          <Row key={key}>
            <RowHead>
              {figure(key, spans)}
              <span className="block text-sm text-muted md:hidden">{words}</span>
            </RowHead>
            {[one, other].map((side, place) => (
              <Cell key={place === 0 ? "one" : "other"} look="number">
                <span className={side.of === 0 ? "" : "whitespace-nowrap"}>
                  <FigureText figure={side} />
                </span>
                {percentOf(side) !== undefined && (
                  <span className="block text-sm text-muted max-sm:hidden">
                    <Share figure={side} />
                  </span>
                )}
              </Cell>
            ))}
            <Cell className="pl-3 max-md:hidden">{words}</Cell>
          </Row>
        );
      })}
    </WideTable>
  );
}
