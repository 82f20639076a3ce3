import { useTranslations } from "next-intl";
import { StackedBar } from "#components/charts/stacked-bar.tsx";
import { Folded } from "#components/ui/folded.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { countOf, implementedOf, occurringIn, type Segment, verifiedOf } from "#lib/progress/segments.ts";
import type { Settings } from "#lib/progress/thresholds.ts";
import { Count, type HrefOf } from "./count.tsx";
import { Counted } from "./counted.tsx";
import { Legend } from "./legend.tsx";
import { manyColumns } from "./many-columns.ts";
import { useStageNames, useStretches } from "./stretches.ts";

type BarRow = {
  key: string;
  name: string;
  title?: string;
  href?: string;
  /** Where the assignments of this row that a measure counts are listed. */
  hrefOf?: HrefOf;
  total: number;
  segments: readonly Segment[];
};

/** One stacked bar a row, on a common scale, and the same figures as a table. What the fills stand for says the table of statuses above; a sheet of paper says it again. */
export function StatusBars({
  rows,
  caption,
  settings,
}: {
  rows: readonly BarRow[];
  caption: string;
  settings: Settings;
}) {
  const t = useTranslations("chart");
  const nameOf = useStageNames();
  const stretchesOf = useStretches();
  const wordsOf = (row: BarRow) =>
    stretchesOf(row.segments)
      .map(({ label }) => label)
      .join(", ") || t("empty");
  const longest = Math.max(...rows.map(({ total }) => total), 1);
  const occurring = occurringIn(rows);
  return (
    <div className="mt-4 grid grid-cols-1 gap-4">
      <Legend stages={occurring} isOnPaperAlone />
      <ul className="grid gap-3">
        {rows.map((row) => (
          <li
            key={row.key}
            className="grid gap-x-4 gap-y-1 sm:grid-cols-[min(16rem,30%)_1fr_min(15rem,32%)] sm:items-center"
          >
            {row.href ? (
              <Link href={row.href} title={row.title}>
                {row.name}
              </Link>
            ) : (
              row.name
            )}
            <StackedBar
              of={longest}
              isSkippedByTab
              stretches={stretchesOf(row.segments, row.hrefOf)}
              title={t("bar", { name: row.name, parts: wordsOf(row) })}
            />
            <span className="text-sm text-muted tabular-nums sm:text-right">
              {row.total === 0
                ? t("empty")
                : t.rich("implementedOf", {
                    verified: () => <Count count={verifiedOf(row.segments)} measure="verified" hrefOf={row.hrefOf} />,
                    reported: () => <Count count={implementedOf(row.segments)} measure="done" hrefOf={row.hrefOf} />,
                    of: () => <Count count={row.total} measure="assigned" hrefOf={row.hrefOf} />,
                  })}
            </span>
          </li>
        ))}
      </ul>
      <div className="flex flex-wrap gap-x-6 gap-y-2">
        <Counted topics={["status"]} settings={settings} about={caption} className="no-print" />
        <Folded title={t("asTable")} className="break-inside-avoid">
          <WideTable
            caption={t("tableOf", { name: caption })}
            className={`mt-2 text-sm ${manyColumns}`}
            head={
              <>
                <ColumnHead>{t("name")}</ColumnHead>
                {occurring.map((stretch) => (
                  <ColumnHead key={stretch.measure} look="number">
                    {nameOf(stretch)}
                  </ColumnHead>
                ))}
                <ColumnHead look="number">{t("total")}</ColumnHead>
              </>
            }
          >
            {rows.map((row) => (
              <Row key={row.key}>
                <RowHead>{row.name}</RowHead>
                {occurring.map(({ measure }) => (
                  <Cell key={measure} look="number">
                    <Count count={countOf(row.segments, measure)} measure={measure} hrefOf={row.hrefOf} />
                  </Cell>
                ))}
                <Cell look="number" className="font-semibold">
                  <Count count={row.total} measure="assigned" hrefOf={row.hrefOf} />
                </Cell>
              </Row>
            ))}
          </WideTable>
        </Folded>
      </div>
    </div>
  );
}
