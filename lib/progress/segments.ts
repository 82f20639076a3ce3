import { isImplemented, isVerified } from "#lib/assignments/status.ts";
import type { Implementation } from "#lib/generated/enums.ts";
import { type Cell, totalOf } from "./figures.ts";

/** A stretch of a bar: assignments of one status, and among the implemented those that are verified apart from those that are only reported. */
export type Segment = { implementation: Implementation; isVerified: boolean; count: number };

const order = [
  "implemented",
  "implemented_differently",
  "partially_implemented",
  "in_progress",
  "not_started",
  "not_implemented",
  "no_longer_applicable",
] as const satisfies Implementation[];

/** The stretches of a status bar from most to least done; empty ones are left out. */
export function segmentsOf(cells: readonly Cell[]): Segment[] {
  return order
    .flatMap((implementation) => [true, false].map((isVerified) => ({ implementation, isVerified })))
    .map((stretch) => ({ ...stretch, count: totalOf(cells.filter((cell) => isOf(cell, stretch))) }))
    .filter(({ count }) => count > 0);
}

function isOf(cell: Cell, stretch: Omit<Segment, "count">): boolean {
  return cell.implementation === stretch.implementation && isVerified(cell) === stretch.isVerified;
}

export function implementedOf(segments: readonly Segment[]): number {
  return countOf(segments.filter(({ implementation }) => isImplemented(implementation)));
}

export function verifiedOf(segments: readonly Segment[]): number {
  return countOf(segments.filter((segment) => segment.isVerified));
}

function countOf(segments: readonly Segment[]): number {
  return segments.reduce((sum, { count }) => sum + count, 0);
}
