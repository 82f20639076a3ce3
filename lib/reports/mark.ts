import "server-only";
import type { Database } from "#lib/db.ts";
import { Prisma } from "#lib/generated/client.ts";

const { sql, empty } = Prisma;

/**
 * The newest of all that makes what is read of a report what it is: of its register, of the organizations, and of its log,
 * which only grows. A change of the register is known by its number: many bear one instant, and that of an organization may
 * come from another report.
 */
export type Mark = { changeId: number; organizationChangeId: number; loggedAt: Date | null };

/** Register or log became another while they were read: of one and the same there is nothing to say. */
export class ChangedMeanwhile extends Error {
  override message = "The register or the log became another while they were read.";
}

/** Of the log up to an instant, if one is given. */
export async function readMark(client: Database, reportId: string, until?: Date): Promise<Mark> {
  const [row] = await client.$queryRaw<Mark[]>`
    select
      coalesce((select max(id) from register_changes where report_id = ${reportId}::uuid), 0)::float8 as "changeId",
      coalesce((select max(id) from register_changes where table_name = 'organizations'), 0)::float8 as "organizationChangeId",
      (select max(recorded_at) from updates
       where report_id = ${reportId}::uuid ${until ? sql`and recorded_at <= ${until}` : empty}) as "loggedAt"`;
  if (!row) throw new Error("Postgres gave no row.");
  return row;
}

/** Whether something that bears an instant of then, or of before, was written since: what stood then stands no more. */
export async function isRewritten(
  client: Database,
  reportId: string,
  then: Date,
  { changeId, loggedAt }: Mark,
): Promise<boolean> {
  const [row] = await client.$queryRaw<{ isRewritten: boolean }[]>`
    select
      exists (
        select 1 from register_changes
        where report_id = ${reportId}::uuid and id > ${changeId}::float8::bigint and recorded_at <= ${then})
      or exists (
        select 1 from updates
        where report_id = ${reportId}::uuid and recorded_at <= ${then}
          and recorded_at > coalesce(${loggedAt}::timestamptz, '-infinity')) as "isRewritten"`;
  return row?.isRewritten ?? true;
}
