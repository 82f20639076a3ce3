import type { Member } from "#lib/accounts/viewer.ts";
import type { Role } from "#lib/generated/enums.ts";
import { db } from "./owner.ts";
import { createMember, createOrganization, newSlug } from "./report.ts";

export type Person = Member & { email: string };

type Fields = { name?: string; email?: string; isConfirmed?: boolean; isInvited?: boolean; roles?: Role[] };

/** Somebody with an account in an organization of their own, signed in now. */
export async function createPerson({
  isConfirmed = true,
  isInvited = false,
  roles = ["reporter"],
  ...fields
}: Fields = {}): Promise<Person> {
  const member = await createMember(await createOrganization(), roles);
  const email = fields.email ?? `${newSlug("person")}@example.org`;
  const name = fields.name ?? member.name;
  const now = new Date();
  await db.user.update({
    where: { id: member.userId },
    data: { name, email, emailSetAt: now, emailVerifiedAt: isConfirmed ? now : null, isEmailInvited: isInvited },
  });
  return { ...member, name, email };
}

/** What the access log says of somebody, oldest first. */
export async function accessOf({ userId }: { userId: string }) {
  const entries = await db.accessEntry.findMany({
    where: { OR: [{ actorId: userId }, { aboutId: userId }] },
    orderBy: { id: "asc" },
    select: { kind: true, details: true },
  });
  return entries.map(({ kind }) => kind);
}

/** Another session of somebody, and whether it still stands. */
export async function signedInElsewhere({ userId, organization }: Member) {
  const { id } = await db.session.create({
    data: {
      ...{ userId, organizationId: organization.id, way: "link", tokenHash: newSlug("hash") },
      expiresAt: new Date(Date.now() + 3_600_000),
    },
  });
  return async () => (await db.session.findUniqueOrThrow({ where: { id } })).endedAt === null;
}
