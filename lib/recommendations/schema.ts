import { z } from "zod";
import { AssignmentRole, Implementation, Measure, Priority, RecommendationKind } from "#lib/generated/enums.ts";

const slug = z
  .string()
  .trim()
  .max(100)
  .regex(/^[a-z0-9-]+$/)
  .optional()
  .catch(undefined);

/** No control characters: the database takes none in a text, and nobody searches for one. */
const words = z
  .string()
  .transform((typed) =>
    typed
      .replace(/\p{Cc}+/gu, " ")
      .toWellFormed()
      .trim(),
  )
  .pipe(z.string().min(1).max(200));

/** How a list of recommendations is sorted. */
export const Sort = { report: "report", latest: "latest" } as const;

/** What a list is of: recommendations with their rolled-up status, or assignments, each with its own. */
export const Unit = { recommendation: "recommendation", assignment: "assignment" } as const;

/** The measures that count assignments: each has its list. */
const ListedMeasure = z.enum(Measure).exclude(["decisions", "overturned_decisions", "delay"]);
export type ListedMeasure = z.infer<typeof ListedMeasure>;

/** The filters of the list as they stand in an address; what makes no sense is left out. */
export const Filters = z.object({
  status: z.enum(Implementation).optional().catch(undefined),
  organization: slug,
  theme: slug,
  kind: z.enum(RecommendationKind).optional().catch(undefined),
  role: z.enum(AssignmentRole).optional().catch(undefined),
  priority: z.enum(Priority).optional().catch(undefined),
  unit: z.enum(Unit).optional().catch(undefined),
  /** The assignments that a number of a figure counts. */
  counted: ListedMeasure.optional().catch(undefined),
  words: words.optional().catch(undefined),
  sort: z.enum(Sort).catch(Sort.report).default(Sort.report),
  page: z.coerce.number().int().min(1).max(100_000).catch(1).default(1),
  /** The day of the past that is looked at: the page sets what readAsOf says. */
  asOf: z.string().optional().catch(undefined),
});
export type Filters = z.infer<typeof Filters>;

/** Numbers count assignments, and so does the list that a number leads to. */
export function isListOfAssignments({ unit, counted }: Pick<Filters, "unit" | "counted">): boolean {
  return counted !== undefined || unit === Unit.assignment;
}

/** Each word is a search of its own, and so is what stands in quotation marks. */
const mostPhrases = 12;

export function phrasesOf({ words }: Pick<Filters, "words">): string[] {
  const found = (words ?? "").matchAll(/["“”]([^"“”]+)["“”]|[^\s"“”]+/g);
  return [...found]
    .map(([word, phrase]) => (phrase ?? word).trim())
    .filter(Boolean)
    .slice(0, mostPhrases);
}

/** What an address says of the list: a parameter given twice counts once. */
export function parseFilters(parameters: Record<string, string | string[] | undefined>): Filters {
  return Filters.parse(
    Object.fromEntries(
      Object.entries(parameters).map(([key, value]) => [key, Array.isArray(value) ? value[0] : value]),
    ),
  );
}

/** The address of a list with these filters, after `?`; nothing when none is set. */
export function writeFilters(filters: Partial<Filters>): string {
  const { sort, page, ...rest } = filters;
  const parameters = new URLSearchParams(
    Object.entries(rest).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  if (sort && sort !== Sort.report) parameters.set("sort", sort);
  if (page && page > 1) parameters.set("page", String(page));
  const text = parameters.toString();
  return text && `?${text}`;
}
