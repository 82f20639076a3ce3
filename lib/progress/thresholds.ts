import { isOpen } from "#lib/assignments/status.ts";
import { addDays, addMonths, type Day, dayAt, startOfDay } from "#lib/dates.ts";
import type { Implementation } from "#lib/generated/enums.ts";

/** What a report sets of its own: its time zone, and spans in days, or months where it says so. */
export type Settings = {
  timeZone: string;
  reportingInterval: number;
  graceDays: number;
  freshDays: number;
  verificationDays: number;
  outstandingMonths: number;
};

/** The columns of a report that these are. */
export const settings = {
  timeZone: true,
  reportingInterval: true,
  graceDays: true,
  freshDays: true,
  verificationDays: true,
  outstandingMonths: true,
} as const satisfies Record<keyof Settings, true>;

/** The spans of which the words of figures speak. */
export function spansOf(settings: Settings) {
  const { freshDays, verificationDays, reportingInterval, graceDays, outstandingMonths } = settings;
  return { freshDays, verificationDays, outstandingMonths, staleDays: reportingInterval + graceDays };
}

/** The instants and days that time-bound figures compare with, for one report as of one instant (domain: figures). */
export type Thresholds = {
  today: Day;
  /** An entry recorded since then makes an assignment fresh. */
  freshSince: Date;
  /** An open assignment whose last entry, or which itself, is from before then is stale. */
  staleBefore: Date;
  /** What was submitted before then has waited too long for verification. */
  submittedBefore: Date;
  /** What was assigned before then and is open still is long outstanding. */
  longOutstandingBefore: Date;
};

export function thresholdsAt(now: Date, report: Settings): Thresholds {
  const today = dayAt(now, report.timeZone);
  const ago = (days: number) => startOfDay(addDays(today, -days), report.timeZone);
  return {
    today,
    freshSince: ago(report.freshDays),
    staleBefore: ago(report.reportingInterval + report.graceDays),
    submittedBefore: ago(report.verificationDays),
    longOutstandingBefore: startOfDay(addMonths(today, -report.outstandingMonths), report.timeZone),
  };
}

export type Freshness = "fresh" | "silent" | "stale";

/** Silent is in between: no entry of late, and not yet long enough to be stale. */
export function freshnessOf(
  assignment: { lastEntryAt: Date | null; createdAt: Date },
  thresholds: Thresholds,
): Freshness {
  const { lastEntryAt, createdAt } = assignment;
  if ((lastEntryAt ?? createdAt) < thresholds.staleBefore) return "stale";
  return lastEntryAt && lastEntryAt >= thresholds.freshSince ? "fresh" : "silent";
}

/** Open since it was first assigned, for more months than the report sets, however often it was reported on. */
export function isLongOutstanding(
  { implementation, createdAt }: { implementation: Implementation; createdAt: Date },
  { longOutstandingBefore }: Pick<Thresholds, "longOutstandingBefore">,
): boolean {
  return isOpen(implementation) && createdAt < longOutstandingBefore;
}
