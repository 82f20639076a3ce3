import "server-only";
import { rereadMember } from "#lib/accounts/membership.ts";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import { dayAt, fromDatabaseDay, toDatabaseDay } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { lockReport } from "#lib/recommendations/commands.ts";
import { stewardsOf } from "#lib/register/edit.ts";
import { readReport } from "#lib/reports/queries.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { composeContent, composeRecommendations } from "./compose.ts";
import { canFreeze } from "./policy.ts";
import { readRecommendations, saveRecommendations } from "./recommendations.ts";
import { judgeSnapshot, type SnapshotForm, type SnapshotProblem, slugOfSnapshot } from "./schema.ts";
import { saveExport } from "./storage.ts";
import { type Writer, writers } from "./writers.ts";

export type FreezeRefusal = "not-yours" | "not-found" | "invalid";

/** Long enough for the exports of a large report. */
const longest = 10 * 60_000;

/**
 * Freezes a day of a report for ever: its figures, texts and exports. Nothing in the report changes meanwhile, so that all
 * of them say the same.
 */
export async function freezeDay(
  viewer: Viewer,
  reportId: string,
  form: SnapshotForm,
  now: Date,
  formats: readonly Writer[] = writers,
): Promise<Result<{ slug: string }, FreezeRefusal, SnapshotProblem[] | undefined>> {
  if (viewer.kind === "public" || !canFreeze(viewer, await stewardsOf(db, reportId))) return refused("not-yours");
  const place = await db.report.findUnique({ where: { id: reportId }, select: { slug: true, timeZone: true } });
  if (!place) return refused("not-found");
  const judged = judgeSnapshot(form, dayAt(now, place.timeZone));
  if ("problems" in judged) return refused("invalid", judged.problems);
  const { title, day } = judged;
  return inTurn(() =>
    actingAs(
      viewer,
      now,
      async (tx) => {
        // Also against a register file that is loaded, and the steward of another report: names of organizations are shared.
        await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('tamdan load register'))`;
        await lockReport(tx, reportId);
        const member = await rereadMember(tx, viewer);
        if (!member || !canFreeze(member, await stewardsOf(tx, reportId))) return refused("not-yours");
        const earlier = await tx.snapshot.findMany({
          where: { reportId },
          select: { slug: true, title: true, day: true },
        });
        // Of a form that was sent twice, too: what is frozen cannot be taken away again.
        if (earlier.some((one) => one.title === title && fromDatabaseDay(one.day) === day))
          return refused("invalid", [{ field: "title", code: "frozen" }]);
        const report = await readReport(place.slug);
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
            actorId: member.userId,
            organizationId: member.organization.id,
          },
          select: { id: true },
        });
        await saveRecommendations(tx, id, composeRecommendations(report, day));
        const source = { report, day, now, content, recommendations: () => readRecommendations(tx, id) };
        for (const format of formats) await saveExport(tx, id, format, format.write(source));
        return done({ slug });
      },
      longest,
    ),
  );
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
