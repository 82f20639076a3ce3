import { beforeAll, describe, expect, test } from "vitest";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { type FullEntry, listUnderWay } from "#lib/assignments/under-way.ts";
import { type ActorName, type Cast, createCast, type Step, stage } from "../support/cast.ts";
import { complete, completeKinds } from "../support/entry.ts";

// What of a log can be gone on with, as the forms of the page ask for it.

let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
});

async function underWay(name: ActorName, id: string) {
  const found = (await listUnderWay(cast.actors[name], [id])).get(id);
  if (!found) throw new Error(`Nothing for ${name}.`);
  return found;
}

const sequences = (entries: readonly FullEntry[]) => entries.map(({ sequence }) => sequence);
const onBehalf: Step = ["steward", { ...complete.in_progress, source: "A letter." }];
const correction = {
  ...complete.partially_implemented,
  kind: "correction",
  correctionReason: "It was mistyped.",
} as const;

describe("what is under way", () => {
  test("are the key actions as they were stated last, in the order in which they were added", async () => {
    const { action } = completeKinds;
    const id = await stage(cast, "own", [
      ["approver", action],
      ["approver", { ...action, actionWhat: "Print the forms." }],
    ]);
    const { actions } = await underWay("approver", id);
    expect(actions.map(({ actionWhat }) => actionWhat)).toEqual(["Train the branches.", "Print the forms."]);
    expect((await underWay("approver", await stage(cast, "own", []))).actions).toEqual([]);
  });

  test("is the last decision, replied to or not", async () => {
    const steps: Step[] = [
      ["approver", complete.implemented],
      ["verifier", completeKinds.verification],
    ];
    const id = await stage(cast, "own", steps);
    expect((await underWay("approver", id)).decision).toMatchObject({ sequence: 2, isRepliedTo: false });
    const replied = await stage(cast, "own", [...steps, ["approver", completeKinds.reply]]);
    expect((await underWay("approver", replied)).decision).toMatchObject({ sequence: 2, isRepliedTo: true });
  });

  test("is what can be corrected, with what stands in its place, until it is decided on", async () => {
    const id = await stage(cast, "own", [
      ["approver", complete.in_progress],
      ["approver", completeKinds.note],
      ["approver", correction],
    ]);
    expect((await underWay("approver", id)).correctable).toMatchObject({ kind: "progress", standing: { sequence: 3 } });
    const decided = await stage(cast, "own", [
      ["approver", complete.implemented],
      ["verifier", completeKinds.verification],
    ]);
    expect((await underWay("approver", decided)).correctable).toBeUndefined();
  });

  test("is what others entered for it, the newest first, until it takes a stance; not what one entered oneself", async () => {
    const steps: Step[] = [onBehalf, ["steward", { ...completeKinds.note, source: "A letter." }]];
    const id = await stage(cast, "own", steps);
    expect(sequences((await underWay("approver", id)).unanswered)).toEqual([2, 1]);
    expect(sequences((await underWay("steward", id)).unanswered)).toEqual([]);
    const stance = { kind: "reply", stance: "confirmed", aboutId: "1" } as const;
    const answered = await stage(cast, "own", [...steps, ["approver", stance]]);
    expect(sequences((await underWay("approver", answered)).unanswered)).toEqual([2]);
  });

  test("is nobody's who is not signed in", async () => {
    const id = await stage(cast, "own", [onBehalf]);
    expect(await listUnderWay(publicViewer, [id])).toEqual(new Map());
  });
});
