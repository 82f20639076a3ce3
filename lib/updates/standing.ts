import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { actionsOf, type Standing, type StandingPart, targetsOf } from "#lib/assignments/standing.ts";
import { datedDay } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";
import { recordedBy, type ShownUpdate } from "./entries.ts";
import { listEntries } from "./queries.ts";

/**
 * What stands of the logs of assignments; of the past, as they were recorded up to an instant. `known` are entries that
 * this viewer has of the same instant: they are not read again.
 */
export async function listStanding(
  viewer: Viewer,
  assignmentIds: readonly string[],
  until?: Date,
  known: readonly ShownUpdate[] | Promise<readonly ShownUpdate[]> = [],
): Promise<Map<string, Standing<ShownUpdate>>> {
  const [parts, planned] = await Promise.all([
    listStandingParts(assignmentIds, until),
    db.update.findMany({
      where: {
        assignmentId: { in: [...assignmentIds] },
        ...recordedBy(until),
        OR: [{ kind: { in: ["action", "target"] } }, { kind: "correction", targetOn: { not: null } }],
      },
      orderBy: { sequence: "asc" },
      select: {
        id: true,
        assignmentId: true,
        kind: true,
        aboutId: true,
        recordedAt: true,
        targetOn: true,
        targetPrecision: true,
        delayReason: true,
        justification: true,
        actionId: true,
        actionWhat: true,
        actionState: true,
        responsibleUnit: true,
        noTargetReason: true,
      },
    }),
  ]);
  const entries = new Map((await known).map((entry) => [entry.id, entry]));
  const missing = parts.map(({ id }) => id).filter((id) => !entries.has(id));
  if (missing.length > 0) for (const entry of await listEntries(viewer, missing, until)) entries.set(entry.id, entry);
  return new Map(
    assignmentIds.map((assignmentId) => {
      const own = parts.filter((part) => part.assignmentId === assignmentId);
      const found = own.map(({ part, id }) => [part, entries.get(id)]);
      const plans = planned
        .filter((row) => row.assignmentId === assignmentId)
        .map((row) => ({ ...row, targetOn: datedDay(row.targetOn, row.targetPrecision) ?? null }));
      return [
        assignmentId,
        { ...Object.fromEntries(found), targets: targetsOf(plans), actions: actionsOf(plans) },
      ] as const;
    }),
  );
}

/** Of these assignments, those of which an entry stands that was made on behalf of their organization and that it contests. */
export async function listContested(assignmentIds: readonly string[], until?: Date): Promise<ReadonlySet<string>> {
  const parts = await listStandingParts(assignmentIds, until);
  const contested = await db.$queryRaw<{ assignmentId: string }[]>`
    select u.assignment_id as "assignmentId"
    from updates u
    cross join lateral (
      select stance from updates reply
      where reply.about_id = u.id and reply.stance is not null ${recordedUpTo("reply", until)}
      order by reply.sequence desc limit 1
    ) latest
    where u.id = any(${parts.map(({ id }) => id)}::uuid[]) and latest.stance = 'contested'`;
  return new Set(contested.map(({ assignmentId }) => assignmentId));
}

function recordedUpTo(table: "u" | "reply", until: Date | undefined): Prisma.Sql {
  return until ? Prisma.sql`and ${Prisma.raw(table)}.recorded_at <= ${until}` : Prisma.empty;
}

/** The newest entry of each sort, with a correction in the place of what it corrects. */
async function listStandingParts(assignmentIds: readonly string[], until?: Date) {
  return db.$queryRaw<{ assignmentId: string; part: StandingPart; id: string }[]>`
    select distinct on (u.assignment_id, named.part) u.assignment_id as "assignmentId", named.part, u.id
    from updates u
    cross join lateral (
      select case
        when u.kind in ('verification', 'exit_decision', 'reopening') then u.kind::text
        when u.kind not in ('progress', 'response', 'target', 'correction') then null
        when u.response is not null then 'answer'
        when u.implementation in ('no_longer_applicable', 'not_implemented') then 'exit'
        when u.implementation is not null then 'claim'
        when u.target_on is not null then 'target'
      end as part
    ) named
    where u.assignment_id = any(${[...assignmentIds]}::uuid[]) ${recordedUpTo("u", until)} and named.part is not null
    order by u.assignment_id, named.part, u.sequence desc`;
}
