import { useTranslations } from "next-intl";
import { Freshness } from "#components/assignments/facts.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Link } from "#components/ui/link.tsx";
import { Scroll } from "#components/ui/scroll.tsx";
import { isVerified } from "#lib/assignments/status.ts";
import type { listAssignments } from "#lib/organizations/queries.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";

type Item = Awaited<ReturnType<typeof listAssignments>>["items"][number];

export function AssignmentTable({ items, now }: { items: readonly Item[]; now: Date }) {
  const t = useTranslations("organization");
  const role = useTranslations("role");
  const columns = ["recommendation", "role", "status", "lastEntry"] as const;
  return (
    <Scroll label={t("assignments")}>
      <table className="mt-4 w-full min-w-[44rem]">
        <caption className="sr-only">{t("assignments")}</caption>
        <thead>
          <tr className="border-b border-edge text-left">
            {columns.map((column) => (
              <th key={column} scope="col" className="py-2 pr-4 first:sticky first:left-0 first:bg-ground">
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map(({ id, recommendation, ...assignment }) => (
            <tr key={id} className="border-b border-line align-top">
              <th scope="row" className="sticky left-0 max-w-[55vw] bg-ground py-3 pr-4 text-left font-normal">
                <Link href={`/reports/${recommendation.report.slug}/recommendations/${recommendation.code}`}>
                  {recommendation.code} {recommendation.title}
                </Link>
              </th>
              <td className="py-3 pr-4">{role(assignment.role)}</td>
              <td className="py-3 pr-4">
                <Status implementation={assignment.implementation} isVerified={isVerified(assignment)} />
              </td>
              <td className="py-3 text-sm">
                <Freshness
                  assignment={assignment}
                  thresholds={thresholdsAt(now, recommendation.report)}
                  timeZone={recommendation.report.timeZone}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}
