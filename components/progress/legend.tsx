import { Sample } from "#components/charts/stacked-bar.tsx";
import { fillOf } from "#components/implementation/disc.tsx";
import type { Stage } from "#lib/progress/segments.ts";
import { useStageNames } from "./stretches.ts";

/** What each fill of the bars below it stands for; on the screen once on a page. */
export function Legend({ stages, isOnPaperAlone = false }: { stages: readonly Stage[]; isOnPaperAlone?: boolean }) {
  const nameOf = useStageNames();
  return (
    <ul
      className={`${isOnPaperAlone ? "hidden print:flex" : "flex"} break-inside-avoid break-after-avoid flex-wrap gap-x-4 gap-y-1 text-sm text-muted`}
    >
      {stages.map((stage) => (
        <li key={stage.measure} className="inline-flex items-start gap-2">
          <Sample fill={fillOf(stage.implementation, stage.isVerified)} className="mt-0.5" />
          {nameOf(stage)}
        </li>
      ))}
    </ul>
  );
}
