import { z } from "zod";

/** Why somebody who was on the way in is back here. */
const Problem = z.enum([
  ...(["second-factor-over", "second-factor-too-many"] as const),
  ...(["identity-off", "identity-over", "identity-unknown", "identity-cancelled"] as const),
  ...(["identity-failed", "identity-not-recent", "identity-unreachable"] as const),
]);

/** Of what was done too often: in how many minutes it works again. */
export const Again = z.coerce.number().int().min(1).max(60).optional().catch(undefined);

const Place = z.object({
  problem: Problem.optional().catch(undefined),
  /** Signing in with a provider was begun too often. */
  again: Again,
  next: z.string().optional().catch(undefined),
});

/** What the address of the page to sign in says beside its path. */
export function parsePlace(parameters: Record<string, string | string[] | undefined>) {
  return Place.parse(parameters);
}
