import "server-only";
import type { Database } from "#lib/db.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { longestLine, type succession } from "./succession.ts";

type Ending = { existsUntil: Date | null; successorId: string | null };
type Selected = Prisma.OrganizationGetPayload<{ select: typeof succession }>;
type Successor = Selected & { successor: Successor | null };

/**
 * The organizations of these rows with the line of their successors, for `answering`. One query for all of them, and none
 * where no organization has an end: nested in the query of the rows, each step of the line would cost one every time.
 */
export async function withSuccessors<Row extends { organization: Ending }>(client: Database, rows: readonly Row[]) {
  const succeeded = await readSuccessors(
    client,
    rows.map(({ organization }) => organization),
  );
  return rows.map((row) => ({ ...row, organization: succeeded<Row["organization"]>(row.organization) }));
}

/** The same for organizations that stand elsewhere than in rows: what adds the line to one of them. */
export async function readSuccessors(client: Database, organizations: readonly Ending[]) {
  const first = new Set(organizations.flatMap((one) => nextOf(one) ?? []));
  const found = first.size > 0 ? await readLines(client, [...first]) : [];
  const byId = new Map(found.map((one) => [one.id, one]));
  const successorOf = (one: Ending, step: number): Successor | null => {
    const successor = step < longestLine && byId.get(nextOf(one) ?? "");
    return successor ? { ...successor, successor: successorOf(successor, step + 1) } : null;
  };
  return <One extends Ending>(one: One): One & { successor: Successor | null } => ({
    ...one,
    successor: successorOf(one, 1),
  });
}

/** Nobody succeeds an organization that has no end. */
function nextOf({ existsUntil, successorId }: Ending): string | null {
  return existsUntil && successorId;
}

/** These organizations and those that succeed them, whatever the day: rows of reports in several time zones are asked for at once. */
function readLines(client: Database, first: string[]) {
  return client.$queryRaw<Selected[]>`
    with recursive line as (
      select o.*, 2 as step from organizations o where o.id = any (${first}::uuid[])
      union
      select o.*, line.step + 1 from line join organizations o on o.id = line.successor_id
      where line.exists_until is not null and line.step < ${longestLine}
    )
    select distinct
      id, slug, name, acronym, exists_until as "existsUntil", exists_until_precision as "existsUntilPrecision",
      successor_id as "successorId"
    from line`;
}
