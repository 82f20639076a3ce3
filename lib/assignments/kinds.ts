import type { DatedDay } from "#lib/dates.ts";
import type { UpdateKind } from "#lib/generated/enums.ts";
import type { Entry, Field } from "./schema.ts";
import { isMoved } from "./standing.ts";
import { answers, demandedFields, isAnswer } from "./status.ts";

/** What an entry asks for, given what it says: the fields that it must have, and those that it may have. */
export type Asks = { demanded: readonly Field[]; optional: readonly Field[] };

/** What the entry is added to, as far as it decides what is asked for. */
export type Situation = {
  /** The target that stands now: of the assignment, or of the key action that the entry states anew. */
  targetOn: DatedDay | null;
  /** Entered by the steward for another organization. */
  isOnBehalf: boolean;
  /** The entry that a correction takes the place of. */
  corrected: UpdateKind | null;
};

type Rule = (entry: Entry, situation: Situation) => Asks;

const asks = {
  progress: ({ status }) => ({
    demanded: ["status", "occurredOn", ...(status === null || status === "note" ? [] : demandedFields(status))],
    optional: ["note", "evidence"],
  }),
  note: () => ({ demanded: ["note", "occurredOn"], optional: ["evidence"] }),
  confirmation: () => ({ demanded: [], optional: [] }),
  response: ({ response }) => ({
    demanded: ["response", "occurredOn", ...(response && isAnswer(response) ? answers[response] : [])],
    optional: ["note", "evidence"],
  }),
  target: (entry, { targetOn }) => ({
    demanded: ["targetOn", ...(targetOn ? whyMoved(entry) : [])],
    optional: ["note", ...(targetOn ? (["justification"] as const) : [])],
  }),
  action: (entry, { targetOn }) => ({
    demanded: [
      "actionWhat",
      "responsibleUnit",
      "actionState",
      ...(entry.targetOn === null ? (["noTargetReason"] as const) : []),
      ...(entry.targetOn !== "unreadable" && isMoved(targetOn, entry.targetOn) ? whyMoved(entry) : []),
      ...(entry.actionState === "dropped" ? (["justification"] as const) : []),
    ],
    optional: ["targetOn", "justification", "note", "evidence"],
  }),
  verification: () => ({ demanded: ["verification", "verificationBasis", "justification"], optional: ["evidence"] }),
  reply: ({ stance }) => ({
    demanded: stance === "confirmed" ? [] : ["note"],
    optional: ["stance", "note", "evidence"],
  }),
  exit_decision: () => ({ demanded: ["exitDecision", "justification"], optional: ["evidence"] }),
  reopening: () => ({ demanded: ["status", "justification"], optional: ["evidence"] }),
  correction: (entry, situation) => {
    const { demanded, optional } = situation.corrected
      ? asksOf({ ...entry, kind: situation.corrected }, situation)
      : nothing;
    return { demanded: [...demanded, "correctionReason"], optional };
  },
} as const satisfies Record<UpdateKind, Rule>;

const nothing: Asks = { demanded: [], optional: [] };

/** Every kind's demands in one place: form, judge and command ask this. */
export function asksOf(entry: Entry, situation: Situation): Asks {
  const rule: Rule = asks[entry.kind];
  const { demanded, optional } = rule(entry, situation);
  return { demanded: [...demanded, ...(situation.isOnBehalf ? (["source"] as const) : [])], optional };
}

/** The fields that an entry keeps; what was typed into others, under another choice, is left out. */
export function usedFields(entry: Entry, situation: Situation): ReadonlySet<Field> {
  const { demanded, optional } = asksOf(entry, situation);
  return new Set([...demanded, ...optional]);
}

/** Moving a target has a reason; a reason of another kind than the list has is said in words. */
function whyMoved({ delayReason }: Entry): readonly Field[] {
  return delayReason === "other" ? ["delayReason", "justification"] : ["delayReason"];
}
