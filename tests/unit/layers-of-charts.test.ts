import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Layer, marksOf, pileUp } from "#components/charts/layers.ts";

const layer = (key: string, ...counts: number[]): Layer => ({ key, label: key, fill: "waiting", counts });
const pathOf = (path: string) =>
  [...path.matchAll(/[ML](-?[\d.]+),(-?[\d.]+)/g)].map(([, x, y]) => [Number(x), Number(y)]);

describe("layers that lie on each other", () => {
  test("are steps of one width, the second on the first", () => {
    const { ceiling, outlines } = pileUp([layer("low", 1, 2), layer("high", 3, 2)]);
    expect(ceiling).toBe(4);
    const topOf = (path = "") => pathOf(path).slice(0, 4);
    expect(topOf(outlines[0]?.path)).toEqual([
      [0, 0.75],
      [0.5, 0.75],
      [0.5, 0.5],
      [1, 0.5],
    ]);
    expect(topOf(outlines[1]?.path).slice(0, 2)).toEqual([
      [0, 0],
      [0.5, 0],
    ]);
    expect(pathOf(outlines[1]?.path ?? "")).toContainEqual([0.5, 0.75]);
  });

  test("have no outline where there is none of them, and a step on each side of a gap", () => {
    const { outlines } = pileUp([layer("coming and going", 0, 2, 0, 0, 1, 0), layer("always", 4, 2, 4, 4, 3, 4)]);
    const [first, second, ...more] = outlines[0]?.path.split("Z").filter(Boolean) ?? [];
    expect(more).toEqual([]);
    const across = (path = "") => pathOf(path).map(([x = 0]) => Math.round(x * 6));
    expect([Math.min(...across(first)), Math.max(...across(first))]).toEqual([1, 2]);
    expect([Math.min(...across(second)), Math.max(...across(second))]).toEqual([4, 5]);
  });

  test("that do not move are one rectangle each, however long", () => {
    const { outlines } = pileUp([layer("still", ...Array.from({ length: 120 }, () => 3))]);
    expect(pathOf(outlines[0]?.path ?? "").length).toBeLessThan(8);
  });

  test("fit below a whole ceiling with whole ticks, from none to all", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(100_000), fc.nat(100_000)), { minLength: 1, maxLength: 30 }), (pairs) => {
        const { ceiling, ticks, outlines } = pileUp([
          layer("one", ...pairs.map(([one]) => one)),
          layer("other", ...pairs.map(([, other]) => other)),
        ]);
        expect(ceiling).toBeGreaterThanOrEqual(Math.max(...pairs.map(([one, other]) => one + other)));
        expect(ticks[0]).toBe(0);
        expect(ticks.length).toBeGreaterThan(1);
        expect(ticks.length).toBeLessThan(8);
        expect(ticks.every((tick) => Number.isInteger(tick) && tick <= ceiling)).toBe(true);
        for (const [x = 0, y = 0] of outlines.flatMap(({ path }) => pathOf(path))) {
          expect(x).toBeGreaterThanOrEqual(0);
          expect(x).toBeLessThanOrEqual(1);
          expect(y).toBeGreaterThanOrEqual(0);
          expect(y).toBeLessThanOrEqual(1);
        }
      }),
    );
  });

  test("of nothing at all are no outlines on a scale of one", () => {
    expect(pileUp([])).toEqual({ ceiling: 1, ticks: [0, 1], outlines: [] });
    expect(pileUp([layer("none", 0, 0)]).outlines.map(({ path }) => path)).toEqual([""]);
  });
});

describe("the labels below an axis", () => {
  test.each<[count: number, labelled: number[], whereRoomIsShort: number[]]>([
    [1, [0], [0]],
    [2, [0, 1], [0, 1]],
    [3, [0, 1, 2], [0, 2]],
    [7, [0, 1, 2, 3, 4, 5, 6], [0, 3, 6]],
    [8, [0, 3, 5, 7], [0, 3, 7]],
    [13, [0, 2, 4, 6, 8, 10, 12], [0, 6, 12]],
    [62, [0, 17, 28, 39, 50, 61], [0, 28, 61]],
  ])("of %i points are %j, and %j where room is short", (count, labelled, narrow) => {
    const marks = marksOf(count);
    expect(marks.map(({ index }) => index)).toEqual(labelled);
    expect(marks.filter(({ shown }) => shown !== "wide").map(({ index }) => index)).toEqual(narrow);
  });

  test("are the first and the last alone where there is very little room", () => {
    for (let count = 1; count <= 300; count++)
      expect(
        marksOf(count).flatMap(({ index, shown }) => (shown === "always" ? [index] : [])),
        String(count),
      ).toEqual([...new Set([0, count - 1])]);
  });

  test("are few, and name the first and the last", () => {
    for (let count = 1; count <= 300; count++) {
      const indexes = marksOf(count).map(({ index }) => index);
      expect(indexes.length).toBeLessThanOrEqual(7);
      expect([indexes[0], indexes.at(-1)]).toEqual([0, count - 1]);
      expect(new Set(indexes).size).toBe(indexes.length);
    }
  });
});
