import "server-only";
import { cache } from "react";
import { validate as isUuid } from "uuid";
import { hashToken } from "#lib/accounts/tokens.ts";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { presenting, readingAs } from "#lib/acting.ts";
import { db } from "#lib/db.ts";
import { invitationState, openInvitations, refusalOf } from "./invitation.ts";
import { placeFields, readPerson, readPlace } from "./place.ts";
import { canLeaveWithoutApprover, canManagePeople, canRemovePerson, rolesToGive } from "./policy.ts";

/** How many people, and how many invitations, a page shows. */
const pageSize = 100;

/** An organization whose people the viewer manages, and the roles that they may give there; nothing if they do not. */
export const getManaged = cache(async (viewer: Viewer, slug: string) => {
  const place = await readPlace(db, slug);
  if (!place || !canManagePeople(viewer, place)) return;
  const timeZone = place.participations[0]?.report.timeZone ?? "UTC";
  return {
    ...{ ...place, timeZone, rolesToGive: rolesToGive(viewer, place) },
    isSteward: canLeaveWithoutApprover(viewer, place),
  };
});

type Managed = NonNullable<Awaited<ReturnType<typeof getManaged>>>;

const person = {
  roles: true,
  createdAt: true,
  user: { select: { id: true, name: true, email: true, lastSignedInAt: true, lastSignedInBy: true } },
} as const;

const belonging = ({ id }: Managed) => ({ organizationId: id, endedAt: null, user: { endedAt: null } });

/** A page of the people of an organization, by name. */
export async function listPeople(managed: Managed, page: number) {
  const where = belonging(managed);
  const [found, people] = await Promise.all([
    db.membership.count({ where }),
    db.membership.findMany({
      where,
      orderBy: [{ user: { name: "asc" } }, { userId: "asc" }],
      take: pageSize,
      skip: (page - 1) * pageSize,
      select: person,
    }),
  ]);
  return { people, pages: Math.max(1, Math.ceil(found / pageSize)) };
}

/** One of the people of an organization. */
export async function getPerson(managed: Managed, userId: string) {
  return db.membership.findFirst({ where: { ...belonging(managed), userId }, select: person });
}

/** Those whose membership has ended, and whom the viewer may remove altogether, by name. */
export async function listFormer(viewer: Viewer, { id }: Managed) {
  if (viewer.kind === "public") return [];
  const kept = { participations: { some: { organizationId: viewer.organization.id, function: "steward" as const } } };
  const people = await db.user.findMany({
    where: {
      endedAt: null,
      memberships: {
        some: { organizationId: id, endedAt: { not: null } },
        // Else whoever belongs elsewhere would fill the page, and be left out of it below.
        every: { OR: [{ endedAt: { not: null } }, { organization: { participations: { some: { report: kept } } } }] },
      },
    },
    orderBy: [{ name: "asc" }, { id: "asc" }],
    take: pageSize,
    select: {
      ...{ id: true, name: true },
      memberships: { select: { roles: true, endedAt: true, organization: { select: placeFields } } },
    },
  });
  return people.filter(({ memberships }) => canRemovePerson(viewer, memberships));
}

/** Somebody who belongs or belonged to an organization, whom the viewer may remove; oneself one removes elsewhere. */
export const getRemovable = cache(async (viewer: Viewer, slug: string, personId: string) => {
  const managed = await getManaged(viewer, slug);
  if (!managed || !isUuid(personId) || (viewer.kind === "member" && viewer.userId === personId)) return;
  const person = await readPerson(db, personId);
  const [main] = person?.memberships ?? [];
  if (!person || !main || !person.memberships.some(({ organization }) => organization.id === managed.id)) return;
  if (!canRemovePerson(viewer, person.memberships)) return;
  return { id: person.id, name: person.name, managed, formerOf: main.organization.acronym };
});

/** The invitations that still lead into an organization, newest first. */
export async function listOpenInvitations(viewer: Viewer, { id }: Managed, now: Date) {
  return readingAs(viewer, (tx) =>
    tx.invitation.findMany({
      where: { organizationId: id, ...openInvitations(now) },
      orderBy: [{ createdAt: "desc" }, { id: "asc" }],
      take: pageSize,
      select: {
        ...{ id: true, email: true, roles: true, createdAt: true, expiresAt: true },
        invitedBy: { select: { name: true } },
      },
    }),
  );
}

/** Whom an invitation leads where, or why it does not; looking does not use it up. */
export async function getInvitation(token: string, now: Date) {
  const tokenHash = hashToken(token);
  const invitation = await presenting(tokenHash, now, (tx) =>
    tx.invitation.findUnique({
      where: { tokenHash },
      select: {
        ...invitationState,
        ...{ roles: true, email: true, organizationId: true },
        invitedBy: { select: { name: true } },
        organization: { select: placeFields },
      },
    }),
  );
  const refusal = refusalOf(invitation, now);
  if (!invitation || refusal) return { isOpen: false as const, refusal: refusal ?? ("unknown" as const) };
  const timeZone = invitation.organization.participations[0]?.report.timeZone ?? "UTC";
  return { isOpen: true as const, ...invitation, timeZone };
}
