import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Freshness, Late, VerificationState } from "#components/assignments/facts.tsx";
import { DayText } from "#components/dates/day-text.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, Row, RowHead } from "#components/ui/table.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import { isOpen, isVerified } from "#lib/assignments/status.ts";
import { datedDay, dayAt } from "#lib/dates.ts";
import { freshnessOf, type Thresholds } from "#lib/progress/thresholds.ts";
import { phrasesOf } from "#lib/recommendations/phrases.ts";
import type { listAssigned } from "#lib/recommendations/queries.ts";
import { columnsOf, type Filters } from "#lib/recommendations/schema.ts";
import { Hits, Marked } from "./found-words.tsx";
import { ListTable } from "./list-table.tsx";

type List = Awaited<ReturnType<typeof listAssigned>>;
type Item = List["items"][number];
type Column = ReturnType<typeof columnsOf>[number];

type Props = { list: List; filters: Filters; address: string; thresholds: Thresholds; timeZone: string };

/** What each organization answers for, a row each. */
export function AssignmentTable({ list, filters, address, thresholds, timeZone }: Props) {
  const t = useTranslations("list");
  const shown = columnsOf(filters);
  return (
    <ListTable
      filters={filters}
      address={address}
      found={list.found}
      groups={list.groups}
      columns={(["report", "title", ...shown] as const).map((name) => ({
        name,
        label: t(`columnOf.assignment.${name}`),
      }))}
      row={(item) => (
        <Row key={item.id}>
          <RowHead className="whitespace-nowrap">
            <span className="font-semibold">
              <Marked text={item.recommendation.code} phrases={phrasesOf(filters)} />
            </span>
          </RowHead>
          <Cell className="min-w-56">
            <Link href={`${address}/${item.recommendation.code}${writeAsOf(filters.asOf)}#${item.organization.slug}`}>
              <Marked text={item.recommendation.title} phrases={phrasesOf(filters)} />
            </Link>
            <Hits
              hits={list.hits.get(item.id) ?? []}
              phrases={phrasesOf(filters)}
              address={address}
              code={item.recommendation.code}
              asOf={filters.asOf}
            />
          </Cell>
          {shown.map((column) => (
            <Cells key={column} column={column} item={item} thresholds={thresholds} timeZone={timeZone} />
          ))}
        </Row>
      )}
    />
  );
}

/** The columns of words: they wrap where the table would otherwise be wider than the page, and not on a phone, where it is. */
const wraps: Partial<Record<Column, true>> = {
  response: true,
  status: true,
  verification: true,
  latest: true,
};

type CellProps = { column: Column; item: Item; thresholds: Thresholds; timeZone: string };

function Cells({ column, item, thresholds, timeZone }: CellProps) {
  const kind = useTranslations("kind");
  const priority = useTranslations("priority");
  const role = useTranslations("role");
  const response = useTranslations("answer");
  const { recommendation, organization } = item;
  const isWaiting = item.response === "awaiting_response";
  const cells: Record<Column, () => ReactNode> = {
    kind: () => kind(recommendation.kind),
    priority: () => priority(recommendation.priority),
    theme: () => (
      <span className="block w-48 whitespace-normal">
        {recommendation.themes.map(({ theme }) => theme.name).join(", ")}
      </span>
    ),
    organization: () => (
      <abbr title={organization.name} className="no-underline">
        {organization.acronym}
      </abbr>
    ),
    role: () => role(item.role),
    response: () => <span className={isWaiting ? "text-muted" : ""}>{response(item.response)}</span>,
    status: () => <Status implementation={item.implementation} isVerified={isVerified(item)} />,
    verification: () => <VerificationState assignment={item} />,
    target: () => <Target item={item} thresholds={thresholds} />,
    latest: () => <Latest item={item} thresholds={thresholds} timeZone={timeZone} />,
  };
  const size = column === "status" ? "" : "text-sm leading-6";
  return (
    <Cell className={`${size} ${wraps[column] ? "max-md:whitespace-nowrap" : "whitespace-nowrap"}`}>
      {cells[column]()}
    </Cell>
  );
}

function Target({ item, thresholds }: Pick<CellProps, "item" | "thresholds">) {
  const t = useTranslations("list");
  const target = datedDay(item.targetOn, item.targetPrecision);
  if (!target) return <span className="text-muted">{t("noTarget")}</span>;
  return (
    <span className="whitespace-nowrap">
      <DayText day={target} />
      <span className="block">
        <Late target={target} isOpen={isOpen(item.implementation)} thresholds={thresholds} />
      </span>
    </span>
  );
}

/** When it was last reported on; a clock with the days when that is too long ago and something is still to be done. */
function Latest({ item, thresholds, timeZone }: Omit<CellProps, "column">) {
  const t = useTranslations("list");
  if (isOpen(item.implementation) && freshnessOf(item, thresholds) === "stale")
    return <Freshness assignment={item} thresholds={thresholds} timeZone={timeZone} />;
  if (!item.lastEntryAt) return <span className="text-muted">{t("noEntry")}</span>;
  return (
    <span className="whitespace-nowrap">
      <DayText day={dayAt(item.lastEntryAt, timeZone)} />
    </span>
  );
}
