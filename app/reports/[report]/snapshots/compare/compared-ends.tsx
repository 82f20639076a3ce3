import { useTranslations } from "next-intl";
import { DayText } from "#components/dates/day-text.tsx";
import { FigureText } from "#components/progress/figure-text.tsx";
import { Link } from "#components/ui/link.tsx";
import type { ComparedEnds as Ends } from "#lib/snapshots/compared.ts";
import { differenceOf } from "#lib/snapshots/comparison.ts";
import { useDifferenceWords } from "./difference-words.ts";

const pair = ["verifiedImplementation", "reportedImplementation"] as const;

/** The two side by side: which they are, and the headline of each. */
export function ComparedEnds({ ends, address }: { ends: Ends; address: string }) {
  const t = useTranslations("snapshots");
  const wordDifference = useDifferenceWords();
  const [one, other] = ends;
  return (
    <div className="mt-6 grid max-w-[44rem] gap-6">
      <div className="grid grid-cols-2 gap-x-3 sm:gap-x-6">
        {ends.map(({ slug, title, stand }, place) => (
          <section key={slug} aria-labelledby={`end-${place}`} className="min-w-0 border-l-4 border-line pl-3 sm:pl-4">
            <h2 id={`end-${place}`} className="text-lg wrap-anywhere">
              {title ? <Link href={`${address}/${slug}`}>{title}</Link> : t("now")}
            </h2>
            <p className="text-sm text-muted">{t.rich("asOf", { day: () => <DayText day={stand.on} /> })}</p>
            <dl className="mt-2 grid grid-cols-1 gap-2">
              {pair.map((key) => (
                <div key={key} className="flex flex-col-reverse">
                  <dt className="text-sm text-muted">{t(`pair.${key}`)}</dt>
                  <dd className="font-semibold tabular-nums sm:text-xl">
                    <FigureText figure={stand.all.figures[key]} />
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
      <ul className="max-w-text">
        {pair.map((key) => {
          const figures = [one.stand.all.figures[key], other.stand.all.figures[key]] as const;
          return (
            <li key={key}>
              {t(`pair.${key}`)}: {wordDifference(differenceOf(...figures), ...figures)}
            </li>
          );
        })}
      </ul>
    </div>
  );
}
