import "server-only";
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

/** One writer at a time in a report's log: roll-ups see all that came before, and entries become visible in the order of their recording. */
export async function lockReport(tx: Database, reportId: string): Promise<void> {
  await tx.$queryRaw`select 1 from reports where id = ${reportId}::uuid for no key update`;
}

function latest(instants: (Date | null)[]): Date | null {
  return instants.reduce((newest, instant) => (instant && (!newest || instant > newest) ? instant : newest), null);
}
