import type { Measure } from "#lib/generated/enums.ts";
import type { Tally } from "./figures.ts";

/** A number of the headline; one that no measure counts by itself has no list. */
export type HeadlinePart = { key: "verified" | "reported" | "gap"; count: number; measure?: Measure };

/** Of what was accepted and still applies. Before anything is, of all: a page that begins with "not available" tells nobody what was reported. */
export function headlineOf(measures: Tally): {
  of: { measure: "due" | "assigned"; count: number };
  parts: HeadlinePart[];
  rest: number;
} {
  const [of, verified, reported] =
    measures.due > 0
      ? (["due", "due_verified", "due_implemented"] as const)
      : (["assigned", "verified", "done"] as const);
  const gap = measures[reported] - measures[verified];
  return {
    of: { measure: of, count: measures[of] },
    parts: [
      { key: "verified", count: measures[verified], measure: verified },
      { key: "reported", count: measures[reported], measure: reported },
      { key: "gap", count: gap, measure: of === "due" ? "due_unverified" : undefined },
    ],
    rest: measures[of] - measures[reported],
  };
}

/** How many there are of each part. */
export function headlineCounts(parts: readonly HeadlinePart[]): Record<HeadlinePart["key"], number> {
  const of = (wanted: HeadlinePart["key"]) => parts.find(({ key }) => key === wanted)?.count ?? 0;
  return { verified: of("verified"), reported: of("reported"), gap: of("gap") };
}

/** Why an assignment is not among those that the headline counts; one that no measure counts by itself has no list. */
export type LeftOut = { reason: Reason; count: number; measure?: Measure };
type Reason = "awaiting_response" | "under_consideration" | "not_accepted" | "not_applicable" | "no_longer_applicable";

/** What stands between all assignments and those that were accepted and still apply: each once, and together the whole difference. */
export function leftOutOf(measures: Tally): LeftOut[] {
  const responses = ["awaiting_response", "under_consideration", "not_accepted", "not_applicable"] as const;
  const all: LeftOut[] = [
    ...responses.map((reason) => ({ reason, count: measures[reason], measure: reason })),
    { reason: "no_longer_applicable", count: measures.accepting - measures.due },
  ];
  return all.filter(({ count }) => count > 0);
}
