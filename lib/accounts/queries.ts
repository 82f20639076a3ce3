import "server-only";
import { presenting, readingAs } from "#lib/acting.ts";
import { db } from "#lib/db.ts";
import type { SecondFactor, SignInWay } from "#lib/generated/enums.ts";
import { placeFields } from "#lib/people/place.ts";
import { linkState, signInRefusalOf } from "./link.ts";
import { idleLifetime, idleSince, isStrong } from "./session.ts";
import { hashToken } from "./tokens.ts";
import { type Member, publicViewer, type Viewer, type ViewerOrganization } from "./viewer.ts";

const organization = { select: { id: true, slug: true, name: true, acronym: true } } as const;

type Standing = {
  id: string;
  user_id: string;
  organization_id: string;
  way: SignInWay;
  second_factor: SecondFactor | null;
  shown_at: Date | null;
  is_second_factor_demanded: boolean;
};

/** Somebody signed in. Who owes a second factor sets one up before they are anybody here. */
type SignedIn = { member: Member; owesSecondFactor: boolean };

/** Whom the token of a session stands for, as of this instant: an ended session, person or membership is the public. */
export async function findViewer(token: string, now: Date): Promise<Viewer> {
  const signedIn = await findSignedIn(token, now);
  return signedIn && !signedIn.owesSecondFactor ? signedIn.member : publicViewer;
}

/** The same, also of somebody who owes a second factor, which their organization demands and their session has not shown. */
export async function findSignedIn(token: string, now: Date): Promise<SignedIn | undefined> {
  const [session] = await db.$queryRaw<Standing[]>`
    select s.*, exists (select from second_factor_demands d where d.organization_id = s.organization_id) as is_second_factor_demanded
    from use_session(${hashToken(token)}, ${now}, make_interval(secs => ${idleLifetime / 1000}::double precision)) s`;
  if (!session) return;
  const user = await db.user.findFirst({
    where: { id: session.user_id, endedAt: null },
    select: {
      id: true,
      name: true,
      memberships: { where: { endedAt: null }, orderBy: { createdAt: "asc" }, select: { roles: true, organization } },
    },
  });
  const acting = user?.memberships.find((membership) => membership.organization.id === session.organization_id);
  if (!user || !acting) return;
  const member: Member = {
    kind: "member",
    sessionId: session.id,
    shownAt: session.shown_at ?? undefined,
    userId: user.id,
    name: user.name,
    organization: acting.organization,
    roles: acting.roles,
    organizations: user.memberships.map((membership): ViewerOrganization => membership.organization),
  };
  const isShown = isStrong({ way: session.way, secondFactor: session.second_factor });
  return { member, owesSecondFactor: session.is_second_factor_demanded && !isShown };
}

/** Whom a link would sign in, or why it does not; looking does not use it up. */
export async function getLink(token: string, now: Date) {
  const tokenHash = hashToken(token);
  const link = await presenting(tokenHash, now, (tx) =>
    tx.oneTimeLink.findUnique({ where: { tokenHash }, select: linkState }),
  );
  const refusal = signInRefusalOf(link, now);
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
