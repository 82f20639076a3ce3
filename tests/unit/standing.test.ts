import { describe, expect, test } from "vitest";
import {
  actionsOf,
  basisOf,
  isProgressingUnaccepted,
  needsOf,
  type Planned,
  stanceOn,
  targetsOf,
} from "#lib/assignments/standing.ts";
import { parseDatedDay } from "#lib/dates.ts";
import { Implementation, Response } from "#lib/generated/enums.ts";

const day = (text: string | null) => (text === null ? null : (parseDatedDay(text) ?? null));

function entry(id: string, targetOn: string | null, fields: Partial<Planned> = {}): Planned {
  return {
    id,
    kind: "target",
    aboutId: null,
    recordedAt: new Date("2001-03-05T00:00:00Z"),
    targetOn: day(targetOn),
    delayReason: null,
    justification: null,
    actionId: null,
    actionWhat: null,
    actionState: null,
    responsibleUnit: null,
    noTargetReason: null,
    ...fields,
  };
}

describe("the targets of an assignment", () => {
  test("stand in the order in which they were set, each with its reason", () => {
    const log = [entry("1", "2001-06-30"), entry("2", "2002", { delayReason: "funding" })];
    expect(targetsOf(log).map(({ on, delayReason }) => [on, delayReason])).toEqual([
      [day("2001-06-30"), null],
      [day("2002"), "funding"],
    ]);
  });

  test("a corrected one stands as it was corrected last, in its place", () => {
    const log = [
      entry("1", "2001-06-30"),
      entry("2", "2001-07", { kind: "correction", aboutId: "1" }),
      entry("3", "2001-08", { kind: "correction", aboutId: "1" }),
      entry("4", "2002"),
    ];
    expect(targetsOf(log).map(({ id, on }) => [id, on.on])).toEqual([
      ["3", "2001-08-31"],
      ["4", "2002-12-31"],
    ]);
  });

  test("dates of key actions are not among them", () => {
    expect(targetsOf([entry("1", "2001", { kind: "action", actionId: "a" })])).toEqual([]);
  });
});

describe("key actions", () => {
  const step = (actionId: string, targetOn: string | null, fields: Partial<Planned> = {}) =>
    entry(`${actionId}-${targetOn}`, targetOn, { kind: "action", actionId, actionState: "planned", ...fields });

  test("each is what its newest entry says, in the order in which they were added", () => {
    const log = [
      step("a", "2001", { actionWhat: "Train" }),
      step("b", null),
      step("a", "2001", { actionWhat: "Train everybody", actionState: "done" }),
    ];
    expect(actionsOf(log).map(({ id, latest }) => [id, latest.actionWhat, latest.actionState])).toEqual([
      ["a", "Train everybody", "done"],
      ["b", null, "planned"],
    ]);
  });

  test.each([
    ["never had one", [null, null], null, 0],
    ["stays", ["2001", "2001"], "2001", 0],
    ["is set later", [null, "2001"], "2001", 0],
    ["is moved", ["2001", "2002"], "2001", 1],
    ["is moved within its year", ["2001", "2001-12"], "2001", 1],
    ["is moved and moved back", ["2001", "2002", "2001"], "2001", 2],
    ["is given up", ["2001", null], "2001", 1],
    ["is given up and set again", ["2001", null, "2003"], "2001", 1],
  ] as const)("a target that %s", (_, targets, original, moves) => {
    const [action] = actionsOf(targets.map((target) => step("a", target)));
    expect([action?.originalTargetOn, action?.targetChanges]).toEqual([day(original), moves]);
  });
});

describe("the entry that the status rests on", () => {
  const claim = { implementation: "partially_implemented" } as const;
  const exit = { implementation: "not_implemented" } as const;
  const rests = (implementation: Implementation) =>
    basisOf<{ implementation: Implementation }>({ claim, exit }, { implementation });

  test("is the one that reported it", () => {
    expect(rests("partially_implemented")).toBe(claim);
    expect(rests("not_implemented")).toBe(exit);
  });

  test.each(["in_progress", "implemented", "no_longer_applicable"] as const)(
    "is none where a finding or a reopening has made it %s",
    (implementation) => {
      expect(rests(implementation)).toBeUndefined();
    },
  );
});

test("of what an organization says of an entry, the newest stands, and a correction is no stance", () => {
  const contested = { stance: "contested" } as const;
  expect(stanceOn({ aboutThis: [{ stance: null }, contested, { stance: "confirmed" }] })).toBe(contested);
  expect(stanceOn({ aboutThis: [{ stance: null }] })).toBeUndefined();
  expect(stanceOn(undefined)).toBeUndefined();
});

test("work that goes on though it was not accepted: neither before it began nor after it was left", () => {
  const going = Object.values(Response).flatMap((response) =>
    Object.values(Implementation)
      .filter((implementation) => isProgressingUnaccepted({ response, implementation }))
      .map((implementation) => `${response} ${implementation}`),
  );
  const worked = ["in_progress", "partially_implemented", "implemented", "implemented_differently"];
  expect(going.sort()).toEqual(
    ["not_accepted", "not_applicable"].flatMap((one) => worked.map((other) => `${one} ${other}`)).sort(),
  );
});

describe("what has to be done next", () => {
  const settled = {
    response: "accepted",
    decideBy: null,
    implementation: "in_progress",
    exitRequested: null,
    verification: "self_reported",
    isContested: false,
  } as const;
  const today = "2001-03-05";

  test.each([
    [{}, []],
    [{ response: "awaiting_response" }, ["awaiting_response"]],
    [{ response: "under_consideration", decideBy: today }, []],
    [{ response: "under_consideration", decideBy: "2001-03-04" }, ["decision_late"]],
    [{ exitRequested: "not_implemented" }, ["exit_requested"]],
    [{ isContested: true }, ["contested"]],
    [{ implementation: "implemented", verification: "submitted" }, []],
    [{ implementation: "implemented", verification: "more_evidence_requested" }, ["returned"]],
    [
      { implementation: "implemented_differently", verification: "more_evidence_requested", isContested: true },
      ["returned", "contested"],
    ],
  ] as const)("%j asks for %j", (state, needs) => {
    expect(needsOf({ ...settled, ...state }, today)).toEqual(needs);
  });
});
