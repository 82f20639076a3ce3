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

/**
 * One transaction in which a token is presented: of a session that is to be, a link, an invitation or a challenge. Postgres
 * gives out the rows that it stands for. Whose it is is told with `tellPerson` once it is known.
 */
export async function presenting<Value>(
  tokenHash: string,
  at: Date,
  work: (tx: Database) => Promise<Value>,
): Promise<Value> {
  return db.$transaction(async (tx) => {
    await presentToken(tx, tokenHash);
    await setInstant(tx, at);
    return work(tx);
  });
}

/** From here on the transaction presents this token, and none that it presented before. */
export async function presentToken(tx: Database, tokenHash: string): Promise<void> {
  await tx.$executeRaw`select set_config('tamdan.token', ${tokenHash}, true)`;
}

/** One transaction of a person for themselves and no organization: of what they sign in with, and their sessions. */
export async function actingAlone<Value>(
  userId: string,
  at: Date,
  work: (tx: Database) => Promise<Value>,
): Promise<Value> {
  return db.$transaction(async (tx) => {
    await tellPerson(tx, userId);
    await setInstant(tx, at);
    return work(tx);
  });
}

/** One transaction in which nobody who is known does something: what was tried and refused is recorded. */
export async function actingAsNobody<Value>(at: Date, work: (tx: Database) => Promise<Value>): Promise<Value> {
  return db.$transaction(async (tx) => {
    await setInstant(tx, at);
    return work(tx);
  });
}

/** From here on the transaction is this person's, for no organization. */
export async function tellPerson(tx: Database, userId: string): Promise<void> {
  await tx.$executeRaw`select set_config('tamdan.user', ${userId}, true), set_config('tamdan.organization', '', true)`;
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
