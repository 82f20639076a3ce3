import { useTranslations } from "next-intl";
import type { Stretch } from "#components/charts/stacked-bar.tsx";
import { fillOf } from "#components/implementation/disc.tsx";
import { kindOf, nameStage, type Segment, type Stage } from "#lib/progress/segments.ts";
import { type HrefOf, hrefOfCount } from "./count.tsx";

/** Words and fills for the stretches of a status bar. */
export function useStretches(): (segments: readonly Segment[], hrefOf?: HrefOf) => Stretch[] {
  const t = useTranslations("chart");
  const status = useTranslations("implementation");
  return (segments, hrefOf) =>
    segments.map(({ count, ...stage }) => ({
      key: stage.measure,
      label: t(`part${kindOf(stage)}`, { count, status: status(stage.implementation) }),
      count,
      fill: fillOf(stage.implementation, stage.isVerified),
      href: hrefOfCount(count, stage.measure, hrefOf),
    }));
}

/** What a stage is called by itself. */
export function useStageNames(): (stage: Stage) => string {
  const words = useTranslations();
  return (stage) => nameStage(stage, words);
}
