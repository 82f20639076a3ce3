import { useTranslations } from "next-intl";
import type { Figure } from "#lib/progress/figures.ts";
import type { Difference } from "#lib/snapshots/comparison.ts";

/** "2 more, of 4 more (5 percentage points up)": a difference in words; of as many it is "2 more". */
export function useDifferenceWords() {
  const t = useTranslations("snapshots.difference");
  return (difference: Difference | undefined, one: Figure, other: Figure): string => {
    if (!difference) return t(one.of === other.of ? "neither" : one.of === 0 ? "notBefore" : "notAnyMore");
    const { n, of, points } = difference;
    if (n === 0 && of === 0) return t("none");
    const counted = t(`n.${wayOf(n)}`, { count: Math.abs(n) });
    const words =
      of === 0 ? counted : t("words", { n: counted, of: t(of > 0 ? "of.more" : "of.fewer", { count: Math.abs(of) }) });
    return points ? `${words} (${t(points > 0 ? "up" : "down", { points: Math.abs(points) })})` : words;
  };
}

function wayOf(difference: number) {
  return difference > 0 ? "more" : difference < 0 ? "fewer" : "same";
}
