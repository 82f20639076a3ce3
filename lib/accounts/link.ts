export type LinkRefusal = "unknown" | "used" | "expired" | "ended";

/** What is read of a link to tell whether it signs in, and whom. */
export const linkState = {
  id: true,
  userId: true,
  organizationId: true,
  usedAt: true,
  expiresAt: true,
  membership: {
    select: {
      endedAt: true,
      user: { select: { name: true, endedAt: true } },
      organization: { select: { name: true, acronym: true } },
    },
  },
} as const;

type LinkState = {
  usedAt: Date | null;
  expiresAt: Date;
  membership: { endedAt: Date | null; user: { endedAt: Date | null } };
};

/** Why a link does not sign in, if it does not. */
export function refusalOf(link: LinkState | null, now: Date): LinkRefusal | undefined {
  if (!link) return "unknown";
  if (link.usedAt) return "used";
  if (link.membership.endedAt || link.membership.user.endedAt) return "ended";
  if (link.expiresAt <= now) return "expired";
}
