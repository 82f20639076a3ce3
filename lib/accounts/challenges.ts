import "server-only";
import { presentToken } from "#lib/acting.ts";
import type { Database } from "#lib/db.ts";
import type { ChallengePurpose } from "#lib/generated/enums.ts";
import { hashToken, newToken } from "./tokens.ts";

// Something begun that ends within minutes. The browser keeps its token in a cookie, the database everything else.

/** How long each may take, in milliseconds. */
export const challengeLifetime = {
  passkey_registration: 5 * 60_000,
  passkey_sign_in: 5 * 60_000,
  identity: 15 * 60_000,
  second_factor: 10 * 60_000,
} as const satisfies Record<ChallengePurpose, number>;

type Content = Record<string, string | number | boolean | null>;
type Begun = { purpose: ChallengePurpose; userId?: string; content: Content };

/** Begins something in a transaction that presents nothing else from here on, and answers its token. */
export async function beginChallenge(tx: Database, { purpose, userId, content }: Begun, now: Date): Promise<string> {
  const token = newToken();
  const tokenHash = hashToken(token);
  await presentToken(tx, tokenHash);
  const expiresAt = new Date(now.getTime() + challengeLifetime[purpose]);
  await tx.challenge.create({
    data: { tokenHash, purpose, userId: userId ?? null, content, createdAt: now, expiresAt },
    select: { id: true },
  });
  return token;
}

/** Looks at what is presented. Nothing where it is of another purpose, or over. */
export async function findChallenge(tx: Database, token: string, purpose: ChallengePurpose, now: Date) {
  return tx.challenge.findFirst({
    where: { tokenHash: hashToken(token), purpose, expiresAt: { gt: now } },
    select: { id: true, userId: true, content: true, createdAt: true },
  });
}

/** The same, and holds it: of two who present it at once, one waits. */
export async function holdChallenge(tx: Database, token: string, purpose: ChallengePurpose, now: Date) {
  await tx.$executeRaw`select 1 from challenges where token_hash = ${hashToken(token)} for update`;
  return findChallenge(tx, token, purpose, now);
}

/** Takes what is presented, once: it is over, whatever comes of it. */
export async function takeChallenge(tx: Database, token: string, purpose: ChallengePurpose, now: Date) {
  const challenge = await holdChallenge(tx, token, purpose, now);
  if (challenge) await tx.challenge.delete({ where: { id: challenge.id }, select: { id: true } });
  return challenge;
}
