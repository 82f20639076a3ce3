import "server-only";
import { setInstant } from "#lib/acting.ts";
import type { Database } from "#lib/db.ts";
import { rollUp } from "./rollup.ts";

/**
 * Writes the kept roll-up and last entry of these recommendations and of all above them. Runs in the transaction that
 * changed what they are made of, after the lock on the report (lockReport), so that no two writers work from half of it.
 */
export async function keepRollUp(tx: Database, recommendationIds: string[]): Promise<void> {
  let ids = recommendationIds;
  while (ids.length > 0) {
    const rows = await tx.recommendation.findMany({
      where: { id: { in: ids } },
      select: {
        id: true,
        parentId: true,
        implementation: true,
        lastEntryAt: true,
        assignments: { where: { withdrawnAt: null }, select: { implementation: true, lastEntryAt: true } },
        parts: {
          where: { withdrawnAt: null, publishedAt: { not: null } },
          select: { implementation: true, lastEntryAt: true },
        },
      },
    });
    for (const row of rows) {
      const below = [...row.assignments, ...row.parts];
      const implementation = rollUp(below.map((one) => one.implementation));
      const lastEntryAt = latest(below.map((one) => one.lastEntryAt));
      if (implementation === row.implementation && lastEntryAt?.getTime() === row.lastEntryAt?.getTime()) continue;
      await tx.recommendation.update({ where: { id: row.id }, data: { implementation, lastEntryAt } });
    }
    ids = [...new Set(rows.flatMap((row) => row.parentId ?? []))];
  }
}

/**
 * One writer at a time in a report's register and log: roll-ups see all that came before, and what is written becomes
 * visible in the order of its recording. Answers with the instant that what is written now is recorded at, and has it kept
 * (setInstant): now or, where somebody had to wait or clocks disagree, just after the newest entry, frozen day or change
 * that somebody made. (That a file was loaded puts nobody off.)
 */
export async function lockReport(tx: Database, reportId: string, now: Date): Promise<Date> {
  await tx.$queryRaw`select 1 from reports where id = ${reportId}::uuid for no key update`;
  // A statement of its own: it is to see what was written while this one waited.
  const [row] = await tx.$queryRaw<{ newest: Date | null }[]>`
    select greatest(
      (select recorded_at from updates where report_id = ${reportId}::uuid order by recorded_at desc limit 1),
      (select recorded_at from register_changes
       where report_id = ${reportId}::uuid and actor_id is not null order by id desc limit 1),
      (select max(created_at) from snapshots where report_id = ${reportId}::uuid)) as newest`;
  const newest = row?.newest;
  const at = newest && newest >= now ? new Date(newest.getTime() + 1) : now;
  await setInstant(tx, at);
  return at;
}

function latest(instants: (Date | null)[]): Date | null {
  return instants.reduce((newest, instant) => (instant && (!newest || instant > newest) ? instant : newest), null);
}
