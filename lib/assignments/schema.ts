import { z } from "zod";
import { parseDatedDay } from "#lib/dates.ts";
import { ExitReason, Implementation } from "#lib/generated/enums.ts";

/** Control characters, and the marks that turn the direction of whatever is written after them. */
const unwanted = /[^\P{Cc}\n\t]|[\u202A-\u202E\u2066-\u2069]/gu;
/** Something that is seen: neither space nor one of the characters that show nothing by themselves. */
const visible = /[^\s\p{Default_Ignorable_Code_Point}]/u;

/** One line or many, as it was meant: no control characters, one kind of line end, composed letters, no blank edges; what shows nothing is nothing. */
const text = z
  .string()
  .catch("")
  .transform((typed) => typed.toWellFormed().replace(/\r\n?/g, "\n").replace(unwanted, "").normalize("NFC").trim())
  .transform((cleaned) => (visible.test(cleaned) ? cleaned : ""));

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

/** As the database writes it, so that an entry hashes the same before and after it is stored. */
const id = z.uuid().toLowerCase();

/** What a form carries unseen: which log it writes to, the head of it that the writer saw, and a name for this one submission. */
export const Submission = z.object({
  assignmentId: id,
  submissionId: id,
  seen: z.coerce.number().int().min(0),
});
export type Submission = z.infer<typeof Submission>;
