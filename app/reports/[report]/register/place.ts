import { z } from "zod";
import { EntryState } from "#lib/register/schema.ts";

const code = z
  .string()
  .regex(/^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/)
  .max(30)
  .optional()
  .catch(undefined);

const Place = z.object({
  /** What was done just now, to what and when: each time draws the forms anew. */
  done: z.string().max(30).optional().catch(undefined),
  code,
  at: z.string().max(20).optional().catch(undefined),
  /** Of the list: the state that it shows. */
  state: z.enum(EntryState).optional().catch(undefined),
  page: z.coerce.number().int().min(1).max(100_000).catch(1).default(1),
  /** Of a new entry: whose section, locator and themes it takes over; what it comes after; what it is a part of. */
  from: code,
  part: code,
});
export type Place = z.infer<typeof Place>;

export type Parameters = Promise<Record<string, string | string[] | undefined>>;

/** What the address of a page of the register says beside its path. */
export async function parsePlace(parameters: Parameters): Promise<Place> {
  return Place.parse(await parameters);
}
