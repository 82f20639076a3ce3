import "server-only";
import { v7 as uuid } from "uuid";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { openSession } from "#lib/accounts/sign-in.ts";
import { hashToken } from "#lib/accounts/tokens.ts";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { presenting, tellPerson } from "#lib/acting.ts";
import type { Database } from "#lib/db.ts";
import type { Role } from "#lib/generated/enums.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { type InvitationRefusal, invitationState, refusalOf } from "./invitation.ts";
import { judgeEmail, judgeName, type PersonForm, type PersonProblem } from "./schema.ts";

export type JoinRefusal = InvitationRefusal | "member-already" | "signed-out" | "invalid";
/** Whoever has a new account is signed in by this token; whoever was signed in stays so, now for this organization. */
type Joined = Result<{ account?: { userId: string; token: string } }, JoinRefusal, PersonProblem[] | undefined>;

type Joining = { id: string; organizationId: string; roles: Role[]; email: string | null };

/**
 * Accepts an invitation: as the one who is signed in, or with a new account. Of two who do so at once, one comes in. Whether
 * an address has an account already makes no difference to what is answered.
 */
export function acceptInvitation(
  viewer: Viewer,
  token: string,
  form: PersonForm,
  now: Date,
  caller: Caller,
): Promise<Joined> {
  const tokenHash = hashToken(token);
  return presenting(tokenHash, now, async (tx) => {
    await tx.$executeRaw`select 1 from invitations where token_hash = ${tokenHash} for update`;
    const invitation = await tx.invitation.findUnique({
      where: { tokenHash },
      select: { ...invitationState, id: true, organizationId: true, roles: true, email: true },
    });
    const refusal = refusalOf(invitation, now);
    if (!invitation || refusal) return refused(refusal ?? "unknown");
    return viewer.kind === "member"
      ? joinAsMember(tx, viewer, invitation, now, caller)
      : joinAsNew(tx, form, invitation, now, caller);
  });
}

async function joinAsMember(
  tx: Database,
  { userId, sessionId }: Member,
  invitation: Joining,
  now: Date,
  caller: Caller,
): Promise<Joined> {
  const { organizationId, roles } = invitation;
  await tellPerson(tx, userId);
  const user = await tx.user.findFirst({
    where: { id: userId, endedAt: null, sessions: { some: { id: sessionId, endedAt: null } } },
    select: { memberships: { where: { organizationId }, select: { endedAt: true } } },
  });
  if (!user) return refused("signed-out");
  const [earlier] = user.memberships;
  if (earlier && !earlier.endedAt) return refused("member-already");
  // Not an upsert: whether it inserts or updates, the invitation is used up once.
  if (earlier)
    await tx.membership.update({
      where: { userId_organizationId: { userId, organizationId } },
      data: { roles, createdAt: now, changedAt: null, changedById: null, endedAt: null, endedById: null },
    });
  else await tx.membership.create({ data: { userId, organizationId, roles, createdAt: now } });
  await tx.session.updateMany({ where: { id: sessionId, endedAt: null }, data: { organizationId } });
  await recordAcceptance(tx, userId, invitation, now, caller);
  return done({});
}

async function joinAsNew(
  tx: Database,
  form: PersonForm,
  invitation: Joining,
  now: Date,
  caller: Caller,
): Promise<Joined> {
  const { organizationId, roles } = invitation;
  const email = invitation.email ?? form.email;
  const problems = [...judgeName(form.name), ...judgeEmail(email)];
  if (email === "") problems.push({ field: "email", code: "missing" });
  if (problems.length > 0) return refused("invalid", problems);
  const userId = uuid();
  await tellPerson(tx, userId);
  const isEmailInvited = invitation.email !== null;
  await tx.user.create({
    data: { id: userId, name: form.name, email, emailSetAt: now, isEmailInvited, createdAt: now },
  });
  await tx.membership.create({ data: { userId, organizationId, roles, createdAt: now } });
  await recordAcceptance(tx, userId, invitation, now, caller);
  const token = await openSession(tx, { userId, organizationId, way: "invitation", shownAt: now }, now, caller);
  return done({ account: { userId, token } });
}

async function recordAcceptance(
  tx: Database,
  actorId: string,
  { id, organizationId, roles }: Joining,
  at: Date,
  caller: Caller,
) {
  const details = { roles, invitation: id };
  await recordAccess(tx, { kind: "invitation_accepted", at, actorId, organizationId, details }, caller);
}
