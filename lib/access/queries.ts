import "server-only";
import { cache } from "react";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { addDays, startOfDay } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { watchedOrganizations } from "./policy.ts";
import { type AccessCursor, AccessDetails, type AccessFilters } from "./schema.ts";

/** What somebody may read of the access log. */
export type Watch = {
  member: Member;
  organizations: readonly { id: string; slug: string; acronym: string }[];
  /** What is of no organization, such as a sign-in that failed, is the steward's to read. */
  isSteward: boolean;
  timeZone: string;
};

/** What the viewer may read of the access log; nothing if they read none of it. */
export const getWatch = cache(async (viewer: Viewer): Promise<Watch | undefined> => {
  if (viewer.kind === "public") return;
  const [organizations, kept] = await Promise.all([
    db.organization.findMany({
      where: watchedOrganizations(viewer),
      orderBy: { acronym: "asc" },
      select: {
        ...{ id: true, slug: true, acronym: true },
        participations: {
          orderBy: { report: { createdAt: "asc" } },
          take: 1,
          select: { report: { select: { timeZone: true } } },
        },
      },
    }),
    db.participation.count({ where: { organizationId: viewer.organization.id, function: "steward" } }),
  ]);
  if (organizations.length === 0) return;
  const own = organizations.find(({ id }) => id === viewer.organization.id) ?? organizations[0];
  return {
    member: viewer,
    organizations,
    isSteward: viewer.roles.includes("steward") && kept > 0,
    timeZone: own?.participations[0]?.report.timeZone ?? "UTC",
  };
});

const shown = {
  id: true,
  recordedAt: true,
  kind: true,
  address: true,
  details: true,
  actor: { select: { id: true, name: true } },
  about: { select: { id: true, name: true } },
  organization: { select: { slug: true, acronym: true } },
} as const satisfies Prisma.AccessEntrySelect;

export type AccessRow = Awaited<ReturnType<typeof listAccess>>[number];

/** Entries of the access log, the newest first: up to so many, before a cursor. */
export async function listAccess(watch: Watch, filters: AccessFilters, before: AccessCursor | undefined, take: number) {
  const rows = await readingAs(watch.member, (tx) =>
    tx.accessEntry.findMany({
      where: { AND: [visible(watch, filters.organization), narrowed(watch, filters), before ? older(before) : {}] },
      orderBy: [{ recordedAt: "desc" }, { id: "desc" }],
      take,
      select: shown,
    }),
  );
  // `kept` is what stands there, whether or not this version has a sentence for it.
  return rows.map(({ details, ...row }) => ({ ...row, kept: details, details: AccessDetails.parse(details) }));
}

/** An organization of which one reads nothing has no entries here. */
function visible({ organizations, isSteward }: Watch, slug: string | undefined): Prisma.AccessEntryWhereInput {
  if (slug) return { organizationId: organizations.find((one) => one.slug === slug)?.id ?? { in: [] } };
  const own = { organizationId: { in: organizations.map(({ id }) => id) } };
  return isSteward ? { OR: [own, { organizationId: null }] } : own;
}

function narrowed({ timeZone }: Watch, { kind, person, from, to }: AccessFilters): Prisma.AccessEntryWhereInput {
  return {
    kind,
    ...(person && { OR: [{ actorId: person }, { aboutId: person }] }),
    recordedAt: {
      gte: from && startOfDay(from, timeZone),
      lt: to && startOfDay(addDays(to, 1), timeZone),
    },
  };
}

/** The first of the two says to an index where to begin. */
function older({ at, id }: AccessCursor): Prisma.AccessEntryWhereInput {
  return { recordedAt: { lte: at }, OR: [{ recordedAt: { lt: at } }, { id: { lt: id } }] };
}

const batchSize = 1000;

/** All that the filters leave, batch by batch; what is written meanwhile is newer than what is read. */
export async function* readAccess(watch: Watch, filters: AccessFilters): AsyncGenerator<AccessRow[]> {
  let before: AccessCursor | undefined;
  do {
    const rows = await listAccess(watch, filters, before, batchSize);
    yield rows;
    const last = rows.length === batchSize ? rows.at(-1) : undefined;
    before = last && { at: last.recordedAt, id: last.id };
  } while (before);
}
