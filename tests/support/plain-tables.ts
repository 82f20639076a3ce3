import type { SheetValue } from "./export-files.ts";
import { isOpen } from "./plain-figures.ts";
import { type PlainFilters, plainAssignments, plainRecommendations, type Whole } from "./plain-lists.ts";
import type { Logged, PlainRows } from "./plain-rows.ts";
import type { Stood } from "./plain-standing.ts";

// The rows that an export has to have by the plain loop, and those that one does have, in the same shape.

/** A day that is known to the day, the month or the year; an instant as a Date. */
type Value = string | number | boolean | null | Date | { on: string; precision: string };

const dated = (on: string | null, precision: string | null): Value => (on && precision ? { on, precision } : null);

const written = ({ on, precision }: { on: string; precision: string }) =>
  on.slice(0, { year: 4, month: 7 }[precision] ?? 10);

const daysFrom = (from: string, to: string) => (Date.parse(to) - Date.parse(from)) / 86_400_000;

/** What each format makes of a value. */
const formats = {
  csv: (value: Value) => {
    if (value === null) return "";
    if (value instanceof Date) return value.toISOString();
    return typeof value === "object" ? written(value) : String(value);
  },
  json: (value: Value) => {
    if (value instanceof Date) return value.toISOString();
    return typeof value === "object" && value !== null ? written(value) : value;
  },
  /** A day is a date, a month or a year a text; an instant is what the clock of the report showed, to the second. */
  sheet: (value: Value, timeZone: string): SheetValue => {
    if (value === "") return null;
    if (value instanceof Date) return clockAt(value, timeZone);
    if (typeof value !== "object" || value === null) return value;
    return value.precision === "day" ? new Date(value.on) : written(value);
  },
};

function clockAt(instant: Date, timeZone: string): Date {
  const format = new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short", timeStyle: "medium" });
  return new Date(`${format.format(instant).replace(" ", "T")}Z`);
}

type Column<Row> = { key: keyof typeof headed; of: (row: Row) => Value };
const headed = {
  code: "Code",
  organization: "Organization (code)",
  acronym: "Organization",
  role: "Role (code)",
  kind: "Kind (code)",
  priority: "Priority (code)",
  response: "Answer (code)",
  decideBy: "Decides by",
  implementation: "Status (code)",
  exitRequested: "Exit requested (code)",
  verification: "Verification (code)",
  verified: "Verified",
  submittedAt: "Submitted for verification",
  completedOn: "Completed",
  hasEvidence: "Has evidence",
  targetOn: "Target date",
  originalTargetOn: "First target date",
  targetChanges: "Times moved",
  daysLate: "Days late",
  lastEntryAt: "Last entry",
  logLength: "Entries",
  assignedAt: "Assigned",
  parent: "Part of",
  sequence: "No.",
  entryKind: "Entry (code)",
  recordedAt: "Recorded",
  exitDecision: "Decision on the exit (code)",
} as const;

function assignmentColumns(day: string): Column<Stood>[] {
  const late = (one: Stood) =>
    isOpen(one) && one.targetOn !== null && one.targetOn < day ? daysFrom(one.targetOn, day) : null;
  return [
    { key: "code", of: ({ assignment }) => assignment.recommendation.code },
    { key: "organization", of: ({ assignment }) => assignment.organization.slug },
    { key: "acronym", of: ({ assignment }) => assignment.organization.acronym },
    { key: "role", of: ({ assignment }) => assignment.role },
    { key: "kind", of: ({ assignment }) => assignment.recommendation.kind },
    { key: "priority", of: ({ assignment }) => assignment.recommendation.priority },
    { key: "response", of: ({ response }) => response },
    { key: "decideBy", of: ({ decideBy }) => dated(decideBy, "day") },
    { key: "implementation", of: ({ implementation }) => implementation },
    { key: "exitRequested", of: ({ exitRequested }) => exitRequested },
    { key: "verification", of: ({ verification }) => verification },
    { key: "submittedAt", of: ({ submittedAt }) => submittedAt },
    { key: "completedOn", of: (one) => dated(one.completedOn, one.completedPrecision) },
    { key: "hasEvidence", of: ({ hasEvidence }) => hasEvidence },
    { key: "targetOn", of: (one) => dated(one.targetOn, one.targetPrecision) },
    { key: "originalTargetOn", of: (one) => dated(one.originalTargetOn, one.originalTargetPrecision) },
    { key: "targetChanges", of: ({ targets }) => Math.max(0, targets - 1) },
    { key: "daysLate", of: late },
    { key: "lastEntryAt", of: ({ lastEntryAt }) => lastEntryAt },
    { key: "logLength", of: ({ entries }) => entries },
    { key: "assignedAt", of: ({ assignment }) => assignment.createdAt },
  ];
}

const recommendationColumns: Column<Whole>[] = [
  { key: "code", of: ({ recommendation }) => recommendation.code },
  { key: "implementation", of: ({ implementation }) => implementation },
  { key: "verified", of: ({ isVerified }) => isVerified },
  { key: "lastEntryAt", of: ({ lastEntryAt }) => lastEntryAt },
  { key: "kind", of: ({ recommendation }) => recommendation.kind },
  { key: "priority", of: ({ recommendation }) => recommendation.priority },
];

type Entry = { entry: Logged; sequence: number; of: Stood["assignment"] };

const logColumns: Column<Entry>[] = [
  { key: "code", of: ({ of }) => of.recommendation.code },
  { key: "organization", of: ({ of }) => of.organization.slug },
  { key: "sequence", of: ({ sequence }) => sequence },
  { key: "entryKind", of: ({ entry }) => entry.kind },
  { key: "recordedAt", of: ({ entry }) => entry.recordedAt },
  { key: "implementation", of: ({ entry }) => entry.implementation },
  { key: "response", of: ({ entry }) => entry.response },
  { key: "decideBy", of: ({ entry }) => dated(entry.decideBy, "day") },
  { key: "verification", of: ({ entry }) => entry.verification },
  { key: "exitDecision", of: ({ entry }) => entry.exitDecision },
  { key: "targetOn", of: ({ entry }) => dated(entry.targetOn, entry.targetPrecision) },
  { key: "completedOn", of: ({ entry }) => dated(entry.completedOn, entry.completedPrecision) },
];

export type Unit = "assignment" | "recommendation";
type Cells = Record<string, unknown>;

/** The rows of a table with these filters, as a format has them, in an order of their own; and the same of what was read. */
export function plainTable(rows: PlainRows, day: string, unit: Unit, filters: PlainFilters) {
  const columns = assignmentColumns(day);
  const assignments = unit === "assignment" ? plainAssignments(rows, day, filters) : [];
  const wholes = unit === "recommendation" ? plainRecommendations(rows, day, filters) : [];
  const log = (unit === "assignment" ? assignments : wholes.flatMap((whole) => whole.assignments)).flatMap(
    ({ assignment, entries }) =>
      assignment.updates
        .slice(0, entries)
        .map((entry, index): Entry => ({ entry, sequence: index + 1, of: assignment })),
  );
  const { timeZone } = rows.report;
  const all = (write: (value: Value) => unknown, name: (key: keyof typeof headed) => string) =>
    unit === "assignment"
      ? tabled(assignments, columns, write, name)
      : tabled(wholes, recommendationColumns, write, name);
  const sheet = (value: Value) => formats.sheet(value, timeZone);
  return {
    csv: all(formats.csv, (key) => headed[key]),
    json: all(formats.json, (key) => key),
    sheet: all(sheet, (key) => headed[key]),
    log: tabled(log, logColumns, sheet, (key) => headed[key]),
    /** What an export has in these columns. */
    read: (found: readonly Cells[], isJson = false) => pickedOf(found, namesOf(unit, day), isJson),
    readLog: (found: readonly Cells[]) =>
      pickedOf(
        found,
        logColumns.map(({ key }) => key),
      ),
  };
}

const namesOf = (unit: Unit, day: string) =>
  (unit === "assignment" ? assignmentColumns(day) : recommendationColumns).map(({ key }) => key);

function tabled<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  write: (value: Value) => unknown,
  name: (key: keyof typeof headed) => string,
): Cells[] {
  return inOrder(rows.map((row) => Object.fromEntries(columns.map(({ key, of }) => [name(key), write(of(row))]))));
}

function pickedOf(found: readonly Cells[], keys: readonly (keyof typeof headed)[], isJson = false): Cells[] {
  const names = keys.map((key) => (isJson ? key : headed[key]));
  return inOrder(found.map((row) => Object.fromEntries(names.map((name) => [name, toTheSecond(row[name])]))));
}

/** A spreadsheet counts days: a clock time in it is a fraction, and comes back within a millisecond. */
function toTheSecond(value: unknown): unknown {
  return value instanceof Date ? new Date(Math.round(value.getTime() / 1000) * 1000) : value;
}

const placeOf = (row: Cells) =>
  [
    row.Code ?? row.code,
    row["Organization (code)"] ?? row.organization,
    String(row["No."] ?? "").padStart(4, "0"),
  ].join(" ");

function inOrder(rows: Cells[]): Cells[] {
  return rows
    .map((row) => ({ row, place: placeOf(row) }))
    .sort((one, other) => (one.place < other.place ? -1 : 1))
    .map(({ row }) => row);
}
