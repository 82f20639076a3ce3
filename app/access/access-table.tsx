import { useTranslations } from "next-intl";
import { InstantText } from "#components/dates/instant-text.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import type { AccessRow } from "#lib/access/queries.ts";
import { type AccessFilters, writeAccessFilters } from "#lib/access/schema.ts";
import { wordAccess } from "#lib/access/wording.ts";

type Props = { entries: readonly AccessRow[]; filters: AccessFilters; timeZone: string };

/** Entries of the access log. The name of who did something leads to all that is told of them. */
export function AccessTable({ entries, filters, timeZone }: Props) {
  const words = useTranslations();
  const t = useTranslations("access");
  const person = ({ id, name }: { id: string; name: string }) =>
    id === filters.person ? (
      name
    ) : (
      <Link href={`/access${writeAccessFilters({ ...filters, person: id })}`}>{name}</Link>
    );
  return (
    <div className="mt-6">
      <WideTable
        caption={t("table")}
        className="w-full"
        head={
          <>
            <ColumnHead>{t("when")}</ColumnHead>
            <ColumnHead>{t("what")}</ColumnHead>
            <ColumnHead>{t("who")}</ColumnHead>
            <ColumnHead>{t("organization")}</ColumnHead>
            <ColumnHead>{t("where")}</ColumnHead>
          </>
        }
      >
        {entries.map((entry) => {
          const { id, recordedAt, actor, organization, address, details } = entry;
          return (
            <Row key={String(id)} look="open">
              <RowHead className="min-w-28 text-sm sm:min-w-48">
                <InstantText at={recordedAt} timeZone={timeZone} />
              </RowHead>
              <Cell className="min-w-56 wrap-anywhere">{wordAccess(entry, words)}</Cell>
              <Cell className="min-w-36 wrap-anywhere">
                {actor ? person(actor) : <span className="text-muted">{t("nobody")}</span>}
              </Cell>
              <Cell>{organization?.acronym}</Cell>
              <Cell className="min-w-40 text-sm">
                {address ?? <span className="text-muted">{t("unknownAddress")}</span>}
                {details.browser && <span className="block text-muted">{details.browser}</span>}
              </Cell>
            </Row>
          );
        })}
      </WideTable>
    </div>
  );
}
