import { z } from "zod";

const Place = z.object({
  /** The page of the history. */
  page: z.coerce.number().int().min(1).max(100_000).catch(1).default(1),
  /** An entry whose page of the history is asked for. */
  entry: z.uuid().optional().catch(undefined),
  /** The entry that was saved just now. */
  saved: z.uuid().optional().catch(undefined),
  /** The organization that the steward wants to enter for. */
  onBehalf: z.string().max(100).optional().catch(undefined),
  /** The form that was refused just now. */
  draft: z.uuid().optional().catch(undefined),
});

/** What the address of a recommendation says beside its code. */
export function parsePlace(parameters: Record<string, string | string[] | undefined>) {
  return Place.parse(parameters);
}
