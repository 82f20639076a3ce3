import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { tellPerson } from "#lib/acting.ts";
import type { Database } from "#lib/db.ts";
import type { SignInWay } from "#lib/generated/enums.ts";
import { beginChallenge } from "./challenges.ts";
import { isStrong } from "./session.ts";
import { openSession } from "./sign-in.ts";
import type { Viewer } from "./viewer.ts";

/**
 * `organizationId`: for which they sign in, where that was said; else for the one that they acted for last. `shownAt`: when
 * they have shown who they are, which may be long ago with a provider, or not known.
 */
type Shown = {
  userId: string;
  organizationId?: string;
  way: SignInWay;
  shownAt: Date | undefined;
  before: Viewer;
};

/** What somebody has who has shown who they are: a session, or what they still need a code of their second factor for. */
export type Entered = { kind: "session" | "second-factor"; token: string };

/** Lets somebody in who has shown who they are by one way. Nothing where they belong to no organization any more. */
export async function enter(tx: Database, shown: Shown, now: Date, caller: Caller): Promise<Entered | undefined> {
  const { userId, way, shownAt, before } = shown;
  await tellPerson(tx, userId);
  const organizationId = await organizationOf(tx, shown);
  if (!organizationId) return;
  if (!isStrong({ way, secondFactor: null }) && (await hasSecondFactor(tx, userId))) {
    const content = { way, organizationId, tries: 0 };
    return {
      kind: "second-factor",
      token: await beginChallenge(tx, { purpose: "second_factor", userId, content }, now),
    };
  }
  const opening = { userId, organizationId, way, shownAt, before };
  return { kind: "session", token: await openSession(tx, opening, now, caller) };
}

async function organizationOf(tx: Database, { userId, organizationId }: Shown): Promise<string | undefined> {
  const memberships = await tx.membership.findMany({
    where: { userId, endedAt: null, user: { endedAt: null } },
    orderBy: [{ createdAt: "asc" }, { organizationId: "asc" }],
    select: { organizationId: true },
  });
  const newest = await tx.session.findFirst({
    where: { userId },
    orderBy: { createdAt: "desc" },
    select: { organizationId: true },
  });
  const theirs = memberships.map((membership) => membership.organizationId);
  return [organizationId, newest?.organizationId].find((id) => id && theirs.includes(id)) ?? theirs[0];
}

async function hasSecondFactor(tx: Database, userId: string): Promise<boolean> {
  return (await tx.totpSecret.count({ where: { userId, confirmedAt: { not: null } } })) > 0;
}
