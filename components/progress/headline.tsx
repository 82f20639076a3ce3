import { useFormatter, useTranslations } from "next-intl";
import { StackedBar } from "#components/charts/stacked-bar.tsx";
import { figureMeasures, percentOf, type Tally } from "#lib/progress/figures.ts";
import { leftOutOf } from "#lib/progress/left-out.ts";
import type { Progress } from "#lib/progress/queries.ts";
import type { Settings } from "#lib/progress/thresholds.ts";
import { Count, type HrefOf, hrefOfCount } from "./count.tsx";
import { Counted } from "./counted.tsx";
import { FigureText } from "./figure-text.tsx";

type Props = {
  progress: Pick<Progress, "figures" | "measures">;
  settings: Settings;
  hrefOf?: HrefOf;
};

/** What is verified beside what is reported, of what was accepted, and the gap between the two: solid, hatched, empty. Then what is left out, so that the N of these and that of all assignments are never taken for each other. */
export function Headline({ progress, settings, hrefOf }: Props) {
  const t = useTranslations("headline");
  const { figures, measures } = progress;
  return (
    <div className="grid max-w-[44rem] grid-cols-1 gap-4">
      {measures.due > 0 ? (
        <Accepted figures={figures} hrefOf={hrefOf} />
      ) : (
        <p className="max-w-text text-lg">{t("none", { all: measures.assigned })}</p>
      )}
      <LeftOutText measures={measures} hrefOf={hrefOf} />
      <p className="max-w-text">
        {t.rich("whole", {
          figure: () => (
            <FigureText figure={figures.wholeReport} measures={figureMeasures.wholeReport} hrefOf={hrefOf} />
          ),
        })}
      </p>
      <Counted topics={["headline", "wholeReport"]} settings={settings} about={t("about")} />
    </div>
  );
}

const pair = { verified: "verifiedImplementation", reported: "reportedImplementation", gap: "claimGap" } as const;

function Accepted({ figures, hrefOf }: { figures: Progress["figures"]; hrefOf: HrefOf | undefined }) {
  const t = useTranslations("headline");
  const { verifiedImplementation: verified, reportedImplementation: reported, claimGap: gap } = figures;
  const linked = (key: keyof typeof pair) => hrefOfCount(figures[pair[key]].n, figureMeasures[pair[key]].n, hrefOf);
  const rest = verified.of - reported.n;
  const stretches = [
    {
      key: "verified",
      count: verified.n,
      fill: "verified",
      label: t("verifiedPart", { count: verified.n }),
      href: linked("verified"),
    },
    { key: "gap", count: gap.n, fill: "reported", label: t("reportedPart", { count: gap.n }), href: linked("gap") },
    { key: "rest", count: rest, fill: "waiting", label: t("restPart", { count: rest }) },
  ] as const;
  return (
    <>
      <h3 className="text-muted">{t("ofAccepted")}</h3>
      <dl className="-mt-3 flex flex-wrap gap-x-10 gap-y-3">
        {(Object.keys(pair) as (keyof typeof pair)[]).map((key) => {
          const figure = figures[pair[key]];
          const percent = percentOf(figure);
          return (
            <div key={key} className="flex flex-col-reverse justify-end">
              <dt>{t(key)}</dt>
              <dd className={`tabular-nums ${key === "gap" ? "text-xl" : "text-xl font-semibold"}`}>
                <FigureText figure={figure} measures={figureMeasures[pair[key]]} hrefOf={hrefOf} />
                {percent !== undefined && (
                  <span className="ml-2 text-base font-normal text-muted">{t("percent", { percent })}</span>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
      <StackedBar
        className="h-8"
        of={verified.of}
        stretches={stretches.filter(({ count }) => count > 0)}
        title={t("bar", { parts: stretches.map(({ label }) => label).join(", ") })}
      />
      <p className="max-w-text">{t("meaning", { verified: verified.n, gap: gap.n, rest, of: verified.of })}</p>
    </>
  );
}

/** Why this many and not all. */
function LeftOutText({ measures, hrefOf }: { measures: Tally; hrefOf: HrefOf | undefined }) {
  const t = useTranslations("headline");
  const format = useFormatter();
  const parts = leftOutOf(measures).map(({ reason, count, measure }) => (
    <span key={reason}>
      {t.rich(`leftOut.${reason}`, {
        count,
        number: () => <Count count={count} measure={measure} hrefOf={hrefOf} />,
      })}
    </span>
  ));
  const totals = {
    due: measures.due,
    all: measures.assigned,
    left: measures.assigned - measures.due,
    dues: () => <Count count={measures.due} measure="due" hrefOf={hrefOf} />,
    alls: () => <Count count={measures.assigned} measure="assigned" hrefOf={hrefOf} />,
  };
  if (parts.length === 0) return <p className="max-w-text text-muted">{t.rich("nothingLeftOut", totals)}</p>;
  return (
    <p className="max-w-text text-muted">
      {t.rich("counting", totals)} {t.rich("left", { parts: () => format.list(parts) })}
    </p>
  );
}
