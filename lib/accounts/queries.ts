import "server-only";
import { presenting, readingAs } from "#lib/acting.ts";
import { db } from "#lib/db.ts";
import type { SecondFactor, SignInWay } from "#lib/generated/enums.ts";
import { placeFields } from "#lib/people/place.ts";
import { linkState, refusalOf } from "./link.ts";
import { idleLifetime, idleSince } from "./session.ts";
import { hashToken } from "./tokens.ts";
import { type Member, publicViewer, type Viewer, type ViewerOrganization } from "./viewer.ts";

const organization = { select: { id: true, slug: true, name: true, acronym: true } } as const;

type Standing = {
  id: string;
  user_id: string;
  organization_id: string;
  way: SignInWay;
  second_factor: SecondFactor | null;
  created_at: Date;
};

/** Whom the token of a session stands for, as of this instant: an ended session, person or membership is the public. */
export async function findViewer(token: string, now: Date): Promise<Viewer> {
  const [session] = await db.$queryRaw<Standing[]>`
    select * from use_session(${hashToken(token)}, ${now}, make_interval(secs => ${idleLifetime / 1000}::double precision))`;
  if (!session) return publicViewer;
  const user = await db.user.findFirst({
    where: { id: session.user_id, endedAt: null },
    select: {
      id: true,
      name: true,
      memberships: { where: { endedAt: null }, orderBy: { createdAt: "asc" }, select: { roles: true, organization } },
    },
  });
  const acting = user?.memberships.find((membership) => membership.organization.id === session.organization_id);
  if (!user || !acting) return publicViewer;
  return {
    kind: "member",
    sessionId: session.id,
    signedInAt: session.created_at,
    userId: user.id,
    name: user.name,
    organization: acting.organization,
    roles: acting.roles,
    organizations: user.memberships.map((membership): ViewerOrganization => membership.organization),
  };
}

/** Whom a link would sign in, or why it does not; looking does not use it up. */
export async function getLink(token: string, now: Date) {
  const tokenHash = hashToken(token);
  const link = await presenting(tokenHash, now, (tx) =>
    tx.oneTimeLink.findUnique({ where: { tokenHash, purpose: "sign_in" }, select: linkState }),
  );
  const refusal = refusalOf(link, now);
  if (!link || refusal) return { isValid: false as const, refusal: refusal ?? ("unknown" as const) };
  return {
    isValid: true as const,
    name: link.membership.user.name,
    organization: link.membership.organization,
  };
}

/** The sessions in which somebody is signed in now, the newest first, and what is known of their account. */
export async function getAccount(member: Member, now: Date) {
  return readingAs(member, async (tx) => {
    const [user, sessions] = [
      await tx.user.findUniqueOrThrow({
        where: { id: member.userId },
        select: {
          ...{ name: true, email: true, emailVerifiedAt: true, createdAt: true },
          memberships: {
            where: { endedAt: null },
            orderBy: { createdAt: "asc" },
            select: { roles: true, organization: { select: placeFields } },
          },
        },
      }),
      await tx.session.findMany({
        where: { userId: member.userId, endedAt: null, expiresAt: { gt: now }, lastSeenAt: { gt: idleSince(now) } },
        orderBy: { createdAt: "desc" },
        take: 50,
        select: {
          ...{ id: true, way: true, createdAt: true, lastSeenAt: true, userAgent: true },
          organization: { select: { acronym: true } },
        },
      }),
    ];
    return { user, sessions };
  });
}
