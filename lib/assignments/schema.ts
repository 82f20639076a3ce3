import { z } from "zod";
import { parseDatedDay } from "#lib/dates.ts";
import type { StagedFile } from "#lib/evidence/staged-file.ts";
import {
  ActionState,
  DelayReason,
  ExitDecision,
  ExitReason,
  Implementation,
  Response,
  Stance,
  UpdateKind,
  Verification,
} from "#lib/generated/enums.ts";
import { Text } from "#lib/text.ts";

/** A year, a month or a day; `null` when nothing was typed, "unreadable" when it is no such thing: entry.ts words both. */
const datedDay = Text.transform((typed) => (typed === "" ? null : (parseDatedDay(typed) ?? ("unreadable" as const))));

function choice<const Values extends Record<string, string>>(values: Values) {
  return z.enum(values).nullable().catch(null);
}

/** As the database writes it, so that an entry hashes the same before and after it is stored. */
const id = z.uuid().toLowerCase();

/**
 * An entry of any kind as it comes from a form, the API or a file: shapes only. What each kind must have and may have
 * stands in kinds.ts, and is judged in entry.ts, with all problems at once.
 */
const Fields = z.object({
  kind: z.enum(UpdateKind).catch("progress"),
  /** The entry that it corrects, replies to, confirms or contests. */
  aboutId: id.nullable().catch(null),
  /** A status, or "note" for an entry that changes none; `null` when none was chosen. */
  status: z.enum(Implementation).or(z.literal("note")).nullable().catch(null),
  response: choice(Response),
  verification: choice(Verification),
  exitDecision: choice(ExitDecision),
  stance: choice(Stance),
  note: Text,
  occurredOn: datedDay,
  decideBy: datedDay,
  partsNotAccepted: Text,
  whoShouldAnswer: Text,
  whatRemains: Text,
  completedOn: datedDay,
  howIntentMet: Text,
  doneInstead: Text,
  exitReason: choice(ExitReason),
  actionId: id.nullable().catch(null),
  actionWhat: Text,
  responsibleUnit: Text,
  actionState: choice(ActionState),
  targetOn: datedDay,
  noTargetReason: Text,
  delayReason: choice(DelayReason),
  verificationBasis: Text,
  justification: Text,
  correctionReason: Text,
  source: Text,
});

/** One piece of evidence: a link or a file. */
const EvidenceFields = z.object({
  title: Text,
  url: Text,
  issuer: Text,
  documentOn: datedDay,
  language: Text,
  restricted: z
    .literal("on")
    .transform(() => true)
    .catch(false),
});
export type EnteredEvidence = z.infer<typeof EvidenceFields> & { file: StagedFile | null };

export type Entry = z.infer<typeof Fields> & {
  evidence: readonly EnteredEvidence[];
  /** Of a correction: the evidence of the corrected entry that still stands. */
  keptEvidence: readonly string[];
};
/** What an entry may hold beside its kind and what it is about. "evidence" is one piece or more. */
export type Field = Exclude<keyof Entry, "kind" | "aboutId" | "actionId" | "keptEvidence">;
export type DateValue = Entry["occurredOn"];

/** How many pieces of evidence one entry may bring. */
const mostEvidence = 5;

/**
 * Reads an entry from the fields of a form: `evidence.0.title`, `evidence.0.url` and so on for each piece of evidence,
 * `keep.<id>` for what a correction keeps, and the files by the names of their fields.
 */
export function parseEntry(
  typed: Readonly<Record<string, string>>,
  files: Readonly<Record<string, StagedFile>> = {},
): Entry {
  // "note" among the statuses is how the form for progress says that it is a note.
  const fields = Fields.parse(typed);
  const evidence = Array.from({ length: mostEvidence }, (_, index) => ({
    ...EvidenceFields.parse(fieldsBelow(`evidence.${index}.`, typed)),
    file: files[`evidence.${index}.file`] ?? null,
  }));
  const keptEvidence = Object.keys(fieldsBelow("keep.", typed)).flatMap((name) => id.safeParse(name).data ?? []);
  const kind = fields.kind === "progress" && fields.status === "note" ? "note" : fields.kind;
  return { ...fields, kind, evidence, keptEvidence };
}

function fieldsBelow(prefix: string, typed: Readonly<Record<string, string>>) {
  return Object.fromEntries(
    Object.entries(typed).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value] as const] : [],
    ),
  );
}

/** What a form carries unseen: which log it writes to, the head of it that the writer saw, and a name for this one submission. */
export const Submission = z.object({
  assignmentId: id,
  submissionId: id,
  seen: z.coerce.number().int().min(0).max(2_147_483_647),
});
export type Submission = z.infer<typeof Submission>;
