import type { Implementation } from "#lib/generated/enums.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { type Circumstances, judge, type Problem } from "./entry.ts";
import { type Entry, parseEntry, Submission } from "./schema.ts";
import { isOpen } from "./status.ts";

/** What may be logged for several assignments at once, and why not of each: what says the same of all of them. */
const closings = {
  confirmation: () => false,
  /** A target date is of what is open; the figures leave it out of everything else. */
  target: (implementation) => !isOpen(implementation),
} as const satisfies Partial<Record<Entry["kind"], (implementation: Implementation) => boolean>>;
export type SeveralKind = keyof typeof closings;
export const severalKinds = Object.keys(closings) as SeveralKind[];

/** Whether an entry of this kind says nothing of an assignment that stands so. */
export function isClosedTo(kind: SeveralKind, implementation: Implementation): boolean {
  return closings[kind](implementation);
}

/** As many as stand on a page of our work: nobody signs for what they do not see. */
export const mostAtOnce = 50;

/** The same entry for several assignments, each with the head of its log that was seen. */
export type Several = { kind: SeveralKind; chosen: readonly Submission[]; entry: Entry };

/** Why a form for several cannot be taken at all. */
type SeveralRefusal = "bad-request" | "no-kind" | "nothing-chosen" | "too-many";

type Typed = Readonly<Record<string, string>>;

/** Reads what is said, and of which assignments, from the fields of a form: a box that is ticked holds its submission. */
export function parseSeveral(typed: Typed): Result<Several, SeveralRefusal> {
  const chosen = readChosen(typed);
  const kind = severalKinds.find((one) => one === typed.kind);
  if (!chosen) return refused("bad-request");
  if (chosen.length > mostAtOnce) return refused("too-many");
  if (chosen.length === 0) return refused("nothing-chosen");
  if (!kind) return refused("no-kind");
  return done({ kind, chosen, entry: parseEntry(typed) });
}

const prefix = "chosen.";

/** The name of the box that chooses an assignment. */
export function boxOf(assignmentId: string): string {
  return `${prefix}${assignmentId}`;
}

/**
 * What the box holds. One name for both kinds of entry is enough: once one of them is logged, the head that was seen is no
 * longer the head, and the other is refused.
 */
export function writeBox({ seen, submissionId }: Omit<Submission, "assignmentId">): string {
  return `${seen} ${submissionId}`;
}

/** The boxes that were ticked; nothing at all when one of them is none of ours. */
export function readChosen(typed: Typed): Submission[] | undefined {
  const boxes = Object.entries(typed).filter(([name]) => name.startsWith(prefix));
  const read = boxes.map(([name, value]) => {
    const [, seen, submissionId] = /^(\d{1,10}) (\S+)$/.exec(value) ?? [];
    return Submission.safeParse({ assignmentId: name.slice(prefix.length), seen, submissionId }).data;
  });
  return read.every((one) => one !== undefined) ? read : undefined;
}

/** Why an entry is not logged for one of several; "unchanged" is a problem that only some of them have. */
export type Weighed = { refusal?: "not-found" | "closed" | "unchanged"; problems: Problem[] };

type Standing = { logLength: number; circumstances: Circumstances };

/**
 * What keeps an entry from one of several assignments, as that stands now. Where the log has gone on, nothing is said here:
 * the command knows whether it went on by this very form.
 */
export function weigh({ kind, entry }: Several, { seen }: Submission, standing: Standing | undefined): Weighed {
  if (!standing) return { refusal: "not-found", problems: [] };
  if (standing.logLength !== seen) return { problems: [] };
  const { circumstances } = standing;
  if (isClosedTo(kind, circumstances.state.implementation)) return { refusal: "closed", problems: [] };
  const problems = judge(entry, circumstances);
  return problems.some(({ code }) => code === "unchanged") ? { refusal: "unchanged", problems: [] } : { problems };
}

/** Everything that is to be mended in the form, once for all of them. */
export function problemsOf(weighed: readonly Weighed[]): Problem[] {
  const problems = weighed.flatMap((one) => one.problems);
  return problems.filter(({ field }, at) => problems.findIndex((other) => other.field === field) === at);
}
