import { useTranslations } from "next-intl";
import { Freshness, Needs, TargetDay } from "#components/assignments/facts.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Link } from "#components/ui/link.tsx";
import { Cell, ColumnHead, Row, RowHead, WideTable } from "#components/ui/table.tsx";
import { lastInstant, writeAsOf } from "#lib/as-of.ts";
import { isOpen, isVerified } from "#lib/assignments/status.ts";
import type { Day } from "#lib/dates.ts";
import type { listAssignments } from "#lib/organizations/queries.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";

type Item = Awaited<ReturnType<typeof listAssignments>>["items"][number];

type Props = { items: readonly Item[]; now: Date; asOf: Day | undefined };

export function AssignmentTable({ items, now, asOf }: Props) {
  const t = useTranslations("organization");
  const role = useTranslations("role");
  const columns = ["recommendation", "role", "status", "target", "lastEntry"] as const;
  return (
    <WideTable
      caption={t("assignments")}
      className="mt-4 w-full min-w-[52rem]"
      head={columns.map((column) => <ColumnHead key={column}>{t(column)}</ColumnHead>)}
    >
      {items.map(({ id, recommendation: { report, code, title }, needs, ...assignment }) => {
        const thresholds = thresholdsAt(lastInstant(asOf, report.timeZone) ?? now, report);
        return (
          <Row key={id} look="open">
            <RowHead className="max-w-[55vw]">
              <Link href={`/reports/${report.slug}/recommendations/${code}${writeAsOf(asOf)}`}>
                {code} {title}
              </Link>
            </RowHead>
            <Cell>{role(assignment.role)}</Cell>
            <Cell>
              <Status implementation={assignment.implementation} isVerified={isVerified(assignment)} />
              <span className="grid text-sm">
                <Needs needs={needs} />
              </span>
            </Cell>
            <Cell className="text-sm">
              <TargetDay assignment={assignment} isOpen={isOpen(assignment.implementation)} thresholds={thresholds} />
            </Cell>
            <Cell className="text-sm">
              <Freshness assignment={assignment} thresholds={thresholds} timeZone={report.timeZone} />
            </Cell>
          </Row>
        );
      })}
    </WideTable>
  );
}
