import "server-only";
import type { Database } from "#lib/db.ts";
import type { SecondFactor } from "#lib/generated/enums.ts";
import { hashRecoveryCode } from "./recovery-codes.ts";
import { unseal } from "./sealed.ts";
import { stepOf } from "./totp.ts";

/** Uses a code up, of the app or one to recover with, in a transaction of its person. Nothing where it is not right, or was used. */
export async function takeCode(
  tx: Database,
  userId: string,
  typed: string,
  now: Date,
): Promise<SecondFactor | undefined> {
  const code = typed.replace(/[\s-]/g, "");
  if (/^\d{6}$/.test(code)) return (await takeTotp(tx, userId, code, now)) ? "totp" : undefined;
  const { count } = await tx.recoveryCode.updateMany({
    where: { userId, codeHash: hashRecoveryCode(code), usedAt: null },
    data: { usedAt: now },
  });
  return count === 1 ? "recovery_code" : undefined;
}

async function takeTotp(tx: Database, userId: string, code: string, now: Date): Promise<boolean> {
  const kept = await tx.totpSecret.findFirst({
    where: { userId, confirmedAt: { not: null } },
    select: { secret: true },
  });
  const secret = kept && unseal(kept.secret, userId);
  const step = secret && stepOf(secret, code, now);
  return step !== undefined && step !== null && takeStep(tx, userId, step);
}

/** A code is taken once: of two who show it at once, one is told no. */
async function takeStep(tx: Database, userId: string, step: bigint): Promise<boolean> {
  const { count } = await tx.totpSecret.updateMany({
    where: { userId, OR: [{ lastStep: null }, { lastStep: { lt: step } }] },
    data: { lastStep: step },
  });
  return count === 1;
}
