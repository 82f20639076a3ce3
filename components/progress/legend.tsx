import { Sample } from "#components/charts/stacked-bar.tsx";
import { fillOf } from "#components/implementation/disc.tsx";
import type { Stage } from "#lib/progress/movement.ts";
import { useStageNames } from "./stretches.ts";

/** What each fill of the bars below it stands for. */
export function Legend({ stages }: { stages: readonly Stage[] }) {
  const nameOf = useStageNames();
  return (
    <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm text-muted">
      {stages.map((stage) => (
        <li key={stage.measure} className="inline-flex items-start gap-2">
          <Sample fill={fillOf(stage.implementation, stage.isVerified)} className="mt-0.5" />
          {nameOf(stage)}
        </li>
      ))}
    </ul>
  );
}
