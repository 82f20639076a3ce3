import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { actingAs, readingAs } from "#lib/acting.ts";
import { fromDatabaseDay } from "#lib/dates.ts";
import type { Database } from "#lib/db.ts";
import { writeJson } from "#lib/exports/json.ts";

// All that is stored of a person, for themselves. Of what they sign in with there is that it is there, and never what it is.

const organization = { select: { slug: true, acronym: true } } as const;
const report = { select: { slug: true } } as const;

/** Everything that is stored of a member, as JSON. That they asked for it is recorded first. */
export async function exportPerson(member: Member, now: Date, caller: Caller): Promise<AsyncGenerator<string>> {
  const about = await actingAs(member, now, async (tx) => {
    const entry = { at: now, actorId: member.userId, organizationId: member.organization.id };
    await recordAccess(tx, { kind: "personal_data_exported", ...entry }, caller);
    return readPerson(tx, member.userId);
  });
  return writeJson(
    { made: now, ...about },
    {
      entries: inBatches<string>(member, (tx, after) => readEntries(tx, member, after)),
      registerChanges: inBatches<bigint>(member, (tx, after) => readRegisterChanges(tx, member, after)),
      accessEntries: inBatches<bigint>(member, (tx, after) => readAccess(tx, member, after)),
    },
  );
}

async function readPerson(tx: Database, userId: string) {
  const person = await tx.user.findUniqueOrThrow({
    where: { id: userId },
    select: {
      ...{ id: true, name: true, email: true, emailSetAt: true, emailVerifiedAt: true, isEmailInvited: true },
      ...{ lastSignedInAt: true, lastSignedInBy: true, createdAt: true },
      password: { select: { setAt: true } },
      passkeys: { select: { name: true, transports: true, createdAt: true, lastUsedAt: true } },
      totpSecret: { select: { createdAt: true, confirmedAt: true } },
      recoveryCodes: { select: { createdAt: true, usedAt: true } },
      linkedIdentities: { select: { issuer: true, subject: true, createdAt: true, lastUsedAt: true } },
      memberships: {
        orderBy: { createdAt: "asc" },
        select: { organization, roles: true, createdAt: true, changedAt: true, endedAt: true },
      },
      sessions: {
        orderBy: { createdAt: "asc" },
        select: {
          ...{ organization, way: true, secondFactor: true, userAgent: true },
          ...{ createdAt: true, shownAt: true, lastSeenAt: true, expiresAt: true, endedAt: true },
        },
      },
      invitationsMade: {
        orderBy: { createdAt: "asc" },
        // The address of whoever was invited is theirs.
        select: { organization, roles: true, createdAt: true, expiresAt: true, usedAt: true, withdrawnAt: true },
      },
      secondFactorDemands: { select: { organization, setAt: true } },
      drafts: { orderBy: { createdAt: "asc" }, select: { createdAt: true, content: true } },
      visits: { select: { report, readAt: true } },
      snapshots: { orderBy: { createdAt: "asc" }, select: { report, slug: true, title: true, createdAt: true } },
    },
  });
  const links = await tx.oneTimeLink.findMany({
    where: { userId },
    orderBy: { createdAt: "asc" },
    select: { organizationId: true, purpose: true, email: true, createdAt: true, expiresAt: true, usedAt: true },
  });
  return { ...person, links };
}

const batchSize = 500;

type Read<Id> = (tx: Database, after: Id | undefined) => Promise<{ id: Id }[]>;

/** Rows as they are read; an own transaction each time, so that a slow reader holds none open. */
async function* inBatches<Id>(member: Member, read: Read<Id>) {
  let last: Id | undefined;
  do {
    const rows = await readingAs(member, (tx) => read(tx, last));
    yield rows.map(written);
    last = rows.length === batchSize ? rows.at(-1)?.id : undefined;
  } while (last !== undefined);
}

/** What is empty is left out. A calendar day is no instant. */
function written(row: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => {
        if (typeof value === "bigint") return [name, String(value)];
        return [name, value instanceof Date && /(?:On|By)$/.test(name) ? fromDatabaseDay(value) : value];
      }),
  );
}

function readEntries(tx: Database, { userId }: Member, after: string | undefined) {
  return tx.update.findMany({
    where: { actorId: userId, id: after === undefined ? undefined : { gt: after } },
    orderBy: { id: "asc" },
    take: batchSize,
    omit: { actorId: true, reportId: true, previousHash: true },
    include: {
      assignment: { select: { organization, recommendation: { select: { code: true, report } } } },
      actingOrganization: organization,
      onBehalfOf: organization,
      evidence: { orderBy: { position: "asc" }, omit: { updateId: true } },
    },
  });
}

function readRegisterChanges(tx: Database, { userId }: Member, after: bigint | undefined) {
  return tx.registerChange.findMany({
    where: { actorId: userId, id: after === undefined ? undefined : { gt: after } },
    orderBy: { id: "asc" },
    take: batchSize,
    omit: { actorId: true, reportId: true },
  });
}

/** Also what others did about them; from where these did it is theirs. */
async function readAccess(tx: Database, { userId }: Member, after: bigint | undefined) {
  const rows = await tx.accessEntry.findMany({
    where: { OR: [{ actorId: userId }, { aboutId: userId }], id: after === undefined ? undefined : { gt: after } },
    orderBy: { id: "asc" },
    take: batchSize,
    select: { id: true, recordedAt: true, kind: true, actorId: true, organization, address: true, details: true },
  });
  return rows.map(({ actorId, ...row }) => {
    const isOwn = actorId === userId;
    return isOwn ? { ...row, isOwn } : { ...row, isOwn, address: null, details: {} };
  });
}
