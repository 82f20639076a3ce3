import { useFormatter, useTranslations } from "next-intl";
import type { Fill } from "#components/charts/fills.tsx";
import { Sample, StackedBar } from "#components/charts/stacked-bar.tsx";
import { Heading, type Level } from "#components/ui/heading.tsx";
import { figureMeasures, percentOf, type Tally } from "#lib/progress/figures.ts";
import { type HeadlinePart, headlineCounts, headlineOf, leftOutOf } from "#lib/progress/headline.ts";
import type { Progress } from "#lib/progress/queries.ts";
import type { Settings } from "#lib/progress/thresholds.ts";
import { Count, type HrefOf, hrefOfCount } from "./count.tsx";
import { Counted } from "./counted.tsx";
import { FigureText } from "./figure-text.tsx";

type Props = { progress: Pick<Progress, "figures" | "measures">; settings: Settings; level: Level; hrefOf?: HrefOf };

/** What is verified beside what is reported, and the gap between the two; then which assignments that counts, so that what was accepted and all are never taken for each other. */
export function Headline({ progress: { figures, measures }, settings, level, hrefOf }: Props) {
  const t = useTranslations("headline");
  const { of, parts, rest } = headlineOf(measures);
  if (of.count === 0) return <p className="max-w-text text-lg">{t("none")}</p>;
  const isOfAccepted = of.measure === "due";
  return (
    <div className="grid grid-cols-1 gap-4">
      <HeadlineFigures measures={measures} level={level} hrefOf={hrefOf} />
      {isOfAccepted ? (
        <>
          <p className="max-w-text">{t("meaning", { of: of.count, ...headlineCounts(parts), rest })}</p>
          <LeftOutText measures={measures} hrefOf={hrefOf} />
        </>
      ) : (
        <p className="max-w-text">{t("noneAccepted")}</p>
      )}
      {isOfAccepted && measures.due < measures.assigned && (
        <p className="max-w-text text-muted">
          {t.rich("whole", {
            n: figures.wholeReport.n,
            without: measures.not_applicable,
            figure: () => (
              <FigureText figure={figures.wholeReport} measures={figureMeasures.wholeReport} hrefOf={hrefOf} />
            ),
          })}
        </p>
      )}
      <Counted topics={["headline", "wholeReport"]} settings={settings} about={t("about")} />
    </div>
  );
}

/** The figures alone, and of which assignments they are: with their bar, whose fills stand beside their words. */
export function HeadlineFigures({ measures, level, hrefOf }: { measures: Tally; level: Level; hrefOf?: HrefOf }) {
  const t = useTranslations("headline");
  const { of, parts, rest } = headlineOf(measures);
  if (of.count === 0) return <p>{t("none")}</p>;
  const scope = t(of.measure === "due" ? "ofAccepted" : "ofAll", { of: of.count });
  return (
    <div className="grid grid-cols-1 gap-2">
      <Heading level={level} className="text-muted">
        {scope}
      </Heading>
      <dl className="mb-1 flex flex-wrap gap-x-8 gap-y-3 print:gap-x-4">
        {parts.map((part) => (
          <Part key={part.key} part={part} of={of} hrefOf={hrefOf} />
        ))}
      </dl>
      <Bar parts={parts} of={of.count} rest={rest} scope={scope} hrefOf={hrefOf} />
    </div>
  );
}

/** What each part is in the bar: what is reported is both what is verified and the gap. */
const fills = {
  verified: ["verified"],
  reported: ["verified", "reported"],
  gap: ["reported"],
} as const satisfies Record<HeadlinePart["key"], readonly Fill[]>;

function Part({
  part: { key, count, measure },
  of,
  hrefOf,
}: {
  part: HeadlinePart;
  of: ReturnType<typeof headlineOf>["of"];
  hrefOf: HrefOf | undefined;
}) {
  const t = useTranslations("headline");
  const figure = { n: count, of: of.count };
  const percent = percentOf(figure);
  return (
    <div className="flex flex-col-reverse justify-end">
      <dt className="flex items-start gap-2 print:text-[8.5pt]">
        <span className="flex">
          {fills[key].map((fill) => (
            <Sample key={fill} fill={fill} className="mt-1" />
          ))}
        </span>
        {t(key)}
      </dt>
      <dd className={`text-xl tabular-nums ${key === "gap" ? "" : "font-semibold"}`}>
        <FigureText figure={figure} measures={{ n: measure, of: of.measure }} hrefOf={hrefOf} />
        {percent !== undefined && (
          <>
            {" "}
            <span className="ml-1 text-base font-normal text-muted">{t("percent", { percent })}</span>
          </>
        )}
      </dd>
    </div>
  );
}

/** Solid, hatched, empty. */
function Bar({
  parts,
  of,
  rest,
  scope,
  hrefOf,
}: {
  parts: readonly HeadlinePart[];
  of: number;
  rest: number;
  scope: string;
  hrefOf: HrefOf | undefined;
}) {
  const t = useTranslations("headline");
  const labels = { verified: "verifiedPart", gap: "reportedPart" } as const;
  const stretches = [
    ...parts.flatMap(({ key, count, measure }) => {
      if (key === "reported") return [];
      const href = measure && hrefOfCount(count, measure, hrefOf);
      return { key, count, fill: fills[key][0], label: t(labels[key], { count }), href };
    }),
    { key: "rest", count: rest, fill: "waiting" as const, label: t("restPart", { count: rest }) },
  ];
  return (
    <StackedBar
      className="h-8"
      of={of}
      stretches={stretches.filter(({ count }) => count > 0)}
      title={t("bar", { of: scope, parts: stretches.map(({ label }) => label).join(", ") })}
    />
  );
}

/** Why this many and not all. */
function LeftOutText({ measures, hrefOf }: { measures: Tally; hrefOf: HrefOf | undefined }) {
  const t = useTranslations("headline");
  const format = useFormatter();
  const parts = leftOutOf(measures).map(({ reason, count, measure }) => (
    <span key={reason}>
      {t.rich(`leftOut.${reason}`, {
        number: () => <Count count={count} measure={measure} hrefOf={hrefOf} />,
      })}
    </span>
  ));
  const totals = {
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
