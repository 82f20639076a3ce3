import type { SecondFactor, SignInWay } from "#lib/generated/enums.ts";

/** A session ends after so long without a request, in milliseconds: overnight it stays, over a weekend it does not. */
export const idleLifetime = 24 * 60 * 60 * 1000;
/** And after so long however much it is used. */
export const sessionLifetime = 7 * 24 * 60 * 60 * 1000;
/** For so long after showing who one is may one change how one signs in. */
const recentFor = 15 * 60 * 1000;

/** What was not seen since has ended. */
export function idleSince(now: Date): Date {
  return new Date(now.getTime() - idleLifetime);
}

/** Has this person just shown who they are? Whoever shows it again gets a new session. */
export function isRecent({ shownAt }: { shownAt: Date | undefined }, now: Date): boolean {
  return shownAt !== undefined && now.getTime() - shownAt.getTime() < recentFor;
}

/**
 * Whether a way shows both that somebody has something and that they know or are something. A passkey does: the device
 * that holds it has asked for a PIN, a finger or a face. What a provider of identities asked for is not told in a way
 * that all of them share, so a second factor that is set here is asked for after it too.
 */
export function isStrong({ way, secondFactor }: { way: SignInWay; secondFactor: SecondFactor | null }): boolean {
  return way === "passkey" || secondFactor !== null;
}
