import { useTranslations } from "next-intl";
import { DayText } from "#components/dates/day-text.tsx";
import { Disc } from "#components/implementation/disc.tsx";
import { Status } from "#components/implementation/status.tsx";
import { Link } from "#components/ui/link.tsx";
import { Scroll } from "#components/ui/scroll.tsx";
import { isVerified } from "#lib/assignments/status.ts";
import { dayAt } from "#lib/dates.ts";
import type { listRecommendations } from "#lib/recommendations/queries.ts";
import { areVerified } from "#lib/recommendations/rollup.ts";

type Item = Awaited<ReturnType<typeof listRecommendations>>["items"][number];

export function RecommendationTable({
  items,
  address,
  timeZone,
}: {
  items: readonly Item[];
  address: string;
  timeZone: string;
}) {
  const t = useTranslations("list");
  const columns = ["code", "recommendation", "themes", "organizationsStatus", "overall", "lastUpdate"] as const;
  return (
    <Scroll label={t("title")}>
      <table className="mt-2 w-full min-w-[56rem]">
        <caption className="sr-only">{t("title")}</caption>
        <thead>
          <tr className="border-b border-edge text-left align-bottom text-sm">
            {columns.map((column) => (
              <th
                key={column}
                scope="col"
                className="py-2 pr-4 font-semibold first:sticky first:left-0 first:bg-ground"
              >
                {t(column)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {items.map((item) => (
            <Row key={item.code} item={item} address={address} timeZone={timeZone} />
          ))}
        </tbody>
      </table>
    </Scroll>
  );
}

function Row({ item, address, timeZone }: { item: Item; address: string; timeZone: string }) {
  const t = useTranslations("list");
  const kind = useTranslations("kind");
  const status = useTranslations("implementation");
  return (
    <tr className="border-b border-line align-top">
      <th
        scope="row"
        className={`sticky left-0 bg-ground py-3 pr-4 text-left font-semibold whitespace-nowrap ${item.parentId ? "pl-3" : ""}`}
      >
        {item.code}
      </th>
      <td className="py-3 pr-4">
        <Link href={`${address}/${item.code}`}>{item.title}</Link>
        <span className="block text-sm text-muted">
          {kind(item.kind)}
          {!item.textComplete && ` · ${t("incomplete")}`}
        </span>
      </td>
      <td className="max-w-[14rem] py-3 pr-4 text-sm">{item.themes.map(({ theme }) => theme.name).join(", ")}</td>
      <td className="py-3 pr-4">
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
      </td>
      <td className="py-3 pr-4">
        <Status implementation={item.implementation} isVerified={areVerified(item.assignments)} />
      </td>
      <td className="py-3 text-sm whitespace-nowrap">
        {item.lastEntryAt ? (
          <DayText day={dayAt(item.lastEntryAt, timeZone)} />
        ) : (
          <span className="text-muted">{t("noUpdate")}</span>
        )}
      </td>
    </tr>
  );
}
