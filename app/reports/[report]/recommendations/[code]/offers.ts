import type { Viewer } from "#lib/accounts/viewer.ts";
import { assignedOf } from "#lib/assignments/assigned.ts";
import type { Situation } from "#lib/assignments/kinds.ts";
import { canApprove, capacityFor } from "#lib/assignments/policy.ts";
import { logEntryOf, stateOf } from "#lib/assignments/projection.ts";
import {
  answers,
  demands,
  findings,
  isImplemented,
  isSetByApprover,
  moves,
  reopenings,
} from "#lib/assignments/status.ts";
import type { FullEntry, UnderWay } from "#lib/assignments/under-way.ts";
import { type DatedDay, type Day, datedDay, fromDatabaseDay, writeDatedDay } from "#lib/dates.ts";
import { ExitDecision, type Implementation, Stance, type UpdateKind } from "#lib/generated/enums.ts";
import type { Recommendation } from "#lib/recommendations/queries.ts";
import { type PlannedField, planFields } from "./entry-plan.ts";

type Assignment = Recommendation["assignments"][number];
type Fixed = Readonly<Record<string, string>>;

/** A form that a viewer may send now. */
export type Offer = {
  /** Its name among the forms of the assignment. */
  form: string;
  /** Where its title, hint and button stand in messages. */
  words: FormWords;
  /** Drawn open, or as one button, or folded until it is wanted. */
  look: "open" | "button" | "folded";
  /** Sent with what is typed, and not shown. */
  fixed: Fixed;
  fields: readonly PlannedField[];
  defaults: Fixed;
  /** Evidence of a corrected entry, each to be kept or not. */
  kept: readonly { id: string; title: string }[];
  /** The earlier entry that it answers to. */
  about?: { id: string; by: string; recordedAt: Date; text: string };
  /** Statuses that only an approver may set. */
  withheld: readonly Implementation[];
};

/** What all forms of an assignment have in common. */
export type Place = {
  /** Where forms are sent to. */
  address: string;
  assignmentId: string;
  /** How long the log was that the viewer saw. */
  seen: number;
  organization: string;
  implementation: Implementation;
  published: DatedDay;
  timeZone: string;
};

/** An offer, and a name for the one time that it is sent. */
export type NamedOffer = Offer & { submissionId: string };

export type FormWords =
  | "stance"
  | "verification"
  | "exitDecision"
  | "response"
  | "responseAgain"
  | "moreEvidence"
  | "reply"
  | "progress"
  | "confirmation"
  | "target"
  | "targetMoved"
  | "actionAdded"
  | "actionChanged"
  | "actionDone"
  | "actionDropped"
  | "actionTakenUp"
  | "correction"
  | "reopening";

export type Action = { id: string; entry: FullEntry; offers: Offer[] };

export type Offers = {
  /** What the viewer is most likely here for, the most likely first. */
  now: Offer[];
  more: Offer[];
  actions: Action[];
  newAction: Offer[];
  /** Whether all of them but decisions are entered by the steward for the organization. */
  isOnBehalf: boolean;
  /** Decisions of an office: of verifiers and the steward. */
  decisions: Offer[];
};

/** Whether a form is one of these. */
export function isAmong(form: string, { decisions, now, more, actions, newAction }: Offers): boolean {
  const all = [...decisions, ...now, ...more, ...actions.flatMap(({ offers }) => offers), ...newAction];
  return all.some((offer) => offer.form === form);
}

const nothingUnderWay: UnderWay = { actions: [], decision: undefined, unanswered: [], correctable: undefined };

/** Every form that this viewer may send to the log of an assignment now; the command asks the same questions (policy.ts). */
export function offersOf(
  viewer: Viewer,
  assignment: Assignment,
  underWay: UnderWay = nothingUnderWay,
  today: Day,
): Offers {
  const { actions, decision, unanswered, correctable } = underWay;
  const state = stateOf(assignment);
  const { implementation } = state;
  const assigned = assignedOf(assignment, today);
  const capacity = (kind: UpdateKind) => capacityFor(viewer, assigned, kind);
  const isOnBehalf = capacity("note") === "on-behalf";
  const situation: Situation = { targetOn: state.targetOn, isOnBehalf, corrected: null };

  const offer = (
    kind: UpdateKind,
    words: FormWords,
    more: Partial<Offer> & { options?: Parameters<typeof planFields>[2]; situation?: Situation } = {},
  ): Offer[] => {
    const { options = {}, situation: own = situation, fixed = {}, ...rest } = more;
    if (!capacity(own.corrected ?? kind)) return [];
    return [
      {
        form: words,
        words,
        look: "folded",
        fixed: { kind, ...fixed },
        fields: planFields(kind, own, options, fixed),
        defaults: {},
        kept: [],
        withheld: [],
        ...rest,
      },
    ];
  };
  const office = { situation: { ...situation, isOnBehalf: false } };
  const isAwaited = state.response === "awaiting_response" || state.response === "under_consideration";
  const mayApprove = canApprove(viewer, capacity("progress"));
  const statuses = (from: Implementation) => {
    const next: readonly Implementation[] = moves[from].filter((code) => code !== state.exitRequested);
    const isMine = (code: Implementation) => mayApprove || demands[code].role === "reporter";
    return { allowed: next.filter(isMine), withheld: next.filter((code) => !isMine(code)) };
  };

  const response = offer("response", isAwaited ? "response" : "responseAgain", {
    form: "response",
    options: { response: Object.keys(answers) },
  });
  const reply = decision
    ? offer("reply", isMoreAsked(decision, state.verification) ? "moreEvidence" : "reply", {
        form: "reply",
        fixed: { aboutId: decision.id, stance: "" },
        about: quoted(decision),
        look: decision.isRepliedTo ? "folded" : isMoreAsked(decision, state.verification) ? "open" : "folded",
      })
    : [];
  const isReplyDue = decision !== undefined && !decision.isRepliedTo;
  const { allowed, withheld } = statuses(implementation);
  return {
    isOnBehalf,
    decisions: [
      ...(isImplemented(implementation)
        ? offer("verification", "verification", {
            ...office,
            options: { verification: Object.keys(findings) },
            look: state.verification === "submitted" ? "open" : "folded",
          })
        : []),
      ...(state.exitRequested
        ? offer("exit_decision", "exitDecision", {
            ...office,
            options: { exitDecision: Object.values(ExitDecision) },
            look: "open",
          })
        : []),
      ...(reopenings[implementation].length > 0
        ? offer("reopening", "reopening", { ...office, options: { status: reopenings[implementation] } })
        : []),
    ],
    now: [
      ...(isOnBehalf ? [] : unanswered).flatMap((entry) =>
        offer("reply", "stance", {
          form: `stance-${entry.id}`,
          options: { stance: Object.values(Stance) },
          fixed: { aboutId: entry.id },
          about: quoted(entry),
        }),
      ),
      ...(isReplyDue ? reply : []),
      ...(isAwaited ? response : []),
      ...offer("progress", "progress", { options: { status: [...allowed, "note"] }, withheld, look: "open" }),
      ...offer("confirmation", "confirmation", { look: isOnBehalf ? "folded" : "button" }),
    ],
    more: [
      ...offer("target", state.targetOn ? "targetMoved" : "target", { form: "target" }),
      ...(isAwaited ? [] : response),
      ...(isReplyDue ? [] : reply),
      ...(correctable && (mayApprove || !isSetByApprover(correctable.standing.implementation))
        ? offer("correction", "correction", {
            fixed: { aboutId: correctable.id },
            defaults: typedOf(correctable.standing),
            kept: correctable.standing.evidence.map(({ id, title }) => ({ id, title })),
            about: quoted(correctable.standing),
            options: {
              status: statuses(correctable.standing.previousImplementation ?? implementation).allowed,
              response: Object.keys(answers),
            },
            situation: {
              ...situation,
              corrected: correctable.kind,
              // The first target replaces none.
              targetOn: state.targetChanges > 0 ? state.targetOn : null,
            },
          })
        : []),
    ],
    actions: capacity("action")
      ? actions.map((entry) => ({ id: entry.actionId ?? entry.id, entry, offers: offersOfAction(entry) }))
      : [],
    newAction: offer("action", "actionAdded", {
      fixed: { actionState: "planned" },
      situation: { ...situation, targetOn: null },
    }),
  };

  function offersOfAction(entry: FullEntry): Offer[] {
    const { actionWhat = "", responsibleUnit = "", targetOn = "", noTargetReason = "" } = typedOf(entry);
    const stated = { actionWhat, responsibleUnit, targetOn, noTargetReason };
    const id = entry.actionId ?? "";
    const own = { situation: { ...situation, targetOn: logEntryOf(entry).targetOn } };
    const change = (words: FormWords, fixed: Fixed, defaults: Fixed = {}) =>
      offer("action", words, { ...own, form: `${words}-${id}`, fixed: { actionId: id, ...fixed }, defaults });
    if (entry.actionState !== "planned") return change("actionTakenUp", { actionState: "planned" }, stated);
    return [
      ...change("actionDone", { ...stated, actionState: "done", justification: "" }),
      ...change("actionChanged", { actionState: "planned" }, stated),
      ...change("actionDropped", { ...stated, actionState: "dropped" }),
    ];
  }
}

function isMoreAsked(decision: FullEntry, verification: Assignment["verification"]): boolean {
  return decision.verification === "more_evidence_requested" && verification === "more_evidence_requested";
}

function quoted({ id, actingOrganization, recordedAt, justification, note }: FullEntry): Offer["about"] {
  return { id, by: actingOrganization.acronym, recordedAt, text: justification ?? note ?? "" };
}

/** What would have to be typed for an entry to say what this one says. */
function typedOf(entry: FullEntry): Record<string, string> {
  const day = (on: Date | null, precision: FullEntry["occurredPrecision"] | null) => {
    const dated = datedDay(on, precision);
    return dated && writeDatedDay(dated);
  };
  const typed = {
    note: entry.note,
    status: entry.implementation,
    response: entry.response,
    occurredOn: day(entry.occurredOn, entry.occurredPrecision),
    decideBy: entry.decideBy && fromDatabaseDay(entry.decideBy),
    partsNotAccepted: entry.partsNotAccepted,
    whoShouldAnswer: entry.whoShouldAnswer,
    whatRemains: entry.whatRemains,
    completedOn: day(entry.completedOn, entry.completedPrecision),
    howIntentMet: entry.howIntentMet,
    doneInstead: entry.doneInstead,
    exitReason: entry.exitReason,
    actionWhat: entry.actionWhat,
    responsibleUnit: entry.responsibleUnit,
    targetOn: day(entry.targetOn, entry.targetPrecision),
    noTargetReason: entry.noTargetReason,
    delayReason: entry.delayReason,
    justification: entry.justification,
    source: entry.source,
  };
  return Object.fromEntries(Object.entries(typed).flatMap(([name, text]) => (text ? [[name, text]] : [])));
}
