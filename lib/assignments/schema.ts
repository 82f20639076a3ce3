import { z } from "zod";
import { parseDatedDay } from "#lib/dates.ts";
import { ExitReason, Implementation } from "#lib/generated/enums.ts";

/** One line or many, as it was meant: no control characters, one kind of line end, composed letters, no blank edges. */
const text = z
  .string()
  .catch("")
  .transform((typed) =>
    typed
      .replace(/\r\n?/g, "\n")
      .replace(/[^\P{Cc}\n\t]/gu, "")
      .normalize("NFC")
      .trim(),
  );

/** A year, a month or a day; `null` when nothing was typed, "unreadable" when it is no such thing: entry.ts words both. */
const datedDay = text.transform((typed) => (typed === "" ? null : (parseDatedDay(typed) ?? ("unreadable" as const))));

/** The entry as it comes from a form, the API or a file: shapes only. What it must have is judged in entry.ts, with all problems at once. */
export const ProgressEntry = z.object({
  /** A status, or "note" for an entry that changes none; `null` when none was chosen. */
  status: z.enum(Implementation).or(z.literal("note")).nullable().catch(null),
  note: text,
  occurredOn: datedDay,
  whatRemains: text,
  completedOn: datedDay,
  howIntentMet: text,
  doneInstead: text,
  exitReason: z.enum(ExitReason).nullable().catch(null),
  justification: text,
  evidenceTitle: text,
  evidenceUrl: text,
});
export type ProgressEntry = z.infer<typeof ProgressEntry>;

/** What a form carries unseen: which log it writes to, the head of it that the writer saw, and a name for this one submission. */
export const Submission = z.object({
  assignmentId: z.uuid(),
  submissionId: z.uuid(),
  seen: z.coerce.number().int().min(0),
});
export type Submission = z.infer<typeof Submission>;
