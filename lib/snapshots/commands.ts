import "server-only";
import { isDeepStrictEqual } from "node:util";
import { rereadMember } from "#lib/accounts/membership.ts";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import { lastInstant } from "#lib/as-of.ts";
import { type Day, dayAt, fromDatabaseDay, toDatabaseDay } from "#lib/dates.ts";
import { type Database, db } from "#lib/db.ts";
import { lockRegister, stewardsOf } from "#lib/register/edit.ts";
import { ChangedMeanwhile, readMark } from "#lib/reports/mark.ts";
import { readReport } from "#lib/reports/queries.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { composeContent, composeRecommendations } from "./compose.ts";
import { canFreeze } from "./policy.ts";
import { readRecommendations, saveRecommendations } from "./recommendations.ts";
import { judgeSnapshot, type SnapshotForm, type SnapshotProblem, slugOfSnapshot } from "./schema.ts";
import { saveExport } from "./storage.ts";
import { type Writer, writers } from "./writers.ts";

type FreezeRefusal = "not-yours" | "not-found" | "invalid" | "changed-meanwhile";
type FreezeResult = Result<{ slug: string }, FreezeRefusal, SnapshotProblem[] | undefined>;

/** Long enough for the exports of a large report. */
const longest = 10 * 60_000;

/** How often it is written at most, because its register or its day became another meanwhile. */
const mostAttempts = 3;

/**
 * Freezes a day of a report for ever: its figures, texts and exports. Nobody is held up while they are written; what they
 * say is of one and the same register and log, or it is all written again.
 */
export async function freezeDay(
  viewer: Viewer,
  reportId: string,
  form: SnapshotForm,
  now: Date,
  formats: readonly Writer[] = writers,
): Promise<FreezeResult> {
  if (viewer.kind === "public" || !canFreeze(viewer, await stewardsOf(db, reportId))) return refused("not-yours");
  const place = await db.report.findUnique({ where: { id: reportId }, select: { timeZone: true } });
  if (!place) return refused("not-found");
  const judged = judgeSnapshot(form, dayAt(now, place.timeZone));
  if ("problems" in judged) return refused("invalid", judged.problems);
  const until = lastInstant(judged.day, place.timeZone);
  return inTurn(async () => {
    for (let attempt = 1; attempt <= mostAttempts; attempt++)
      try {
        return await actingAs(
          viewer,
          now,
          (tx) => write(tx, viewer, reportId, { ...judged, until, now, formats }),
          longest,
        );
      } catch (error) {
        if (!(error instanceof ChangedMeanwhile)) throw error;
      }
    return refused("changed-meanwhile");
  });
}

type Writing = { title: string; day: Day; until: Date; now: Date; formats: readonly Writer[] };

async function write(
  tx: Database,
  viewer: Member,
  reportId: string,
  { title, day, until, now, formats }: Writing,
): Promise<FreezeResult> {
  // Only whoever freezes a day of this report waits for this, in another process too.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('tamdan freeze'), hashtext(${reportId}))`;
  if (!(await mayStillFreeze(tx, viewer, reportId))) return refused("not-yours");
  const earlier = await tx.snapshot.findMany({ where: { reportId }, select: { slug: true, title: true, day: true } });
  // Of a form that was sent twice, too: what is frozen cannot be taken away again.
  if (earlier.some((one) => one.title === title && fromDatabaseDay(one.day) === day))
    return refused("invalid", [{ field: "title", code: "frozen" }]);
  const before = await readMark(tx, reportId, until);
  const report = await readReport({ id: reportId });
  if (!report) return refused("not-found");
  const content = await composeContent(report, now, day);
  if (content.all.total === 0) return refused("invalid", [{ field: "day", code: "nothing-then" }]);
  const slug = slugOfSnapshot(
    title,
    earlier.map((one) => one.slug),
  );
  const { id } = await tx.snapshot.create({
    data: {
      reportId,
      slug,
      title,
      day: toDatabaseDay(day),
      content: JSON.parse(JSON.stringify(content)),
      createdAt: now,
      actorId: viewer.userId,
      organizationId: viewer.organization.id,
    },
    select: { id: true },
  });
  await saveRecommendations(tx, id, composeRecommendations(report, day));
  const source = { report, day, now, content, recommendations: () => readRecommendations(tx, id) };
  for (const format of formats) await saveExport(tx, id, format, format.write(source));
  // From here to the end, a moment later, nobody writes.
  await lockRegister(tx, reportId, now);
  if (!(await mayStillFreeze(tx, viewer, reportId)) || !isDeepStrictEqual(await readMark(tx, reportId, until), before))
    throw new ChangedMeanwhile();
  return done({ slug });
}

async function mayStillFreeze(tx: Database, viewer: Member, reportId: string): Promise<boolean> {
  const member = await rereadMember(tx, viewer);
  return member !== undefined && canFreeze(member, await stewardsOf(tx, reportId));
}

let latest: Promise<unknown> = Promise.resolve();

/**
 * One day after the other: whoever waits holds no connection meanwhile. If all were held by those that wait for the lock,
 * none would be left with which the first reads what it freezes.
 */
function inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
  const turn = latest.then(work);
  latest = turn.catch(() => {});
  return turn;
}
