import { describe, expect, test } from "vitest";
import { Implementation, type Verification } from "#lib/generated/enums.ts";
import { isVerifiedAsWhole, rollUp } from "#lib/recommendations/rollup.ts";

const codes = Object.values(Implementation);

describe("each rule of the roll-up", () => {
  test.each<[number, Implementation[], Implementation]>([
    [1, ["no_longer_applicable"], "no_longer_applicable"],
    [1, ["no_longer_applicable", "no_longer_applicable"], "no_longer_applicable"],
    [2, ["implemented"], "implemented"],
    [2, ["implemented", "implemented_differently"], "implemented"],
    [2, ["implemented_differently"], "implemented_differently"],
    [2, ["implemented_differently", "implemented_differently"], "implemented_differently"],
    [2, ["implemented", "no_longer_applicable"], "implemented"],
    [2, ["implemented_differently", "no_longer_applicable"], "implemented_differently"],
    [3, ["not_implemented"], "not_implemented"],
    [3, ["not_implemented", "no_longer_applicable"], "not_implemented"],
    [4, ["partially_implemented"], "partially_implemented"],
    [4, ["implemented", "not_started"], "partially_implemented"],
    [4, ["implemented_differently", "not_implemented"], "partially_implemented"],
    [4, ["partially_implemented", "not_implemented", "in_progress"], "partially_implemented"],
    [5, ["in_progress"], "in_progress"],
    [5, ["in_progress", "not_started"], "in_progress"],
    [5, ["in_progress", "not_implemented"], "in_progress"],
    [6, ["not_started"], "not_started"],
    [6, ["not_started", "not_implemented"], "not_started"],
    [6, ["not_started", "no_longer_applicable"], "not_started"],
  ])("rule %i: %j gives %s", (_, implementations, rolledUp) => {
    expect(rollUp(implementations)).toBe(rolledUp);
    expect(rollUp(implementations.toReversed())).toBe(rolledUp);
  });

  test("what nobody is assigned to has not started", () => {
    expect(rollUp([])).toBe("not_started");
  });
});

/** The rules of the domain once more, as plainly as they stand there. */
function restated(implementations: Implementation[]): Implementation {
  const count = (...counted: Implementation[]) => implementations.filter((one) => counted.includes(one)).length;
  const remaining = implementations.length - count("no_longer_applicable");
  if (remaining === 0) return "no_longer_applicable";
  if (count("implemented", "implemented_differently") === remaining)
    return count("implemented") === 0 ? "implemented_differently" : "implemented";
  if (count("not_implemented") === remaining) return "not_implemented";
  if (count("implemented", "implemented_differently", "partially_implemented") > 0) return "partially_implemented";
  return count("in_progress") > 0 ? "in_progress" : "not_started";
}

test("every choice of up to three assignments gives what the rules say, in whatever order they come", () => {
  const ones = codes.map((one) => [one]);
  const twos = ones.flatMap((chosen) => codes.map((one) => [...chosen, one]));
  const threes = twos.flatMap((chosen) => codes.map((one) => [...chosen, one]));
  const all = [...ones, ...twos, ...threes];
  expect(all).toHaveLength(7 + 49 + 343);
  for (const implementations of all)
    expect([implementations, rollUp(implementations)]).toEqual([implementations, restated(implementations)]);
});

test.each<[boolean, [Implementation, Verification][]]>([
  [false, []],
  [false, [["in_progress", "verified"]]],
  [false, [["implemented", "submitted"]]],
  [true, [["implemented", "verified"]]],
  [
    false,
    [
      ["implemented_differently", "verified"],
      ["not_started", "self_reported"],
    ],
  ],
  [
    true,
    [
      ["implemented_differently", "verified"],
      ["no_longer_applicable", "self_reported"],
    ],
  ],
  [
    false,
    [
      ["implemented", "verified"],
      ["implemented_differently", "not_verified"],
    ],
  ],
])(
  "verified is %s of %j: it is implemented as a whole, and all that is implemented is verified",
  (expected, states) => {
    const assignments = states.map(([implementation, verification]) => ({ implementation, verification }));
    const implementation = rollUp(assignments.map((assignment) => assignment.implementation));
    expect(isVerifiedAsWhole({ implementation, assignments })).toBe(expected);
  },
);
