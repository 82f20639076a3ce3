import type { LinkPurpose } from "#lib/generated/enums.ts";
import { isOn, type Way } from "./ways.ts";

export type LinkRefusal = "unknown" | "used" | "expired" | "ended" | "off";

/** What is read of a link to tell whether it signs in, and whom. */
export const linkState = {
  id: true,
  purpose: true,
  email: true,
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

/** By which way a link for each purpose signs in; one that confirms an address signs nobody in. */
export const wayOf = {
  sign_in: "link",
  email_sign_in: "email",
  email_confirmation: undefined,
} as const satisfies Record<LinkPurpose, Way | undefined>;

/** Why a link does not sign in, if it does not: a way that was turned off leads nobody in. */
export function signInRefusalOf(
  link: (LinkState & { purpose: LinkPurpose }) | null,
  now: Date,
): LinkRefusal | undefined {
  const way = link && wayOf[link.purpose];
  if (!way) return "unknown";
  return isOn(way) ? refusalOf(link, now) : "off";
}
