import { useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import { PlannedForm } from "#components/ui/planned-form.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import type { ListedEntry } from "#lib/register/queries.ts";
import type { EntryState } from "#lib/register/schema.ts";
import { moveEntryAction, publishAction } from "./actions.ts";

type Props = { entries: readonly ListedEntry[]; report: string; state: EntryState | undefined };

/** Left out on a phone: the page of the entry has it. */
const whereWide = "hidden md:table-cell print:table-cell";
const indents = ["", "pl-4", "pl-8", "pl-12"];

/** All entries in their order, parts below what they are parts of; each can be moved and a draft be published right here. */
export function EntryTable({ entries, report, state }: Props) {
  const t = useTranslations("register");
  const section = useTranslations("section");
  const words = useTranslations("priority");
  // Of some of the entries only, nobody sees what one of them would change places with.
  const isOrdered = state === undefined;
  const columns = [
    "code",
    "entry",
    "where",
    "stateColumn",
    "answers",
    ...(isOrdered ? ["order" as const] : []),
  ] as const;
  const address = `/reports/${report}/register`;
  const list = state ? `?state=${state}` : "";
  const parents = new Set(entries.map(({ parentId }) => parentId));
  return (
    <WideTable
      caption={t("entries")}
      className="mt-2 w-full min-w-[40rem] md:min-w-[56rem]"
      head={columns.map((column) => (
        <ColumnHead key={column} className={`text-sm ${column === "where" ? whereWide : ""}`}>
          {t(column)}
        </ColumnHead>
      ))}
    >
      {entries.map((entry) => (
        <Row key={entry.id} look="open">
          <RowHead className="whitespace-nowrap">
            <span id={entry.code} className={`block scroll-mt-4 font-semibold ${indents[Math.min(entry.depth, 3)]}`}>
              {entry.code}
            </span>
          </RowHead>
          <Cell className="min-w-48">
            <Link href={`${address}/entries/${entry.code}`}>{entry.title}</Link>
            {!entry.textComplete && <span className="block text-sm text-muted">{t("incomplete")}</span>}
          </Cell>
          <Cell className={`max-w-[16rem] text-sm wrap-anywhere ${whereWide}`}>
            {section.has(entry.section as never) ? section(entry.section as never) : entry.section}, {entry.locator}
          </Cell>
          <Cell className="text-sm">
            <span className={entry.state === "published" ? "" : "font-semibold"}>{t(`states.${entry.state}`)}</span>
            {entry.priority !== "not_stated" && (
              <span className="block text-muted">{t("priorityLine", { priority: words(entry.priority) })}</span>
            )}
            {entry.state === "draft" && (
              <PlannedForm
                action={publishAction}
                id={`publish-${entry.id}`}
                name={t("publishEntry", { code: entry.code })}
                hidden={{ report, id: entry.id, list }}
                buttons={[{ label: t("publish"), look: "plain", said: t("publishEntry", { code: entry.code }) }]}
                here={list || "?"}
              />
            )}
          </Cell>
          <Cell className="text-sm">
            {entry.assignments.map(({ organization }) => organization.acronym).join(", ") || (
              <span className="text-muted">{t(parents.has(entry.id) ? "byParts" : "nobody")}</span>
            )}
          </Cell>
          {isOrdered && (
            <Cell className="whitespace-nowrap">
              <PlannedForm
                action={moveEntryAction}
                id={`move-${entry.id}`}
                name={t("moveName", { code: entry.code })}
                hidden={{ report, id: entry.id, list }}
                buttons={(["up", "down"] as const).map((next) => ({
                  label: t(next),
                  next,
                  look: "plain",
                  said: t(next === "up" ? "moveUp" : "moveDown", { code: entry.code }),
                }))}
                here={list || "?"}
              />
            </Cell>
          )}
        </Row>
      ))}
    </WideTable>
  );
}
