import type { SnapshotForm } from "#lib/snapshots/schema.ts";

/** What the form shows after it was refused: why, what to mend, and everything that was typed. */
export type FormState = {
  /** Counts the tries, so that each draws the fields anew with what was typed. */
  attempt: number;
  /** The sentence of the refusal. */
  message?: string;
  problems: readonly { field: keyof SnapshotForm; words: string }[];
  typed: SnapshotForm;
};

export const untouched: FormState = { attempt: 0, problems: [], typed: { title: "", day: "" } };
