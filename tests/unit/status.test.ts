import { describe, expect, test } from "vitest";
import { judge } from "#lib/assignments/entry.ts";
import { isMoveAllowed, moves } from "#lib/assignments/status.ts";
import { Implementation } from "#lib/generated/enums.ts";
import { complete, entryOf, standing } from "../support/entry.ts";

const codes = Object.values(Implementation);

/** The table of the domain, row by row: from, then whether one may move to each. */
const table = `
from                    | not_started | in_progress | partially_implemented | implemented | implemented_differently | no_longer_applicable | not_implemented
not_started             | no          | yes         | yes                   | yes         | yes                     | yes                  | yes
in_progress             | yes         | no          | yes                   | yes         | yes                     | yes                  | yes
partially_implemented   | no          | yes         | no                    | yes         | yes                     | yes                  | yes
implemented             | no          | no          | no                    | no          | no                      | no                   | no
implemented_differently | no          | no          | no                    | no          | no                      | no                   | no
no_longer_applicable    | no          | no          | no                    | no          | no                      | no                   | no
not_implemented         | no          | no          | no                    | no          | no                      | no                   | no`;

const [head = [], ...rows] = table
  .trim()
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()));
const pairs = rows.flatMap(([from, ...answers]) =>
  answers.map((answer, column) => ({
    from: from as Implementation,
    to: head[column + 1] as Implementation,
    answer: answer as "yes" | "no",
  })),
);

test("the table names all 49 pairs of statuses", () => {
  expect(pairs).toHaveLength(49);
  expect(new Set(pairs.map(({ from, to }) => `${from} ${to}`)).size).toBe(49);
  expect([...new Set(pairs.map(({ from }) => from))].sort()).toEqual([...codes].sort());
  expect(Object.keys(moves).sort()).toEqual([...codes].sort());
});

describe.each(pairs)("from $from to $to: $answer", ({ from, to, answer }) => {
  test("is what the table of moves says", () => {
    expect(isMoveAllowed(from, to)).toBe(answer === "yes");
  });

  test("is what a complete entry is told", () => {
    const problems = judge(entryOf(complete[to]), standing(from));
    expect(problems).toEqual(answer === "yes" ? [] : [{ field: "status", code: "no-such-move" }]);
  });
});

test.each(codes)("a note may be added whatever the status is: %s", (implementation) => {
  const note = entryOf({ status: "note", note: "The branch has a new manager.", occurredOn: "2001" });
  expect(judge(note, { ...standing(implementation), mayApprove: false })).toEqual([]);
});
