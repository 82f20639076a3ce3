import { expect, test } from "vitest";
import { initialState, type State } from "#lib/assignments/state.ts";
import { type Change, changesBetween } from "#lib/changes/changes.ts";

const june = { on: "2027-06-30", precision: "month" } as const;
const lastOfJune = { on: "2027-06-30", precision: "day" } as const;
const later = { on: "2028-12-31", precision: "year" } as const;

const cases: [string, Partial<State> | null, Partial<State> | null, Change[]][] = [
  ["nothing", {}, {}, []],
  ["never there", null, null, []],
  ["added", null, {}, [{ what: "added" }]],
  [
    "added with a history",
    null,
    { implementation: "in_progress", response: "accepted" },
    [
      { what: "added" },
      { what: "implementation", from: "not_started", to: "in_progress" },
      { what: "response", to: "accepted" },
    ],
  ],
  ["removed", { implementation: "in_progress" }, null, [{ what: "removed" }]],
  [
    "moved",
    { implementation: "in_progress" },
    { implementation: "implemented", verification: "submitted" },
    [
      { what: "implementation", from: "in_progress", to: "implemented" },
      { what: "verification", to: "submitted" },
    ],
  ],
  ["asked for an exit", {}, { exitRequested: "not_implemented" }, [{ what: "exitRequested", to: "not_implemented" }]],
  [
    "asked for another exit",
    { exitRequested: "not_implemented" },
    { exitRequested: "no_longer_applicable" },
    [{ what: "exitRequested", to: "no_longer_applicable" }],
  ],
  ["an exit refused", { exitRequested: "not_implemented" }, {}, [{ what: "exitDropped", to: "not_implemented" }]],
  [
    "an exit confirmed is told once",
    { exitRequested: "not_implemented" },
    { implementation: "not_implemented" },
    [{ what: "implementation", from: "not_started", to: "not_implemented" }],
  ],
  ["answered", {}, { response: "not_accepted" }, [{ what: "response", to: "not_accepted" }]],
  [
    "verified",
    { implementation: "implemented", verification: "submitted" },
    { implementation: "implemented", verification: "verified" },
    [{ what: "verification", to: "verified" }],
  ],
  ["a first target", {}, { targetOn: june, originalTargetOn: june }, [{ what: "firstTarget", to: june }]],
  ["a moved target", { targetOn: june }, { targetOn: later }, [{ what: "target", from: june, to: later }]],
  [
    "a target of another precision",
    { targetOn: june },
    { targetOn: lastOfJune },
    [{ what: "target", from: june, to: lastOfJune }],
  ],
  ["the same target", { targetOn: june }, { targetOn: { ...june } }, []],
  ["a target that is no more", { targetOn: june }, {}, [{ what: "targetDropped", from: june }]],
  ["an entry that changes no state", {}, { lastEntryAt: new Date(), hasEvidence: true }, []],
];

test.each(cases)("%s", (_, before, after, changes) => {
  const whole = (state: Partial<State> | null) => state && { ...initialState, ...state };
  expect(changesBetween(whole(before), whole(after))).toEqual(changes);
});
