import { useTranslations } from "next-intl";
import { StackedBar } from "#components/charts/stacked-bar.tsx";
import { Count } from "#components/progress/count.tsx";
import { Counted } from "#components/progress/counted.tsx";
import { FigureText } from "#components/progress/figure-text.tsx";
import { Legend } from "#components/progress/legend.tsx";
import { useStretches } from "#components/progress/stretches.ts";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { type ConcernKey, concernMeasures } from "#lib/progress/attention.ts";
import { figureMeasures } from "#lib/progress/figures.ts";
import type { Progress } from "#lib/progress/queries.ts";
import { stretches } from "#lib/progress/segments.ts";
import type { Settings } from "#lib/progress/thresholds.ts";
import { measureAddress } from "#lib/recommendations/address.ts";

type ReportRow = Settings & { slug: string; title: string; subtitle: string | null; progress: Progress };

const concerns = (Object.keys(concernMeasures) as ConcernKey[]).map((key) => ({ key, ...concernMeasures[key] }));
const headline = ["verifiedImplementation", "reportedImplementation", "claimGap"] as const;

/** Each report with its headline, what needs attention and its bar; every number leads to its rows. */
export function Portfolio({ rows }: { rows: readonly ReportRow[] }) {
  const t = useTranslations("portfolio");
  const concern = useTranslations("attention");
  const chart = useTranslations("chart");
  const stretchesOf = useStretches();
  const occurring = stretches.filter(({ measure }) => rows.some(({ progress }) => progress.measures[measure] > 0));
  const [first] = rows;
  return (
    <div className="grid grid-cols-1 gap-10">
      <ul className="grid gap-8">
        {rows.map(({ slug, title, subtitle, progress }) => {
          const parts = stretchesOf(progress.segments, measureAddress(slug, {}));
          return (
            <li key={slug} className="grid gap-2">
              <h2 className="text-lg">
                <Link href={`/reports/${slug}`}>{title}</Link>
              </h2>
              {subtitle && <p className="-mt-2 text-muted">{subtitle}</p>}
              <StackedBar
                of={progress.total}
                stretches={parts}
                title={chart("bar", {
                  name: title,
                  parts: parts.map(({ label }) => label).join(", ") || chart("empty"),
                })}
              />
            </li>
          );
        })}
      </ul>
      <Legend stages={occurring} />
      <WideTable
        caption={t("table")}
        className="w-full text-sm"
        head={
          <>
            <ColumnHead>{t("report")}</ColumnHead>
            <ColumnHead look="number">{t("assignments")}</ColumnHead>
            {headline.map((key) => (
              <ColumnHead key={key} look="number">
                {t(key)}
              </ColumnHead>
            ))}
            {concerns.map(({ key }) => (
              <ColumnHead key={key} look="number">
                {concern(`name.${key}`)}
              </ColumnHead>
            ))}
          </>
        }
      >
        {rows.map(({ slug, title, progress }) => {
          const hrefOf = measureAddress(slug, {});
          return (
            <Row key={slug}>
              <RowHead className="min-w-48">{title}</RowHead>
              <Cell look="number">
                <Count count={progress.total} measure="assigned" hrefOf={hrefOf} />
              </Cell>
              {headline.map((key) => (
                <Cell key={key} look="number" className="whitespace-nowrap">
                  <FigureText figure={progress.figures[key]} measures={figureMeasures[key]} hrefOf={hrefOf} />
                </Cell>
              ))}
              {concerns.map(({ key, n, of }) => (
                <Cell key={key} look="number" className="whitespace-nowrap">
                  <FigureText
                    figure={{ n: progress.measures[n], of: progress.measures[of] }}
                    measures={{ n, of }}
                    hrefOf={hrefOf}
                  />
                </Cell>
              ))}
            </Row>
          );
        })}
      </WideTable>
      {first && (
        <Counted
          topics={["headline", "overdue", "stale", "awaitingResponse", "returned", "waiting"]}
          settings={first}
          about={t("table")}
        />
      )}
    </div>
  );
}
