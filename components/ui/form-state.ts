/** What a form shows after it was refused: why, what to mend, and everything that was typed. */
export type FormState = {
  /** Counts the tries, so that each draws the fields anew with what was typed. */
  attempt: number;
  /** The sentence of the refusal. */
  message?: string;
  /** Somebody else changed it meanwhile: the changes stand on the same page. */
  isChanged?: boolean;
  problems: readonly { field: string; words: string }[];
  typed: Readonly<Record<string, string>>;
  /** Where one does what has to be done first; beside this page, so that what was typed stays. */
  onward?: { href: string; words: string };
  /** What it has made, where that is shown beside the form and not on the page that comes next. */
  made?: Readonly<Record<string, string>>;
};

export const untouched: FormState = { attempt: 0, problems: [], typed: {} };
