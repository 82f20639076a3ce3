import { useLocale, useTranslations } from "next-intl";
import { Fragment } from "react";
import { Link } from "#components/ui/link.tsx";
import { type Day, datedDay, firstDay, wordDatedDay } from "#lib/dates.ts";
import type { getOrganization, listPredecessors } from "#lib/organizations/queries.ts";
import { answering, hasEnded } from "#lib/organizations/succession.ts";

type Organization = NonNullable<Awaited<ReturnType<typeof getOrganization>>>;
type Props = {
  organization: Organization;
  predecessors: Awaited<ReturnType<typeof listPredecessors>>;
  today: Day;
};

/** From when until when an organization exists, who answers now for one that has ended, and for whom it answers itself. */
export function Existence({ organization, predecessors, today }: Props) {
  const t = useTranslations("organization");
  const locale = useLocale();
  const start = datedDay(organization.existsFrom, organization.existsFromPrecision ?? "day");
  const end = datedDay(organization.existsUntil, organization.existsUntilPrecision ?? "day");
  const isOver = hasEnded(organization, today);
  const successor = isOver ? answering(organization, today) : organization.successor;
  const isSucceeded = successor && successor.id !== organization.id;
  const ending = isOver ? (isSucceeded ? "ended" : "endedAlone") : isSucceeded ? "ends" : "endsAlone";
  return (
    <>
      {start && !isOver && (
        <p className="mt-1">{t("existsSince", { day: wordDatedDay({ ...start, on: firstDay(start) }, locale) })}</p>
      )}
      {end && (
        <p className={`mt-1 max-w-text ${isOver ? "font-semibold" : ""}`}>
          {t.rich(ending, {
            day: wordDatedDay(end, locale),
            precision: end.precision,
            organization: () => isSucceeded && <Named organization={successor} />,
          })}
        </p>
      )}
      {predecessors.length > 0 && (
        <p className="mt-1 max-w-text">
          {t.rich("answersFor", {
            count: predecessors.length,
            organizations: () =>
              predecessors.map((one, at) => (
                <Fragment key={one.slug}>
                  {at > 0 && ", "}
                  <Named organization={one} />
                </Fragment>
              )),
          })}
        </p>
      )}
    </>
  );
}

function Named({
  organization: { slug, name, acronym },
}: {
  organization: { slug: string; name: string; acronym: string };
}) {
  return (
    <>
      <Link href={`/organizations/${slug}`}>{name}</Link> ({acronym})
    </>
  );
}
