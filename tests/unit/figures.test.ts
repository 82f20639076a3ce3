import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Implementation, Measure, Response, Verification } from "#lib/generated/enums.ts";
import {
  ageingOf,
  countsOf,
  delayOf,
  figureKeys,
  figureMeasures,
  figuresOf,
  percentOf,
  type Tally,
  tallyOf,
} from "#lib/progress/figures.ts";
import { implementedOf, segmentsOf, stretches, verifiedOf } from "#lib/progress/segments.ts";

/** An assignment as far as figures see it: any mixture, those included that no log could give. */
type Assigned = {
  response: Response;
  implementation: Implementation;
  verification: Verification;
  hasEvidence: boolean;
  /** Days since the target, where there is one; negative when it is to come. */
  late: number | null;
  targetChanges: number;
  isOriginalDue: boolean;
  isOnTime: boolean;
  /** Days since the last entry, where there is one. */
  silent: number | null;
  /** Months since it was assigned. */
  age: number;
  isSubmittedLong: boolean;
  decisions: number;
  overturned: number;
};

const assigned: fc.Arbitrary<Assigned> = fc
  .record({
    response: fc.constantFrom(...Object.values(Response)),
    implementation: fc.constantFrom(...Object.values(Implementation)),
    verification: fc.constantFrom(...Object.values(Verification)),
    hasEvidence: fc.boolean(),
    late: fc.option(fc.integer({ min: -5, max: 400 })),
    targetChanges: fc.nat(4),
    isOriginalDue: fc.boolean(),
    isOnTime: fc.boolean(),
    silent: fc.option(fc.nat(300)),
    age: fc.nat(80),
    isSubmittedLong: fc.boolean(),
    decisions: fc.nat(3),
    overturned: fc.nat(3),
  })
  .map((one) => ({ ...one, overturned: Math.min(one.overturned, one.decisions) }));

/** In which measures an assignment is, and how often: in the words of the domain. */
function measuresOf(one: Assigned): [Measure, number | boolean][] {
  const isDone = one.implementation === "implemented" || one.implementation === "implemented_differently";
  const isExit = one.implementation === "no_longer_applicable" || one.implementation === "not_implemented";
  const isOpen = !isDone && !isExit;
  const isVerified = isDone && one.verification === "verified";
  const isAccepting = one.response === "accepted" || one.response === "partially_accepted";
  const isDue = isAccepting && one.implementation !== "no_longer_applicable";
  const isTargeted = isOpen && one.late !== null;
  const late = isTargeted ? (one.late ?? 0) : 0;
  return [
    ["assigned", true],
    [one.response, true],
    [one.implementation, true],
    [one.verification, true],
    ["verified_implemented", isVerified && one.implementation === "implemented"],
    ["reported_implemented", !isVerified && one.implementation === "implemented"],
    ["verified_differently", isVerified && one.implementation === "implemented_differently"],
    ["reported_differently", !isVerified && one.implementation === "implemented_differently"],
    ["answered", !["awaiting_response", "under_consideration"].includes(one.response)],
    ["accepting", isAccepting],
    ["decided_response", isAccepting || one.response === "not_accepted"],
    ["due", isDue],
    ["due_implemented", isDue && isDone],
    ["due_verified", isDue && isVerified],
    ["due_unverified", isDue && isDone && !isVerified],
    ["answerable", one.response !== "not_applicable"],
    ["answerable_verified", one.response !== "not_applicable" && isVerified],
    ["open", isOpen],
    ["with_target", isTargeted],
    ["without_target", isOpen && one.late === null],
    ["overdue", late >= 1],
    ["overdue_30", late >= 1 && late <= 30],
    ["overdue_90", late > 30 && late <= 90],
    ["overdue_180", late > 90 && late <= 180],
    ["overdue_over_180", late > 180],
    ["moved_twice", isTargeted && one.targetChanges >= 2],
    ["fresh", isOpen && one.silent !== null && one.silent <= 90],
    ["stale", isOpen && (one.silent ?? one.age * 30) > 120],
    ["open_6_months", isOpen && one.age <= 6],
    ["open_18_months", isOpen && one.age > 6 && one.age <= 18],
    ["open_5_years", isOpen && one.age > 18 && one.age <= 60],
    ["open_over_5_years", isOpen && one.age > 60],
    ["long_outstanding", isOpen && one.age > 18],
    ["done", isDone],
    ["done_with_evidence", isDone && one.hasEvidence],
    ["original_due", one.isOriginalDue],
    ["on_time", one.isOriginalDue && isDone && one.isOnTime],
    ["exited", isExit],
    ["submitted_long", one.verification === "submitted" && one.isSubmittedLong],
    ["decisions", one.decisions],
    ["overturned_decisions", one.overturned],
  ];
}

const tallyFrom = (all: readonly Assigned[]): Tally => {
  const tally = tallyOf([]);
  for (const [measure, times] of all.flatMap(measuresOf)) tally[measure] += Number(times);
  return tally;
};
const tallies = fc.array(assigned, { maxLength: 60 }).map(tallyFrom);
const sumOf = (counts: Iterable<number>) => [...counts].reduce((sum, one) => sum + one, 0);

describe("a tally", () => {
  test("has every measure, and none of what is not counted", () => {
    expect(Object.keys(tallyOf([])).sort()).toEqual(Object.values(Measure).sort());
    expect(sumOf(Object.values(tallyOf([])))).toBe(0);
    expect(tallyOf([["open", 3]])).toMatchObject({ open: 3, stale: 0 });
  });
});

describe("figures", () => {
  test("there are the sixteen of the domain", () => {
    expect([...figureKeys].sort()).toEqual(
      "acceptanceRate claimGap evidenceCoverage exits fresh onTime overdue overturned reportedImplementation responseRate slippage stale verificationBacklog verifiedImplementation wholeReport withoutTarget".split(
        " ",
      ),
    );
    expect(Object.keys(figuresOf(tallyOf([])))).toEqual(figureKeys);
  });

  test("n is a part of N, and both are the measures that are named", () => {
    fc.assert(
      fc.property(tallies, (tally) => {
        for (const [key, { n, of }] of Object.entries(figuresOf(tally))) {
          expect(n, key).toBeLessThanOrEqual(of);
          const measures = figureMeasures[key as keyof typeof figureMeasures];
          expect([n, of]).toEqual([tally[measures.n], tally[measures.of]]);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("each assignment that n counts is one that N counts", () => {
    fc.assert(
      fc.property(assigned, (one) => {
        for (const { n, of } of Object.values(figuresOf(tallyFrom([one])))) expect(n).toBeLessThanOrEqual(of);
      }),
      { numRuns: 1000 },
    );
  });

  test("the gap is what is reported and not verified", () => {
    fc.assert(
      fc.property(tallies, (tally) => {
        const { claimGap, reportedImplementation, verifiedImplementation } = figuresOf(tally);
        expect(claimGap).toEqual({
          n: reportedImplementation.n - verifiedImplementation.n,
          of: reportedImplementation.of,
        });
      }),
    );
  });

  test("of nothing every figure is 0 of 0", () => {
    for (const figure of Object.values(figuresOf(tallyOf([])))) expect(figure).toEqual({ n: 0, of: 0 });
  });
});

test("the counts by each axis name every code and sum to all assignments", () => {
  fc.assert(
    fc.property(tallies, (tally) => {
      const counts = countsOf(tally);
      for (const [axis, codes] of [
        ["implementation", Implementation],
        ["response", Response],
        ["verification", Verification],
      ] as const) {
        expect(Object.keys(counts[axis]).sort()).toEqual(Object.values(codes).sort());
        expect(sumOf(Object.values(counts[axis]))).toBe(tally.assigned);
      }
    }),
  );
});

test("the ages of what is late sum to what is overdue, and those of what is open to all that is", () => {
  fc.assert(
    fc.property(tallies, (tally) => {
      const { overdue, open } = ageingOf(tally);
      expect([overdue.length, open.length]).toEqual([4, 4]);
      expect(sumOf(overdue.map(({ count }) => count))).toBe(tally.overdue);
      expect(sumOf(open.map(({ count }) => count))).toBe(tally.open);
      expect(overdue.map(({ measure }) => tally[measure])).toEqual(overdue.map(({ count }) => count));
    }),
  );
});

describe("the stretches of a status bar", () => {
  test("sum to all assignments, come in one order and are never empty", () => {
    fc.assert(
      fc.property(tallies, (tally) => {
        const segments = segmentsOf(tally);
        expect(sumOf(segments.map(({ count }) => count))).toBe(tally.assigned);
        expect(segments.every(({ count }) => count > 0)).toBe(true);
        const order = stretches.map(({ measure }) => measure as Measure);
        const measures = segments.map(({ measure }) => measure);
        expect(measures).toEqual(order.filter((measure) => measures.includes(measure)));
        for (const code of Object.values(Implementation))
          expect(
            sumOf(segments.filter(({ implementation }) => implementation === code).map(({ count }) => count)),
          ).toBe(tally[code]);
        expect(implementedOf(segments)).toBe(tally.done);
      }),
    );
  });

  test("begin with what is done and verified", () => {
    const segments = segmentsOf(
      tallyOf([
        ["not_started", 1],
        ["in_progress", 1],
        ["implemented", 2],
        ["verified_implemented", 1],
        ["reported_implemented", 1],
      ]),
    );
    expect(segments).toEqual([
      { implementation: "implemented", isVerified: true, measure: "verified_implemented", count: 1 },
      { implementation: "implemented", isVerified: false, measure: "reported_implemented", count: 1 },
      { implementation: "in_progress", isVerified: false, measure: "in_progress", count: 1 },
      { implementation: "not_started", isVerified: false, measure: "not_started", count: 1 },
    ]);
    expect([implementedOf(segments), verifiedOf(segments)]).toEqual([2, 1]);
  });
});

describe("the delay", () => {
  const delayIn = (days: readonly number[], done = days.length) => {
    const counts = new Map<number, number>();
    for (const one of days) counts.set(one, (counts.get(one) ?? 0) + 1);
    return delayOf(counts, tallyOf([["done", done]]));
  };

  test.each<[string, number[], number | null, number | null]>([
    ["nothing", [], null, null],
    ["one", [7], 7, 7],
    ["one that was early", [-7], -7, -7],
    ["two: the median is the smaller, a day that occurred", [3, 10], 3, 10],
    ["early and late", [-30, -2, 0, 5, 90], 0, 90],
    ["ten: the ninth", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], 5, 9],
    ["eleven: the tenth", [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11], 6, 10],
    ["all the same", [4, 4, 4, 4], 4, 4],
  ])("of %s", (_, days, median, ninetieth) => {
    expect(delayIn(days)).toEqual({ n: days.length, of: days.length, median, ninetieth });
  });

  test("is of all that is done, also of what had no target", () => {
    expect(delayIn([1], 4)).toMatchObject({ n: 1, of: 4 });
  });

  test("what was counted and taken back is none", () => {
    expect(
      delayOf(
        new Map([
          [5, 0],
          [9, 1],
        ]),
        tallyOf([["done", 1]]),
      ),
    ).toEqual({ n: 1, of: 1, median: 9, ninetieth: 9 });
  });

  test("is the smallest of the days that so many do not exceed", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: -400, max: 400 }), { minLength: 1, maxLength: 200 }), (days) => {
        const { median, ninetieth } = delayIn(days);
        for (const [percentile, percent] of [
          [median, 50],
          [ninetieth, 90],
        ] as const) {
          expect(days).toContain(percentile);
          const upTo = (day: number) => days.filter((one) => one <= day).length * 100;
          expect(upTo(percentile ?? 0)).toBeGreaterThanOrEqual(percent * days.length);
          expect(upTo((percentile ?? 0) - 1)).toBeLessThan(percent * days.length);
        }
      }),
    );
  });
});

describe("a percentage", () => {
  test.each<[number, number, number | undefined]>([
    [0, 0, undefined],
    [0, 4, undefined],
    [4, 4, undefined],
    [0, 5, 0],
    [5, 5, 100],
    [1, 5, 20],
    [1, 8, 13],
    [1, 3000, 1],
    [2999, 3000, 99],
    [1, 6, 17],
    [199, 200, 99],
    [1, 200, 1],
    // Halves, up: also where n / of is a little less than one.
    [23, 40, 58],
    [29, 200, 15],
  ])("%i of %i is %s", (n, of, percent) => {
    expect(percentOf({ n, of })).toBe(percent);
  });

  test("is 0 for none only and 100 for all only", () => {
    fc.assert(
      fc.property(fc.integer({ min: 5, max: 1000 }), fc.nat(), (of, any) => {
        const n = any % (of + 1);
        const percent = percentOf({ n, of });
        expect(Number.isInteger(percent)).toBe(true);
        expect(percent === 0).toBe(n === 0);
        expect(percent === 100).toBe(n === of);
      }),
    );
  });
});
