import { useTranslations } from "next-intl";
import type { Figure } from "#lib/progress/figures.ts";
import type { Difference } from "#lib/snapshots/comparison.ts";

/** "2 more, of as many (5 percentage points up)": a difference in words. */
export function useDifferenceWords() {
  const t = useTranslations("snapshots.difference");
  return (difference: Difference | undefined, one: Figure, other: Figure): string => {
    if (!difference) return t(one.of === other.of ? "neither" : one.of === 0 ? "notBefore" : "notAnyMore");
    const { n, of, points } = difference;
    if (n === 0 && of === 0) return t("none");
    const words = t("words", {
      n: t(`n.${wayOf(n)}`, { count: Math.abs(n) }),
      of: t(`of.${wayOf(of)}`, { count: Math.abs(of) }),
    });
    return points ? `${words} (${t(points > 0 ? "up" : "down", { points: Math.abs(points) })})` : words;
  };
}

function wayOf(difference: number) {
  return difference > 0 ? "more" : difference < 0 ? "fewer" : "same";
}
