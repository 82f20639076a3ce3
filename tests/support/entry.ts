import type { Circumstances } from "#lib/assignments/entry.ts";
import { ProgressEntry } from "#lib/assignments/schema.ts";
import type { Implementation } from "#lib/generated/enums.ts";

/** What a form would send for an entry, before it is parsed. */
export type Typed = Partial<Record<keyof ProgressEntry, string>>;

export const link = { evidenceTitle: "Annual report", evidenceUrl: "https://example.org/annual-report.pdf" } as const;

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

export function entryOf(typed: Typed): ProgressEntry {
  return ProgressEntry.parse(typed);
}

/** An approver of an assignment that has not started, in March 2001, of a report of August 2000. */
export const circumstances: Circumstances = {
  implementation: "not_started",
  mayApprove: true,
  today: "2001-03-15",
  publishedOn: { on: "2000-08-31", precision: "month" },
};
