import type { RegisterChangeKind } from "#lib/generated/enums.ts";

/** Columns of a row by their names in the database; of a change only those that changed. */
export type Columns = Readonly<Record<string, unknown>>;

/** How the value of a column is worded: as it stands, by a list of words, or by the name of what it points at. */
type Wording =
  | "text"
  | "flag"
  | "instant"
  | "name"
  | "kind"
  | "section"
  | "priority"
  | "role"
  | "basis"
  | "organizationKind"
  | "function"
  | "precision";

const withdrawal = { withdrawn_at: "instant", withdrawn_for: "text" } as const;

/** What is told of a change, in this order. A column that is not here says nothing to a reader: an id, an address, a place. */
const toldColumns = {
  recommendations: {
    code: "text",
    title: "text",
    statement: "text",
    kind: "kind",
    parent_id: "name",
    section: "section",
    locator: "text",
    source_url: "text",
    text_complete: "flag",
    editorial_note: "text",
    priority: "priority",
    priority_source: "text",
    published_at: "instant",
    ...withdrawal,
  },
  // The sentence names the theme.
  recommendation_themes: {},
  assignments: { organization_id: "name", role: "role", basis: "basis", ...withdrawal },
  themes: { name: "text" },
  organizations: {
    name: "text",
    acronym: "text",
    kind: "organizationKind",
    iati_identifier: "text",
    exists_from: "text",
    exists_from_precision: "precision",
    exists_until: "text",
    exists_until_precision: "precision",
    successor_id: "name",
  },
  participations: { function: "function", part: "text" },
  reports: {
    title: "text",
    subtitle: "text",
    published_on: "text",
    language: "text",
    source_url: "text",
    rights: "text",
    coverage_held: "text",
    coverage_not_held: "text",
    coverage_note: "text",
    reporting_interval: "text",
    grace_days: "text",
    fresh_days: "text",
    verification_days: "text",
  },
} as const satisfies Record<string, Readonly<Record<string, Wording>>>;

export type RegisterTable = keyof typeof toldColumns;
export const registerTables = Object.keys(toldColumns) as RegisterTable[];
type ToldColumn = { [Table in RegisterTable]: keyof (typeof toldColumns)[Table] }[RegisterTable];

/** What happened, in one word: a change of some columns has a name of its own. */
type ChangeEvent = RegisterChangeKind | "published" | "withdrawn" | "restored" | "moved";

export function eventOf(kind: RegisterChangeKind, old: Columns, now: Columns): ChangeEvent {
  if (kind !== "changed") return kind;
  if (now.withdrawn_at) return "withdrawn";
  if (old.withdrawn_at) return "restored";
  if (now.published_at) return "published";
  return Object.keys(now).every((column) => column === "position") ? "moved" : "changed";
}

export type ToldChange = { column: ToldColumn; wording: Wording; old: unknown; now: unknown };

/** The columns that a change tells of, with what was and what is. */
export function toldOf(table: RegisterTable, old: Columns, now: Columns): ToldChange[] {
  return (Object.entries(toldColumns[table]) as [ToldColumn, Wording][])
    .map(([column, wording]) => ({ column, wording, old: old[column] ?? null, now: now[column] ?? null }))
    .filter((told) => told.old !== null || told.now !== null);
}
