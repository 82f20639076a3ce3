import { z } from "zod";

const Place = z.object({
  /** What was done just now, and when: each time is told anew. */
  done: z.enum(["email", "ended"]).optional().catch(undefined),
  at: z.string().max(20).optional().catch(undefined),
});

/** What the address of the account says beside its path. */
export function parsePlace(parameters: Record<string, string | string[] | undefined>) {
  return Place.parse(parameters);
}

const own = "/account";

/** Where one goes on after showing who one is: a page of one's account, and never elsewhere. */
export const Next = z
  .string()
  .regex(/^\/account(\/[a-z-]+)*$/)
  .catch(own);
