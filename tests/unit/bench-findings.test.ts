import { expect, test } from "vitest";
import { type Finding, judge } from "../../scripts/bench/findings.ts";
import { timesOf } from "../../scripts/bench/measure.ts";

const found = (key: Finding["key"], size: number, median: number, plain?: number): Finding => ({
  ...{ key, name: key, size, atOnce: 1, tamdan: timesOf([median]) },
  ...(plain !== undefined && { plain: timesOf([plain]) }),
});

const judged = (...findings: Finding[]) =>
  judge({ findings, memory: [] }).map(({ what, size, value, isReached }) => [what, size, value, isReached]);

test("the median and the 95th percentile are times that were taken, in whatever order", () => {
  expect(timesOf([5, 1, 4, 2, 3])).toEqual({ median: 3, ninetyFifth: 5, count: 5 });
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect(timesOf(hundred)).toMatchObject({ count: 100 });
  expect(timesOf(hundred).ninetyFifth).toBeGreaterThanOrEqual(95);
  expect(timesOf(hundred).ninetyFifth).toBeLessThanOrEqual(96);
});

test("what is measured is judged against plain SQL, the present, and the small register", () => {
  expect(judged(found("list", 1_000, 8, 1), found("list", 100_000, 12.5, 1.5))).toEqual([
    ["list: times plain SQL", 1_000, 8, true],
    ["list: times plain SQL", 100_000, 12.5 / 1.5, false],
    ["list: times itself at 1,000", 100_000, 12.5 / 8, false],
  ]);
  expect(judged(found("report", 1_000, 10), found("reportThen", 1_000, 31))).toEqual([
    ["reportThen: times now", 1_000, 3.1, false],
  ]);
  expect(judged(found("listThen", 1_000, 30), found("list", 1_000, 10), found("report", 1_000, 1))).toEqual([
    ["listThen: times now", 1_000, 3, true],
  ]);
});

test("the figures are to be faster than GROUP BY, and the export is judged where it is long", () => {
  expect(judged(found("figures", 100_000, 2, 6), found("figures", 1_000, 2, 1))).toEqual([
    ["figures: times faster than GROUP BY", 100_000, 3, true],
  ]);
  expect(judged(found("export", 1_000, 9, 1), found("export", 100_000, 3, 1))).toEqual([
    ["export: times plain SQL", 100_000, 3, false],
  ]);
  const memory = [{ size: 100_000, before: 0, peak: 51 * 2 ** 20 }];
  expect(judge({ findings: [found("report", 100_000, 1)], memory })).toMatchObject([{ value: 51, isReached: false }]);
});
