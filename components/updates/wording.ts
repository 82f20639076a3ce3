import { isMoved } from "#lib/assignments/standing.ts";
import { findings, isExit, isFinding } from "#lib/assignments/status.ts";
import { datedDay, dayAt, fromDatabaseDay, wordDatedDay, wordDay } from "#lib/dates.ts";
import type { Implementation, UpdateKind } from "#lib/generated/enums.ts";
import type { ShownUpdate } from "#lib/updates/entries.ts";
import type messages from "#messages/en.json";

// What of an entry is said and which sentence says it; the sentences stand in messages.

type Sentences = (typeof messages)["entry"]["sentence"];
type Keys<Tree> = {
  [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${Keys<Tree[Key]>}`;
}[keyof Tree & string];
type SentenceKey = Keys<Sentences>;

/** Which sentence says an entry. The database holds each kind to what it must have; an entry without would be a note. */
const sentences: Record<UpdateKind, (entry: ShownUpdate) => SentenceKey> = {
  progress: ({ implementation, previousImplementation }) => {
    if (!implementation || !previousImplementation) return "note";
    return isExit(implementation) ? "exit" : "progress";
  },
  note: () => "note",
  confirmation: () => "confirmation",
  response: ({ response }) => (response && response !== "awaiting_response" ? `response.${response}` : "note"),
  target: ({ earlier }) => (earlier?.targetOn ? "target.moved" : "target.set"),
  action: ({ actionState, earlier, targetOn, targetPrecision }) => {
    if (actionState && actionState !== "planned" && actionState !== earlier?.actionState)
      return `action.${actionState}`;
    if (!earlier) return "action.planned";
    const target = datedDay(targetOn, targetPrecision) ?? null;
    return target && isMoved(earlier.targetOn, target) ? "action.moved" : "action.changed";
  },
  verification: ({ verification }) =>
    verification && isFinding(verification) ? `verification.${verification}` : "note",
  reply: ({ stance }) => (stance ? `reply.${stance}` : "reply.decision"),
  exit_decision: ({ exitDecision, implementation }) => {
    if (exitDecision === "refused") return "exit_decision.refused";
    return implementation === "no_longer_applicable"
      ? "exit_decision.no_longer_applicable"
      : "exit_decision.not_implemented";
  },
  reopening: () => "reopening",
  correction: () => "correction",
};

export function sentenceOf(entry: ShownUpdate): SentenceKey {
  return sentences[entry.kind](entry);
}

/** What a sentence says beside the names in it, in words; `status` has the words of a status. */
export function fillingsOf(
  entry: ShownUpdate,
  { timeZone, locale, status }: { timeZone: string; locale: string; status: (code: Implementation) => string },
) {
  const { implementation, previousImplementation, earlier, about, decideBy } = entry;
  const target = datedDay(entry.targetOn, entry.targetPrecision);
  return {
    aboutBy: about?.actingOrganization.acronym ?? "",
    aboutDay: about ? wordDay(dayAt(about.recordedAt, timeZone), locale) : "",
    from: previousImplementation ? status(previousImplementation) : "",
    to: implementation ? status(implementation) : "",
    earlier: earlier?.targetOn ? wordDatedDay(earlier.targetOn, locale) : "",
    target: target ? wordDatedDay(target, locale) : "",
    day: decideBy ? wordDay(fromDatabaseDay(decideBy), locale) : "",
    reason: entry.delayReason ?? "none",
    what: shorten(entry.actionWhat ?? "", longestWhat),
  };
}

/** For itself, for another with a source, or for a body that has ended and whose successor it is. */
export function writerOf({ onBehalfOf, source }: ShownUpdate) {
  if (!onBehalfOf) return "own";
  return source ? "onBehalf" : "asSuccessor";
}

/** The status that an entry has set, and whether it was verified with it. A request to close sets none. */
export function statusSetBy(entry: ShownUpdate): { implementation: Implementation; isVerified: boolean } | undefined {
  const { kind, implementation, verification, exitDecision, about } = entry;
  if (kind === "verification") {
    const fallBack = verification && isFinding(verification) && findings[verification];
    if (fallBack) return { implementation: fallBack, isVerified: false };
    return verification === "verified" && about?.implementation
      ? { implementation: about.implementation, isVerified: true }
      : undefined;
  }
  const isSet =
    kind === "reopening" ||
    (kind === "progress" && implementation && !isExit(implementation)) ||
    (kind === "exit_decision" && exitDecision === "confirmed");
  return isSet && implementation ? { implementation, isVerified: false } : undefined;
}

/** Whether the day on which it happened was asked for; the others happened when they were recorded. */
export function isDatedApart({ kind, about }: Pick<ShownUpdate, "kind" | "about">): boolean {
  const said = kind === "correction" ? about?.kind : kind;
  return said === "progress" || said === "note" || said === "response";
}

/** Statuses that nobody reports without evidence: where none is to be seen, it is restricted. */
const neverWithout: ReadonlySet<Implementation | null> = new Set<Implementation>([
  "partially_implemented",
  "implemented",
  "implemented_differently",
]);

/**
 * Whether an entry has evidence that the viewer may not see. Said only where the rules tell it anyway: how many restricted
 * pieces there are beside the open ones stays unsaid.
 */
export function isEvidenceWithheld({ kind, implementation, evidence }: ShownUpdate): boolean {
  return (kind === "progress" || kind === "correction") && evidence.length === 0 && neverWithout.has(implementation);
}

/** As much of a key action as its sentence says; the rest stands below. */
export const longestWhat = 90;

/** The beginning of a long text, up to a whole word. */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, most).replace(/\s+\S*$/, "")}…`;
}
