import { z } from "zod";
import { parseDatedDay } from "#lib/dates.ts";
import {
  AssignmentBasis,
  AssignmentRole,
  OrganizationKind,
  Priority,
  RecommendationKind,
} from "#lib/generated/enums.ts";
import { Line, Text } from "#lib/text.ts";

// What comes from the forms of the register: shapes only. What it must have is judged in judge.ts, with all problems at once.

const id = z.uuid().toLowerCase();

/** Something that a form chooses; `null` when nothing is chosen. What is no id leads nowhere, and is told apart from nothing. */
const reference = Line.transform((typed) => (typed === "" ? null : (id.safeParse(typed).data ?? "unknown")));

/** A box that is ticked or not. */
const flag = z
  .string()
  .optional()
  .catch(undefined)
  .transform((value) => value === "yes");

/** A year, a month or a day; `null` when nothing was typed. */
const datedDay = Line.transform((typed) => (typed === "" ? null : (parseDatedDay(typed) ?? ("unreadable" as const))));

/** What an entry of the register says. */
export const EntryForm = z.object({
  code: Line,
  title: Line,
  statement: Text.transform((cleaned) => cleaned.replaceAll("\t", " ")),
  kind: z.enum(RecommendationKind).nullable().catch(null),
  section: Line,
  locator: Line,
  sourceUrl: Line,
  textComplete: flag,
  editorialNote: Text.transform((cleaned) => cleaned.replaceAll("\t", " ")),
  priority: z.enum(Priority).nullable().catch(null),
  prioritySource: Line,
  parent: reference,
  themes: Line.transform((typed) => [...new Set(typed.split(" ").filter(Boolean))]),
});
export type EntryForm = z.infer<typeof EntryForm>;

export const OrganizationForm = z.object({
  name: Line,
  acronym: Line,
  organizationKind: z.enum(OrganizationKind).nullable().catch(null),
  iatiIdentifier: Line,
  existsFrom: datedDay,
  existsUntil: datedDay,
  successor: reference,
  part: Line,
});
export type OrganizationForm = z.infer<typeof OrganizationForm>;

export const ThemeForm = z.object({ name: Line });
export type ThemeForm = z.infer<typeof ThemeForm>;

export const AssignmentForm = z.object({
  organization: reference,
  role: z.enum(AssignmentRole).nullable().catch(null),
  basis: z.enum(AssignmentBasis).nullable().catch(null),
});
export type AssignmentForm = z.infer<typeof AssignmentForm>;

export const ReasonForm = z.object({ reason: Line });
export type ReasonForm = z.infer<typeof ReasonForm>;

/** One place up or down, or to a place that was typed; `null` for what is no place. */
export const MoveForm = z.object({
  move: z
    .enum(["up", "down"])
    .or(Line.pipe(z.coerce.number<string>().int().min(1).max(1_000_000)))
    .nullable()
    .catch(null),
});
export type MoveForm = z.infer<typeof MoveForm>;

/** The id of no row: a form whose id is gone or mangled changes nothing, and adds nothing either. */
export const noRow = "00000000-0000-0000-0000-000000000000";

/** What a form carries unseen: which row it changes, and the newest change of it that the writer saw. */
export const Target = z.object({
  id: id.optional().catch(noRow),
  seen: z.coerce.number().int().min(0).catch(0).default(0),
  after: id.optional().catch(undefined),
});
export type Target = z.infer<typeof Target>;

/** How the list of all entries is narrowed. */
export const EntryState = { draft: "draft", published: "published", withdrawn: "withdrawn" } as const;
export type EntryState = keyof typeof EntryState;

export function stateOfEntry(entry: { publishedAt: Date | null; withdrawnAt: Date | null }): EntryState {
  return entry.withdrawnAt ? "withdrawn" : entry.publishedAt ? "published" : "draft";
}

/** A draft whose assignments and parts never had an entry. */
export function isDeletable(entry: {
  publishedAt: Date | null;
  parts: readonly unknown[];
  assignments: readonly { logLength: number }[];
  _count: { states: number };
}): boolean {
  return (
    entry.publishedAt === null &&
    entry.parts.length === 0 &&
    entry._count.states === 0 &&
    entry.assignments.every(({ logLength }) => logLength === 0)
  );
}
