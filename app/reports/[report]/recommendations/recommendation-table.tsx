import { useTranslations } from "next-intl";
import { DayText } from "#components/dates/day-text.tsx";
import { Disc } from "#components/implementation/disc.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import { isVerified } from "#lib/assignments/status.ts";
import { type Day, dayAt } from "#lib/dates.ts";
import type { listRecommendations } from "#lib/recommendations/queries.ts";
import { areVerified } from "#lib/recommendations/rollup.ts";

type Item = Awaited<ReturnType<typeof listRecommendations>>["items"][number];

/** Left out on a phone, so that the statuses come sooner. */
const whereWide = "hidden md:table-cell print:table-cell";

type Place = { address: string; asOf: Day | undefined; timeZone: string };

export function RecommendationTable({ items, ...place }: { items: readonly Item[] } & Place) {
  const t = useTranslations("list");
  const columns = ["code", "recommendation", "themes", "organizationsStatus", "overall", "lastUpdate"] as const;
  return (
    <WideTable
      caption={t("title")}
      className="mt-2 w-full md:min-w-[52rem]"
      head={columns.map((column) => (
        <ColumnHead key={column} className={`text-sm ${column === "themes" ? whereWide : ""}`}>
          {t(column)}
        </ColumnHead>
      ))}
    >
      {items.map((item) => (
        <ItemRow key={item.code} item={item} {...place} />
      ))}
    </WideTable>
  );
}

function ItemRow({ item, address, asOf, timeZone }: { item: Item } & Place) {
  const t = useTranslations("list");
  const kind = useTranslations("kind");
  const status = useTranslations("implementation");
  return (
    <Row look="open">
      <RowHead className={`whitespace-nowrap ${item.parentId ? "pl-3" : ""}`}>
        <span className="font-semibold">{item.code}</span>
      </RowHead>
      <Cell className="min-w-40">
        <Link href={`${address}/${item.code}${writeAsOf(asOf)}`}>{item.title}</Link>
        <span className="block text-sm text-muted">
          {kind(item.kind)}
          {!item.textComplete && ` · ${t("incomplete")}`}
        </span>
      </Cell>
      <Cell className={`max-w-[14rem] text-sm ${whereWide}`}>
        {item.themes.map(({ theme }) => theme.name).join(", ")}
      </Cell>
      <Cell>
        {item.assignments.length === 0 ? (
          <span className="text-sm text-muted">{t("byParts")}</span>
        ) : (
          <ul className="flex flex-wrap gap-x-4 gap-y-1">
            {item.assignments.map((assignment) => (
              <li key={assignment.organization.slug} className="whitespace-nowrap">
                <abbr title={assignment.organization.name} className="no-underline">
                  {assignment.organization.acronym}
                </abbr>{" "}
                <Disc
                  implementation={assignment.implementation}
                  isVerified={isVerified(assignment)}
                  label={status(assignment.implementation)}
                />
              </li>
            ))}
          </ul>
        )}
      </Cell>
      <Cell>
        <Status implementation={item.implementation} isVerified={areVerified(item.assignments)} />
      </Cell>
      <Cell className="text-sm whitespace-nowrap">
        {item.lastEntryAt ? (
          <DayText day={dayAt(item.lastEntryAt, timeZone)} />
        ) : (
          <span className="text-muted">{t("noUpdate")}</span>
        )}
      </Cell>
    </Row>
  );
}
