import { describe, expect, test } from "vitest";
import { apply, initialState, type LogEntry, replay } from "#lib/assignments/state.ts";
import type { Implementation } from "#lib/generated/enums.ts";

const completedOn = { on: "2001-02-28", precision: "month" } as const;
const isDone = (implementation: Implementation) => implementation.startsWith("implemented");

/** An entry recorded on a day of March 2001, with what its status demands. */
function progress(day: number, implementation: Implementation): LogEntry {
  return {
    kind: "progress",
    implementation,
    completedOn: isDone(implementation) ? completedOn : null,
    evidence: isDone(implementation) || implementation === "partially_implemented" ? [{}] : [],
    recordedAt: new Date(Date.UTC(2001, 2, day)),
  };
}

function other(day: number, kind: "note" | "confirmation", evidence: unknown[] = []): LogEntry {
  return { kind, implementation: null, completedOn: null, evidence, recordedAt: new Date(Date.UTC(2001, 2, day)) };
}

describe("the state of an assignment", () => {
  test("without a log is that nothing has begun and nobody has answered", () => {
    expect(replay([])).toEqual({
      response: "awaiting_response",
      implementation: "not_started",
      exitRequested: null,
      verification: "self_reported",
      submittedAt: null,
      completedOn: null,
      hasEvidence: false,
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
