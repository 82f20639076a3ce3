import "server-only";
import { type Caller, noCaller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { presenting } from "#lib/acting.ts";
import { type Database, db } from "#lib/db.ts";
import type { OrganizationFunction, Role } from "#lib/generated/enums.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { type Entered, enter } from "./entrance.ts";
import { type LinkRefusal, linkState, signInRefusalOf, wayOf } from "./link.ts";
import { hashToken, newToken } from "./tokens.ts";
import { publicViewer, type Viewer } from "./viewer.ts";

const linkLifetime = 24 * 60 * 60 * 1000;

/** `organization` is a slug, `role` the first of the account's roles there. */
export type SignInLink = { organization: string; role: Role; roles: Role[]; url: string; expiresAt: Date };

/** The account that a new organization starts with. */
const firstAccounts = {
  stakeholder: { name: "First approver", roles: ["approver"] },
  steward: { name: "First steward", roles: ["steward", "verifier"] },
} as const satisfies Record<OrganizationFunction, { name: string; roles: readonly Role[] }>;

/** Gives each organization of a report that has no account its first one, with a link to sign in; empty when none is new. */
export async function issueFirstLinks(now: Date, address: string): Promise<SignInLink[]> {
  return db.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('first accounts'))`;
    const participations = await tx.participation.findMany({
      where: { organization: { memberships: { none: {} } } },
      orderBy: [{ report: { createdAt: "asc" } }, { position: "asc" }],
      select: { organizationId: true, function: true },
    });
    // An organization that is the steward of one report and answers in another starts as both.
    const roles = Map.groupBy(participations, ({ organizationId }) => organizationId);
    const links: SignInLink[] = [];
    for (const [organizationId, functions] of roles) {
      const accounts = functions.map((participation) => firstAccounts[participation.function]);
      const { id: userId } = await tx.user.create({ data: { name: accounts[0]?.name ?? "" } });
      await tx.membership.create({
        data: { userId, organizationId, roles: [...new Set(accounts.flatMap((account) => account.roles))] },
      });
      links.push(await issueLink(tx, { userId, organizationId }, now, address));
    }
    return links;
  });
}

/** A fresh link for the first account of each organization. Links issued before stay valid until they are used or expire. */
export async function issueSignInLinks(now: Date, address: string): Promise<SignInLink[]> {
  const memberships = await db.membership.findMany({
    where: { endedAt: null, user: { endedAt: null } },
    orderBy: [{ organizationId: "asc" }, { createdAt: "asc" }, { userId: "asc" }],
    distinct: ["organizationId"],
    select: {
      userId: true,
      organizationId: true,
      organization: { select: { participations: { select: { position: true } } } },
    },
  });
  const order = (row: (typeof memberships)[number]) =>
    Math.min(...row.organization.participations.map(({ position }) => position));
  return db.$transaction(async (tx) => {
    const links: SignInLink[] = [];
    for (const membership of memberships.toSorted((one, other) => order(one) - order(other)))
      links.push(await issueLink(tx, membership, now, address));
    return links;
  });
}

async function issueLink(
  tx: Database,
  { userId, organizationId }: { userId: string; organizationId: string },
  now: Date,
  address: string,
): Promise<SignInLink> {
  const token = newToken();
  const expiresAt = new Date(now.getTime() + linkLifetime);
  await tx.oneTimeLink.create({
    data: { userId, organizationId, tokenHash: hashToken(token), createdAt: now, expiresAt },
  });
  const { roles, organization } = await tx.membership.findUniqueOrThrow({
    where: { userId_organizationId: { userId, organizationId } },
    select: { roles: true, organization: { select: { slug: true } } },
  });
  const [role] = roles;
  if (!role) throw new Error("A membership without a role: the database refuses it.");
  return { organization: organization.slug, role, roles, url: `${address}/sign-in/${token}`, expiresAt };
}

/** Uses up a link and lets its person in, in place of the one that the browser had. Of two who use it at once, one signs in. */
export async function signInWithLink(
  token: string,
  now: Date,
  caller: Caller = noCaller,
  before: Viewer = publicViewer,
): Promise<Result<Entered, LinkRefusal>> {
  return presenting(hashToken(token), now, async (tx) => {
    const link = await tx.oneTimeLink.findUnique({ where: { tokenHash: hashToken(token) }, select: linkState });
    const way = link && wayOf[link.purpose];
    const refuse = async (reason: LinkRefusal) => {
      const [aboutId, organizationId] = [link?.userId, link?.organizationId];
      const details = { way: way ?? "link", reason };
      await recordAccess(tx, { kind: "sign_in_failed", at: now, aboutId, organizationId, details }, caller);
      return refused(reason);
    };
    const refusal = signInRefusalOf(link, now);
    if (!way || refusal) return refuse(refusal ?? "unknown");
    const { count } = await tx.oneTimeLink.updateMany({
      where: { id: link.id, usedAt: null, expiresAt: { gt: now } },
      data: { usedAt: now },
    });
    if (count === 0) return refuse("used");
    const { userId, organizationId } = link;
    const entered = await enter(tx, { userId, organizationId, way, shownAt: now, before }, now, caller);
    return entered ? done(entered) : refuse("ended");
  });
}
