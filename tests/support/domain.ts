import type { Implementation } from "#lib/generated/enums.ts";

// What domain.md says, written out apart from the code.

/** Allowed moves, row by row: from, then whether an organization may move to each. */
const table = `
from                    | not_started | in_progress | partially_implemented | implemented | implemented_differently | no_longer_applicable | not_implemented
not_started             | no          | yes         | yes                   | yes         | yes                     | yes                  | yes
in_progress             | yes         | no          | yes                   | yes         | yes                     | yes                  | yes
partially_implemented   | no          | yes         | no                    | yes         | yes                     | yes                  | yes
implemented             | no          | no          | no                    | no          | no                      | no                   | no
implemented_differently | no          | no          | no                    | no          | no                      | no                   | no
no_longer_applicable    | no          | no          | no                    | no          | no                      | no                   | no
not_implemented         | no          | no          | no                    | no          | no                      | no                   | no`;

const [head = [], ...rows] = table
  .trim()
  .split("\n")
  .map((line) => line.split("|").map((cell) => cell.trim()));

export type Move = { from: Implementation; to: Implementation; isAllowed: boolean };

/** All 49 pairs of statuses. */
export const moves: Move[] = rows.flatMap(([from, ...answers]) =>
  answers.map((answer, column) => ({
    from: from as Implementation,
    to: head[column + 1] as Implementation,
    isAllowed: answer === "yes",
  })),
);

/** What the steward may reopen, and to what. */
export const reopenings: Partial<Record<Implementation, Implementation[]>> = {
  implemented: ["in_progress", "partially_implemented"],
  implemented_differently: ["in_progress", "partially_implemented"],
  no_longer_applicable: ["in_progress"],
  not_implemented: ["in_progress"],
};

/** What an update that sets each status must have, and whether it takes an approver. */
export const demands = {
  not_started: { fields: ["occurredOn", "justification"], isApproversOnly: false },
  in_progress: { fields: ["note", "occurredOn"], isApproversOnly: false },
  partially_implemented: { fields: ["note", "occurredOn", "whatRemains", "evidence"], isApproversOnly: false },
  implemented: { fields: ["occurredOn", "completedOn", "howIntentMet", "evidence"], isApproversOnly: true },
  implemented_differently: {
    fields: ["occurredOn", "completedOn", "howIntentMet", "doneInstead", "evidence"],
    isApproversOnly: true,
  },
  no_longer_applicable: { fields: ["occurredOn", "exitReason", "justification"], isApproversOnly: true },
  not_implemented: { fields: ["occurredOn", "exitReason", "justification"], isApproversOnly: true },
} as const satisfies Record<Implementation, { fields: readonly string[]; isApproversOnly: boolean }>;
