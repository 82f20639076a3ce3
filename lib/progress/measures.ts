import "server-only";
import { addDays, addMonths, startOfDay } from "#lib/dates.ts";
import { Prisma } from "#lib/generated/client.ts";
import { Implementation, Response, Verification } from "#lib/generated/enums.ts";
import type { ListedMeasure } from "#lib/recommendations/schema.ts";
import type { Settings, Thresholds } from "./thresholds.ts";

const { sql } = Prisma;
/** That an assignment `a` is open. */
export const open = sql`a.implementation in ('not_started', 'in_progress', 'partially_implemented')`;
const done = sql`a.implementation in ('implemented', 'implemented_differently')`;
const verified = sql`(${done} and a.verification = 'verified')`;
const accepting = sql`a.response in ('accepted', 'partially_accepted')`;
const due = sql`(${accepting} and a.implementation <> 'no_longer_applicable')`;
/** Has a target that it has not reached; a part of two indexes has the same condition. */
export const targeted = sql`(${open} and a.target_on is not null)`;

/** The instant before which the last entry of what is stale was (thresholdsAt), for one of `reports` on a day. */
export function staleBefore(today: Prisma.Sql): Prisma.Sql {
  return sql`(${today} - reports.reporting_interval - reports.grace_days)::timestamp at time zone reports.time_zone`;
}

const axis = <Code extends ListedMeasure>(codes: Record<Code, Code>, condition: (code: Code) => Prisma.Sql) =>
  Object.fromEntries(Object.values<Code>(codes).map((code) => [code, condition(code)])) as Record<Code, Prisma.Sql>;

const stated = {
  assigned: sql`true`,
  ...axis(Implementation, (code) => sql`a.implementation = ${code}::implementation`),
  ...axis(Response, (code) => sql`a.response = ${code}::response`),
  ...axis(Verification, (code) => sql`a.verification = ${code}::verification`),
  verified_implemented: sql`a.implementation = 'implemented' and a.verification = 'verified'`,
  reported_implemented: sql`a.implementation = 'implemented' and a.verification <> 'verified'`,
  verified_differently: sql`a.implementation = 'implemented_differently' and a.verification = 'verified'`,
  reported_differently: sql`a.implementation = 'implemented_differently' and a.verification <> 'verified'`,
  answered: sql`a.response not in ('awaiting_response', 'under_consideration')`,
  accepting,
  decided_response: sql`a.response in ('accepted', 'partially_accepted', 'not_accepted')`,
  due,
  due_implemented: sql`${due} and ${done}`,
  due_verified: sql`${due} and ${verified}`,
  due_unverified: sql`${due} and ${done} and not ${verified}`,
  answerable: sql`a.response <> 'not_applicable'`,
  answerable_verified: sql`a.response <> 'not_applicable' and ${verified}`,
  open,
  with_target: targeted,
  without_target: sql`${open} and a.target_on is null`,
  moved_twice: sql`${targeted} and a.target_changes >= 2`,
  done,
  done_with_evidence: sql`${done} and a.has_evidence`,
  exited: sql`a.implementation in ('no_longer_applicable', 'not_implemented')`,
} satisfies Partial<Record<ListedMeasure, Prisma.Sql>>;

/**
 * Which assignments `a` (assignmentsAt) each measure counts, as of the day of the thresholds (domain: figures). The database
 * keeps their counts by the same rules (measures_of).
 */
export function measuresAt(thresholds: Thresholds, settings: Settings): Record<ListedMeasure, Prisma.Sql> {
  const { today } = thresholds;
  /** At least so many days after its target, and not more. */
  const late = (least: number, most?: number) =>
    most === undefined
      ? sql`${targeted} and a.target_on <= ${addDays(today, -least)}::date`
      : sql`${targeted} and a.target_on between ${addDays(today, -most)}::date and ${addDays(today, -least)}::date`;
  const since = (months: number) => startOfDay(addMonths(today, -months), settings.timeZone);
  return {
    ...stated,
    overdue: late(1),
    overdue_30: late(1, 30),
    overdue_90: late(31, 90),
    overdue_180: late(91, 180),
    overdue_over_180: late(181),
    fresh: sql`${open} and a.last_entry_at >= ${thresholds.freshSince}`,
    stale: sql`${open} and coalesce(a.last_entry_at, a.created_at) < ${thresholds.staleBefore}`,
    open_6_months: sql`${open} and a.created_at >= ${since(6)}`,
    open_18_months: sql`${open} and a.created_at >= ${since(18)} and a.created_at < ${since(6)}`,
    open_5_years: sql`${open} and a.created_at >= ${since(60)} and a.created_at < ${since(18)}`,
    open_over_5_years: sql`${open} and a.created_at < ${since(60)}`,
    long_outstanding: sql`${open} and a.created_at < ${thresholds.longOutstandingBefore}`,
    original_due: sql`a.original_target_on <= ${today}::date`,
    on_time: sql`${done} and a.original_target_on <= ${today}::date and a.completed_on <= a.original_target_on`,
    submitted_long: sql`a.verification = 'submitted' and a.submitted_at < ${thresholds.submittedBefore}`,
  };
}
