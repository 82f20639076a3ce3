import "server-only";
import { rereadMember } from "#lib/accounts/membership.ts";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import { type Database, db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { lockReport } from "#lib/recommendations/commands.ts";
import { type Result, refused } from "#lib/result.ts";
import type { Problem } from "./judge.ts";
import { canEditRegister } from "./policy.ts";

/** Why the register stays as it is. */
type RegisterRefusal =
  | "not-yours"
  | "not-found"
  | "changed-meanwhile"
  | "withdrawn"
  | "has-parts"
  | "has-log"
  | "of-others"
  | "invalid";
export type RegisterResult<Value = { code: string }> = Result<Value, RegisterRefusal, Problem[] | undefined>;

/**
 * One change of a register by its steward, one at a time: the lock on the report keeps others out until it is done, those
 * that log progress too. `work` is told the instant at which it happens. The database writes down what was and what is
 * (register_changes).
 */
export async function editRegister<Value>(
  viewer: Viewer,
  reportId: string,
  now: Date,
  work: (tx: Database, at: Date, member: Member) => Promise<RegisterResult<Value>>,
): Promise<RegisterResult<Value>> {
  if (viewer.kind === "public" || !canEditRegister(viewer, await stewardsOf(db, reportId))) return refused("not-yours");
  return actingAs(viewer, now, async (tx) => {
    const at = await lockRegister(tx, reportId, now);
    const member = await rereadMember(tx, viewer);
    if (!member || !canEditRegister(member, await stewardsOf(tx, reportId))) return refused("not-yours");
    return work(tx, at, member);
  });
}

/** One writer at a time in a register and in its report's log. Reports share organizations: also against a file that is loaded, and the steward of another report. Answers as lockReport. */
export async function lockRegister(tx: Database, reportId: string, now: Date): Promise<Date> {
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('tamdan load register'))`;
  return lockReport(tx, reportId, now);
}

/** The organizations that keep the register of a report. */
export async function stewardsOf(client: Database, reportId: string): Promise<string[]> {
  const rows = await client.participation.findMany({
    where: { reportId, function: "steward" },
    select: { organizationId: true },
  });
  return rows.map(({ organizationId }) => organizationId);
}

/** The newest change of a row that is of concern to whoever edits it: that others made it move is not. */
export async function newestChange(client: Database, tables: readonly string[], rowId: string): Promise<number> {
  const [row] = await client.$queryRaw<{ id: number }[]>`
    select coalesce(max(id), 0)::float8 as id from register_changes
    where table_name in (${Prisma.join([...tables])}) and row_id = ${rowId}::uuid
      and not (kind = 'changed' and new - 'position' = '{}'::jsonb)`;
  return row?.id ?? 0;
}

/** The tables whose changes are those of an entry, but for who answers for it. */
export const entryTables = ["recommendations", "recommendation_themes"] as const;

/** Writes the positions that change, at once: the first entry that is put in between moves all that follow. */
export async function savePositions(tx: Database, positions: ReadonlyMap<string, number>): Promise<void> {
  if (positions.size === 0) return;
  await tx.$executeRaw`
    update recommendations r set position = moved.position
    from unnest(${[...positions.keys()]}::uuid[], ${[...positions.values()]}::int[]) moved (id, position)
    where r.id = moved.id`;
}
