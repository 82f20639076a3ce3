import { isImplemented } from "#lib/assignments/status.ts";
import type { Implementation, Measure } from "#lib/generated/enums.ts";
import type { Tally } from "./figures.ts";

/** A stretch of a bar: assignments of one status, and among the implemented those that are verified apart from those that are only reported. */
export type Segment = { implementation: Implementation; isVerified: boolean; measure: Measure; count: number };

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
] as const satisfies Omit<Segment, "count">[];

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
