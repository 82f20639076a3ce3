import { type DatedDay, type Day, firstDay } from "#lib/dates.ts";
import type { Implementation } from "#lib/generated/enums.ts";
import { isWebAddress } from "#lib/web-address.ts";
import type { ProgressEntry } from "./schema.ts";
import { demandedFields, demands, type EntryField, isMoveAllowed } from "./status.ts";

/** What an entry is judged against. Days are those of the report's time zone. */
export type Circumstances = {
  implementation: Implementation;
  mayApprove: boolean;
  today: Day;
  publishedOn: DatedDay;
};

export type ProblemCode =
  | "choose-status"
  | "no-such-move"
  | "approver-only"
  | "missing"
  | "too-long"
  | "unreadable-date"
  | "in-the-future"
  | "before-the-report"
  | "no-link";

export type ProblemField = keyof ProgressEntry;

/** What is wrong with an entry, at the field where it is mended. Each has its sentence in messages, by field and code. */
export type Problem = { field: ProblemField; code: ProblemCode };

/** The fields in the order of the form. */
export const formOrder = [
  "status",
  "note",
  "occurredOn",
  "whatRemains",
  "completedOn",
  "howIntentMet",
  "doneInstead",
  "exitReason",
  "justification",
  "evidenceTitle",
  "evidenceUrl",
] as const satisfies ProblemField[];

/** Longest text of a field, counted as a browser counts it (`maxlength`). */
export const longest = {
  note: 5000,
  whatRemains: 2000,
  howIntentMet: 2000,
  doneInstead: 2000,
  justification: 2000,
  evidenceTitle: 300,
  evidenceUrl: 2000,
} as const satisfies Partial<Record<ProblemField, number>>;

/**
 * Everything that is wrong with an entry, in the order of the form; nothing when it may stand. Form, command, API and
 * imports all ask this.
 */
export function judge(entry: ProgressEntry, circumstances: Circumstances): Problem[] {
  const { status } = entry;
  return [
    ...judgeStatus(status, circumstances),
    ...demandedOf(status)
      .filter(({ isMissing }) => isMissing(entry))
      .map(({ field }) => ({ field, code: "missing" as const })),
    ...judgeDate("occurredOn", entry.occurredOn, circumstances),
    ...(isUsed(status, "completedOn") ? judgeDate("completedOn", entry.completedOn, circumstances) : []),
    ...judgeEvidence(entry),
    ...judgeLengths(entry),
  ].sort((one, other) => formOrder.indexOf(one.field) - formOrder.indexOf(other.field));
}

/** The fields that an entry of this status keeps; what was typed into others, under another choice, is left out. */
export function isUsed(status: ProgressEntry["status"], field: EntryField): boolean {
  if (field === "note" || field === "evidence") return true;
  return status !== null && status !== "note" && demandedFields(status).includes(field);
}

function judgeStatus(status: ProgressEntry["status"], { implementation, mayApprove }: Circumstances): Problem[] {
  if (status === null) return [{ field: "status", code: "choose-status" }];
  if (status === "note") return [];
  if (!isMoveAllowed(implementation, status)) return [{ field: "status", code: "no-such-move" }];
  if (demands[status].role === "approver" && !mayApprove) return [{ field: "status", code: "approver-only" }];
  return [];
}

const missing: Record<EntryField, { field: ProblemField; isMissing: (entry: ProgressEntry) => boolean }[]> = {
  note: [blank("note")],
  whatRemains: [blank("whatRemains")],
  completedOn: [{ field: "completedOn", isMissing: (entry) => entry.completedOn === null }],
  howIntentMet: [blank("howIntentMet")],
  doneInstead: [blank("doneInstead")],
  exitReason: [{ field: "exitReason", isMissing: (entry) => entry.exitReason === null }],
  justification: [blank("justification")],
  evidence: [blank("evidenceTitle"), blank("evidenceUrl")],
};

function blank(field: keyof typeof longest) {
  return { field, isMissing: (entry: ProgressEntry) => entry[field] === "" };
}

/** What is left out may be of any length. */
function judgeLengths(entry: ProgressEntry): Problem[] {
  const isKept = (field: keyof typeof longest) =>
    isUsed(entry.status, field === "evidenceTitle" || field === "evidenceUrl" ? "evidence" : field);
  return (Object.keys(longest) as (keyof typeof longest)[])
    .filter((field) => isKept(field) && entry[field].length > longest[field])
    .map((field) => ({ field, code: "too-long" as const }));
}

function demandedOf(status: ProgressEntry["status"]) {
  const occurredOn = { field: "occurredOn" as const, isMissing: (entry: ProgressEntry) => entry.occurredOn === null };
  const fields: readonly EntryField[] = status === null ? [] : status === "note" ? ["note"] : demandedFields(status);
  return [occurredOn, ...fields.flatMap((field) => missing[field])];
}

/** A period that is not over yet has begun: it is in the future only when its first day is. */
function judgeDate(
  field: "occurredOn" | "completedOn",
  date: ProgressEntry["occurredOn"],
  circumstances: Circumstances,
): Problem[] {
  if (date === null) return [];
  if (date === "unreadable") return [{ field, code: "unreadable-date" }];
  if (firstDay(date) > circumstances.today) return [{ field, code: "in-the-future" }];
  if (date.on < firstDay(circumstances.publishedOn)) return [{ field, code: "before-the-report" }];
  return [];
}

export function isDated(date: ProgressEntry["occurredOn"]): date is DatedDay {
  return date !== null && date !== "unreadable";
}

/** A title without a link shows nothing, a link without a title says nothing. */
function judgeEvidence({ status, evidenceTitle, evidenceUrl }: ProgressEntry): Problem[] {
  const isDemanded = demandedOf(status).some(({ field }) => field === "evidenceUrl");
  const halves: Problem[] = [];
  if (evidenceUrl !== "" && evidenceTitle === "" && !isDemanded)
    halves.push({ field: "evidenceTitle", code: "missing" });
  if (evidenceTitle !== "" && evidenceUrl === "" && !isDemanded) halves.push({ field: "evidenceUrl", code: "missing" });
  if (evidenceUrl !== "" && !isWebAddress(evidenceUrl)) halves.push({ field: "evidenceUrl", code: "no-link" });
  return halves;
}
