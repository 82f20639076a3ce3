import { useTranslations } from "next-intl";
import { StackedBar } from "#components/charts/stacked-bar.tsx";
import { Legend } from "#components/progress/legend.tsx";
import { useStretches } from "#components/progress/stretches.ts";
import { implementedOf, stretches, verifiedOf } from "#lib/progress/segments.ts";
import { type ComparedOrganization, differenceInStanding } from "#lib/snapshots/comparison.ts";

type Props = { organizations: readonly ComparedOrganization[]; titles: readonly [string, string] };

/** The statuses of each organization then and later, one bar below the other, all on one scale. */
export function ComparedBars({ organizations, titles }: Props) {
  const t = useTranslations("snapshots");
  const chart = useTranslations("chart");
  const stretchesOf = useStretches();
  const occurring = stretches.filter(({ measure }) =>
    organizations.some(({ one, other }) =>
      [...one.segments, ...other.segments].some((segment) => segment.measure === measure),
    ),
  );
  const longest = Math.max(...organizations.flatMap(({ one, other }) => [one.total, other.total]), 1);
  return (
    <div className="mt-4 grid grid-cols-1 gap-6">
      <Legend stages={occurring} />
      {organizations.map((organization) => (
        <section key={organization.slug} aria-labelledby={`bars-${organization.slug}`} className="break-inside-avoid">
          <h3 id={`bars-${organization.slug}`}>{organization.name}</h3>
          <ul className="mt-1 grid gap-1">
            {[organization.one, organization.other].map(({ segments, total }, place) => {
              const drawn = stretchesOf(segments);
              const words = drawn.map(({ label }) => label).join(", ") || chart("empty");
              const title = titles[place === 0 ? 0 : 1];
              return (
                <li
                  key={place === 0 ? "one" : "other"}
                  className="grid gap-x-4 text-sm sm:grid-cols-[min(12rem,25%)_1fr_min(15rem,32%)] sm:items-center"
                >
                  <span className="min-w-0 wrap-anywhere text-muted">{title}</span>
                  <StackedBar
                    of={longest}
                    stretches={drawn}
                    title={chart("bar", { name: `${organization.name}, ${title}`, parts: words })}
                  />
                  <span className="text-muted tabular-nums sm:text-right">
                    {t("standing", { verified: verifiedOf(segments), reported: implementedOf(segments), total })}
                  </span>
                </li>
              );
            })}
          </ul>
          <p className="mt-1 text-sm">
            <Moved organization={organization} />
          </p>
        </section>
      ))}
    </div>
  );
}

function Moved({ organization }: { organization: ComparedOrganization }) {
  const t = useTranslations("snapshots.moved");
  const difference = differenceInStanding(organization);
  const parts = (["verified", "reported", "total"] as const)
    .filter((key) => difference[key] !== 0)
    .map((key) => t(`${key}.${difference[key] > 0 ? "more" : "fewer"}`, { count: Math.abs(difference[key]) }));
  return parts.length > 0 ? t("parts", { parts: parts.join(", ") }) : t("none");
}
