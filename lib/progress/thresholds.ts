import { addDays, type Day, dayAt, startOfDay } from "#lib/dates.ts";

const freshDays = 90;
const graceDays = 30;
const verificationDays = 30;

/** The instants and days that time-bound figures compare with, for one report as of one instant (domain: figures). */
export type Thresholds = {
  today: Day;
  /** An entry recorded since then makes an assignment fresh. */
  freshSince: Date;
  /** An open assignment whose last entry, or which itself, is from before then is stale. */
  staleBefore: Date;
  /** What was submitted before then has waited too long for verification. */
  submittedBefore: Date;
};

export function thresholdsAt(now: Date, report: { timeZone: string; reportingInterval: number }): Thresholds {
  const today = dayAt(now, report.timeZone);
  const ago = (days: number) => startOfDay(addDays(today, -days), report.timeZone);
  return {
    today,
    freshSince: ago(freshDays),
    staleBefore: ago(report.reportingInterval + graceDays),
    submittedBefore: ago(verificationDays),
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
