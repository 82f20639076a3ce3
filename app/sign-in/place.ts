import { z } from "zod";
import { Again } from "#components/limits/again.ts";

/** Why somebody who was on the way in is back here. */
const Problem = z.enum([
  ...(["second-factor-over", "second-factor-too-many"] as const),
  ...(["identity-off", "identity-over", "identity-unknown", "identity-cancelled"] as const),
  ...(["identity-failed", "identity-not-recent", "identity-unreachable"] as const),
]);

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
