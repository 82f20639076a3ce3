import "server-only";
import { type Database, db } from "#lib/db.ts";
import { isWhole } from "#lib/evidence/storage.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { hashEntry } from "./hash.ts";
import { findWrongState } from "./kept-states.ts";

/**
 * The first entry that is not what its chain says, or is missing with its head; or, where all chains are whole, the first
 * after which another state is kept than the log says.
 */
export type Broken = {
  what: "entry" | "missing" | "state";
  code: string;
  organization: string;
  sequence: number;
  entryId: string | null;
};
type Audit = { entries: number; chains: number; broken: Broken | null };

const batch = 1000;

/**
 * Recomputes every chain of hashes from the stored rows, compares its end with the head that the assignment keeps, each
 * file with the hash that its entry says, and what stands, now and after each entry, with a replay. All of it is read as of
 * one instant: what is written meanwhile is not mistaken for a broken chain. Restricted evidence is part of it: this is for
 * whoever keeps the database.
 */
export async function auditLog(client: Pick<typeof db, "$transaction"> = db): Promise<Audit> {
  return client.$transaction(auditAsOfNow, {
    isolationLevel: "RepeatableRead",
    maxWait: 10_000,
    timeout: 60 * 60 * 1000,
  });
}

async function auditAsOfNow(tx: Database): Promise<Audit> {
  let entries = 0;
  let chains = 0;
  let before: Entry | undefined;
  for await (const entry of listEntries(tx)) {
    if (before && before.assignmentId !== entry.assignmentId && !endsAtHead(before))
      return found(entries, chains, lost(before));
    const last = before?.assignmentId === entry.assignmentId ? before : undefined;
    if (!last) chains++;
    entries++;
    if (!continues(last, entry) || !(await holdsItsFiles(tx, entry)))
      return found(entries, chains, {
        what: "entry",
        ...placeOf(entry),
        sequence: entry.sequence,
        entryId: entry.id,
      });
    before = entry;
  }
  if (before && !endsAtHead(before)) return found(entries, chains, lost(before));
  const emptied = await findEmptied(tx);
  const wrong = emptied ? undefined : await findWrongState(tx);
  return found(entries, chains, wrong ? { what: "state", ...wrong } : emptied);
}

function found(entries: number, chains: number, broken: Broken | null): Audit {
  return { entries, chains, broken };
}

const shown = {
  evidence: { orderBy: { position: "asc" }, omit: { updateId: true } },
  assignment: {
    select: {
      logLength: true,
      headHash: true,
      organization: { select: { slug: true } },
      recommendation: { select: { code: true } },
    },
  },
} as const satisfies Prisma.UpdateInclude;

type Entry = Prisma.UpdateGetPayload<{ include: typeof shown }>;

/** All entries, chain by chain, a batch at a time: the log may be larger than the memory. */
async function* listEntries(tx: Database): AsyncGenerator<Entry> {
  let last: Entry | undefined;
  do {
    const rows: Entry[] = await tx.update.findMany({
      where: last && {
        assignmentId: { gte: last.assignmentId },
        OR: [{ assignmentId: { gt: last.assignmentId } }, { sequence: { gt: last.sequence } }],
      },
      orderBy: [{ assignmentId: "asc" }, { sequence: "asc" }],
      take: batch,
      include: shown,
    });
    yield* rows;
    last = rows.length === batch ? rows.at(-1) : undefined;
  } while (last);
}

function continues(before: Entry | undefined, { assignment, hash, ...content }: Entry): boolean {
  return (
    content.sequence === (before?.sequence ?? 0) + 1 &&
    content.previousHash === (before?.hash ?? null) &&
    hash === hashEntry(content)
  );
}

/** The entry names the hash of each file, and is hashed with it; here the bytes are. */
async function holdsItsFiles(tx: Database, { evidence }: Entry): Promise<boolean> {
  for (const one of evidence) if (one.kind === "file" && !(await isWhole(tx, one))) return false;
  return true;
}

function endsAtHead({ assignment, sequence, hash }: Entry): boolean {
  return assignment.logLength === sequence && assignment.headHash === hash;
}

function lost(last: Entry): Broken {
  return { what: "missing", ...placeOf(last), sequence: last.sequence + 1, entryId: null };
}

function placeOf({ assignment }: Pick<Entry, "assignment">) {
  return { code: assignment.recommendation.code, organization: assignment.organization.slug };
}

/** An assignment that keeps a head, but whose entries are all gone. */
async function findEmptied(tx: Database): Promise<Broken | null> {
  const assignment = await tx.assignment.findFirst({
    where: { logLength: { gt: 0 }, updates: { none: {} } },
    select: shown.assignment.select,
  });
  return assignment && { what: "missing", ...placeOf({ assignment }), sequence: 1, entryId: null };
}
