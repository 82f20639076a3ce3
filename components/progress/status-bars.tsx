import { useTranslations } from "next-intl";
import { StackedBar } from "#components/charts/stacked-bar.tsx";
import { Link } from "#components/ui/link.tsx";
import { Scroll } from "#components/ui/scroll.tsx";
import { Implementation } from "#lib/generated/enums.ts";
import type { Counts } from "#lib/progress/figures.ts";
import { implementedOf, type Segment } from "#lib/progress/segments.ts";
import { useStretches } from "./stretches.ts";

type BarRow = {
  key: string;
  name: string;
  title?: string;
  href: string;
  total: number;
  segments: readonly Segment[];
  counts: Counts;
};

/** One stacked bar a row, on a common scale, and the same figures as a table. */
export function StatusBars({ rows, caption }: { rows: readonly BarRow[]; caption: string }) {
  const t = useTranslations("chart");
  const status = useTranslations("implementationTitle");
  const stretchesOf = useStretches();
  const wordsOf = (row: BarRow) =>
    stretchesOf(row.segments)
      .map(({ label }) => label)
      .join(", ") || t("empty");
  const longest = Math.max(...rows.map(({ total }) => total), 1);
  return (
    <>
      <ul className="mt-4 grid gap-3">
        {rows.map((row) => (
          <li
            key={row.key}
            className="grid gap-x-4 gap-y-1 sm:grid-cols-[min(16rem,30%)_1fr_min(10rem,25%)] sm:items-center"
          >
            <Link href={row.href} title={row.title}>
              {row.name}
            </Link>
            <StackedBar
              of={longest}
              stretches={stretchesOf(row.segments)}
              title={t("bar", { name: row.name, parts: wordsOf(row) })}
            />
            <span className="text-sm text-muted tabular-nums sm:text-right">
              {t("implementedOf", { n: implementedOf(row.segments), of: row.total })}
            </span>
          </li>
        ))}
      </ul>
      <details className="mt-4">
        <summary className="font-semibold text-accent">{t("asTable")}</summary>
        <Scroll label={caption}>
          <table className="mt-2 text-sm">
            <caption className="sr-only">{caption}</caption>
            <thead>
              <tr className="border-b border-edge text-left align-bottom">
                <th scope="col" className="sticky left-0 bg-ground py-2 pr-4">
                  {t("name")}
                </th>
                {Object.values(Implementation).map((code) => (
                  <th key={code} scope="col" className="px-3 py-2 text-right font-semibold">
                    {status(code)}
                  </th>
                ))}
                <th scope="col" className="px-3 py-2 text-right">
                  {t("total")}
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <tr key={row.key} className="border-b border-line">
                  <th scope="row" className="sticky left-0 bg-ground py-2 pr-4 text-left font-normal">
                    {row.name}
                  </th>
                  {Object.values(Implementation).map((code) => (
                    <td key={code} className="px-3 py-2 text-right">
                      {row.counts.implementation[code]}
                    </td>
                  ))}
                  <td className="px-3 py-2 text-right font-semibold">{row.total}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </Scroll>
      </details>
    </>
  );
}
