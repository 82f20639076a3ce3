import type { Circumstances } from "#lib/assignments/entry.ts";
import { type Entry, parseEntry } from "#lib/assignments/schema.ts";
import { initialState } from "#lib/assignments/state.ts";
import type { Implementation, Response, UpdateKind } from "#lib/generated/enums.ts";

/** What a form would send for an entry, before it is parsed. */
export type Typed = Partial<Record<Exclude<keyof Entry, "evidence" | "keptEvidence"> | EvidenceName, string>>;
type EvidenceName =
  | `evidence.${number}.${"title" | "url" | "issuer" | "documentOn" | "language" | "restricted"}`
  | `keep.${string}`;

export const link = {
  "evidence.0.title": "Annual report",
  "evidence.0.url": "https://example.org/annual-report.pdf",
} as const;

/** For each status what an entry must have, and no more; written out here, apart from the code. */
export const complete = {
  not_started: { status: "not_started", occurredOn: "2001-03-05", justification: "The funds were withdrawn." },
  in_progress: { status: "in_progress", occurredOn: "2001-03-05", note: "A working group has met." },
  partially_implemented: {
    status: "partially_implemented",
    occurredOn: "2001-03-05",
    note: "The first branch lends.",
    whatRemains: "The other branches.",
    ...link,
  },
  implemented: {
    status: "implemented",
    occurredOn: "2001-03-05",
    completedOn: "2001-02",
    howIntentMet: "Every branch lends to small enterprises.",
    ...link,
  },
  implemented_differently: {
    status: "implemented_differently",
    occurredOn: "2001-03-05",
    completedOn: "2001-02",
    howIntentMet: "Small enterprises borrow.",
    doneInstead: "A fund was set up.",
    ...link,
  },
  no_longer_applicable: {
    status: "no_longer_applicable",
    occurredOn: "2001-03-05",
    exitReason: "context_changed",
    justification: "The programme has ended.",
  },
  not_implemented: {
    status: "not_implemented",
    occurredOn: "2001-03-05",
    exitReason: "other",
    justification: "Nothing more is planned.",
  },
} as const satisfies Record<Implementation, Typed>;

export function entryOf(typed: Typed): Entry {
  return parseEntry(
    Object.fromEntries(Object.entries(typed).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]))),
  );
}

export const confirmation = { kind: "confirmation" } as const satisfies Typed;

/** The same for each answer of an organization. */
export const completeAnswers = {
  under_consideration: { decideBy: "2001-06-30" },
  accepted: {},
  partially_accepted: { partsNotAccepted: "The second half.", justification: "It is the ministry's." },
  not_accepted: { justification: "The law forbids it." },
  not_applicable: { justification: "It is not ours to do.", whoShouldAnswer: "The ministry of finance." },
} as const satisfies Record<Exclude<Response, "awaiting_response">, Typed>;

/** An entry of each other kind with what it must have, and no more, where nothing stands yet. */
export const completeKinds = {
  note: { kind: "note", occurredOn: "2001-03-05", note: "The branch has a new manager." },
  confirmation,
  response: { kind: "response", response: "accepted", occurredOn: "2001-03-05" },
  target: { kind: "target", targetOn: "2031-12" },
  action: {
    kind: "action",
    actionWhat: "Train the branches.",
    responsibleUnit: "Credit department",
    actionState: "planned",
    targetOn: "2031-06-30",
  },
  verification: {
    kind: "verification",
    verification: "verified",
    verificationBasis: "A visit to three branches.",
    justification: "All three lend.",
  },
  reply: { kind: "reply", note: "There is a fourth branch." },
  exit_decision: { kind: "exit_decision", exitDecision: "confirmed", justification: "The programme has ended." },
  reopening: { kind: "reopening", status: "in_progress", justification: "The programme goes on." },
} as const satisfies Record<Exclude<UpdateKind, "progress" | "correction">, Typed>;

/** An approver of an assignment that has not started, in March 2001, of a report of August 2000. */
export const circumstances: Circumstances = {
  state: initialState,
  mayApprove: true,
  isOnBehalf: false,
  today: "2001-03-15",
  publishedOn: { on: "2000-08-31", precision: "month" },
  corrected: null,
  action: null,
};

/** The same, of an assignment that stands elsewhere. */
export function standing(implementation: Implementation): Circumstances {
  return { ...circumstances, state: { ...initialState, implementation } };
}
