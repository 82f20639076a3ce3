import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { rereadMember } from "#lib/accounts/membership.ts";
import { hashToken, newToken } from "#lib/accounts/tokens.ts";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import type { Database } from "#lib/db.ts";
import type { Role } from "#lib/generated/enums.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { invitationLifetime, openInvitations } from "./invitation.ts";
import { readPlace } from "./place.ts";
import { canLeaveWithoutApprover, canManagePeople, changedRoles, lossOf, rolesToGive } from "./policy.ts";
import { type InvitationForm, judgeEmail, type PersonProblem, type RolesForm } from "./schema.ts";

// What approvers and stewards do with the people of an organization. The database refuses the same once more
// (memberships_rightful, invitations_add), and ends sessions and links with the membership.

/** Why the people of an organization stay as they are. */
export type PeopleRefusal =
  | "not-yours"
  | "not-found"
  | "not-yours-to-give"
  | "changed-meanwhile"
  | "sent-before"
  | "last-approver"
  | "last-steward"
  | "invalid";
type PeopleResult<Value = undefined> = Result<Value, PeopleRefusal, PersonProblem[] | undefined>;

type Managing = { member: Member; place: NonNullable<Awaited<ReturnType<typeof readPlace>>> };

/** One change of an organization's people at a time: whoever waited is judged by what stands then. */
async function managePeople<Value>(
  viewer: Viewer,
  organization: string,
  now: Date,
  work: (tx: Database, managing: Managing) => Promise<PeopleResult<Value>>,
): Promise<PeopleResult<Value>> {
  if (viewer.kind === "public") return refused("not-yours");
  return actingAs(viewer, now, async (tx) => {
    await tx.$executeRaw`select 1 from organizations where slug = ${organization} for no key update`;
    const [place, member] = [await readPlace(tx, organization), await rereadMember(tx, viewer)];
    if (!place) return refused("not-found");
    if (!member || !canManagePeople(member, place)) return refused("not-yours");
    return work(tx, { member, place });
  });
}

/** Invites somebody. Its token is answered this once and kept nowhere; the same form sent twice invites once. */
export function invite(
  viewer: Viewer,
  organization: string,
  { id, email, roles }: InvitationForm,
  now: Date,
  caller: Caller,
): Promise<PeopleResult<{ token: string }>> {
  return managePeople(viewer, organization, now, async (tx, { member, place }) => {
    if (!id) return refused("not-found");
    const problems: PersonProblem[] = judgeEmail(email);
    if (roles.length === 0) problems.push({ field: "roles", code: "missing" });
    if (email !== "" && (await isMember(tx, place.id, email)))
      problems.push({ field: "email", code: "member-already" });
    if (problems.length > 0) return refused("invalid", problems);
    if (!isWithin(roles, rolesToGive(member, place))) return refused("not-yours-to-give");
    const token = newToken();
    const { count } = await tx.invitation.createMany({
      skipDuplicates: true,
      data: {
        ...{ id, tokenHash: hashToken(token), organizationId: place.id, roles, email: email || null },
        ...{ invitedById: member.userId, createdAt: now, expiresAt: new Date(now.getTime() + invitationLifetime) },
      },
    });
    if (count === 0) return refused("sent-before");
    const { userId: actorId } = member;
    await recordAccess(
      tx,
      { kind: "invited", at: now, actorId, organizationId: place.id, details: { roles, invitation: id } },
      caller,
    );
    return done({ token });
  });
}

async function isMember(tx: Database, organizationId: string, email: string) {
  return (await tx.membership.count({ where: { organizationId, endedAt: null, user: { email, endedAt: null } } })) > 0;
}

const isWithin = (roles: readonly Role[], others: readonly Role[]) => roles.every((role) => others.includes(role));

/** Takes an invitation back that nobody has accepted yet. */
export function withdrawInvitation(
  viewer: Viewer,
  organization: string,
  id: string | null,
  now: Date,
  caller: Caller,
): Promise<PeopleResult> {
  return managePeople(viewer, organization, now, async (tx, { member, place }) => {
    if (!id) return refused("not-found");
    const { userId } = member;
    const { count } = await tx.invitation.updateMany({
      where: { id, organizationId: place.id, usedAt: null, withdrawnAt: null },
      data: { withdrawnAt: now, withdrawnById: userId },
    });
    if (count === 0) return refused("not-found");
    await recordAccess(
      tx,
      {
        ...{ kind: "invitation_withdrawn", at: now, actorId: userId, organizationId: place.id },
        details: { invitation: id },
      },
      caller,
    );
    return done(undefined);
  });
}

/** Gives somebody other roles, if they still have those that the writer saw. */
export function changeRoles(
  viewer: Viewer,
  organization: string,
  userId: string | null,
  { roles, seen }: RolesForm,
  now: Date,
  caller: Caller,
): Promise<PeopleResult> {
  return managePeople(viewer, organization, now, async (tx, managing) => {
    const { member, place } = managing;
    const held = await rolesHeld(tx, place.id, userId);
    if (!userId || !held) return refused("not-found");
    // What the writer may not give is not in the form, and stays as it is.
    const mine = rolesToGive(member, place);
    if (!isWithin(roles, mine)) return refused("not-yours-to-give");
    const holds = [...held.filter((role) => !mine.includes(role)), ...roles];
    if (changedRoles(held, seen).length > 0) return refused("changed-meanwhile");
    if (holds.length === 0) return refused("invalid", [{ field: "roles", code: "missing" }]);
    if (changedRoles(held, holds).length === 0) return done(undefined);
    const loss = await lossTo(tx, managing, userId, held, holds);
    if (loss) return refused(loss);
    await tx.membership.update({
      where: { userId_organizationId: { userId, organizationId: place.id } },
      data: { roles: holds, changedAt: now, changedById: member.userId },
    });
    await recordAccess(
      tx,
      {
        ...{ kind: "membership_changed", at: now, actorId: member.userId, organizationId: place.id, aboutId: userId },
        details: { was: held, is: holds },
      },
      caller,
    );
    return done(undefined);
  });
}

/** Ends a membership, with it every session for the organization, and the invitations that its person has made there. */
export function endMembership(
  viewer: Viewer,
  organization: string,
  userId: string | null,
  now: Date,
  caller: Caller,
): Promise<PeopleResult> {
  return managePeople(viewer, organization, now, async (tx, managing) => {
    const { member, place } = managing;
    const held = await rolesHeld(tx, place.id, userId);
    if (!userId || !held) return refused("not-found");
    if (!isWithin(held, rolesToGive(member, place))) return refused("not-yours-to-give");
    const loss = await lossTo(tx, managing, userId, held, []);
    if (loss) return refused(loss);
    const by = member.userId;
    const { count: invitations } = await tx.invitation.updateMany({
      where: { organizationId: place.id, invitedById: userId, ...openInvitations(now) },
      data: { withdrawnAt: now, withdrawnById: by },
    });
    await tx.membership.update({
      where: { userId_organizationId: { userId, organizationId: place.id } },
      data: { endedAt: now, endedById: by },
    });
    const entry = { at: now, actorId: by, organizationId: place.id, aboutId: userId };
    await recordAccess(tx, { ...entry, kind: "membership_ended", details: { was: held } }, caller);
    if (invitations > 0)
      await recordAccess(tx, { ...entry, kind: "invitation_withdrawn", details: { count: invitations } }, caller);
    return done(undefined);
  });
}

/** The roles that somebody has there now; nothing if they do not belong to it. */
async function rolesHeld(tx: Database, organizationId: string, userId: string | null): Promise<Role[] | undefined> {
  if (!userId) return;
  const membership = await tx.membership.findFirst({
    where: { userId, organizationId, endedAt: null, user: { endedAt: null } },
    select: { roles: true },
  });
  return membership?.roles;
}

async function lossTo(
  tx: Database,
  { member, place }: Managing,
  userId: string,
  held: readonly Role[],
  holds: readonly Role[],
) {
  const others = await tx.membership.findMany({
    where: { organizationId: place.id, userId: { not: userId }, endedAt: null, user: { endedAt: null } },
    select: { roles: true },
  });
  return lossOf(
    held.filter((role) => !holds.includes(role)),
    others.map(({ roles }) => roles),
    canLeaveWithoutApprover(member, place),
  );
}
