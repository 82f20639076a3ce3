import type { PlainRows, Settings } from "./plain-rows.ts";
import { dones, exits, type Part, type Stood, standingOn } from "./plain-standing.ts";

// Every figure of the domain (domain: figures), counted by a plain loop over plain rows. Nothing of lib is
// asked: what the two have in common is the domain's page.

/** Every figure, count, bucket and delay of what stood at the end of a day. */
export function plainFigures(rows: PlainRows, day: string, part: Part = {}) {
  return figuresOf(standingOn(rows, day, part), day, rows.report);
}

/** Whether a measure counts what stands, as of a day: what the list behind a number has. */
export function plainMeasures(day: string, settings: Settings) {
  const before = (months: number) => monthsBefore(day, months);
  const isAccepting = ({ response }: Stood) => response === "accepted" || response === "partially_accepted";
  const isDue = (one: Stood) => isAccepting(one) && one.implementation !== "no_longer_applicable";
  const isAnswerable = ({ response }: Stood) => response !== "not_applicable";
  const isTargeted = (one: Stood) => isOpen(one) && one.targetOn !== null;
  const hasOriginal = ({ originalTargetOn }: Stood) => originalTargetOn !== null && originalTargetOn <= day;
  const isSubmitted = ({ verification }: Stood) => verification === "submitted";
  const late = ({ targetOn }: Stood) => (targetOn === null ? 0 : daysFrom(targetOn, day));
  const isLate = (from: number, to: number) => (one: Stood) => isOpen(one) && late(one) >= from && late(one) <= to;
  const heardOn = ({ lastEntryOn, createdOn }: Stood) => lastEntryOn ?? createdOn;
  return {
    assigned: () => true,
    answered: ({ response }) => !["awaiting_response", "under_consideration"].includes(response),
    accepting: isAccepting,
    decided_response: (one) => isAccepting(one) || one.response === "not_accepted",
    due: isDue,
    due_verified: (one) => isDue(one) && isVerified(one),
    due_implemented: (one) => isDue(one) && isDone(one),
    answerable: isAnswerable,
    answerable_verified: (one) => isAnswerable(one) && isVerified(one),
    open: isOpen,
    done: isDone,
    done_with_evidence: (one) => isDone(one) && one.hasEvidence,
    with_target: isTargeted,
    without_target: (one) => isOpen(one) && one.targetOn === null,
    overdue: (one) => isTargeted(one) && (one.targetOn ?? day) < day,
    overdue_30: isLate(1, 30),
    overdue_90: isLate(31, 90),
    overdue_180: isLate(91, 180),
    overdue_over_180: isLate(181, Number.POSITIVE_INFINITY),
    moved_twice: (one) => isTargeted(one) && one.targets > 2,
    fresh: (one) => isOpen(one) && one.lastEntryOn !== null && daysFrom(one.lastEntryOn, day) <= settings.freshDays,
    stale: (one) => isOpen(one) && daysFrom(heardOn(one), day) > settings.reportingInterval + settings.graceDays,
    open_6_months: (one) => isOpen(one) && one.createdOn >= before(6),
    open_18_months: (one) => isOpen(one) && one.createdOn < before(6) && one.createdOn >= before(18),
    open_5_years: (one) => isOpen(one) && one.createdOn < before(18) && one.createdOn >= before(60),
    open_over_5_years: (one) => isOpen(one) && one.createdOn < before(60),
    long_outstanding: (one) => isOpen(one) && one.createdOn < before(settings.outstandingMonths),
    original_due: hasOriginal,
    on_time: (one) =>
      hasOriginal(one) && isDone(one) && one.completedOn !== null && one.completedOn <= (one.originalTargetOn ?? ""),
    exited: ({ implementation }) => exits.includes(implementation),
    submitted: isSubmitted,
    submitted_long: (one) =>
      isSubmitted(one) && one.submittedOn !== null && daysFrom(one.submittedOn, day) > settings.verificationDays,
  } satisfies Record<string, (one: Stood) => boolean>;
}

export type PlainMeasure = keyof ReturnType<typeof plainMeasures>;

function figuresOf(all: readonly Stood[], day: string, settings: Settings) {
  const measures: Record<PlainMeasure, (one: Stood) => boolean> = plainMeasures(day, settings);
  const count = (measure: PlainMeasure) => {
    let n = 0;
    for (const one of all) if (measures[measure](one)) n++;
    return n;
  };
  const sum = (of: (one: Stood) => number) => {
    let n = 0;
    for (const one of all) n += of(one);
    return n;
  };
  const figure = (n: PlainMeasure, of: PlainMeasure) => ({ n: count(n), of: count(of) });
  const delays: number[] = [];
  for (const one of all)
    if (isDone(one) && one.completedOn !== null && one.originalTargetOn !== null)
      delays.push(daysFrom(one.originalTargetOn, one.completedOn));
  delays.sort((one, other) => one - other);
  return {
    total: all.length,
    figures: {
      responseRate: figure("answered", "assigned"),
      acceptanceRate: figure("accepting", "decided_response"),
      verifiedImplementation: figure("due_verified", "due"),
      reportedImplementation: figure("due_implemented", "due"),
      claimGap: { n: count("due_implemented") - count("due_verified"), of: count("due") },
      wholeReport: figure("answerable_verified", "answerable"),
      overdue: figure("overdue", "with_target"),
      withoutTarget: figure("without_target", "open"),
      fresh: figure("fresh", "open"),
      stale: figure("stale", "open"),
      evidenceCoverage: figure("done_with_evidence", "done"),
      onTime: figure("on_time", "original_due"),
      slippage: figure("moved_twice", "with_target"),
      exits: figure("exited", "assigned"),
      verificationBacklog: figure("submitted_long", "submitted"),
      overturned: { n: sum(({ overturned }) => overturned), of: sum(({ decisions }) => decisions) },
    },
    implementation: tallied(all, ({ implementation }) => implementation),
    response: tallied(all, ({ response }) => response),
    verification: tallied(all, ({ verification }) => verification),
    bars: barsOf(all),
    overdue: (["overdue_30", "overdue_90", "overdue_180", "overdue_over_180"] as const).map(count),
    open: (["open_6_months", "open_18_months", "open_5_years", "open_over_5_years"] as const).map(count),
    longOutstanding: count("long_outstanding"),
    delay: { n: delays.length, of: count("done"), median: nearest(delays, 50), ninetieth: nearest(delays, 90) },
  };
}

export type PlainFigures = ReturnType<typeof plainFigures>;

export type PlainMovement = { on: string; total: number; bars: Record<string, number> }[];

/** What stood at the end of each month from the first at whose end anything counted, and on the day itself. */
export function plainMovement(rows: PlainRows, day: string, part: Part = {}): PlainMovement {
  const moments: PlainMovement = [];
  const [first] = rows.assignments.map(({ createdAt }) => rows.dayOf(createdAt)).sort();
  for (let month = first?.slice(0, 7) ?? "9999"; month <= day.slice(0, 7); month = monthAfter(month)) {
    const last = `${month}-${String(daysOf(month)).padStart(2, "0")}`;
    const on = last < day ? last : day;
    const all = standingOn(rows, on, part);
    if (all.length > 0 || moments.length > 0) moments.push({ on, total: all.length, bars: barsOf(all) });
  }
  return moments;
}

export const isOpen = ({ implementation }: Stood) => !dones.includes(implementation) && !exits.includes(implementation);
const isDone = ({ implementation }: Stood) => dones.includes(implementation);
const isVerified = (one: Stood) => isDone(one) && one.verification === "verified";

/** The stretches of a bar: each status, and of the implemented ones those that are verified apart. */
function barsOf(all: readonly Stood[]): Record<string, number> {
  return tallied(all, (one) => `${one.implementation}${isVerified(one) ? " verified" : ""}`);
}

/** How many there are of each; nothing of what there is none. */
function tallied(all: readonly Stood[], by: (one: Stood) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[by(one)] = (counts[by(one)] ?? 0) + 1;
  return counts;
}

/** The smallest value that at least so many in a hundred do not exceed. */
function nearest(sorted: readonly number[], percent: number): number | null {
  return sorted[Math.ceil((percent * sorted.length) / 100) - 1] ?? null;
}

const dayNumbers = new Map<string, number>();

function numberOf(day: string): number {
  const known = dayNumbers.get(day);
  if (known !== undefined) return known;
  const number = Date.parse(day) / 86_400_000;
  dayNumbers.set(day, number);
  return number;
}

function daysFrom(from: string, to: string): number {
  return numberOf(to) - numberOf(from);
}

function daysOf(month: string): number {
  const [year = 0, number = 0] = month.split("-").map(Number);
  return new Date(Date.UTC(year, number, 0)).getUTCDate();
}

function monthAfter(month: string): string {
  return new Date(Date.parse(`${month}-01`) + 32 * 86_400_000).toISOString().slice(0, 7);
}

/** The same day of an earlier month, or the last that it has. */
function monthsBefore(day: string, months: number): string {
  const [year = 0, month = 0, date = 0] = day.split("-").map(Number);
  const at = year * 12 + month - 1 - months;
  const earlier = `${String(Math.floor(at / 12)).padStart(4, "0")}-${String((at % 12) + 1).padStart(2, "0")}`;
  return `${earlier}-${String(Math.min(date, daysOf(earlier))).padStart(2, "0")}`;
}
