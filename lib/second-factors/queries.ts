import "server-only";
import type { Member } from "#lib/accounts/viewer.ts";
import { readingAs } from "#lib/acting.ts";
import { db } from "#lib/db.ts";
import { findBegunSecret } from "./begun.ts";
import { unseal } from "./sealed.ts";

/** The secret of a second factor that is being set up; one that is set is shown to nobody any more. */
export async function getBegunSecret(member: Member): Promise<Uint8Array | undefined> {
  const { userId } = member;
  const begun = await readingAs(member, (tx) => findBegunSecret(tx, userId));
  return begun && unseal(begun.sealed, userId);
}

/** Since when an organization's people are asked for a second factor, if they are. */
export async function getSecondFactorDemand(organizationId: string) {
  return db.secondFactorDemand.findUnique({ where: { organizationId }, select: { setAt: true } });
}
