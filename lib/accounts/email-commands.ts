import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { type EmailForm, judgeEmail, type PersonProblem } from "#lib/people/schema.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { changeOwn, endOtherSessions, type OwnChange, type OwnChangeRefusal } from "./own-change.ts";
import type { Member } from "./viewer.ts";

/**
 * From now on one is reached, and signs in, at another address, which is not confirmed yet. Links that were sent to the one
 * before lead nowhere, and sessions elsewhere end. Whether somebody else has it too is not told.
 */
export async function changeEmail(
  member: Member,
  { email }: EmailForm,
  now: Date,
  caller: Caller,
): Promise<Result<OwnChange, OwnChangeRefusal | "invalid", PersonProblem[] | undefined>> {
  const { userId, organization } = member;
  return changeOwn(member, now, async (tx) => {
    const problems = judgeEmail(email);
    if (email === "") problems.push({ field: "email", code: "missing" });
    const user = await tx.user.findUniqueOrThrow({ where: { id: userId }, select: { email: true } });
    if (user.email === email) problems.push({ field: "email", code: "same" });
    if (problems.length > 0) return refused("invalid", problems);
    await tx.user.update({
      where: { id: userId },
      data: { email, emailSetAt: now, emailVerifiedAt: null },
      select: { id: true },
    });
    await tx.oneTimeLink.updateMany({
      where: { userId, purpose: { not: "sign_in" }, usedAt: null },
      data: { usedAt: now },
    });
    await recordAccess(
      tx,
      { kind: "email_changed", at: now, actorId: userId, organizationId: organization.id },
      caller,
    );
    const wasElsewhere = await endOtherSessions(tx, member, now, caller);
    return done({ wasElsewhere });
  });
}
