import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Implementation, Response, Verification } from "#lib/generated/enums.ts";
import {
  type Cell,
  countsOf,
  type FigureKey,
  figureKeys,
  figuresOf,
  percentOf,
  totalOf,
} from "#lib/progress/figures.ts";
import { implementedOf, segmentsOf, verifiedOf } from "#lib/progress/segments.ts";

/** Any mixture of assignments, those included that no log could give: a figure has to hold for each. */
const cells: fc.Arbitrary<Cell[]> = fc.array(
  fc
    .record({
      response: fc.constantFrom(...Object.values(Response)),
      implementation: fc.constantFrom(...Object.values(Implementation)),
      verification: fc.constantFrom(...Object.values(Verification)),
      hasEvidence: fc.boolean(),
      hasTarget: fc.boolean(),
      isTargetPast: fc.boolean(),
      isOriginalTargetDue: fc.boolean(),
      isCompletedByOriginalTarget: fc.boolean(),
      isTargetMovedTwice: fc.boolean(),
      hasRecentEntry: fc.boolean(),
      isLastEntryOld: fc.boolean(),
      isSubmittedLong: fc.boolean(),
      count: fc.integer({ min: 1, max: 9 }),
    })
    .map((cell) => ({ ...cell, isTargetPast: cell.hasTarget && cell.isTargetPast })),
  { maxLength: 40 },
);

const nothingDecided = { n: 0, of: 0 };

/** The table of figures counted the long way: one assignment after the other, a condition at a time, in the words of the domain. */
function counted(all: readonly Cell[]): Record<Exclude<FigureKey, "overturned">, [n: number, of: number]> {
  let A = 0;
  let R = 0;
  let ACC = 0;
  let notAccepted = 0;
  let notApplicable = 0;
  let accNotNa = 0;
  let verifiedInAcc = 0;
  let impInAcc = 0;
  let verifiedOfWhole = 0;
  let open = 0;
  let openWithTarget = 0;
  let openOverdue = 0;
  let openFresh = 0;
  let openStale = 0;
  let openSlipped = 0;
  let imp = 0;
  let impWithEvidence = 0;
  let originalDue = 0;
  let onTime = 0;
  let exits = 0;
  let submitted = 0;
  let submittedLong = 0;
  for (const cell of all) {
    for (let one = 0; one < cell.count; one++) {
      const isImp = cell.implementation === "implemented" || cell.implementation === "implemented_differently";
      const isVer = isImp && cell.verification === "verified";
      const isExit = cell.implementation === "no_longer_applicable" || cell.implementation === "not_implemented";
      const isAcc = cell.response === "accepted" || cell.response === "partially_accepted";
      A++;
      if (!["awaiting_response", "under_consideration"].includes(cell.response)) R++;
      if (isAcc) ACC++;
      if (cell.response === "not_accepted") notAccepted++;
      if (cell.response === "not_applicable") notApplicable++;
      else if (isVer) verifiedOfWhole++;
      if (isAcc && cell.implementation !== "no_longer_applicable") {
        accNotNa++;
        if (isImp) impInAcc++;
        if (isVer) verifiedInAcc++;
      }
      if (!isImp && !isExit) {
        open++;
        if (cell.hasTarget) openWithTarget++;
        if (cell.hasTarget && cell.isTargetPast) openOverdue++;
        if (cell.hasTarget && cell.isTargetMovedTwice) openSlipped++;
        if (cell.hasRecentEntry) openFresh++;
        if (cell.isLastEntryOld) openStale++;
      }
      if (isImp) imp++;
      if (isImp && cell.hasEvidence) impWithEvidence++;
      if (cell.isOriginalTargetDue) originalDue++;
      if (cell.isOriginalTargetDue && isImp && cell.isCompletedByOriginalTarget) onTime++;
      if (isExit) exits++;
      if (cell.verification === "submitted") submitted++;
      if (cell.verification === "submitted" && cell.isSubmittedLong) submittedLong++;
    }
  }
  return {
    responseRate: [R, A],
    acceptanceRate: [ACC, ACC + notAccepted],
    verifiedImplementation: [verifiedInAcc, accNotNa],
    reportedImplementation: [impInAcc, accNotNa],
    claimGap: [impInAcc - verifiedInAcc, accNotNa],
    wholeReport: [verifiedOfWhole, A - notApplicable],
    overdue: [openOverdue, openWithTarget],
    withoutTarget: [open - openWithTarget, open],
    fresh: [openFresh, open],
    stale: [openStale, open],
    evidenceCoverage: [impWithEvidence, imp],
    onTime: [onTime, originalDue],
    slippage: [openSlipped, openWithTarget],
    exits: [exits, A],
    verificationBacklog: [submittedLong, submitted],
  };
}

describe("figures", () => {
  test("there are the sixteen of the domain", () => {
    expect([...figureKeys].sort()).toEqual(
      "acceptanceRate claimGap evidenceCoverage exits fresh onTime overdue overturned reportedImplementation responseRate slippage stale verificationBacklog verifiedImplementation wholeReport withoutTarget".split(
        " ",
      ),
    );
    expect(Object.keys(figuresOf([], nothingDecided)).sort()).toEqual([...figureKeys].sort());
  });

  test("each is what counting one assignment after the other gives", () => {
    fc.assert(
      fc.property(cells, (all) => {
        const { overturned, ...figures } = figuresOf(all, { n: 1, of: 3 });
        expect(overturned).toEqual({ n: 1, of: 3 });
        expect(Object.fromEntries(Object.entries(figures).map(([key, { n, of }]) => [key, [n, of]]))).toEqual(
          counted(all),
        );
      }),
      { numRuns: 300 },
    );
  });

  test("n is never more than N", () => {
    fc.assert(
      fc.property(cells, (all) => {
        for (const { n, of } of Object.values(figuresOf(all, nothingDecided))) expect(n).toBeLessThanOrEqual(of);
      }),
    );
  });

  test("how assignments are grouped into cells changes nothing", () => {
    fc.assert(
      fc.property(cells, (all) => {
        const single = all
          .flatMap((cell) => Array.from({ length: cell.count }, () => ({ ...cell, count: 1 })))
          .toReversed();
        expect(figuresOf(single, nothingDecided)).toEqual(figuresOf(all, nothingDecided));
        expect(countsOf(single)).toEqual(countsOf(all));
        expect(segmentsOf(single)).toEqual(segmentsOf(all));
      }),
    );
  });

  test("of nothing every figure is 0 of 0", () => {
    for (const figure of Object.values(figuresOf([], nothingDecided))) expect(figure).toEqual({ n: 0, of: 0 });
  });
});

test("the counts by each axis name every code and sum to all assignments", () => {
  fc.assert(
    fc.property(cells, (all) => {
      const counts = countsOf(all);
      for (const [axis, codes] of [
        ["implementation", Implementation],
        ["response", Response],
        ["verification", Verification],
      ] as const) {
        expect(Object.keys(counts[axis]).sort()).toEqual(Object.values(codes).sort());
        expect(Object.values(counts[axis]).reduce((sum, one) => sum + one, 0)).toBe(totalOf(all));
      }
    }),
  );
});

describe("the stretches of a status bar", () => {
  test("sum to all assignments, come in one order and are never empty", () => {
    fc.assert(
      fc.property(cells, (all) => {
        const segments = segmentsOf(all);
        expect(segments.reduce((sum, { count }) => sum + count, 0)).toBe(totalOf(all));
        expect(segments.every(({ count }) => count > 0)).toBe(true);
        const names = segments.map(({ implementation, isVerified }) => `${implementation} ${isVerified}`);
        expect(new Set(names).size).toBe(names.length);
        const { implementation } = countsOf(all);
        for (const code of Object.values(Implementation))
          expect(segments.filter((one) => one.implementation === code).reduce((sum, { count }) => sum + count, 0)).toBe(
            implementation[code],
          );
        expect(
          segments.filter(({ isVerified }) => isVerified).every((one) => one.implementation.startsWith("implemented")),
        ).toBe(true);
      }),
    );
  });

  test("begin with what is done and verified", () => {
    const cell = (implementation: Implementation, verification: Verification): Cell => ({
      response: "accepted",
      implementation,
      verification,
      hasEvidence: true,
      hasTarget: false,
      isTargetPast: false,
      isOriginalTargetDue: false,
      isCompletedByOriginalTarget: false,
      isTargetMovedTwice: false,
      hasRecentEntry: false,
      isLastEntryOld: false,
      isSubmittedLong: false,
      count: 1,
    });
    const all = [
      cell("not_started", "self_reported"),
      cell("implemented", "submitted"),
      cell("implemented", "verified"),
      cell("in_progress", "verified"),
    ];
    expect(segmentsOf(all)).toEqual([
      { implementation: "implemented", isVerified: true, count: 1 },
      { implementation: "implemented", isVerified: false, count: 1 },
      { implementation: "in_progress", isVerified: false, count: 1 },
      { implementation: "not_started", isVerified: false, count: 1 },
    ]);
    expect([implementedOf(segmentsOf(all)), verifiedOf(segmentsOf(all))]).toEqual([2, 1]);
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
