import type { LogRefusal } from "#lib/assignments/commands.ts";
import type { Problem } from "#lib/assignments/entry.ts";
import type { FormRefusal } from "#lib/evidence/received-form.ts";
import type { ShownUpdate } from "#lib/updates/entries.ts";

/** Why a form was refused, and what to mend. */
export type Refused = {
  refusal:
    | LogRefusal
    | FormRefusal
    /** What a form carries unseen is not what a form of ours carries. */
    | "bad-request"
    /** It was done too often; it can be done again in so many `minutes`. */
    | "limited"
    /** Of these the browser tells: nothing came back, or whoever sent it stopped it. */
    | "failed"
    | "stopped";
  minutes?: number | undefined;
  problems: readonly Problem[];
  /** Entries that came between. */
  since: readonly ShownUpdate[];
};

/** What is answered to a form that a script sends. */
export type Answer = { done: string } | Refused;

/** What a form shows. It counts the tries, so that each refusal takes the focus. */
export type FormState = { attempt: number; refused?: Refused };

/** A form that is drawn anew with what was typed: where no script runs, nothing is kept in the browser. */
export type Redrawn = {
  /** Which form of which assignment. */
  form: string;
  assignmentId: string;
  refused: Refused;
  typed: Readonly<Record<string, string>>;
  /** The names of the files that were chosen, by their fields. */
  files: Readonly<Record<string, string>>;
};
