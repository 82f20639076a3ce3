import { expect, test } from "vitest";
import { type Circumstances, judge } from "#lib/assignments/entry.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import type { StagedFile } from "#lib/evidence/staged-file.ts";
import {
  ActionState,
  DelayReason,
  ExitDecision,
  ExitReason,
  Implementation,
  Response,
  Stance,
  UpdateKind,
  Verification,
} from "#lib/generated/enums.ts";
import messages from "../../messages/en.json" with { type: "json" };

/** A generator of numbers below `most` that is the same on every run. */
function numbers(seed: number) {
  let state = seed;
  return (most: number) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * most);
  };
}

const texts = ["", "", "Said.", "x".repeat(6000), "\0"];
const days = ["", "2001-03", "2001-02-31", "0000", "1999", "2999-01-01", "2002-12", "soon"];
const files: (StagedFile | undefined)[] = [
  undefined,
  { isSound: true, fileName: "a.pdf", path: "/nowhere", size: 1, sha256: "0".repeat(64), type: "application/pdf" },
  ...(["empty", "too-large", "unknown-kind", "not-what-it-claims", "not-unicode", "no-name"] as const).map(
    (problem) => ({ isSound: false, fileName: "a.pdf", problem }) as const,
  ),
];
const values: Record<string, readonly string[]> = {
  kind: Object.values(UpdateKind),
  status: ["", "note", ...Object.values(Implementation)],
  response: ["", ...Object.values(Response)],
  verification: ["", ...Object.values(Verification)],
  exitDecision: ["", ...Object.values(ExitDecision)],
  stance: ["", ...Object.values(Stance)],
  exitReason: ["", ...Object.values(ExitReason)],
  delayReason: ["", ...Object.values(DelayReason)],
  actionState: ["", ...Object.values(ActionState)],
  ...Object.fromEntries(["occurredOn", "decideBy", "completedOn", "targetOn"].map((name) => [name, days])),
  ...Object.fromEntries(
    [
      "note",
      "partsNotAccepted",
      "whoShouldAnswer",
      "whatRemains",
      "howIntentMet",
      "doneInstead",
      "actionWhat",
      "responsibleUnit",
      "noTargetReason",
      "verificationBasis",
      "justification",
      "correctionReason",
      "source",
      "evidence.0.title",
      "evidence.0.issuer",
    ].map((name) => [name, texts]),
  ),
  "evidence.0.url": ["", "https://example.org/x", "javascript:alert(1)", `https://example.org/${"x".repeat(2000)}`],
  "evidence.0.documentOn": days,
  "evidence.0.language": ["", "km", "no such language", "x".repeat(40)],
};

test("whatever is wrong with an entry of any kind, there is a sentence that says what to mend", () => {
  const next = numbers(20261123);
  const pick = <Value>(some: readonly Value[]) => some[next(some.length)] as Value;
  const found = new Set<string>();
  for (let round = 0; round < 5_000; round++) {
    const typed = Object.fromEntries(Object.entries(values).map(([name, some]) => [name, pick(some)]));
    const file = pick(files);
    const target = pick([null, { on: "2002-12-31", precision: "month" as const }]);
    const circumstances: Circumstances = {
      state: {
        implementation: pick(Object.values(Implementation)),
        exitRequested: pick([null, "not_implemented"]),
        targetOn: target,
      },
      mayApprove: pick([true, false]),
      isOnBehalf: pick([true, false]),
      today: "2002-03-15",
      publishedOn: { on: "2000-08-31", precision: "month" },
      corrected: typed.kind === "correction" ? pick(["progress", "response", "target"]) : null,
      action: typed.kind === "action" ? { targetOn: target } : null,
    };
    for (const { field, code } of judge(parseEntry(typed, file ? { "evidence.0.file": file } : {}), circumstances))
      found.add(`${field.replace(/\.\d+\./, ".")}.${code}`);
  }
  expect(found.size).toBeGreaterThan(60);
  expect([...found].filter((key) => typeof sentenceAt(key) !== "string")).toEqual([]);
});

function sentenceAt(key: string): unknown {
  return key
    .split(".")
    .reduce<unknown>((branch, name) => (branch as Record<string, unknown>)?.[name], messages.problem);
}
