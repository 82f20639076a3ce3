import { useTranslations } from "next-intl";
import { Scroll } from "#components/ui/scroll.tsx";
import { type Figures, figureKeys } from "#lib/progress/figures.ts";
import { FigureText, Share } from "./figure-text.tsx";

/** Every figure with n of N and what it counts. */
export function FigureTable({ figures }: { figures: Figures }) {
  const t = useTranslations("figures");
  const report = useTranslations("report");
  return (
    <Scroll label={report("figuresTitle")}>
      <table className="mt-2 w-full">
        <caption className="sr-only">{report("figuresTitle")}</caption>
        <thead>
          <tr className="border-b border-edge text-left">
            <th scope="col" className="sticky left-0 bg-ground py-2 pr-4">
              {report("figure")}
            </th>
            <th scope="col" className="px-3 py-2 text-right">
              {report("nOfN")}
            </th>
            <th scope="col" className="hidden px-3 py-2 text-right sm:table-cell">
              {report("share")}
            </th>
            <th scope="col" className="hidden px-3 py-2 md:table-cell">
              {report("meaning")}
            </th>
          </tr>
        </thead>
        <tbody>
          {figureKeys.map((key) => (
            <tr key={key} className="border-b border-line align-top">
              <th scope="row" className="sticky left-0 bg-ground py-2 pr-4 text-left font-normal">
                {t(key)}
                <span className="block text-sm text-muted md:hidden">{t(`means.${key}`)}</span>
              </th>
              <td className="px-3 py-2 text-right whitespace-nowrap">
                <FigureText figure={figures[key]} />
                <span className="block whitespace-normal text-muted sm:hidden">
                  <Share figure={figures[key]} />
                </span>
              </td>
              <td className="hidden px-3 py-2 text-right sm:table-cell">
                <Share figure={figures[key]} />
              </td>
              <td className="hidden max-w-[60ch] px-3 py-2 text-muted md:table-cell">{t(`means.${key}`)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
