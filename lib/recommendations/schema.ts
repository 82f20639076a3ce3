import { z } from "zod";
import { Implementation, RecommendationKind } from "#lib/generated/enums.ts";

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

/** The filters of the list as they stand in an address; what makes no sense is left out. */
export const Filters = z.object({
  status: z.enum(Implementation).optional().catch(undefined),
  organization: slug,
  theme: slug,
  kind: z.enum(RecommendationKind).optional().catch(undefined),
  words: words.optional().catch(undefined),
  sort: z.enum(Sort).catch(Sort.report).default(Sort.report),
  page: z.coerce.number().int().min(1).max(100_000).catch(1).default(1),
  /** The day of the past that is looked at: the page sets what readAsOf says. */
  asOf: z.string().optional().catch(undefined),
});
export type Filters = z.infer<typeof Filters>;

/** Each word is a search of its own. */
const mostWords = 12;

export function wordsOf({ words }: Filters): string[] {
  return (words ?? "").split(/\s+/).filter(Boolean).slice(0, mostWords);
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
