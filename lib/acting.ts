import "server-only";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { type Database, db } from "#lib/db.ts";

type Acting = { userId: string; organization: { id: string } };

/**
 * One transaction in which somebody acts. Postgres holds every row to what this person may do for this organization
 * (row-level security), whatever the code above asked. `at` is the instant that is kept with what changes.
 */
export async function actingAs<Value>(
  member: Acting,
  at: Date,
  work: (tx: Database) => Promise<Value>,
  timeout?: number,
): Promise<Value> {
  return db.$transaction(
    async (tx) => {
      await tell(tx, member);
      await setInstant(tx, at);
      return work(tx);
    },
    timeout ? { timeout } : undefined,
  );
}

/** Reads what this viewer may read of rows that not everybody may. */
export async function readingAs<Value>(viewer: Viewer, work: (tx: Database) => Promise<Value>): Promise<Value> {
  if (viewer.kind === "public") return work(db);
  return db.$transaction(async (tx) => {
    await tell(tx, viewer);
    return work(tx);
  });
}

/** The instant that the rest of this transaction is recorded at. */
export async function setInstant(tx: Database, at: Date): Promise<void> {
  await tx.$executeRaw`select set_config('tamdan.at', ${at.toISOString()}, true)`;
}

async function tell(tx: Database, { userId, organization }: Acting | Member) {
  await tx.$executeRaw`
    select set_config('tamdan.user', ${userId}, true), set_config('tamdan.organization', ${organization.id}, true)`;
}
