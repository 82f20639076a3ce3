import { addDays, type Day, toDatabaseDay } from "#lib/dates.ts";
import type { Update } from "#lib/generated/client.ts";

// What typically becomes of an assignment, in five entries. The courses are legal by the rules of lib/assignments; what
// stands after each entry is worked out by those rules and not here.

type Saying = { on: Day; text: string };
/** What an entry says, and whether it brings evidence. The steward decides, the organization says the rest. */
type Said = Partial<Update> & Pick<Update, "kind"> & { withEvidence?: boolean };
type Step = (saying: Saying) => Said;
export type Course = { weight: number; steps: readonly [Step, Step, Step, Step, Step] };

const day = (on: Day) => ({ on: toDatabaseDay(on), precision: "day" as const });
const target = (days: number, moved: Partial<Update> = {}): Step => {
  return ({ on }) => {
    const { on: targetOn, precision: targetPrecision } = day(addDays(on, days));
    return { kind: "target", targetOn, targetPrecision, ...moved };
  };
};
const completed = ({ on, text }: Saying) => {
  const { on: completedOn, precision: completedPrecision } = day(addDays(on, -10));
  return { completedOn, completedPrecision, howIntentMet: text, withEvidence: true };
};

const accepted: Step = ({ text }) => ({ kind: "response", response: "accepted", note: text });
const partiallyAccepted: Step = ({ text }) => ({
  kind: "response",
  response: "partially_accepted",
  partsNotAccepted: "What the statutes do not allow.",
  justification: text,
});
const notAccepted: Step = ({ text }) => ({ kind: "response", response: "not_accepted", justification: text });
const considered: Step = ({ on }) => ({
  kind: "response",
  response: "under_consideration",
  decideBy: toDatabaseDay(addDays(on, 60)),
});
const moved = (days: number) => target(days, { delayReason: "funding" });
const begun: Step = ({ text }) => ({ kind: "progress", implementation: "in_progress", note: text });
const half: Step = ({ text }) => ({
  kind: "progress",
  implementation: "partially_implemented",
  note: text,
  whatRemains: "The other branches.",
  withEvidence: true,
});
const implemented: Step = (saying) => ({ kind: "progress", implementation: "implemented", ...completed(saying) });
const differently: Step = (saying) => ({
  kind: "progress",
  implementation: "implemented_differently",
  doneInstead: "A fund was set up.",
  ...completed(saying),
});
const note: Step = ({ text }) => ({ kind: "note", note: text });
const confirmation: Step = () => ({ kind: "confirmation" });
const exit: Step = ({ text }) => ({
  kind: "progress",
  implementation: "no_longer_applicable",
  exitReason: "context_changed",
  justification: text,
});
const exitConfirmed: Step = () => ({
  kind: "exit_decision",
  implementation: "no_longer_applicable",
  exitDecision: "confirmed",
  justification: "It is so.",
});
const found = (verification: NonNullable<Update["verification"]>): Step => {
  return ({ text }) => ({
    kind: "verification",
    verification,
    verificationBasis: "A visit to three branches.",
    justification: text,
  });
};

export const courses: readonly Course[] = [
  { weight: 14, steps: [accepted, target(200), begun, implemented, found("verified")] },
  { weight: 8, steps: [accepted, target(150), half, implemented, confirmation] },
  { weight: 3, steps: [partiallyAccepted, target(150), begun, differently, found("verified")] },
  { weight: 6, steps: [accepted, target(120), implemented, found("more_evidence_requested"), note] },
  { weight: 6, steps: [accepted, begun, implemented, found("partly_verified"), target(90)] },
  { weight: 4, steps: [accepted, target(100), implemented, found("not_verified"), confirmation] },
  { weight: 12, steps: [accepted, target(90), begun, moved(120), moved(200)] },
  { weight: 12, steps: [accepted, target(300), begun, half, confirmation] },
  { weight: 8, steps: [considered, accepted, target(250), note, confirmation] },
  { weight: 10, steps: [note, considered, note, confirmation, note] },
  { weight: 6, steps: [note, note, begun, confirmation, note] },
  { weight: 5, steps: [partiallyAccepted, begun, note, exit, exitConfirmed] },
  { weight: 6, steps: [considered, note, notAccepted, note, confirmation] },
];
