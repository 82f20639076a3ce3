import { useTranslations } from "next-intl";
import { StackedBar } from "#components/charts/stacked-bar.tsx";
import { type Figures, percentOf } from "#lib/progress/figures.ts";
import { FigureText } from "./figure-text.tsx";

/** What is verified beside what is reported, of what was accepted, and the gap between the two: solid, hatched, empty. */
export function Headline({ figures }: { figures: Figures }) {
  const t = useTranslations("headline");
  const { verifiedImplementation: verified, reportedImplementation: reported, claimGap: gap } = figures;
  if (verified.of === 0) return <p className="mb-6 max-w-text text-muted">{t("none")}</p>;
  const rest = verified.of - reported.n;
  const stretches = [
    { key: "verified", count: verified.n, fill: "verified", label: t("verifiedPart", { count: verified.n }) },
    { key: "reported", count: gap.n, fill: "reported", label: t("reportedPart", { count: gap.n }) },
    { key: "rest", count: rest, fill: "waiting", label: t("restPart", { count: rest }) },
  ] as const;
  const pair = [
    { term: t("verified"), figure: verified },
    { term: t("reported"), figure: reported },
  ];
  return (
    <div className="mb-8 grid max-w-[40rem] grid-cols-1 gap-3">
      <dl className="flex flex-wrap gap-x-12 gap-y-3">
        {pair.map(({ term, figure }) => {
          const percent = percentOf(figure);
          return (
            <div key={term} className="flex flex-col-reverse">
              <dt className="text-muted">{term}</dt>
              <dd className="text-xl font-semibold tabular-nums">
                <FigureText figure={figure} />
                {percent !== undefined && (
                  <span className="ml-2 text-base font-normal text-muted">{t("percent", { percent })}</span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      <StackedBar
        of={verified.of}
        stretches={stretches.filter(({ count }) => count > 0)}
        title={t("bar", { parts: stretches.map(({ label }) => label).join(", ") })}
      />
      <p className="max-w-text">{t("gap", { n: gap.n, of: gap.of })}</p>
    </div>
  );
}
