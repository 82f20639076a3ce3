import { isImplemented } from "#lib/assignments/status.ts";
import type { Implementation, Measure } from "#lib/generated/enums.ts";
import type { Words } from "#lib/words.ts";
import type { Tally } from "./figures.ts";

/** What a stretch of a bar stands for: one status, and among the implemented what is verified apart from what is only reported. */
export type Stage = { implementation: Implementation; isVerified: boolean; measure: Measure };
/** A stretch of a bar: how many assignments are in a stage. */
export type Segment = Stage & { count: number };

/** The stretches of a status bar from most to least done. */
export const stretches = [
  { implementation: "implemented", isVerified: true, measure: "verified_implemented" },
  { implementation: "implemented", isVerified: false, measure: "reported_implemented" },
  { implementation: "implemented_differently", isVerified: true, measure: "verified_differently" },
  { implementation: "implemented_differently", isVerified: false, measure: "reported_differently" },
  { implementation: "partially_implemented", isVerified: false, measure: "partially_implemented" },
  { implementation: "in_progress", isVerified: false, measure: "in_progress" },
  { implementation: "not_started", isVerified: false, measure: "not_started" },
  { implementation: "not_implemented", isVerified: false, measure: "not_implemented" },
  { implementation: "no_longer_applicable", isVerified: false, measure: "no_longer_applicable" },
] as const satisfies Stage[];

/** What a stage is called by itself: in a legend, or at the head of a row or column. */
export function nameStage(stage: Stage, words: Words): string {
  return words(`chart.stage${kindOf(stage)}`, { status: words(`implementationTitle.${stage.implementation}`) });
}

/** What its words say beside the status: only of what is implemented there are two kinds. */
export function kindOf({ implementation, isVerified }: Stage) {
  if (!isImplemented(implementation)) return "";
  return isVerified ? "Verified" : "Reported";
}

/** The stages that occur in any of these bars, from most to least done. */
export function occurringIn(bars: readonly { segments: readonly Segment[] }[]): Stage[] {
  return stretches.filter(({ measure }) => bars.some(({ segments }) => countOf(segments, measure) > 0));
}

/** Empty stretches are left out. */
export function segmentsOf(tally: Tally): Segment[] {
  return stretches.map((stretch) => ({ ...stretch, count: tally[stretch.measure] })).filter(({ count }) => count > 0);
}

export function implementedOf(segments: readonly Segment[]): number {
  return sumOf(segments.filter(({ implementation }) => isImplemented(implementation)));
}

export function verifiedOf(segments: readonly Segment[]): number {
  return sumOf(segments.filter((segment) => segment.isVerified));
}

/** How many there are in one stretch, which may be empty. */
export function countOf(segments: readonly Segment[], measure: Measure): number {
  return sumOf(segments.filter((segment) => segment.measure === measure));
}

function sumOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { count }) => sum + count, 0);
}
