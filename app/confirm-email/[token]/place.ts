import { z } from "zod";
import { Again } from "#components/limits/again.ts";

const Place = z.object({
  done: z.enum(["yes", "taken"]).optional().catch(undefined),
  /** The button was pressed too often: in how many minutes it works again. */
  again: Again,
});

/** What came of the button. */
export function parsePlace(parameters: Record<string, string | string[] | undefined>) {
  return Place.parse(parameters);
}
