/** Milliseconds that an invitation stands: it is passed on by hand or by mail, to somebody who may be away. */
export const invitationLifetime = 7 * 24 * 60 * 60 * 1000;

export type InvitationRefusal = "unknown" | "used" | "withdrawn" | "expired";

/** What is read of an invitation to tell whether it still leads in. */
export const invitationState = { usedAt: true, withdrawnAt: true, expiresAt: true } as const;

type InvitationState = { usedAt: Date | null; withdrawnAt: Date | null; expiresAt: Date };

/** Why an invitation leads nowhere, if it does not. */
export function refusalOf(invitation: InvitationState | null, now: Date): InvitationRefusal | undefined {
  if (!invitation) return "unknown";
  if (invitation.usedAt) return "used";
  if (invitation.withdrawnAt) return "withdrawn";
  if (invitation.expiresAt <= now) return "expired";
}

/** Those that still lead in. */
export function openInvitations(now: Date) {
  return { usedAt: null, withdrawnAt: null, expiresAt: { gt: now } };
}
