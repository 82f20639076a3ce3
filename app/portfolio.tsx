import { useTranslations } from "next-intl";
import { Count } from "#components/progress/count.tsx";
import { Counted } from "#components/progress/counted.tsx";
import { FigureText } from "#components/progress/figure-text.tsx";
import { HeadlineFigures } from "#components/progress/headline.tsx";
import { Titled } from "#components/progress/overview.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import type { Day } from "#lib/dates.ts";
import { type ConcernKey, concernMeasures } from "#lib/progress/attention.ts";
import type { Progress } from "#lib/progress/queries.ts";
import { type Settings, spansOf } from "#lib/progress/thresholds.ts";
import { measureAddress } from "#lib/recommendations/address.ts";

type ReportRow = Settings & { slug: string; title: string; subtitle: string | null; progress: Progress };
type Props = { rows: readonly ReportRow[]; asOf: Day | undefined };

/** Each report with its headline, then what needs attention in each; every number leads to its rows. */
export function Portfolio({ rows, asOf }: Props) {
  const t = useTranslations("report");
  const [first] = rows;
  const haveOneSpan = new Set(rows.map((row) => spansOf(row).staleDays)).size === 1;
  return (
    <>
      {rows.map(({ slug, title, subtitle, progress }) => (
        <section key={slug} aria-labelledby={`report-${slug}`} className="grid grid-cols-1 gap-4">
          <div>
            <h2 id={`report-${slug}`} className="text-xl">
              <Link href={`/reports/${slug}${writeAsOf(asOf)}`}>{title}</Link>
            </h2>
            {subtitle && <p className="mt-1 text-muted">{subtitle}</p>}
          </div>
          <HeadlineFigures measures={progress.measures} level={3} hrefOf={measureAddress(slug, { asOf })} />
        </section>
      ))}
      <Titled id="attention" title={t("attention")}>
        <AttentionTable rows={rows} asOf={asOf} />
        {first && (
          <div className="mt-4">
            <Counted
              topics={[
                "headline",
                "overdue",
                haveOneSpan ? "stale" : "staleByReport",
                "awaitingResponse",
                "returned",
                "waiting",
              ]}
              settings={first}
              about={t("attention")}
            />
          </div>
        )}
      </Titled>
    </>
  );
}

const concerns = (Object.keys(concernMeasures) as ConcernKey[]).map((key) => ({ key, ...concernMeasures[key] }));

function AttentionTable({ rows, asOf }: Props) {
  const t = useTranslations("portfolio");
  const concern = useTranslations("attention.name");
  return (
    <WideTable
      caption={t("table")}
      className="w-full max-md:text-sm"
      head={
        <>
          <ColumnHead>{t("report")}</ColumnHead>
          <ColumnHead look="number">{t("assignments")}</ColumnHead>
          {concerns.map(({ key }) => (
            <ColumnHead key={key} look="number" className="min-w-24">
              {concern(key)}
            </ColumnHead>
          ))}
        </>
      }
    >
      {rows.map(({ slug, title, progress: { total, measures } }) => {
        const hrefOf = measureAddress(slug, { asOf });
        return (
          <Row key={slug}>
            <RowHead className="max-w-[40vw] min-w-32">{title}</RowHead>
            <Cell look="number">
              <Count count={total} measure="assigned" hrefOf={hrefOf} />
            </Cell>
            {concerns.map(({ key, n, of }) => (
              <Cell key={key} look="number" className="whitespace-nowrap">
                <FigureText figure={{ n: measures[n], of: measures[of] }} measures={{ n, of }} hrefOf={hrefOf} />
              </Cell>
            ))}
          </Row>
        );
      })}
    </WideTable>
  );
}
