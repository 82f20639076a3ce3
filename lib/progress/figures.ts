import { Implementation, Measure, Response, Verification } from "#lib/generated/enums.ts";

/** How many there are of each measure: what the figures of a set of assignments are made of. */
export type Tally = Record<Measure, number>;

/** n of N: never one without the other. */
export type Figure = { n: number; of: number };

/** What each figure counts, and of what (domain: figures), in the order in which they are listed. n is always a part of N. */
export const figureMeasures = {
  responseRate: { n: "answered", of: "assigned" },
  acceptanceRate: { n: "accepting", of: "decided_response" },
  verifiedImplementation: { n: "due_verified", of: "due" },
  reportedImplementation: { n: "due_implemented", of: "due" },
  claimGap: { n: "due_unverified", of: "due" },
  wholeReport: { n: "answerable_verified", of: "answerable" },
  overdue: { n: "overdue", of: "with_target" },
  withoutTarget: { n: "without_target", of: "open" },
  fresh: { n: "fresh", of: "open" },
  stale: { n: "stale", of: "open" },
  evidenceCoverage: { n: "done_with_evidence", of: "done" },
  onTime: { n: "on_time", of: "original_due" },
  slippage: { n: "moved_twice", of: "with_target" },
  exits: { n: "exited", of: "assigned" },
  verificationBacklog: { n: "submitted_long", of: "submitted" },
  overturned: { n: "overturned_decisions", of: "decisions" },
} as const satisfies Record<string, { n: Measure; of: Measure }>;

export type FigureKey = keyof typeof figureMeasures;
export type Figures = Record<FigureKey, Figure>;
export type Counts = {
  implementation: Record<Implementation, number>;
  response: Record<Response, number>;
  verification: Record<Verification, number>;
};

/** Every key, in the order in which figures are listed. */
export const figureKeys = Object.keys(figureMeasures) as FigureKey[];

/** A tally with these counts, and none of all others. */
export function tallyOf(counts: Iterable<readonly [Measure, number]>): Tally {
  const none = Object.values(Measure).map((measure) => [measure, 0] as const);
  return Object.fromEntries([...none, ...counts]) as Tally;
}

export function figuresOf(tally: Tally): Figures {
  const entries = Object.entries(figureMeasures).map(([key, { n, of }]) => [key, { n: tally[n], of: tally[of] }]);
  return Object.fromEntries(entries);
}

/** Each axis sums to the number of assignments. */
export function countsOf(tally: Tally): Counts {
  const by = <Code extends Measure>(codes: Record<Code, Code>) =>
    Object.fromEntries(Object.values<Code>(codes).map((code) => [code, tally[code]])) as Record<Code, number>;
  return { implementation: by(Implementation), response: by(Response), verification: by(Verification) };
}

/** From the youngest to the oldest: overdue up to 30, 90, 180 days and over; open up to 6 and 18 months, 5 years and over. */
export const ages = {
  overdue: ["overdue_30", "overdue_90", "overdue_180", "overdue_over_180"],
  open: ["open_6_months", "open_18_months", "open_5_years", "open_over_5_years"],
} as const satisfies Record<string, readonly Measure[]>;

type Age = (typeof ages)[keyof typeof ages][number];
/** A part of what is late or open, by how long. */
export type Bucket = { measure: Age; count: number };
export type Ageing = Record<keyof typeof ages, Bucket[]>;

/** The buckets of each sum to what is overdue, and to what is open. */
export function ageingOf(tally: Tally): Ageing {
  const buckets = (measures: readonly Age[]) => measures.map((measure) => ({ measure, count: tally[measure] }));
  return { overdue: buckets(ages.overdue), open: buckets(ages.open) };
}

/** Days from the original target to completion, of what is implemented and had one: early is negative. Percentiles are days that occurred (nearest rank); null of none. */
export type Delay = Figure & { median: number | null; ninetieth: number | null };

export function delayOf(days: ReadonlyMap<number, number>, tally: Tally): Delay {
  const sorted = [...days].filter(([, count]) => count > 0).toSorted(([one], [other]) => one - other);
  const n = sorted.reduce((sum, [, count]) => sum + count, 0);
  return { n, of: tally.done, median: percentile(sorted, n, 0.5), ninetieth: percentile(sorted, n, 0.9) };
}

function percentile(sorted: readonly (readonly [number, number])[], n: number, share: number): number | null {
  let seen = 0;
  for (const [days, count] of sorted) {
    seen += count;
    if (seen >= share * n) return days;
  }
  return null;
}

/** Below five a percentage says more than is known. */
const fewest = 5;

/** The share in whole percent; nothing when there are too few to speak of one. Never 100 for less than all, never 0 for more than none. */
export function percentOf({ n, of }: Figure): number | undefined {
  if (of < fewest) return;
  if (n === 0 || n === of) return (n / of) * 100;
  // Not n / of first, which is a little less than some halves, such as 23 of 40.
  return Math.min(99, Math.max(1, Math.round((n * 100) / of)));
}
