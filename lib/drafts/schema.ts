import { z } from "zod";

/** A form that was refused, all of it or for some of what it was for, as it is kept until it is drawn again. */
export const Draft = z.object({
  /** Why it was refused, and at which fields. */
  refusal: z.string(),
  /** Of one that was sent too often: in how many minutes it can be sent again. */
  minutes: z.number().optional(),
  problems: z.array(z.object({ field: z.string(), code: z.string() })),
  typed: z.record(z.string(), z.string()),
  /** The names of the files that were chosen, by their fields: they have to be chosen again. */
  files: z.record(z.string(), z.string()),
  /** Of a form for several assignments: the entries that it made. The others are among the problems. */
  saved: z.array(z.uuid()).optional(),
});
export type Draft = z.infer<typeof Draft>;
