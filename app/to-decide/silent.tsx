import { useTranslations } from "next-intl";
import { DayText } from "#components/dates/day-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { dayAt } from "#lib/dates.ts";
import type { Stewardship } from "#lib/stewardship/queries.ts";
import { WaitingSection } from "./waiting-section.tsx";

const columns = ["organization", "account", "open", "lastEntry", "assignments", "report"] as const;

/** For whom the steward may have to enter. */
export function Silent({ items }: { items: Stewardship["silent"] }) {
  const t = useTranslations("toDecide");
  return (
    <WaitingSection id="silent" title={t("silent")} hint={t(items.length > 0 ? "silentHint" : "silentEmpty")}>
      {items.length > 0 && (
        <WideTable
          caption={t("silent")}
          className="mt-4 w-full min-w-[48rem]"
          head={columns.map((column) => (
            <ColumnHead key={column} look={column === "open" ? "number" : "text"}>
              {t(column)}
            </ColumnHead>
          ))}
        >
          {items.map(({ organization, acronym, name, report, title, timeZone, ...row }) => (
            <Row key={`${report} ${organization}`} look="open">
              <RowHead className="max-w-[40vw]">
                <Link href={`/organizations/${organization}`} title={name}>
                  {acronym}
                </Link>
              </RowHead>
              <Cell className={row.hasAccount ? "whitespace-nowrap" : "whitespace-nowrap font-semibold"}>
                {t(row.hasAccount ? "hasAccount" : "noAccount")}
              </Cell>
              <Cell look="number" className="whitespace-nowrap">
                {t("openOf", { open: row.open, assignments: row.assignments })}
              </Cell>
              <Cell className="whitespace-nowrap">
                {row.lastEntryAt ? <DayText day={dayAt(row.lastEntryAt, timeZone)} /> : t("noEntry")}
              </Cell>
              <Cell>
                <Link href={`/reports/${report}/recommendations?organization=${organization}`}>
                  {t("see")} <span className="sr-only">{acronym}</span>
                </Link>
              </Cell>
              <Cell>{title}</Cell>
            </Row>
          ))}
        </WideTable>
      )}
    </WaitingSection>
  );
}
