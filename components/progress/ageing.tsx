import { useTranslations } from "next-intl";
import { AgeBars } from "#components/charts/age-bars.tsx";
import type { Fill } from "#components/charts/fills.tsx";
import { Heading, type Level } from "#components/ui/heading.tsx";
import type { Measure } from "#lib/generated/enums.ts";
import type { Bucket } from "#lib/progress/figures.ts";
import type { WholeProgress } from "#lib/progress/queries.ts";
import type { Settings } from "#lib/progress/thresholds.ts";
import { Count, type HrefOf, hrefOfCount } from "./count.tsx";
import { Counted } from "./counted.tsx";
import { FigureText } from "./figure-text.tsx";

type Props = {
  progress: Pick<WholeProgress, "measures" | "ageing" | "delay">;
  settings: Settings;
  level: Level;
  hrefOf?: HrefOf;
};

/** For how long what is overdue has been so, and for how long what is open has been assigned. */
export function Ageing({ progress: { measures, ageing, delay }, settings, level, hrefOf }: Props) {
  const t = useTranslations("ageing");
  const figure = (n: Measure, of: Measure) => (
    <FigureText figure={{ n: measures[n], of: measures[of] }} measures={{ n, of }} hrefOf={hrefOf} />
  );
  const title = (part: "overdue" | "open" | "delay") => (
    <Heading level={level} className={level === 3 ? "text-lg" : ""}>
      {t(`${part}.title`)}
    </Heading>
  );
  return (
    <div className="grid gap-x-12 gap-y-8 lg:grid-cols-2 print:block">
      <div className="grid grid-cols-1 content-start gap-2 break-inside-avoid print:mb-8">
        {title("overdue")}
        {measures.overdue === 0 ? (
          <p className="max-w-text text-muted">{t("overdue.none", { of: measures.with_target })}</p>
        ) : (
          <>
            <p className="max-w-text">
              {t.rich("overdue.lead", { n: measures.overdue, figure: () => figure("overdue", "with_target") })}
            </p>
            <Bars buckets={ageing.overdue} fill="late" caption={t("overdue.title")} hrefOf={hrefOf} />
          </>
        )}
        <Counted topics={["ageingOverdue"]} settings={settings} about={t("overdue.title")} />
      </div>
      <div className="grid grid-cols-1 content-start gap-2 break-inside-avoid print:mb-8">
        {title("open")}
        {measures.open === 0 ? (
          <p className="max-w-text text-muted">{t("open.none", { of: measures.assigned })}</p>
        ) : (
          <>
            <p className="max-w-text">
              {t.rich("open.lead", { n: measures.open, figure: () => figure("open", "assigned") })}{" "}
              {t.rich("open.long", {
                n: measures.long_outstanding,
                months: settings.outstandingMonths,
                count: () => <Count count={measures.long_outstanding} measure="long_outstanding" hrefOf={hrefOf} />,
              })}
            </p>
            <Bars buckets={ageing.open} fill="aged" caption={t("open.title")} hrefOf={hrefOf} />
          </>
        )}
        <Counted topics={["ageingOpen"]} settings={settings} about={t("open.title")} />
      </div>
      <div className="grid grid-cols-1 gap-2 break-inside-avoid lg:col-span-2">
        {title("delay")}
        <DelayText delay={delay} />
        <Counted topics={["delay"]} settings={settings} about={t("delay.title")} />
      </div>
    </div>
  );
}

/** Half and nine of ten, in words: a percentile that is negative is early. */
function DelayText({ delay: { n, of, median, ninetieth } }: { delay: WholeProgress["delay"] }) {
  const t = useTranslations("ageing.delay");
  if (median === null || ninetieth === null) return <p className="max-w-text text-muted">{t("none", { of })}</p>;
  const words = (days: number) => t(days < 0 ? "early" : days > 0 ? "late" : "punctual", { n, days: Math.abs(days) });
  return <p className="max-w-text">{t("lead", { n, of, median: words(median), ninetieth: words(ninetieth) })}</p>;
}

function Bars({
  buckets,
  fill,
  caption,
  hrefOf,
}: {
  buckets: readonly Bucket[];
  fill: Fill;
  caption: string;
  hrefOf: HrefOf | undefined;
}) {
  const t = useTranslations("ageing");
  return (
    <AgeBars
      caption={caption}
      heads={{ name: t("age"), count: t("assignments") }}
      rows={buckets.map(({ measure, count }) => ({
        name: t(`bucket.${measure}`),
        count: <Count count={count} measure={measure} hrefOf={hrefOf} />,
        stretches: [
          { key: measure, label: t("part", { count }), count, fill, href: hrefOfCount(count, measure, hrefOf) },
        ],
      }))}
    />
  );
}
