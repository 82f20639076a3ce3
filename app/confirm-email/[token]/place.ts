import { z } from "zod";

const Place = z.object({
  done: z.enum(["yes", "taken"]).optional().catch(undefined),
  /** The button was pressed too often: in how many minutes it works again. */
  again: z.coerce.number().int().min(1).max(60).optional().catch(undefined),
});

/** What came of the button. */
export function parsePlace(parameters: Record<string, string | string[] | undefined>) {
  return Place.parse(parameters);
}
