import { useTranslations } from "next-intl";
import { StackedBar } from "#components/charts/stacked-bar.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { Implementation } from "#lib/generated/enums.ts";
import type { Counts } from "#lib/progress/figures.ts";
import { implementedOf, type Segment, verifiedOf } from "#lib/progress/segments.ts";
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
            className="grid gap-x-4 gap-y-1 sm:grid-cols-[min(16rem,30%)_1fr_min(15rem,32%)] sm:items-center"
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
              {t("implementedOf", {
                verified: verifiedOf(row.segments),
                reported: implementedOf(row.segments),
                of: row.total,
              })}
            </span>
          </li>
        ))}
      </ul>
      <details className="mt-4">
        <summary className="font-semibold text-accent">{t("asTable")}</summary>
        <WideTable
          caption={caption}
          className="mt-2 text-sm"
          head={
            <>
              <ColumnHead>{t("name")}</ColumnHead>
              {Object.values(Implementation).map((code) => (
                <ColumnHead key={code} look="number">
                  {status(code)}
                </ColumnHead>
              ))}
              <ColumnHead look="number">{t("ofTheseVerified")}</ColumnHead>
              <ColumnHead look="number">{t("total")}</ColumnHead>
            </>
          }
        >
          {rows.map((row) => (
            <Row key={row.key}>
              <RowHead>{row.name}</RowHead>
              {Object.values(Implementation).map((code) => (
                <Cell key={code} look="number">
                  {row.counts.implementation[code]}
                </Cell>
              ))}
              <Cell look="number">{verifiedOf(row.segments)}</Cell>
              <Cell look="number" className="font-semibold">
                {row.total}
              </Cell>
            </Row>
          ))}
        </WideTable>
      </details>
    </>
  );
}
