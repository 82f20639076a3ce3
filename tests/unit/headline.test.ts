import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { concernsOf } from "#lib/progress/attention.ts";
import { tallyOf } from "#lib/progress/figures.ts";
import { headlineOf, leftOutOf } from "#lib/progress/headline.ts";

const responses = [
  "awaiting_response",
  "under_consideration",
  "accepted",
  "partially_accepted",
  "not_accepted",
  "not_applicable",
] as const;

describe("the headline", () => {
  test("counts what was accepted and still applies: verified, reported, the gap and the rest", () => {
    const measures = tallyOf([
      ["assigned", 9],
      ["due", 6],
      ["due_verified", 1],
      ["due_implemented", 3],
      ["verified", 2],
      ["done", 5],
    ]);
    expect(headlineOf(measures)).toEqual({
      of: { measure: "due", count: 6 },
      parts: [
        { key: "verified", count: 1, measure: "due_verified" },
        { key: "reported", count: 3, measure: "due_implemented" },
        { key: "gap", count: 2, measure: "due_unverified" },
      ],
      rest: 3,
    });
  });

  test("counts all assignments before anything is accepted", () => {
    const measures = tallyOf([
      ["assigned", 9],
      ["verified", 2],
      ["done", 5],
    ]);
    const { of, parts, rest } = headlineOf(measures);
    expect(of).toEqual({ measure: "assigned", count: 9 });
    expect(parts.map(({ count }) => count)).toEqual([2, 5, 3]);
    expect(rest).toBe(4);
  });

  test("says of each assignment that is left out why, once, and of all together the whole difference", () => {
    const byResponse = fc.record(Object.fromEntries(responses.map((code) => [code, fc.nat(50)])));
    fc.assert(
      fc.property(byResponse, fc.nat(), (counts, any) => {
        const accepting = (counts.accepted ?? 0) + (counts.partially_accepted ?? 0);
        const due = accepting - (any % (accepting + 1));
        const assigned = responses.reduce((sum, code) => sum + (counts[code] ?? 0), 0);
        const measures = tallyOf([
          ...responses.map((code) => [code, counts[code] ?? 0] as const),
          ["accepting", accepting],
          ["due", due],
          ["assigned", assigned],
        ]);
        const leftOut = leftOutOf(measures);
        expect(leftOut.reduce((sum, { count }) => sum + count, 0)).toBe(assigned - due);
        expect(leftOut.every(({ count }) => count > 0)).toBe(true);
        expect(new Set(leftOut.map(({ reason }) => reason)).size).toBe(leftOut.length);
      }),
    );
  });
});

describe("what needs attention", () => {
  test("comes in one order, each with its rows, apart from what is in order", () => {
    const { pressing, settled } = concernsOf(
      tallyOf([
        ["assigned", 9],
        ["open", 6],
        ["with_target", 4],
        ["overdue", 2],
        ["awaiting_response", 3],
        ["done", 2],
        ["submitted", 1],
      ]),
    );
    expect(pressing.map(({ key, n, of }) => [key, n, of])).toEqual([
      ["overdue", 2, 4],
      ["awaitingResponse", 3, 9],
      ["waiting", 1, 2],
    ]);
    expect(settled.map(({ key, n, of }) => [key, n, of])).toEqual([
      ["stale", 0, 6],
      ["returned", 0, 2],
    ]);
    expect(pressing[0]?.measures).toEqual({ n: "overdue", of: "with_target" });
  });

  test("of nothing is nothing", () => {
    expect(concernsOf(tallyOf([])).pressing).toEqual([]);
  });
});
