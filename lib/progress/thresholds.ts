import { addDays, type Day, dayAt, startOfDay } from "#lib/dates.ts";

/** What a report sets of its own: its time zone, and spans in days. */
export type Settings = {
  timeZone: string;
  reportingInterval: number;
  graceDays: number;
  freshDays: number;
  verificationDays: number;
};

/** The columns of a report that these are. */
export const settings = {
  timeZone: true,
  reportingInterval: true,
  graceDays: true,
  freshDays: true,
  verificationDays: true,
} as const satisfies Record<keyof Settings, true>;

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

export function thresholdsAt(now: Date, report: Settings): Thresholds {
  const today = dayAt(now, report.timeZone);
  const ago = (days: number) => startOfDay(addDays(today, -days), report.timeZone);
  return {
    today,
    freshSince: ago(report.freshDays),
    staleBefore: ago(report.reportingInterval + report.graceDays),
    submittedBefore: ago(report.verificationDays),
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
