import { isDeepStrictEqual } from "node:util";
import { type DatedDay, type Day, toDatabaseDay } from "#lib/dates.ts";
import type { Evidence, Prisma, Update } from "#lib/generated/client.ts";
import type { Implementation } from "#lib/generated/enums.ts";
import { isDated, isEmpty } from "./entry.ts";
import { type Situation, usedFields } from "./kinds.ts";
import type { EnteredEvidence, Entry, Field } from "./schema.ts";

// What an entry says as columns of the log, apart from who wrote it, when and after what.

type NewEvidence = Pick<Prisma.EvidenceUncheckedCreateInput, "kind" | "title" | "restricted"> & {
  url: string | null;
  type: string | null;
  fileName: string | null;
  size: number | null;
  sha256: string | null;
  issuer: string | null;
  documentOn: Date | null;
  documentPrecision: DatedDay["precision"] | null;
  language: string | null;
};

/** A piece of evidence for the log, and where its bytes come from: a file that was sent, or evidence that a correction keeps. */
export type Supplied = { row: NewEvidence; from?: { path: string } | { evidenceId: string } };

export type Content = { columns: Columns; evidence: Supplied[] };
type Columns = Pick<Prisma.UpdateUncheckedCreateInput, "kind" | "occurredOn" | "occurredPrecision"> & Partial<Update>;

/** Fields that stand in the log as they were said. */
const asSaid = [
  "note",
  "whatRemains",
  "howIntentMet",
  "doneInstead",
  "exitReason",
  "delayReason",
  "justification",
  "correctionReason",
  "response",
  "partsNotAccepted",
  "whoShouldAnswer",
  "verification",
  "verificationBasis",
  "exitDecision",
  "stance",
  "actionState",
  "actionWhat",
  "responsibleUnit",
  "noTargetReason",
  "source",
] as const satisfies Field[];

/**
 * What an entry that was judged sound says. `today` is the day it is recorded on: where no other day is asked for, what
 * it says happens then. `kept` is the evidence of the corrected entry that the correction keeps.
 */
export function contentOf(
  entry: Entry,
  situation: Situation,
  { today, exitRequested, kept }: { today: Day; exitRequested: Implementation | null; kept: readonly Evidence[] },
): Content {
  const used = usedFields(entry, situation);
  const day = (field: "occurredOn" | "completedOn" | "decideBy" | "targetOn") => {
    const value = entry[field];
    return used.has(field) && isDated(value) ? value : undefined;
  };
  const occurred = day("occurredOn") ?? { on: today, precision: "day" as const };
  const [completed, decideBy, target] = [day("completedOn"), day("decideBy"), day("targetOn")];
  const status = used.has("status") && entry.status !== "note" ? (entry.status ?? undefined) : undefined;
  return {
    columns: {
      kind: entry.kind,
      actionId: entry.kind === "action" ? (entry.actionId ?? undefined) : undefined,
      ...Object.fromEntries(asSaid.map((field) => [field, (used.has(field) && entry[field]) || undefined])),
      occurredOn: toDatabaseDay(occurred.on),
      occurredPrecision: occurred.precision,
      implementation: entry.kind === "exit_decision" ? (exitRequested ?? undefined) : status,
      completedOn: completed && toDatabaseDay(completed.on),
      completedPrecision: completed?.precision,
      decideBy: decideBy && toDatabaseDay(decideBy.on),
      targetOn: target && toDatabaseDay(target.on),
      targetPrecision: target?.precision,
    },
    evidence: used.has("evidence")
      ? [...kept.map(keep), ...entry.evidence.filter((one) => !isEmpty(one)).map(supply)]
      : [],
  };
}

function supply({ title, url, file, issuer, documentOn, language, restricted }: EnteredEvidence): Supplied {
  const sound = file?.isSound ? file : undefined;
  const row = {
    kind: sound ? ("file" as const) : ("link" as const),
    title,
    url: sound ? null : url,
    type: sound?.type ?? null,
    fileName: sound?.fileName ?? null,
    size: sound?.size ?? null,
    sha256: sound?.sha256 ?? null,
    issuer: issuer || null,
    documentOn: isDated(documentOn) ? toDatabaseDay(documentOn.on) : null,
    documentPrecision: isDated(documentOn) ? documentOn.precision : null,
    language: language || null,
    restricted,
  };
  return sound ? { row, from: { path: sound.path } } : { row };
}

function keep({ id, updateId, position, ...row }: Evidence): Supplied {
  return row.kind === "file" ? { row, from: { evidenceId: id } } : { row };
}

/** The same form again says the same; another text under an old name is not to be swallowed. */
export function isRepeated(
  { columns, evidence }: Content,
  earlier: Update & { evidence: readonly Evidence[] },
): boolean {
  const { actionId, ...said } = columns;
  const isSaid = Object.entries(said).every(([name, value]) =>
    isDeepStrictEqual(value ?? null, earlier[name as keyof Update]),
  );
  const shown = (row: NewEvidence) => [row.title, row.url, row.sha256, row.restricted];
  return (
    isSaid &&
    isDeepStrictEqual(
      evidence.map(({ row }) => shown(row)),
      earlier.evidence.map(shown),
    )
  );
}
