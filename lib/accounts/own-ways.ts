import "server-only";
import { readingAs } from "#lib/acting.ts";
import type { Member } from "./viewer.ts";

/** With what somebody signs in: nothing that could be used to do so. */
export async function getOwnWays(member: Member) {
  const { userId } = member;
  return readingAs(member, async (tx) => {
    const { email, emailVerifiedAt, password, passkeys, totpSecret, linkedIdentities, recoveryCodes, memberships } =
      await tx.user.findUniqueOrThrow({
        where: { id: userId },
        select: {
          ...{ email: true, emailVerifiedAt: true },
          password: { select: { setAt: true } },
          passkeys: {
            orderBy: { createdAt: "asc" },
            select: { id: true, name: true, createdAt: true, lastUsedAt: true },
          },
          totpSecret: { select: { confirmedAt: true } },
          linkedIdentities: {
            orderBy: { createdAt: "asc" },
            select: { id: true, issuer: true, subject: true, createdAt: true },
          },
          recoveryCodes: { where: { usedAt: null }, select: { id: true } },
          memberships: {
            where: { endedAt: null, organization: { secondFactorDemand: { isNot: null } } },
            select: { organization: { select: { acronym: true } } },
          },
        },
      });
    return {
      ...{ email, isEmailConfirmed: emailVerifiedAt !== null },
      ...{ password, passkeys, linkedIdentities, recoveryCodesLeft: recoveryCodes.length },
      secondFactorSetAt: totpSecret?.confirmedAt ?? undefined,
      /** Those that demand a second factor of their people. */
      demandedBy: memberships.map(({ organization }) => organization.acronym),
    };
  });
}
