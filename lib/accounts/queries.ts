import "server-only";
import { db } from "#lib/db.ts";
import { linkState, refusalOf } from "./link.ts";
import { hashToken } from "./tokens.ts";
import { publicViewer, type Viewer, type ViewerOrganization } from "./viewer.ts";

const organization = { select: { id: true, slug: true, name: true, acronym: true } } as const;

/** Who a session stands for, as of this instant: an ended session, person or membership is the public. */
export async function findViewer(sessionId: string, now: Date): Promise<Viewer> {
  const session = await db.session.findFirst({
    where: { id: sessionId, endedAt: null, expiresAt: { gt: now }, user: { endedAt: null } },
    select: {
      organizationId: true,
      user: {
        select: {
          id: true,
          name: true,
          memberships: {
            where: { endedAt: null },
            orderBy: { createdAt: "asc" },
            select: { roles: true, organization },
          },
        },
      },
    },
  });
  const memberships = session?.user.memberships ?? [];
  const acting = memberships.find((membership) => membership.organization.id === session?.organizationId);
  if (!session || !acting) return publicViewer;
  return {
    kind: "member",
    sessionId,
    userId: session.user.id,
    name: session.user.name,
    organization: acting.organization,
    roles: acting.roles,
    organizations: memberships.map((membership): ViewerOrganization => membership.organization),
  };
}

/** Whom a link would sign in, or why it does not; looking does not use it up. */
export async function getLink(token: string, now: Date) {
  const link = await db.oneTimeLink.findUnique({ where: { tokenHash: hashToken(token) }, select: linkState });
  const refusal = refusalOf(link, now);
  if (!link || refusal) return { isValid: false as const, refusal: refusal ?? ("unknown" as const) };
  return {
    isValid: true as const,
    name: link.membership.user.name,
    organization: link.membership.organization,
  };
}
