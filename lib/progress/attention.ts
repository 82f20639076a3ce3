import type { Measure } from "#lib/generated/enums.ts";
import { figureMeasures, type Tally } from "./figures.ts";

/** What somebody has to act on: which assignments, and of which. */
export const concernMeasures = {
  overdue: figureMeasures.overdue,
  stale: figureMeasures.stale,
  awaitingResponse: { n: "awaiting_response", of: "assigned" },
  returned: { n: "more_evidence_requested", of: "done" },
  waiting: { n: "submitted", of: "done" },
} as const satisfies Record<string, { n: Measure; of: Measure }>;

export type ConcernKey = keyof typeof concernMeasures;
type Concern = { key: ConcernKey; n: number; of: number; measures: { n: Measure; of: Measure } };

/** What needs attention, in one order, apart from what does not. */
export function concernsOf(measures: Tally): { pressing: Concern[]; settled: Concern[] } {
  const all = (Object.keys(concernMeasures) as ConcernKey[]).map((key) => {
    const { n, of } = concernMeasures[key];
    return { key, n: measures[n], of: measures[of], measures: { n, of } };
  });
  return { pressing: all.filter(({ n }) => n > 0), settled: all.filter(({ n }) => n === 0) };
}
