import "server-only";
import { isDeepStrictEqual } from "node:util";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { lastInstant } from "#lib/as-of.ts";
import type { Day } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { getMovement, getReportProgressWithDelays, type Movement } from "#lib/progress/queries.ts";
import { orderWhole } from "#lib/recommendations/finding.ts";
import { allAtOnce, matching } from "#lib/recommendations/matching.ts";
import { type Filters, isListOfAssignments } from "#lib/recommendations/schema.ts";
import { ChangedMeanwhile, type Mark, readMark } from "#lib/reports/mark.ts";
import type { Report } from "#lib/reports/queries.ts";

// Which rows an export holds, and the figures beside them: taken at one instant. They are read in batches while it is sent (rows.ts).

const { sql } = Prisma;

type ReportProgress = Awaited<ReturnType<typeof getReportProgressWithDelays>>;

export type Asked = {
  viewer: Viewer;
  report: Report;
  filters: Filters;
  now: Date;
  asOf: Day | undefined;
  /** Called before restricted evidence is given out, the first time. */
  whenRestricted?: () => Promise<void>;
};

/** Which rows there are, in the order of the list, and the figures beside them. */
export type Selection = Asked & {
  ofAssignments: boolean;
  progress: ReportProgress;
  movement: Movement;
  /** Everything is read as of this instant: the log only grows, so it says the same however long the reading takes. */
  at: Date;
  /** What register and log were when it was taken. */
  mark: Mark;
  count: number;
  batches: (size: number) => Generator<string[]>;
};

const mostAttempts = 3;

/**
 * Rows and figures of one and the same register and log, without a transaction that a slow reader would hold open: what
 * somebody wrote between the two questions is noticed, and both are asked again.
 */
export async function selectRows(asked: Asked): Promise<Selection> {
  const { report, filters, now, asOf } = asked;
  const until = lastInstant(asOf, report.timeZone);
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    const mark = await readMark(db, report.id, until);
    const at = until ?? (await newestOf(report.id)) ?? now;
    const [ids, progress, movement] = await Promise.all([
      listIds(asked, until),
      getReportProgressWithDelays(report, now, asOf),
      getMovement(report, now, asOf),
    ]);
    if (isDeepStrictEqual(await readMark(db, report.id, until), mark))
      return { ...asked, ofAssignments: isListOfAssignments(filters), progress, movement, at, mark, ...ids };
  }
  throw new ChangedMeanwhile();
}

/** The latest instant that anything in the log or the register of a report bears; in the register it need not be of the newest. */
async function newestOf(reportId: string): Promise<Date | null> {
  const [row] = await db.$queryRaw<{ at: Date | null }[]>`
    select greatest(
      (select max(recorded_at) from updates where report_id = ${reportId}::uuid),
      (select max(recorded_at) from register_changes where report_id = ${reportId}::uuid)) as at`;
  return row?.at ?? null;
}

/**
 * The ids of what the list finds, in its order, but for drafts: a file is sent on, and nobody would see what is one. Packed,
 * since of a hundred thousand even they are many.
 */
async function listIds({ viewer, report, filters, now }: Asked, until: Date | undefined) {
  const scope = allAtOnce({ viewer: publicViewer, report, filters, now, until });
  const { from, where } = matching(scope);
  const id = isListOfAssignments(filters) ? sql`a.id` : sql`r.id`;
  const packed = await readingAs(viewer, async (tx) => {
    const order = await orderWhole(tx, scope);
    const [row] = await tx.$queryRaw<{ ids: Uint8Array | null }[]>`
      select string_agg(uuid_send(${id}), ''::bytea order by ${order}) as ids from ${from} where ${where}`;
    return Buffer.from(row?.ids ?? []);
  });
  const count = packed.length / idLength;
  const idAt = (index: number) => writeId(packed.toString("hex", index * idLength, (index + 1) * idLength));
  return {
    count,
    *batches(size: number) {
      for (let first = 0; first < count; first += size)
        yield Array.from({ length: Math.min(size, count - first) }, (_, index) => idAt(first + index));
    },
  };
}

const idLength = 16;

function writeId(hex: string): string {
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}
