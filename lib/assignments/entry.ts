import { type DatedDay, type Day, firstDay, isSamePeriod } from "#lib/dates.ts";
import type { FileProblem } from "#lib/evidence/staged-file.ts";
import type { UpdateKind } from "#lib/generated/enums.ts";
import { isWebAddress } from "#lib/web-address.ts";
import { asksOf } from "./kinds.ts";
import type { DateValue, EnteredEvidence, Entry, Field } from "./schema.ts";
import type { State } from "./state.ts";
import { isAnswer, isFinding, isImplemented, isMoveAllowed, isReopeningAllowed, isSetByApprover } from "./status.ts";

/** What an entry is judged against. Days are those of the report's time zone. */
export type Circumstances = {
  /** The state that it is added to; of a correction, the state before what it corrects. */
  state: Pick<State, "implementation" | "exitRequested" | "targetOn">;
  mayApprove: boolean;
  isOnBehalf: boolean;
  today: Day;
  publishedOn: DatedDay;
  corrected: UpdateKind | null;
  /** The key action that the entry states anew, if it is not a new one. */
  action: { targetOn: DatedDay | null } | null;
};

export type ProblemCode =
  | "choose-status"
  | "no-such-move"
  | "approver-only"
  | "asked-already"
  | "no-exit-requested"
  | "not-implemented"
  | "missing"
  | "too-long"
  | "unreadable-date"
  | "no-day"
  | "in-the-future"
  | "in-the-past"
  | "before-the-report"
  | "unchanged"
  | "no-link"
  | "link-and-file"
  | "no-such-language"
  | FileProblem;

type EvidenceField = "title" | "url" | "file" | "issuer" | "documentOn" | "language";

/** The name of a field in the form. */
export type ProblemField = Exclude<Field, "evidence"> | `evidence.${number}.${EvidenceField}`;

/** What is wrong with an entry, at the field where it is mended. Each has its sentence in messages, by field and code. */
export type Problem = { field: ProblemField; code: ProblemCode };

/** The fields in the order of the forms. */
export const formOrder = [
  "status",
  "response",
  "exitDecision",
  "verification",
  "stance",
  "actionWhat",
  "responsibleUnit",
  "actionState",
  "targetOn",
  "noTargetReason",
  "delayReason",
  "note",
  "occurredOn",
  "decideBy",
  "partsNotAccepted",
  "whatRemains",
  "completedOn",
  "howIntentMet",
  "doneInstead",
  "exitReason",
  "verificationBasis",
  "justification",
  "whoShouldAnswer",
  "correctionReason",
  "source",
  "evidence",
] as const satisfies Field[];

/** Longest text of a field, counted as a browser counts it (`maxlength`). */
export const longest = {
  note: 5000,
  partsNotAccepted: 2000,
  whoShouldAnswer: 300,
  whatRemains: 2000,
  howIntentMet: 2000,
  doneInstead: 2000,
  actionWhat: 1000,
  responsibleUnit: 300,
  noTargetReason: 2000,
  verificationBasis: 2000,
  justification: 2000,
  correctionReason: 2000,
  source: 1000,
} as const satisfies Partial<Record<Field, number>>;

export const longestOfEvidence = { title: 300, url: 2000, issuer: 300, language: 35 } as const satisfies Partial<
  Record<EvidenceField, number>
>;

/**
 * Everything that is wrong with an entry, in the order of the form; nothing when it may stand. Form, command, API and
 * imports all ask this. One field has one problem: the first that is found.
 */
export function judge(entry: Entry, circumstances: Circumstances): Problem[] {
  const { demanded, optional } = asksOf(entry, situationOf(circumstances));
  const used = [...demanded, ...optional];
  const problems = [
    ...judgeMove(entry, circumstances),
    ...demanded.flatMap((field) => judgePresence(field, entry)),
    ...used.flatMap((field) => [...judgeDate(field, entry, circumstances), ...judgeLength(field, entry)]),
    ...(used.includes("evidence") ? entry.evidence.flatMap(judgeEvidence(circumstances)) : []),
  ];
  return problems
    .filter(({ field }, at) => problems.findIndex((other) => other.field === field) === at)
    .sort((one, other) => orderOf(one) - orderOf(other));
}

export function situationOf({ state, isOnBehalf, corrected, action }: Circumstances) {
  return { targetOn: action ? action.targetOn : state.targetOn, isOnBehalf, corrected };
}

function orderOf({ field }: Problem): number {
  const place = (formOrder as readonly string[]).indexOf(field);
  return place === -1 ? formOrder.length : place;
}

type Judge = (entry: Entry, circumstances: Circumstances) => Problem[];

/** Whether what is said can be said of the state (domain: allowed moves). */
const movesOf: Record<UpdateKind, Judge> = {
  progress: ({ status }, { state, mayApprove }) => {
    if (status === null || status === "note") return [{ field: "status", code: "choose-status" }];
    if (!isMoveAllowed(state.implementation, status)) return [{ field: "status", code: "no-such-move" }];
    if (isSetByApprover(status) && !mayApprove) return [{ field: "status", code: "approver-only" }];
    if (status === state.exitRequested) return [{ field: "status", code: "asked-already" }];
    return [];
  },
  note: () => [],
  confirmation: () => [],
  response: ({ response }) => (response && isAnswer(response) ? [] : [{ field: "response", code: "missing" }]),
  target: ({ targetOn, kind }, { state, today }) => {
    if (!isDated(targetOn)) return [];
    if (isSamePeriod(targetOn, state.targetOn)) return [{ field: "targetOn", code: "unchanged" }];
    return kind === "target" && targetOn.on < today ? [{ field: "targetOn", code: "in-the-past" }] : [];
  },
  action: ({ targetOn, actionState }, { action, today }) => {
    const isNew = isDated(targetOn) && !isSamePeriod(targetOn, action?.targetOn);
    return isNew && actionState === "planned" && targetOn.on < today
      ? [{ field: "targetOn", code: "in-the-past" }]
      : [];
  },
  verification: ({ verification }, { state }) => {
    if (!verification || !isFinding(verification)) return [{ field: "verification", code: "missing" }];
    return isImplemented(state.implementation) ? [] : [{ field: "verification", code: "not-implemented" }];
  },
  reply: () => [],
  exit_decision: (_entry, { state }) =>
    state.exitRequested ? [] : [{ field: "exitDecision", code: "no-exit-requested" }],
  reopening: ({ status }, { state }) => {
    if (status === null || status === "note") return [{ field: "status", code: "choose-status" }];
    return isReopeningAllowed(state.implementation, status) ? [] : [{ field: "status", code: "no-such-move" }];
  },
  correction: (entry, circumstances) =>
    circumstances.corrected ? movesOf[circumstances.corrected](entry, circumstances) : [],
};

function judgeMove(entry: Entry, circumstances: Circumstances): Problem[] {
  return movesOf[entry.kind](entry, circumstances);
}

function judgePresence(field: Field, entry: Entry): Problem[] {
  if (field !== "evidence") return isBlank(entry[field]) ? [{ field, code: "missing" }] : [];
  if (entry.keptEvidence.length > 0 || entry.evidence.some((one) => !isEmpty(one))) return [];
  return [
    { field: "evidence.0.title", code: "missing" },
    { field: "evidence.0.url", code: "missing" },
  ];
}

function isBlank(value: Entry[Exclude<Field, "evidence">]): boolean {
  return value === null || value === "";
}

/** How a date may lie. A period that is not over yet has begun: it is in the future only when its first day is. */
const dates = {
  occurredOn: "past",
  completedOn: "past",
  decideBy: "coming-day",
  targetOn: "any",
} as const satisfies Partial<Record<Field, "past" | "coming-day" | "any">>;

function judgeDate(field: Field, entry: Entry, circumstances: Circumstances): Problem[] {
  if (!(field in dates)) return [];
  const name = field as keyof typeof dates;
  // A correction says what was said on another day: what was to come then may be past by now.
  const lie = entry.kind === "correction" && dates[name] === "coming-day" ? "day" : dates[name];
  const code = wrongDate(entry[name], lie, circumstances);
  return code ? [{ field: name, code }] : [];
}

function wrongDate(
  date: DateValue,
  lie: "past" | "day" | "coming-day" | "any",
  { today, publishedOn }: Circumstances,
): ProblemCode | undefined {
  if (date === null) return;
  if (date === "unreadable") return "unreadable-date";
  if (lie === "past" && firstDay(date) > today) return "in-the-future";
  if (lie === "past" && date.on < firstDay(publishedOn)) return "before-the-report";
  if ((lie === "day" || lie === "coming-day") && date.precision !== "day") return "no-day";
  if (lie === "coming-day" && date.on < today) return "in-the-past";
}

/** What is left out may be of any length. */
function judgeLength(field: Field, entry: Entry): Problem[] {
  if (!(field in longest)) return [];
  const name = field as keyof typeof longest;
  return entry[name].length > longest[name] ? [{ field: name, code: "too-long" }] : [];
}

/** A title alone shows nothing, a link or a file without a title says nothing; one piece is one of the two. */
function judgeEvidence({ today }: Circumstances) {
  return (one: EnteredEvidence, index: number): Problem[] => {
    if (isEmpty(one)) return [];
    const found: [EvidenceField, ProblemCode | false | undefined][] = [
      ["title", one.title === "" && "missing"],
      ["url", one.url === "" && !one.file && "missing"],
      ["url", one.url !== "" && one.file !== null && "link-and-file"],
      ["url", one.url !== "" && !isWebAddress(one.url) && "no-link"],
      ["file", one.file?.isSound === false && one.file.problem],
      ["documentOn", one.documentOn === "unreadable" && "unreadable-date"],
      ["documentOn", isDated(one.documentOn) && firstDay(one.documentOn) > today && "in-the-future"],
      ["language", one.language !== "" && !isLanguage(one.language) && "no-such-language"],
      ...Object.entries(longestOfEvidence).map(([name, most]): [EvidenceField, ProblemCode | false] => [
        name as keyof typeof longestOfEvidence,
        one[name as keyof typeof longestOfEvidence].length > most && "too-long",
      ]),
    ];
    return found.flatMap(([name, code]) => (code ? [{ field: `evidence.${index}.${name}` as const, code }] : []));
  };
}

/** A piece of the form that was left as it was. */
export function isEmpty({ title, url, file, issuer, documentOn, language }: EnteredEvidence): boolean {
  return !title && !url && !file && !issuer && !documentOn && !language;
}

/** A language tag, such as km or en-GB. */
function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

export function isDated(date: DateValue): date is DatedDay {
  return date !== null && date !== "unreadable";
}
