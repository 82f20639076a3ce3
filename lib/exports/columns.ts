import { isOpen, isVerified } from "#lib/assignments/status.ts";
import { type Day, datedDay, daysBetween, fromDatabaseDay, writeDatedDay } from "#lib/dates.ts";
import { isVerifiedAsWhole } from "#lib/recommendations/rollup.ts";
import type { Words } from "#lib/words.ts";
import type messages from "#messages/en.json";
import type { Cell } from "./cells.ts";
import type { AssignedRow, AssignmentRow, LogRow, RecommendationRow } from "./rows.ts";

// What each sheet has of a row, column by column: one table for every format.

export type Context = {
  words: Words;
  today: Day;
  themes: ReadonlyMap<string, string>;
  addressOf: (code: string) => string;
  /** What was put into words already. */
  phrases: Map<string, string>;
};

/** The words of a row are those of a thousand others: each is made once. */
function said({ phrases }: Context, key: string, make: () => string): string {
  const phrase = phrases.get(key) ?? make();
  phrases.set(key, phrase);
  return phrase;
}

type Key = keyof (typeof messages)["exports"]["column"];

export type Column<Row> = {
  key: Key;
  /** In characters. */
  width: number;
  of: (row: Row, context: Context) => Cell;
  /** Says in words what the code in the next column says: for people, and left out where programs read. */
  isWords?: boolean;
  /** What programs read instead. */
  data?: (row: Row) => unknown;
};

/** What has a column of words beside that of codes. */
type CodedKey = { [Name in Key]: `${Name}Words` extends Key ? Name : never }[Key];

/** A code in words, and the code. */
function coded<Row, Code extends string>(
  key: CodedKey,
  width: number,
  codeOf: (row: Row) => Code | null,
  wordsOf: (code: Code, words: Words) => string,
): Column<Row>[] {
  return [
    {
      key: `${key}Words`,
      width,
      of: (row, context) => {
        const code = codeOf(row);
        return code && said(context, `${key} ${code}`, () => wordsOf(code, context.words));
      },
      isWords: true,
    },
    { key, width, of: codeOf },
  ];
}

type Described = Pick<
  AssignmentRow,
  "code" | "parent" | "kind" | "title" | "priority" | "section" | "locator" | "themes"
>;

const name: readonly Column<Described>[] = [
  { key: "code", width: 9, of: ({ code }) => code },
  { key: "title", width: 48, of: ({ title }) => title },
];

const described: readonly Column<Described>[] = [
  { key: "parent", width: 9, of: ({ parent }) => parent },
  ...coded(
    "kind",
    16,
    ({ kind }: Described) => kind,
    (code, words) => words(`kind.${code}`),
  ),
  ...coded(
    "priority",
    12,
    ({ priority }: Described) => priority,
    (code, words) => words(`priority.${code}`),
  ),
  {
    key: "themes",
    width: 32,
    of: ({ themes }, context) => themes.map((slug) => context.themes.get(slug) ?? slug).join("; "),
    data: ({ themes }) => themes,
  },
];

export const assignmentColumns: readonly Column<AssignmentRow>[] = [
  ...name,
  { key: "acronym", width: 14, of: ({ acronym }) => acronym },
  { key: "organization", width: 14, of: ({ organization }) => organization },
  { key: "organizationName", width: 32, of: ({ organizationName }) => organizationName },
  ...coded(
    "role",
    10,
    ({ role }: AssignmentRow) => role,
    (code, words) => words(`role.${code}`),
  ),
  ...coded(
    "implementation",
    22,
    ({ implementation }: AssignmentRow) => implementation,
    (code, words) => words(`implementationTitle.${code}`),
  ),
  ...coded(
    "verification",
    22,
    ({ verification }: AssignmentRow) => verification,
    (code, words) => words(`verificationTitle.${code}`),
  ),
  ...coded(
    "response",
    22,
    ({ response }: AssignmentRow) => response,
    (code, words) => words(`answer.${code}`),
  ),
  { key: "decideBy", width: 12, of: ({ decideBy }) => datedDay(decideBy, "day") ?? null },
  { key: "targetOn", width: 12, of: (row) => datedDay(row.targetOn, row.targetPrecision) ?? null },
  {
    key: "originalTargetOn",
    width: 12,
    of: (row) => datedDay(row.originalTargetOn, row.originalTargetPrecision) ?? null,
  },
  { key: "targetChanges", width: 9, of: ({ targetChanges }) => targetChanges },
  { key: "daysLate", width: 9, of: (row, { today }) => daysLate(row, today) },
  { key: "completedOn", width: 12, of: (row) => datedDay(row.completedOn, row.completedPrecision) ?? null },
  { key: "hasEvidence", width: 9, of: ({ hasEvidence }) => hasEvidence },
  ...coded(
    "exitRequested",
    18,
    ({ exitRequested }: AssignmentRow) => exitRequested,
    (code, words) => words(`implementationTitle.${code}`),
  ),
  { key: "submittedAt", width: 19, of: ({ submittedAt }) => submittedAt },
  { key: "lastEntryAt", width: 19, of: ({ lastEntryAt }) => lastEntryAt },
  { key: "logLength", width: 9, of: ({ logLength }) => logLength },
  { key: "assignedAt", width: 19, of: ({ createdAt }) => createdAt },
  ...coded(
    "basis",
    18,
    ({ basis }: AssignmentRow) => basis,
    (code, words) => words(`basis.${code}`),
  ),
  ...described,
  { key: "address", width: 40, of: ({ code }, { addressOf }) => addressOf(code) },
];

/** As the page has it: an open assignment whose target day is over. */
function daysLate({ implementation, targetOn }: AssignmentRow, today: Day): number | null {
  if (!targetOn || !isOpen(implementation)) return null;
  const days = daysBetween(fromDatabaseDay(targetOn), today);
  return days > 0 ? days : null;
}

export const recommendationColumns: readonly Column<RecommendationRow>[] = [
  ...name,
  ...coded(
    "implementation",
    22,
    ({ implementation }: RecommendationRow) => implementation,
    (code, words) => words(`implementationTitle.${code}`),
  ),
  { key: "verified", width: 10, of: isVerifiedAsWhole },
  {
    key: "assignments",
    width: 48,
    of: ({ assignments }, context) => assignments.map((assignment) => wordAssignment(assignment, context)).join("; "),
    data: ({ assignments }) => assignments.map(writeAssigned),
  },
  { key: "lastEntryAt", width: 19, of: ({ lastEntryAt }) => lastEntryAt },
  ...described,
  { key: "statement", width: 64, of: ({ statement }) => statement },
  { key: "textComplete", width: 10, of: ({ textComplete }) => textComplete },
  { key: "section", width: 18, of: ({ section }) => section },
  { key: "locator", width: 18, of: ({ locator }) => locator },
  { key: "sourceUrl", width: 32, of: ({ sourceUrl }) => sourceUrl },
  { key: "address", width: 40, of: ({ code }, { addressOf }) => addressOf(code) },
];

function writeAssigned({ organization, role, response, implementation, verification, ...row }: AssignedRow) {
  const targetOn = row.target && writeDatedDay(row.target);
  const lastEntryAt = row.lastEntryAt && new Date(row.lastEntryAt);
  return { organization, role, response, implementation, verification, targetOn, lastEntryAt };
}

function wordAssignment(assignment: AssignedRow, context: Context): string {
  const { acronym: organization, implementation } = assignment;
  const key = isVerified(assignment) ? "exports.assignmentVerified" : "exports.assignment";
  return said(context, `${key} ${implementation} ${organization}`, () =>
    context.words(key, { organization, status: context.words(`implementation.${implementation}`) }),
  );
}

const texts = [
  "note",
  "whatRemains",
  "howIntentMet",
  "doneInstead",
  "justification",
  "correctionReason",
  "partsNotAccepted",
  "whoShouldAnswer",
  "verificationBasis",
  "actionWhat",
  "responsibleUnit",
  "noTargetReason",
  "source",
] as const satisfies (Key & keyof LogRow)[];

export const logColumns: readonly Column<LogRow>[] = [
  { key: "code", width: 9, of: ({ assignment }) => assignment.recommendation.code },
  { key: "acronym", width: 14, of: ({ assignment }) => assignment.organization.acronym },
  { key: "organization", width: 14, of: ({ assignment }) => assignment.organization.slug },
  { key: "sequence", width: 6, of: ({ sequence }) => sequence },
  ...coded(
    "entryKind",
    18,
    ({ kind }: LogRow) => kind,
    (code, words) => words(`exports.entryKind.${code}`),
  ),
  { key: "occurredOn", width: 12, of: (row) => datedDay(row.occurredOn, row.occurredPrecision) ?? null },
  { key: "recordedAt", width: 19, of: ({ recordedAt }) => recordedAt },
  { key: "enteredBy", width: 14, of: ({ actingOrganization }) => actingOrganization.acronym },
  { key: "onBehalfOf", width: 14, of: ({ onBehalfOf }) => onBehalfOf?.acronym ?? null },
  ...coded(
    "previousImplementation",
    22,
    (row: LogRow) => row.previousImplementation,
    (code, words) => words(`implementationTitle.${code}`),
  ),
  ...coded(
    "implementation",
    22,
    ({ implementation }: LogRow) => implementation,
    (code, words) => words(`implementationTitle.${code}`),
  ),
  ...coded(
    "response",
    22,
    ({ response }: LogRow) => response,
    (code, words) => words(`answer.${code}`),
  ),
  { key: "decideBy", width: 12, of: ({ decideBy }) => datedDay(decideBy, "day") ?? null },
  ...coded(
    "verification",
    22,
    ({ verification }: LogRow) => verification,
    (code, words) => words(`verificationTitle.${code}`),
  ),
  { key: "targetOn", width: 12, of: (row) => datedDay(row.targetOn, row.targetPrecision) ?? null },
  { key: "completedOn", width: 12, of: (row) => datedDay(row.completedOn, row.completedPrecision) ?? null },
  ...coded(
    "delayReason",
    22,
    ({ delayReason }: LogRow) => delayReason,
    (code, words) => words(`delayReason.${code}`),
  ),
  ...coded(
    "exitReason",
    22,
    ({ exitReason }: LogRow) => exitReason,
    (code, words) => words(`exitReason.${code}`),
  ),
  ...coded(
    "exitDecision",
    18,
    ({ exitDecision }: LogRow) => exitDecision,
    (code, words) => words(`exports.exitDecision.${code}`),
  ),
  ...coded(
    "stance",
    14,
    ({ stance }: LogRow) => stance,
    (code, words) => words(`exports.stance.${code}`),
  ),
  ...coded(
    "actionState",
    14,
    ({ actionState }: LogRow) => actionState,
    (code, words) => words(`actionState.${code}`),
  ),
  ...texts.map((key) => ({ key, width: 40, of: (row: LogRow) => row[key] })),
  {
    key: "evidence",
    width: 48,
    of: ({ evidence }, { words }) => evidence.map((one) => wordEvidence(one, words)).join("\n") || null,
  },
  { key: "entryId", width: 38, of: ({ id }) => id },
  { key: "about", width: 38, of: ({ aboutId }) => aboutId },
  { key: "hash", width: 66, of: ({ hash }) => hash },
];

function wordEvidence({ id, kind, title, url, restricted }: LogRow["evidence"][number], words: Words): string {
  const place = kind === "file" ? `/evidence/${id}` : url;
  return words("exports.evidenceItem", { title, place: place ?? "none", restricted: restricted ? "yes" : "no" });
}
