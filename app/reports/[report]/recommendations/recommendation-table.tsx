import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DayText } from "#components/dates/day-text.tsx";
import { Disc } from "#components/implementation/disc.tsx";
import { Status } from "#components/implementation/status.tsx";
import { drawnOnce } from "#components/ui/drawn-once.ts";
import { Link } from "#components/ui/link.tsx";
import { Cell, Row, RowHead } from "#components/ui/table.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import { isVerified } from "#lib/assignments/status.ts";
import { dayAt } from "#lib/dates.ts";
import { phrasesOf } from "#lib/recommendations/phrases.ts";
import type { listRecommendations } from "#lib/recommendations/queries.ts";
import { isVerifiedAsWhole } from "#lib/recommendations/rollup.ts";
import { columns as allColumns, columnsOf, type Filters } from "#lib/recommendations/schema.ts";
import { Hits, Marked } from "./found-words.tsx";
import { ListTable } from "./list-table.tsx";

type List = Awaited<ReturnType<typeof listRecommendations>>;
type Item = List["items"][number];
type Column = (typeof allColumns)["recommendation"]["all"][number];

/** Left out on a phone, so that the statuses come sooner. */
const whereWide = "hidden md:table-cell print:table-cell";

type Props = { list: List; filters: Filters; address: string; timeZone: string };

export function RecommendationTable({ list, filters, address, timeZone }: Props) {
  const t = useTranslations("list");
  const cells = useCells(filters, timeZone);
  const chosen = columnsOf(filters);
  const shown = allColumns.recommendation.all.filter((column) => chosen.includes(column));
  return (
    <ListTable
      filters={filters}
      address={address}
      found={list.found}
      groups={list.groups}
      columns={(["report", "title", ...shown] as const).map((name) => ({
        name,
        label: t(`columnOf.recommendation.${name}`),
        className: name === "theme" && !filters.columns ? whereWide : "",
      }))}
      row={(item) => (
        <Row key={item.id} look="open">
          <RowHead className={`font-semibold whitespace-nowrap ${item.parentId ? "pl-3" : ""}`}>
            <Marked text={item.code} phrases={phrasesOf(filters)} />
          </RowHead>
          <Cell className="min-w-40">
            <Link href={`${address}/${item.code}${writeAsOf(filters.asOf)}`}>
              <Marked text={item.title} phrases={phrasesOf(filters)} />
            </Link>
            <Remarks item={item} withKind={!shown.includes("kind")} />
            <Hits
              hits={list.hits.get(item.id) ?? []}
              phrases={phrasesOf(filters)}
              address={address}
              code={item.code}
              asOf={filters.asOf}
            />
          </Cell>
          {shown.map((column) => cells[column](item))}
        </Row>
      )}
    />
  );
}

type Remarked = Pick<Item, "kind" | "textComplete" | "publishedAt">;

/** Of most there is nothing to remark: they are recommendations, published, and their text is complete. */
function Remarks({ item, withKind }: { item: Remarked; withKind: boolean }) {
  const t = useTranslations("list");
  const kind = useTranslations("kind");
  const remarks = [withKind && item.kind !== "recommendation" && kind(item.kind), !item.textComplete && t("incomplete")]
    .filter(Boolean)
    .join(" · ");
  const isDraft = item.publishedAt === null;
  if (!isDraft && !remarks) return null;
  return (
    <span className="block text-sm text-muted">
      {isDraft && <strong className="font-semibold text-ink">{t("draft")}</strong>}
      {isDraft && remarks && " · "}
      {remarks}
    </span>
  );
}

/** How each column is drawn. What stands in many rows is drawn once. */
function useCells(filters: Filters, timeZone: string): Record<Column, (item: Item) => ReactNode> {
  const t = useTranslations("list");
  const kind = useTranslations("kind");
  const priority = useTranslations("priority");
  const status = useTranslations("implementation");
  const eachStatus = drawnOnce<Item["assignments"][number]>(
    (assignment) => [assignment.organization.slug, assignment.implementation, isVerified(assignment)].join(),
    (assignment) => {
      const { organization, implementation } = assignment;
      const words = status(implementation);
      return (
        <li key={organization.slug} title={`${organization.name}: ${words}`} className="whitespace-nowrap">
          {organization.acronym}{" "}
          <Disc implementation={implementation} isVerified={isVerified(assignment)} label={words} />
        </li>
      );
    },
  );
  const text = (column: Column, wordsOf: (item: Item) => string, className = "") =>
    drawnOnce(wordsOf, (_, words) => (
      <Cell key={column} className={`text-sm ${className}`}>
        {words}
      </Cell>
    ));
  return {
    kind: text("kind", (item) => kind(item.kind)),
    priority: text("priority", (item) => priority(item.priority)),
    theme: text(
      "theme",
      (item) => item.themes.map(({ theme }) => theme.name).join(", "),
      `max-w-[14rem] ${filters.columns ? "" : whereWide}`,
    ),
    organization: (item) => (
      <Cell key="organization">
        {item.assignments.length === 0 ? (
          <span className="text-sm text-muted">{t("byParts")}</span>
        ) : (
          <ul className="flex flex-wrap gap-x-4 gap-y-1">{item.assignments.map(eachStatus)}</ul>
        )}
      </Cell>
    ),
    status: drawnOnce(
      (item) => `${item.implementation} ${isVerifiedAsWhole(item)}`,
      (item) => (
        <Cell key="status">
          <Status implementation={item.implementation} isVerified={isVerifiedAsWhole(item)} />
        </Cell>
      ),
    ),
    latest: drawnOnce(
      (item) => (item.lastEntryAt ? dayAt(item.lastEntryAt, timeZone) : ""),
      (_, day) => (
        <Cell key="latest" className="text-sm whitespace-nowrap">
          {day ? <DayText day={day} /> : <span className="text-muted">{t("noUpdate")}</span>}
        </Cell>
      ),
    ),
  };
}
