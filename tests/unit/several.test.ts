import { expect, test } from "vitest";
import { asksOf } from "#lib/assignments/kinds.ts";
import {
  boxOf,
  isClosedTo,
  mostAtOnce,
  parseSeveral,
  problemsOf,
  readChosen,
  type Several,
  severalKinds,
  weigh,
  writeBox,
} from "#lib/assignments/several.ts";
import { initialState } from "#lib/assignments/state.ts";
import { DelayReason, Implementation } from "#lib/generated/enums.ts";
import messages from "../../messages/en.json" with { type: "json" };
import { circumstances, entryOf, type Typed } from "../support/entry.ts";

const id = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`;
const box = (number: number, seen = 0) => [boxOf(id(number)), writeBox({ seen, submissionId: id(number + 100) })];
const boxes = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => box(at)));

test("a box holds which assignment it is, the head that was seen and a name for the one time it is sent", () => {
  expect(readChosen(Object.fromEntries([box(1, 7)]))).toEqual([
    { assignmentId: id(1), submissionId: id(101), seen: 7 },
  ]);
  expect(readChosen({ note: "No box." })).toEqual([]);
});

test.each([
  ["no assignment", "chosen.1", `0 ${id(1)}`],
  ["no name of its own", boxOf(id(1)), "0 1"],
  ["no head", boxOf(id(1)), id(1)],
  ["a head of less than nothing", boxOf(id(1)), `-1 ${id(1)}`],
  ["a head that no log can have", boxOf(id(1)), `9999999999 ${id(1)}`],
  ["a head that is no number", boxOf(id(1)), `many ${id(1)}`],
  ["what a browser sends for a box without a value", boxOf(id(1)), "on"],
  ["more than a box holds", boxOf(id(1)), `0 ${id(1)} 5`],
  ["SQL", "chosen.' or 1=1 --", `0 ${id(1)}`],
])("a form with %s in a box is not taken, however sound the others are", (_name, name, value) => {
  expect(parseSeveral({ kind: "confirmation", ...boxes(3), [name]: value })).toMatchObject({ refusal: "bad-request" });
});

test("a form is taken for one up to as many as a page holds, and for one of two things to say", () => {
  expect(parseSeveral({ kind: "confirmation" })).toMatchObject({ refusal: "nothing-chosen" });
  expect(parseSeveral({ kind: "confirmation", ...boxes(1) })).toMatchObject({ ok: true });
  expect(parseSeveral({ kind: "confirmation", ...boxes(mostAtOnce) })).toMatchObject({ ok: true });
  expect(parseSeveral({ kind: "confirmation", ...boxes(mostAtOnce + 1) })).toMatchObject({ refusal: "too-many" });
  for (const kind of ["", "progress", "response", "__proto__", "constructor", "toString"])
    expect(parseSeveral({ kind, ...boxes(1) }), kind).toMatchObject({ refusal: "no-kind" });
  expect(parseSeveral(boxes(1))).toMatchObject({ refusal: "no-kind" });
  for (const kind of severalKinds)
    expect(parseSeveral({ kind, ...boxes(1) })).toMatchObject({ value: { kind, entry: { kind } } });
});

test("a target date is of what is open, and everything can be confirmed", () => {
  const open = Object.values(Implementation).filter((status) => !isClosedTo("target", status));
  expect(open).toEqual(["not_started", "in_progress", "partially_implemented"]);
  expect(Object.values(Implementation).filter((status) => isClosedTo("confirmation", status))).toEqual([]);
});

const several = (typed: Typed & { kind: Several["kind"] }): Several => ({
  kind: typed.kind,
  chosen: [],
  entry: entryOf(typed),
});
const standing = (state: Partial<typeof initialState> = {}, logLength = 3) => ({
  logLength,
  circumstances: { ...circumstances, state: { ...initialState, ...state } },
});
const submission = { assignmentId: id(1), submissionId: id(2), seen: 3 };
const targetOn = { on: "2002-12-31", precision: "year" } as const;

test("what is wrong in the form is told once for all, and what only some of them have is theirs", () => {
  const moved = several({ kind: "target", targetOn: "2003", delayReason: "funding" });
  expect(weigh(moved, submission, standing())).toEqual({ problems: [] });
  expect(weigh(moved, submission, standing({ targetOn }))).toEqual({ problems: [] });
  expect(weigh(moved, submission, undefined)).toMatchObject({ refusal: "not-found" });
  expect(weigh(moved, submission, standing({ implementation: "implemented" }))).toMatchObject({ refusal: "closed" });
  expect(weigh(moved, submission, standing({ targetOn: { on: "2003-12-31", precision: "year" } }))).toEqual({
    refusal: "unchanged",
    problems: [],
  });

  const unreasoned = several({ kind: "target", targetOn: "2003" });
  const weighed = [standing(), standing({ targetOn }), standing({ targetOn })].map((one) =>
    weigh(unreasoned, submission, one),
  );
  expect(weighed.map(({ problems }) => problems.length)).toEqual([0, 1, 1]);
  expect(problemsOf(weighed)).toEqual([{ field: "delayReason", code: "missing" }]);
});

test.each([
  ["", "missing"],
  ["soon", "unreadable-date"],
  ["2001-02-31", "unreadable-date"],
  ["2001-02", "in-the-past"],
  ["2000", "in-the-past"],
])("a target date of “%s” is to be mended: %s", (typed, code) => {
  const weighed = [standing(), standing({ targetOn })].map((one) =>
    weigh(several({ kind: "target", targetOn: typed, delayReason: "funding" }), submission, one),
  );
  expect(problemsOf(weighed)).toEqual([{ field: "targetOn", code }]);
});

test("of a log that has gone on nothing is said: the command knows whether it went on by this form", () => {
  const blank = several({ kind: "target" });
  expect(weigh(blank, submission, standing({ implementation: "implemented" }, 4))).toEqual({ problems: [] });
});

test("the form has a field for whatever a target may ask for", () => {
  const asked = [null, targetOn].flatMap((target) =>
    ["", ...Object.values(DelayReason)].flatMap((delayReason) => {
      const { demanded, optional } = asksOf(entryOf({ kind: "target", delayReason }), {
        targetOn: target,
        isOnBehalf: false,
        corrected: null,
      });
      return [...demanded, ...optional];
    }),
  );
  expect([...new Set(asked)].toSorted()).toEqual(["delayReason", "justification", "note", "targetOn"]);
});

test("the sentence for too many says how many are the most", () => {
  expect(messages.several.unread["too-many"]).toContain(String(mostAtOnce));
});
