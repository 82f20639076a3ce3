import { isExit, isImplemented, isOpen, isVerified } from "#lib/assignments/status.ts";
import { Implementation, Response, Verification } from "#lib/generated/enums.ts";

/** Assignments that are alike in all that the figures ask, and how many they are. */
export type Cell = {
  response: Response;
  implementation: Implementation;
  verification: Verification;
  hasEvidence: boolean;
  hasTarget: boolean;
  isTargetPast: boolean;
  /** The original target lies on or before the day. */
  isOriginalTargetDue: boolean;
  isCompletedByOriginalTarget: boolean;
  isTargetMovedTwice: boolean;
  hasRecentEntry: boolean;
  isLastEntryOld: boolean;
  isSubmittedLong: boolean;
  count: number;
};

/** n of N: never one without the other. */
export type Figure = { n: number; of: number };

type Predicate = (cell: Cell) => boolean;

const every: Predicate = () => true;
const answered: Predicate = ({ response }) => response !== "awaiting_response" && response !== "under_consideration";
const accepted: Predicate = ({ response }) => response === "accepted" || response === "partially_accepted";
const implemented: Predicate = ({ implementation }) => isImplemented(implementation);
const verified: Predicate = isVerified;
const open: Predicate = ({ implementation }) => isOpen(implementation);
const due: Predicate = (cell) => accepted(cell) && cell.implementation !== "no_longer_applicable";
const submitted: Predicate = ({ verification }) => verification === "submitted";

const both =
  (...predicates: Predicate[]): Predicate =>
  (cell) =>
    predicates.every((predicate) => predicate(cell));
const not =
  (predicate: Predicate): Predicate =>
  (cell) =>
    !predicate(cell);

/** What each figure counts, and of what (domain: figures). n is always a part of N. */
const definitions = {
  responseRate: { n: answered, of: every },
  acceptanceRate: { n: accepted, of: (cell) => accepted(cell) || cell.response === "not_accepted" },
  verifiedImplementation: { n: both(due, verified), of: due },
  reportedImplementation: { n: both(due, implemented), of: due },
  claimGap: { n: both(due, implemented, not(verified)), of: due },
  wholeReport: {
    n: both(verified, ({ response }) => response !== "not_applicable"),
    of: ({ response }) => response !== "not_applicable",
  },
  overdue: { n: both(open, ({ isTargetPast }) => isTargetPast), of: both(open, ({ hasTarget }) => hasTarget) },
  withoutTarget: { n: both(open, ({ hasTarget }) => !hasTarget), of: open },
  fresh: { n: both(open, ({ hasRecentEntry }) => hasRecentEntry), of: open },
  stale: { n: both(open, ({ isLastEntryOld }) => isLastEntryOld), of: open },
  evidenceCoverage: { n: both(implemented, ({ hasEvidence }) => hasEvidence), of: implemented },
  onTime: {
    n: both(
      implemented,
      ({ isOriginalTargetDue, isCompletedByOriginalTarget }) => isOriginalTargetDue && isCompletedByOriginalTarget,
    ),
    of: ({ isOriginalTargetDue }) => isOriginalTargetDue,
  },
  slippage: {
    n: both(open, ({ hasTarget, isTargetMovedTwice }) => hasTarget && isTargetMovedTwice),
    of: both(open, ({ hasTarget }) => hasTarget),
  },
  exits: { n: ({ implementation }) => isExit(implementation), of: every },
  verificationBacklog: { n: both(submitted, ({ isSubmittedLong }) => isSubmittedLong), of: submitted },
} as const satisfies Record<string, { n: Predicate; of: Predicate }>;

export type FigureKey = keyof typeof definitions | "overturned";
export type Figures = Record<FigureKey, Figure>;
export type Counts = {
  implementation: Record<Implementation, number>;
  response: Record<Response, number>;
  verification: Record<Verification, number>;
};

/** Every key, in the order in which figures are listed. */
export const figureKeys = [
  ...(Object.keys(definitions) as (keyof typeof definitions)[]),
  "overturned",
] as const satisfies FigureKey[];

/** `overturned` counts decisions and not assignments: it comes counted. */
export function figuresOf(cells: readonly Cell[], overturned: Figure): Figures {
  const entries = Object.entries(definitions).map(([key, { n, of }]) => [
    key,
    { n: total(cells, n), of: total(cells, of) },
  ]);
  return { ...Object.fromEntries(entries), overturned };
}

/** Each axis sums to the number of assignments. */
export function countsOf(cells: readonly Cell[]): Counts {
  const by = <Code extends string>(codes: Record<Code, Code>, axis: (cell: Cell) => Code) =>
    Object.fromEntries(
      Object.values<Code>(codes).map((code) => [code, total(cells, (cell) => axis(cell) === code)]),
    ) as Record<Code, number>;
  return {
    implementation: by(Implementation, ({ implementation }) => implementation),
    response: by(Response, ({ response }) => response),
    verification: by(Verification, ({ verification }) => verification),
  };
}

export function totalOf(cells: readonly Cell[]): number {
  return total(cells, every);
}

function total(cells: readonly Cell[], predicate: Predicate): number {
  return cells.reduce((sum, cell) => (predicate(cell) ? sum + cell.count : sum), 0);
}

/** Below five a percentage says more than is known. */
const fewest = 5;

/** The share in whole percent; nothing when there are too few to speak of one. Never 100 for less than all, never 0 for more than none. */
export function percentOf({ n, of }: Figure): number | undefined {
  if (of < fewest) return;
  if (n === 0 || n === of) return (n / of) * 100;
  return Math.min(99, Math.max(1, Math.round((n / of) * 100)));
}
