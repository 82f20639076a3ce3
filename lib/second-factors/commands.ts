import "server-only";
import type { Caller } from "#lib/access/caller.ts";
import { recordAccess } from "#lib/access/record.ts";
import { changeOwn, endOtherSessions, type OwnChange, type OwnChangeRefusal } from "#lib/accounts/own-change.ts";
import { openSession } from "#lib/accounts/sign-in.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import type { Database } from "#lib/db.ts";
import type { AccessKind } from "#lib/generated/enums.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { findBegunSecret } from "./begun.ts";
import { hashRecoveryCode, newRecoveryCodes } from "./recovery-codes.ts";
import { seal, unseal } from "./sealed.ts";
import { newSecret, stepOf } from "./totp.ts";

/**
 * Makes the secret that an app is to hold. Until one of its codes has been shown it asks nobody for one; an app that is set
 * goes on being asked until then.
 */
export function beginSecondFactor(member: Member, now: Date): Promise<Result<undefined, OwnChangeRefusal>> {
  const { userId } = member;
  return changeOwn(member, now, async (tx) => {
    const secret = seal(newSecret(), userId);
    const beside = await tx.totpSecret.updateMany({
      where: { userId, confirmedAt: { not: null } },
      data: { nextSecret: secret },
    });
    if (beside.count > 0) return done(undefined);
    await tx.totpSecret.deleteMany({ where: { userId } });
    await tx.totpSecret.create({ data: { userId, secret, createdAt: now }, select: { userId: true } });
    return done(undefined);
  });
}

/** `token`: of the session that goes on as one in which a second factor was shown. */
type Made = { recoveryCodes: string[]; token?: string };

/**
 * From now on the app's code is asked for, in place of that of an app that was set before. The first one shows that the app
 * holds the secret; the session goes on as one in which a second factor was shown, and those elsewhere end.
 */
export function confirmSecondFactor(
  member: Member,
  typed: string,
  now: Date,
  caller: Caller,
): Promise<Result<Required<Made>, OwnChangeRefusal | "not-begun" | "wrong">> {
  const { userId, sessionId, organization } = member;
  return changeOwn(member, now, async (tx) => {
    const begun = await findBegunSecret(tx, userId);
    const secret = begun && unseal(begun.sealed, userId);
    if (!secret) return refused("not-begun");
    const step = stepOf(secret, typed.replace(/\s/g, ""), now);
    if (step === undefined) return refused("wrong");
    // The database takes no step back, although another app begins with this one.
    const { lastStep } = begun;
    await tx.totpSecret.update({
      where: { userId },
      data: {
        ...{ secret: begun.sealed, nextSecret: null, confirmedAt: now },
        lastStep: lastStep !== null && lastStep > step ? lastStep : step,
      },
      select: { userId: true },
    });
    const recoveryCodes = await replaceRecoveryCodes(tx, userId, now);
    await record(tx, "second_factor_set", member, now, caller);
    await endOtherSessions(tx, member, now, caller);
    const { way } = await tx.session.findUniqueOrThrow({ where: { id: sessionId }, select: { way: true } });
    // A code of an app that is new shows nothing about who holds it.
    const { shownAt } = member;
    const opening = {
      userId,
      organizationId: organization.id,
      way,
      secondFactor: "totp",
      shownAt,
      before: member,
    } as const;
    return done({ recoveryCodes, token: await openSession(tx, opening, now, caller) });
  });
}

/** Gives up what is being set up; what is set stays. */
export function abandonSecondFactor(member: Member, now: Date): Promise<Result<undefined, OwnChangeRefusal>> {
  return changeOwn(member, now, async (tx) => {
    const { userId } = member;
    await tx.totpSecret.deleteMany({ where: { userId, confirmedAt: null } });
    await tx.totpSecret.updateMany({ where: { userId }, data: { nextSecret: null } });
    return done(undefined);
  });
}

/** From now on no code is asked for, unless one of their organizations demands it. Sessions elsewhere end. */
export function removeSecondFactor(
  member: Member,
  now: Date,
  caller: Caller,
): Promise<Result<OwnChange, OwnChangeRefusal | "none" | "demanded">> {
  const { userId } = member;
  return changeOwn(member, now, async (tx) => {
    const demanded = { userId, endedAt: null, organization: { secondFactorDemand: { isNot: null } } };
    const isDemanded = (await tx.membership.count({ where: demanded })) > 0;
    if (isDemanded && (await tx.passkey.count({ where: { userId } })) === 0) return refused("demanded");
    const { count } = await tx.totpSecret.deleteMany({ where: { userId, confirmedAt: { not: null } } });
    if (count === 0) return refused("none");
    await tx.recoveryCode.deleteMany({ where: { userId } });
    await record(tx, "second_factor_removed", member, now, caller);
    const wasElsewhere = await endOtherSessions(tx, member, now, caller);
    return done({ wasElsewhere });
  });
}

/** New codes to recover with; those before are worth nothing any more. */
export function makeRecoveryCodes(
  member: Member,
  now: Date,
  caller: Caller,
): Promise<Result<Made, OwnChangeRefusal | "none">> {
  const { userId } = member;
  return changeOwn(member, now, async (tx) => {
    if ((await tx.totpSecret.count({ where: { userId, confirmedAt: { not: null } } })) === 0) return refused("none");
    const recoveryCodes = await replaceRecoveryCodes(tx, userId, now);
    await record(tx, "recovery_codes_made", member, now, caller);
    return done({ recoveryCodes });
  });
}

async function replaceRecoveryCodes(tx: Database, userId: string, now: Date): Promise<string[]> {
  const codes = newRecoveryCodes();
  await tx.recoveryCode.deleteMany({ where: { userId } });
  await tx.recoveryCode.createMany({
    data: codes.map((code) => ({ userId, codeHash: hashRecoveryCode(code), createdAt: now })),
  });
  return codes;
}

async function record(tx: Database, kind: AccessKind, { userId, organization }: Member, at: Date, caller: Caller) {
  await recordAccess(tx, { kind, at, actorId: userId, organizationId: organization.id }, caller);
}
