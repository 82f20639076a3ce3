import { describe, expect, test } from "vitest";
import { judge } from "#lib/assignments/entry.ts";
import { isMoveAllowed, isReopeningAllowed, moves, reopenings } from "#lib/assignments/status.ts";
import { Implementation } from "#lib/generated/enums.ts";
import * as table from "../support/domain.ts";
import { complete, entryOf, standing } from "../support/entry.ts";

const codes = Object.values(Implementation);

test("the table names all 49 table.moves of statuses", () => {
  expect(table.moves).toHaveLength(49);
  expect(new Set(table.moves.map(({ from, to }) => `${from} ${to}`)).size).toBe(49);
  expect([...new Set(table.moves.map(({ from }) => from))].sort()).toEqual([...codes].sort());
  expect(Object.keys(moves).sort()).toEqual([...codes].sort());
});

describe.each(table.moves)("from $from to $to: $isAllowed", ({ from, to, isAllowed }) => {
  test("is what the table of moves says", () => {
    expect(isMoveAllowed(from, to)).toBe(isAllowed);
  });

  test("is reopened by the steward as the domain says", () => {
    expect(isReopeningAllowed(from, to)).toBe(table.reopenings[from]?.includes(to) ?? false);
    expect(Object.keys(reopenings)).toContain(from);
  });

  test("is what a complete entry is told", () => {
    const problems = judge(entryOf(complete[to]), standing(from));
    expect(problems).toEqual(isAllowed ? [] : [{ field: "status", code: "no-such-move" }]);
  });
});

test.each(codes)("a note may be added whatever the status is: %s", (implementation) => {
  const note = entryOf({ status: "note", note: "The branch has a new manager.", occurredOn: "2001" });
  expect(judge(note, { ...standing(implementation), mayApprove: false })).toEqual([]);
});
