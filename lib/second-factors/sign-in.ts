import "server-only";
import { z } from "zod";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { findChallenge, holdChallenge } from "#lib/accounts/challenges.ts";
import { holdPerson } from "#lib/accounts/own-change.ts";
import { openSession } from "#lib/accounts/sign-in.ts";
import { hashToken } from "#lib/accounts/tokens.ts";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { isOn } from "#lib/accounts/ways.ts";
import { presenting, tellPerson } from "#lib/acting.ts";
import { SignInWay } from "#lib/generated/enums.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { takeCode } from "./codes.ts";

/** After so many wrong codes a sign-in starts over: whoever guesses has to show the first thing again. */
const mostTries = 5;

/** An invitation is no way that is turned off, and begins no half of a sign-in. */
const Begun = z.object({
  way: z.enum(SignInWay).exclude(["invitation"]),
  organizationId: z.uuid(),
  tries: z.number().int(),
});

export type SecondFactorRefusal = "over" | "wrong" | "too-many";

/** The second half of a sign-in. `usedRecoveryCode`: its person is told so. */
export async function showSecondFactor(
  token: string,
  code: string,
  before: Viewer,
  now: Date,
  caller: Caller,
): Promise<Result<{ token: string; userId: string; usedRecoveryCode: boolean }, SecondFactorRefusal>> {
  return presenting(hashToken(token), now, async (tx) => {
    const found = await findChallenge(tx, token, "second_factor", now);
    if (found?.userId) {
      await tellPerson(tx, found.userId);
      await holdPerson(tx, found.userId);
    }
    const challenge = found && (await holdChallenge(tx, token, "second_factor", now));
    const refuse = async (
      reason: SecondFactorRefusal,
      of: { aboutId?: string; organizationId?: string },
      way?: SignInWay,
    ) => {
      const details = { ...(way && { way }), secondFactor: reason };
      await recordAccess(tx, { kind: "sign_in_failed", at: now, ...of, details }, caller);
      return refused(reason);
    };
    if (!challenge?.userId) return refuse("over", {});
    const { id, userId } = challenge;
    const { way, organizationId, tries } = Begun.parse(challenge.content);
    const whose = { aboutId: userId, organizationId };
    if (!isOn(way)) return refuse("over", whose, way);
    const secondFactor = await takeCode(tx, userId, code, now);
    const isOver = secondFactor !== undefined || tries + 1 >= mostTries;
    if (isOver) await tx.challenge.delete({ where: { id }, select: { id: true } });
    if (!secondFactor) {
      if (!isOver)
        await tx.challenge.update({
          where: { id },
          data: { content: { way, organizationId, tries: tries + 1 } },
          select: { id: true },
        });
      return refuse(isOver ? "too-many" : "wrong", whose, way);
    }
    const standing = { userId, organizationId, endedAt: null, user: { endedAt: null } };
    if ((await tx.membership.count({ where: standing })) === 0) return refuse("over", whose, way);
    const usedRecoveryCode = secondFactor === "recovery_code";
    if (usedRecoveryCode)
      await recordAccess(tx, { kind: "recovery_code_used", at: now, actorId: userId, organizationId }, caller);
    // Whatever the first half was, the app or the codes are at hand now.
    const opening = { userId, organizationId, way, secondFactor, shownAt: now, before };
    const opened = await openSession(tx, opening, now, caller);
    return done({ token: opened, userId, usedRecoveryCode });
  });
}

/** Whose sign-in is half done, while it is under way. */
export async function findUnderWay(token: string, now: Date): Promise<string | undefined> {
  return presenting(
    hashToken(token),
    now,
    async (tx) => (await findChallenge(tx, token, "second_factor", now))?.userId ?? undefined,
  );
}
