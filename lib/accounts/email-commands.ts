import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { actingAlone } from "#lib/acting.ts";
import { type EmailForm, judgeEmail, type PersonProblem } from "#lib/people/schema.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { isRecent } from "./session.ts";
import type { Member } from "./viewer.ts";

/**
 * From now on one is reached, and signs in, at another address, which is not confirmed yet. Links that were sent to the one
 * before lead nowhere. Whether somebody else has it too is not told.
 */
export async function changeEmail(
  member: Member,
  { email }: EmailForm,
  now: Date,
  caller: Caller,
): Promise<Result<undefined, "not-recent" | "signed-out" | "invalid", PersonProblem[] | undefined>> {
  if (!isRecent(member, now)) return refused("not-recent");
  const problems = judgeEmail(email);
  if (email === "") problems.push({ field: "email", code: "missing" });
  if (problems.length > 0) return refused("invalid", problems);
  const { userId, sessionId, organization } = member;
  return actingAlone(userId, now, async (tx) => {
    const user = await tx.user.findFirst({
      where: { id: userId, endedAt: null, sessions: { some: { id: sessionId, endedAt: null } } },
      select: { email: true },
    });
    if (!user) return refused("signed-out");
    if (user.email === email) return refused("invalid", [{ field: "email", code: "same" }]);
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
    return done(undefined);
  });
}
