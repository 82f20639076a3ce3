import type { LogRefusal } from "#lib/assignments/commands.ts";
import type { Problem } from "#lib/assignments/entry.ts";
import type { ShownUpdate } from "#lib/updates/queries.ts";

/** What a form shows after it was refused: why, what to mend, and everything that was typed. */
export type FormState = {
  /** Counts the tries, so that each draws the fields anew with what was typed. */
  attempt: number;
  refusal?: LogRefusal | "bad-request";
  problems: readonly Problem[];
  typed: Readonly<Record<string, string>>;
  /** Entries that came between. */
  since: readonly ShownUpdate[];
};

export const untouched: FormState = { attempt: 0, problems: [], typed: {}, since: [] };

/**
 * Where a form is sent to with scripts off: this page without what follows in its address. A fragment would take the
 * focus from the refusal, and the entry that was saved before would be announced again.
 */
export const here = "?";
