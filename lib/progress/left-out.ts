import type { Measure } from "#lib/generated/enums.ts";

/** Why an assignment is not among those that the headline counts; one that no measure counts by itself has no list. */
export type LeftOut = { reason: Reason; count: number; measure?: Measure };
type Reason = "awaiting_response" | "under_consideration" | "not_accepted" | "not_applicable" | "no_longer_applicable";
type Counted = Exclude<Reason, "no_longer_applicable"> | "accepting" | "due";

/** What stands between all assignments and those that were accepted and still apply: each once, and together the whole difference. */
export function leftOutOf(measures: Record<Counted, number>): LeftOut[] {
  const responses = ["awaiting_response", "under_consideration", "not_accepted", "not_applicable"] as const;
  const all: LeftOut[] = [
    ...responses.map((reason) => ({ reason, count: measures[reason], measure: reason })),
    { reason: "no_longer_applicable", count: measures.accepting - measures.due },
  ];
  return all.filter(({ count }) => count > 0);
}
