import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { dayAt, fromDatabaseDay } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { type LogRefusal, logEntry } from "./commands.ts";
import type { Problem } from "./entry.ts";
import { followed } from "./followed.ts";
import { isWriter } from "./policy.ts";
import { stateColumns, stateOf } from "./projection.ts";
import type { Submission } from "./schema.ts";
import { problemsOf, type Several, type Weighed, weigh } from "./several.ts";

/** Why one of several was left as it was. */
export type Left = { assignmentId: string; refusal: LogRefusal | NonNullable<Weighed["refusal"]> };
export type Outcome = {
  /** The entries that were logged, in the order in which they were asked for. */
  saved: string[];
  left: Left[];
};

/**
 * Logs the same entry for several assignments of the organization that the viewer acts for. What was typed wrongly is told
 * before anything is written. After that each is a signed statement of its own, in its own log and its own transaction:
 * one that somebody else has written to meanwhile is left, with the reason, and is none why the others should not stand.
 */
export async function logSeveral(
  viewer: Viewer,
  several: Several,
  now: Date,
): Promise<Result<Outcome, "not-yours" | "invalid", Problem[] | undefined>> {
  if (!isWriter(viewer, several.kind)) return refused("not-yours");
  const standing = await readStanding(viewer.organization.id, several.chosen, now);
  const weighed = several.chosen.map((submission) => ({
    submission,
    ...weigh(several, submission, standing.get(submission.assignmentId)),
  }));
  const problems = problemsOf(weighed);
  if (problems.length > 0) return refused("invalid", problems);

  const outcome: Outcome = { saved: [], left: [] };
  for (const { submission, refusal } of weighed) {
    // Whoever waited once for somebody else's large files does not wait for each of fifty.
    const known = refusal ?? outcome.left.find((one) => one.refusal === "busy")?.refusal;
    const result = known ? refused(known) : await logEntry(viewer, submission, several.entry, now);
    if (result.ok) outcome.saved.push(result.value.updateId);
    else outcome.left.push({ assignmentId: submission.assignmentId, refusal: result.refusal });
  }
  return done(outcome);
}

/** How those of the chosen stand that are this organization's. */
async function readStanding(organizationId: string, chosen: readonly Submission[], now: Date) {
  const rows = await db.assignment.findMany({
    where: { id: { in: chosen.map(({ assignmentId }) => assignmentId) }, organizationId, ...followed },
    select: {
      id: true,
      logLength: true,
      lastEntryAt: true,
      ...stateColumns,
      recommendation: {
        select: { report: { select: { timeZone: true, publishedOn: true, publishedPrecision: true } } },
      },
    },
  });
  return new Map(
    rows.map(({ id, logLength, recommendation: { report }, ...row }) => [
      id,
      {
        logLength,
        circumstances: {
          state: stateOf(row),
          mayApprove: true,
          isOnBehalf: false,
          today: dayAt(now, report.timeZone),
          publishedOn: { on: fromDatabaseDay(report.publishedOn), precision: report.publishedPrecision },
          corrected: null,
          action: null,
        },
      },
    ]),
  );
}
