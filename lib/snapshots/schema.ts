import { z } from "zod";
import { readDay } from "#lib/as-of.ts";
import type { Day } from "#lib/dates.ts";
import { newSlug } from "#lib/register/codes.ts";
import { Line } from "#lib/text.ts";

/** What the form sends with which a day is frozen. */
export const SnapshotForm = z.object({ title: Line, day: Line });
export type SnapshotForm = z.infer<typeof SnapshotForm>;

/** The longest title. */
export const longestTitle = 100;

export type SnapshotProblem =
  | { field: "title"; code: "missing" | "too-long" | "frozen" }
  | { field: "day"; code: "missing" | "no-such-day" | "in-the-future" | "not-over" | "nothing-then" };

/** The day and the title of a form, or all that keeps them from being frozen. Only a day that is over stays what it was. */
export function judgeSnapshot(
  { title, day }: SnapshotForm,
  today: Day,
): { title: string; day: Day } | { problems: SnapshotProblem[] } {
  const read = readDay(day, today);
  const problems: SnapshotProblem[] = [];
  if (title === "") problems.push({ field: "title", code: "missing" });
  if (title.length > longestTitle) problems.push({ field: "title", code: "too-long" });
  if (!read.ok) problems.push({ field: "day", code: read.refusal });
  else if (read.value === undefined) problems.push({ field: "day", code: "missing" });
  else if (read.value === today) problems.push({ field: "day", code: "not-over" });
  else if (problems.length === 0) return { title, day: read.value };
  return { problems };
}

/** What a comparison is with, where it is with how things stand now. */
export const present = "now";

/** Names in addresses that lead elsewhere. */
const reserved = ["compare", present];

/** "q3-2026" for "Q3 2026": a name that none of those that are taken has. Addresses begin with a letter, and titles with a year. */
export function slugOfSnapshot(title: string, taken: readonly string[]): string {
  const beginsWithNumber = /^[^a-z0-9]*[0-9]/i.test(title);
  return newSlug(beginsWithNumber ? `snapshot ${title}` : title, "snapshot", new Set([...taken, ...reserved]));
}

const Slug = z
  .string()
  .regex(/^[a-z0-9-]{1,100}$/)
  .optional()
  .catch(undefined);

const page = z.coerce.number().int().min(1).max(100_000).catch(1).default(1);

/** The two that an address compares, each the name of a snapshot or now, and which part of the list below them. */
export const Compared = z.object({ one: Slug, other: Slug, page });
export type Compared = z.infer<typeof Compared>;

/** Which recommendations of a snapshot an address shows. */
export const Place = z.object({ organization: Slug, theme: Slug, page });
export type Place = z.infer<typeof Place>;
