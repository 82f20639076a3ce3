import { z } from "zod";

const Place = z.object({
  /** What was done just now, and when: each time is told anew. */
  done: z
    .enum(["changed", "ended", "withdrawn", "removed", "reset", "required", "notRequired"])
    .optional()
    .catch(undefined),
  at: z.string().max(20).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(100_000).catch(1).default(1),
});

/** What the address of the page of people says beside its path. */
export function parsePlace(parameters: Record<string, string | string[] | undefined>) {
  return Place.parse(parameters);
}
