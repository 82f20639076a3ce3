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

/** What may stand beside code and title. */
export const Column = {
  kind: "kind",
  priority: "priority",
  theme: "theme",
  organization: "organization",
  role: "role",
  response: "response",
  status: "status",
  verification: "verification",
  target: "target",
  latest: "latest",
} as const;
export type Column = keyof typeof Column;

/** By what a list is sorted: every column. The codes stand in the order of the report. */
export const Sort = { report: "report", title: "title", ...Column } as const;
export type Sort = keyof typeof Sort;

export const Order = { asc: "asc", desc: "desc" } as const;

/** By what a list is grouped. */
export const Group = { organization: "organization", theme: "theme", status: "status" } as const;
export type Group = keyof typeof Group;

/** What a list is of: recommendations with their rolled-up status, or assignments, each with its own. */
export const Unit = { recommendation: "recommendation", assignment: "assignment" } as const;
export type Unit = keyof typeof Unit;

/** The columns that a list can have, and those that it has when none are chosen. */
export const columns = {
  recommendation: {
    all: ["kind", "priority", "theme", "organization", "status", "latest"],
    usual: ["theme", "organization", "status", "latest"],
  },
  assignment: {
    all: [
      "kind",
      "priority",
      "theme",
      "organization",
      "role",
      "response",
      "status",
      "verification",
      "target",
      "latest",
    ],
    usual: ["organization", "role", "response", "status", "verification", "target", "latest"],
  },
} as const satisfies Record<Unit, Record<"all" | "usual", readonly Column[]>>;

/** The measures that count assignments: each has its list. */
const ListedMeasure = z.enum(Measure).exclude(["decisions", "overturned_decisions", "delay"]);
export const listedMeasures = ListedMeasure.options;
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
  group: z.enum(Group).optional().catch(undefined),
  sort: z.enum(Sort).catch(Sort.report).default(Sort.report),
  order: z.enum(Order).optional().catch(undefined),
  /** Named twice or with commas between; named and empty, there is no column beside code and title. */
  columns: z
    .string()
    .transform((named) => named.split(","))
    .transform((named) => Object.values(Column).filter((column) => named.includes(column)))
    .optional()
    .catch(undefined),
  page: z.coerce.number().int().min(1).max(100_000).catch(1).default(1),
  /** The day of the past that is looked at: the page sets what readAsOf says. */
  asOf: z.string().optional().catch(undefined),
});
export type Filters = z.infer<typeof Filters>;

/** Numbers count assignments, and so does the list that a number leads to. */
export function isListOfAssignments({ unit, counted }: Pick<Filters, "unit" | "counted">): boolean {
  return counted !== undefined || unit === Unit.assignment;
}

export function unitOf(filters: Pick<Filters, "unit" | "counted">): Unit {
  return isListOfAssignments(filters) ? "assignment" : "recommendation";
}

/** The columns that a list shows, in their order. */
export function columnsOf(filters: Pick<Filters, "unit" | "counted" | "columns">): readonly Column[] {
  const { all, usual } = columns[unitOf(filters)];
  return filters.columns ? all.filter((column) => filters.columns?.includes(column)) : usual;
}

/** A list of recommendations has no column, and no order, of what only assignments have. */
export function sortOf(filters: Pick<Filters, "unit" | "counted" | "sort">): Sort {
  const known: readonly Sort[] = ["report", "title", ...columns[unitOf(filters)].all];
  return known.includes(filters.sort) ? filters.sort : Sort.report;
}

/** The latest come first, and all else begins with the first, unless the address says otherwise. */
export function orderOf({ sort, order }: Pick<Filters, "sort" | "order">): keyof typeof Order {
  return order ?? (sort === Sort.latest ? Order.desc : Order.asc);
}

/**
 * What an address says of the list: a parameter given twice counts once, but columns are several. The form of the list
 * carries an order on and says of which sort it was (`ordered`): another sort that is chosen there begins with its own.
 */
export function parseFilters(parameters: Record<string, string | string[] | undefined>): Filters {
  const given = Object.fromEntries(
    Object.entries(parameters).map(([key, value]) => {
      if (!Array.isArray(value)) return [key, value];
      return [key, key === "columns" ? value.join(",") : value[0]];
    }),
  );
  const filters = Filters.parse(given);
  return given.ordered === undefined || given.ordered === filters.sort ? filters : { ...filters, order: undefined };
}

/** The address of a list with these filters, after `?`; nothing when none is set. */
export function writeFilters(filters: Partial<Filters>): string {
  const { sort = Sort.report, order, columns, page, ...rest } = filters;
  const parameters = new URLSearchParams(
    Object.entries(rest).filter((entry): entry is [string, string] => Boolean(entry[1])),
  );
  if (sort !== Sort.report) parameters.set("sort", sort);
  if (order && order !== orderOf({ sort, order: undefined })) parameters.set("order", order);
  if (columns) parameters.set("columns", columns.join(","));
  if (page && page > 1) parameters.set("page", String(page));
  const text = parameters.toString();
  return text && `?${text}`;
}
