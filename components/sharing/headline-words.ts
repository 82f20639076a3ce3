import { getTranslations } from "next-intl/server";
import { type Figure, percentOf, type Tally } from "#lib/progress/figures.ts";
import { headlineCounts, headlineOf } from "#lib/progress/headline.ts";
import { wordNumber } from "#lib/words.ts";

type Said = { figure: Figure; words: string; percent: string; meaning: string };

/** The headline of a page, where nothing can lead to what is counted. */
export type HeadlineWords = { scope: string; verified: Said; reported: Said; bar: string };

/** The headline in plain words, of which assignments it is, and what its bar shows; nothing where nothing is assigned. */
export async function getHeadlineWriter(): Promise<(measures: Tally) => HeadlineWords | undefined> {
  const [t, figures] = await Promise.all([getTranslations("headline"), getTranslations("figures")]);
  return (measures) => {
    const { of, parts, rest } = headlineOf(measures);
    if (of.count === 0) return;
    const { verified, reported, gap } = headlineCounts(parts);
    const scope = t(of.measure === "due" ? "ofAccepted" : "ofAll", { of: of.count });
    const say = (n: number, meaning: string): Said => {
      const figure = { n, of: of.count };
      const percent = percentOf(figure);
      return {
        figure,
        words: figures.markup("nOfN", { n: () => wordNumber(n), of: () => wordNumber(of.count) }),
        percent: percent === undefined ? "" : figures("percent", { percent }),
        meaning,
      };
    };
    const stretches = [
      t("verifiedPart", { count: verified }),
      t("reportedPart", { count: gap }),
      t("restPart", { count: rest }),
    ];
    return {
      scope,
      verified: say(verified, t("verified")),
      reported: say(reported, t("reported")),
      bar: t("bar", { of: scope, parts: stretches.join(", ") }),
    };
  };
}
