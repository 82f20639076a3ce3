import { describe, expect, test } from "vitest";
import { apply, initialState, type LogEntry, replay, stateBefore } from "#lib/assignments/state.ts";
import type { Implementation, UpdateKind, Verification } from "#lib/generated/enums.ts";

const completedOn = { on: "2001-02-28", precision: "month" } as const;
const isDone = (implementation: Implementation) => implementation.startsWith("implemented");

/** An entry recorded on a day of March 2001 that says nothing. */
function entry(day: number, kind: UpdateKind, said: Partial<LogEntry> = {}): LogEntry {
  return {
    id: `${kind} ${day}`,
    kind,
    aboutId: null,
    implementation: null,
    completedOn: null,
    response: null,
    decideBy: null,
    targetOn: null,
    verification: null,
    exitDecision: null,
    evidence: [],
    recordedAt: new Date(Date.UTC(2001, 2, day)),
    ...said,
  };
}

/** Progress with what its status demands. */
function progress(day: number, implementation: Implementation): LogEntry {
  return entry(day, "progress", {
    implementation,
    completedOn: isDone(implementation) ? completedOn : null,
    evidence: isDone(implementation) || implementation === "partially_implemented" ? [{}] : [],
  });
}

function other(day: number, kind: "note" | "confirmation", evidence: unknown[] = []): LogEntry {
  return entry(day, kind, { evidence });
}

describe("the state of an assignment", () => {
  test("without a log is that nothing has begun and nobody has answered", () => {
    expect(replay([])).toEqual({
      response: "awaiting_response",
      decideBy: null,
      implementation: "not_started",
      exitRequested: null,
      verification: "self_reported",
      submittedAt: null,
      completedOn: null,
      hasEvidence: false,
      targetOn: null,
      originalTargetOn: null,
      targetChanges: 0,
      lastEntryAt: null,
    });
  });

  test("is the same whether the log is replayed or applied entry by entry", () => {
    const log = [
      progress(1, "in_progress"),
      other(2, "note"),
      progress(3, "partially_implemented"),
      other(4, "confirmation"),
      progress(5, "implemented"),
    ];
    let state = initialState;
    log.forEach((entry, index) => {
      state = apply(state, entry);
      expect(replay(log.slice(0, index + 1))).toEqual(state);
    });
    expect(state).toEqual({
      ...initialState,
      implementation: "implemented",
      verification: "submitted",
      submittedAt: new Date(Date.UTC(2001, 2, 5)),
      completedOn,
      hasEvidence: true,
      lastEntryAt: new Date(Date.UTC(2001, 2, 5)),
    });
  });

  test("is not changed in place", () => {
    const before = structuredClone(initialState);
    apply(initialState, progress(1, "implemented"));
    expect(initialState).toEqual(before);
  });
});

test.each(["implemented", "implemented_differently"] as const)(
  "%s with evidence is submitted for verification",
  (implementation) => {
    expect(replay([progress(3, implementation)])).toMatchObject({
      implementation,
      verification: "submitted",
      submittedAt: new Date(Date.UTC(2001, 2, 3)),
      completedOn,
    });
  },
);

test("implemented without evidence is self-reported", () => {
  expect(replay([{ ...progress(3, "implemented"), evidence: [] }])).toMatchObject({
    verification: "self_reported",
    submittedAt: null,
    hasEvidence: false,
  });
});

test.each(["not_started", "in_progress", "partially_implemented"] as const)(
  "any new status sets a decision of the verifier back: %s",
  (implementation) => {
    const decided = {
      ...replay([progress(1, "in_progress")]),
      verification: "partly_verified",
      submittedAt: new Date(0),
      completedOn,
    } as const;
    expect(apply(decided, progress(2, implementation))).toMatchObject({
      implementation,
      verification: "self_reported",
      submittedAt: null,
      completedOn: null,
    });
  },
);

test.each(["note", "confirmation"] as const)("a %s makes the entry fresh and changes nothing else", (kind) => {
  const before = {
    ...replay([progress(1, "implemented")]),
    verification: "verified",
    exitRequested: "not_implemented",
  } as const;
  expect(apply(before, other(9, kind))).toEqual({ ...before, lastEntryAt: new Date(Date.UTC(2001, 2, 9)) });
});

test("evidence with a note counts as evidence", () => {
  expect(replay([other(1, "note", [{}])]).hasEvidence).toBe(true);
  expect(replay([other(1, "note", [{}]), other(2, "note")]).hasEvidence).toBe(true);
});

describe("set back to not started", () => {
  test("the work is as if it had not begun, and the log keeps what was shown", () => {
    expect(replay([progress(1, "in_progress"), progress(2, "not_started")])).toEqual({
      ...initialState,
      lastEntryAt: new Date(Date.UTC(2001, 2, 2)),
    });
  });
});

describe.each(["no_longer_applicable", "not_implemented"] as const)("a request for %s", (exit) => {
  test("waits for the steward: the old state counts meanwhile", () => {
    const before = replay([progress(1, "partially_implemented")]);
    expect(apply(before, progress(2, exit))).toEqual({
      ...before,
      exitRequested: exit,
      lastEntryAt: new Date(Date.UTC(2001, 2, 2)),
    });
  });

  test("is taken back by a new status", () => {
    expect(replay([progress(1, "in_progress"), progress(2, exit), progress(3, "partially_implemented")])).toMatchObject(
      {
        implementation: "partially_implemented",
        exitRequested: null,
      },
    );
  });

  test("outlasts a note, and gives way to another request", () => {
    const asked = [progress(1, "in_progress"), progress(2, exit), other(3, "note")];
    expect(replay(asked)).toMatchObject({ implementation: "in_progress", exitRequested: exit });
    expect(replay([...asked, progress(4, "not_implemented")])).toMatchObject({ exitRequested: "not_implemented" });
  });
});

describe("a response", () => {
  test("stands until another, beside whatever is implemented, and keeps by when it is decided", () => {
    const asked = replay([
      progress(1, "in_progress"),
      entry(2, "response", { response: "under_consideration", decideBy: "2001-06-30" }),
    ]);
    expect(asked).toMatchObject({
      implementation: "in_progress",
      response: "under_consideration",
      decideBy: "2001-06-30",
    });
    expect(apply(asked, entry(3, "response", { response: "not_accepted" }))).toEqual({
      ...asked,
      response: "not_accepted",
      decideBy: null,
      lastEntryAt: new Date(Date.UTC(2001, 2, 3)),
    });
  });
});

describe("a target", () => {
  const on = (day: string) => ({ on: day, precision: "day" }) as const;
  const targets = [
    entry(1, "target", { targetOn: on("2001-06-30") }),
    entry(2, "target", { targetOn: on("2001-09-30") }),
    entry(3, "target", { targetOn: on("2001-12-31") }),
  ];

  test("is kept as the first for ever, and each move of it is counted", () => {
    expect(replay(targets.slice(0, 1))).toMatchObject({
      targetOn: on("2001-06-30"),
      originalTargetOn: on("2001-06-30"),
      targetChanges: 0,
    });
    expect(replay(targets)).toMatchObject({
      targetOn: on("2001-12-31"),
      originalTargetOn: on("2001-06-30"),
      targetChanges: 2,
    });
  });

  test("that was mistyped is corrected without a move, and stays known as it was first said", () => {
    const corrected = entry(4, "correction", { aboutId: "target 1", targetOn: on("2001-07-31") });
    expect(replay([...targets.slice(0, 1), corrected])).toMatchObject({
      targetOn: on("2001-07-31"),
      originalTargetOn: on("2001-06-30"),
      targetChanges: 0,
    });
  });
});

describe("a finding", () => {
  const implemented = replay([progress(1, "implemented")]);

  test.each<[Verification, Implementation]>([
    ["verified", "implemented"],
    ["cannot_verify", "implemented"],
    ["more_evidence_requested", "implemented"],
    ["partly_verified", "partially_implemented"],
    ["not_verified", "in_progress"],
  ])("%s leaves it %s", (verification, implementation) => {
    const falls = implementation !== "implemented";
    expect(apply(implemented, entry(2, "verification", { verification }))).toEqual({
      ...implemented,
      implementation,
      verification,
      submittedAt: falls ? null : implemented.submittedAt,
      completedOn: falls ? null : completedOn,
      lastEntryAt: new Date(Date.UTC(2001, 2, 2)),
    });
  });

  test.each(["note", "reply"] as const)("that asks for more evidence is answered by a %s that brings some", (kind) => {
    const asked = apply(implemented, entry(2, "verification", { verification: "more_evidence_requested" }));
    expect(apply(asked, entry(3, kind))).toMatchObject({ verification: "more_evidence_requested" });
    expect(apply(asked, entry(3, kind, { evidence: [{}] }))).toMatchObject({
      verification: "submitted",
      submittedAt: new Date(Date.UTC(2001, 2, 3)),
    });
  });
});

describe("an exit that was asked for", () => {
  const asked = replay([progress(1, "in_progress"), progress(2, "not_implemented")]);

  test("stands when it is confirmed, and is gone when it is refused", () => {
    expect(apply(asked, entry(3, "exit_decision", { exitDecision: "confirmed" }))).toMatchObject({
      implementation: "not_implemented",
      exitRequested: null,
    });
    expect(apply(asked, entry(3, "exit_decision", { exitDecision: "refused" }))).toMatchObject({
      implementation: "in_progress",
      exitRequested: null,
    });
  });
});

describe("a correction", () => {
  const log = [progress(1, "in_progress"), progress(2, "implemented"), other(3, "note")];
  const correction = (day: number, implementation: Implementation) =>
    ({ ...progress(day, implementation), id: `correction ${day}`, kind: "correction", aboutId: "progress 2" }) as const;

  test("counts in the place of what it corrects, and the latest of two counts", () => {
    const once = [...log, correction(4, "partially_implemented")];
    expect(replay(once)).toMatchObject({ implementation: "partially_implemented", verification: "self_reported" });
    const twice = [...once, correction(5, "implemented_differently")];
    expect(replay(twice)).toMatchObject({ implementation: "implemented_differently", verification: "submitted" });
    expect(replay(twice).lastEntryAt).toEqual(new Date(Date.UTC(2001, 2, 5)));
  });

  test("takes the evidence of what it corrects with it", () => {
    expect(replay(log).hasEvidence).toBe(true);
    expect(replay([...log, correction(4, "in_progress")]).hasEvidence).toBe(false);
  });

  test("leaves what a log says of the days before it as it was", () => {
    expect(replay(log)).toMatchObject({ implementation: "implemented" });
    expect(stateBefore([...log, correction(4, "partially_implemented")], "progress 2")).toMatchObject({
      implementation: "in_progress",
    });
    expect(stateBefore([...log, correction(4, "partially_implemented")], "note 3")).toMatchObject({
      implementation: "partially_implemented",
    });
  });
});
