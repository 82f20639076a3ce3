import { describe, expect, test } from "vitest";
import { tallyOf } from "#lib/progress/figures.ts";
import { prepareMovement } from "#lib/progress/movement.ts";
import { segmentsOf } from "#lib/progress/segments.ts";

type Counts =
  Parameters<typeof tallyOf>[0] extends Iterable<readonly [infer Key, number]>
    ? Partial<Record<Key & string, number>>
    : never;

function moment(on: string, counts: Counts) {
  const tally = tallyOf(Object.entries(counts) as [keyof Counts, number][]);
  const segments = segmentsOf(tally);
  return { on, segments, total: segments.reduce((sum, { count }) => sum + count, 0) };
}

describe("how the statuses have moved", () => {
  test("is a count of each stage that ever occurred, from most to least done, at each moment", () => {
    const { stages } = prepareMovement([
      moment("2026-09-30", { not_started: 3 }),
      moment("2026-10-31", { in_progress: 1, not_started: 2 }),
      moment("2026-11-24", { verified_implemented: 1, not_started: 3 }),
    ]);
    expect(stages.map(({ measure, counts }) => [measure, counts])).toEqual([
      ["verified_implemented", [0, 0, 1]],
      ["in_progress", [0, 1, 0]],
      ["not_started", [3, 2, 3]],
    ]);
  });

  test("is said as where it began and where it stands, each of its own total", () => {
    const { said } = prepareMovement([
      moment("2026-10-31", { reported_differently: 1, not_started: 2 }),
      moment("2026-11-24", { verified_implemented: 1, reported_differently: 1, not_started: 3 }),
    ]);
    expect(said).toEqual({
      kind: "moving",
      before: { on: "2026-10-31", verified: 0, reported: 1, total: 3 },
      now: { on: "2026-11-24", verified: 1, reported: 2, total: 5 },
    });
  });

  test("begins when there was something to count", () => {
    const { said, moments } = prepareMovement([
      moment("2026-09-30", {}),
      moment("2026-10-31", { not_started: 2 }),
      moment("2026-11-24", { in_progress: 2 }),
    ]);
    expect(moments.map(({ on }) => on)).toEqual(["2026-10-31", "2026-11-24"]);
    expect(said.kind).toBe("moving");
  });

  test("that there and back is a movement still, and the same all along is none", () => {
    const same = { verified_implemented: 1, not_started: 2 };
    const other = { reported_implemented: 1, not_started: 2 };
    const saidOf = (...all: Counts[]) =>
      prepareMovement(all.map((counts, index) => moment(`2026-0${index + 1}-28`, counts))).said.kind;
    expect(saidOf(same, same, same)).toBe("still");
    expect(saidOf(same, other, same)).toBe("moving");
  });

  test("of a single month is how it stands, and of nothing is nothing", () => {
    expect(prepareMovement([moment("2026-11-24", { not_started: 2 })]).said).toEqual({
      kind: "standing",
      now: { on: "2026-11-24", verified: 0, reported: 0, total: 2 },
    });
    expect(prepareMovement([])).toEqual({ said: { kind: "nothing" }, moments: [], stages: [] });
    expect(prepareMovement([moment("2026-11-24", {})]).said.kind).toBe("nothing");
  });
});
