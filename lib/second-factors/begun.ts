import "server-only";
import type { Database } from "#lib/db.ts";

/** The secret of an app that is being set up, sealed: of the first one, or of one that is to take the place of one that is set. */
export async function findBegunSecret(tx: Database, userId: string) {
  const kept = await tx.totpSecret.findFirst({
    where: { userId },
    select: { secret: true, nextSecret: true, confirmedAt: true, lastStep: true },
  });
  const sealed = kept?.confirmedAt ? kept.nextSecret : kept?.secret;
  return kept && sealed ? { sealed, lastStep: kept.lastStep } : undefined;
}
