import { useTranslations } from "next-intl";
import { Freshness, Needs, TargetDay } from "#components/assignments/facts.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowGroup, RowHead, WideTable } from "#components/ui/table.tsx";
import { lastInstant, writeAsOf } from "#lib/as-of.ts";
import { isVerified } from "#lib/assignments/status.ts";
import type { Day } from "#lib/dates.ts";
import type { listAssignments } from "#lib/organizations/queries.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";

type Item = Awaited<ReturnType<typeof listAssignments>>["items"][number];

type Props = {
  items: readonly Item[];
  /** In the order of the page. */
  reports: readonly { slug: string; title: string }[];
  now: Date;
  asOf: Day | undefined;
};

const columns = ["recommendation", "role", "status", "target", "lastEntry"] as const;

/** What it answers for, in the order of the report; with several reports, under the title of each. */
export function AssignmentTable({ items, reports, now, asOf }: Props) {
  const t = useTranslations("organization");
  const byReport = Map.groupBy(items, ({ recommendation }) => recommendation.report.slug);
  const isGrouped = byReport.size > 1;
  const row = (item: Item) => <AssignmentRow key={item.id} item={item} now={now} asOf={asOf} />;
  return (
    <WideTable
      caption={t("assignments")}
      className="mt-4 w-full min-w-[52rem]"
      isGrouped={isGrouped}
      head={columns.map((column) => <ColumnHead key={column}>{t(column)}</ColumnHead>)}
    >
      {isGrouped
        ? reports
            .filter(({ slug }) => byReport.has(slug))
            .map(({ slug, title }) => (
              <RowGroup key={slug} columns={columns.length} heading={<span className="font-semibold">{title}</span>}>
                {byReport.get(slug)?.map(row)}
              </RowGroup>
            ))
        : items.map(row)}
    </WideTable>
  );
}

function AssignmentRow({ item, now, asOf }: { item: Item } & Pick<Props, "now" | "asOf">) {
  const role = useTranslations("role");
  const { report, code, title } = item.recommendation;
  const thresholds = thresholdsAt(lastInstant(asOf, report.timeZone) ?? now, report);
  return (
    <Row look="open">
      <RowHead className="max-w-[55vw]">
        <Link href={`/reports/${report.slug}/recommendations/${code}${writeAsOf(asOf)}`}>
          {code} {title}
        </Link>
      </RowHead>
      <Cell>{role(item.role)}</Cell>
      <Cell>
        <Status implementation={item.implementation} isVerified={isVerified(item)} />
        <span className="grid text-sm">
          <Needs needs={item.needs} />
        </span>
      </Cell>
      <Cell className="text-sm">
        <TargetDay assignment={item} thresholds={thresholds} />
      </Cell>
      <Cell className="text-sm">
        <Freshness assignment={item} thresholds={thresholds} timeZone={report.timeZone} />
      </Cell>
    </Row>
  );
}
