import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { DayText } from "#components/dates/day-text.tsx";
import { Status } from "#components/implementation/status.tsx";
import { datedDay, fromDatabaseDay } from "#lib/dates.ts";
import type { ShownUpdate } from "#lib/updates/entries.ts";
import { EvidenceList } from "./evidence-list.tsx";
import { isEvidenceWithheld, longestWhat, sentenceOf } from "./wording.ts";

type Term = Exclude<keyof ReturnType<typeof useTerms>, symbol>;

/** Everything that an entry says below its sentence. */
export function Said({ entry }: { entry: ShownUpdate }) {
  const t = useTranslations("entry");
  const rows = Object.entries(useTerms(entry)).filter(([, text]) => text);
  return (
    <div className="mt-1 grid max-w-text grid-cols-1 gap-2 empty:hidden">
      {entry.note && <p className="whitespace-pre-wrap wrap-anywhere">{entry.note}</p>}
      {rows.length > 0 && (
        <dl className="grid grid-cols-1 gap-1">
          {rows.map(([term, text]) => (
            <div key={term} className="sm:grid sm:grid-cols-[10rem_minmax(0,1fr)] sm:items-baseline sm:gap-x-4">
              <dt className="text-sm font-semibold">{t(`term.${term as Term}`)}</dt>
              <dd className="whitespace-pre-wrap wrap-anywhere">{text}</dd>
            </div>
          ))}
        </dl>
      )}
      {entry.evidence.length > 0 && (
        <div className="sm:grid sm:grid-cols-[10rem_minmax(0,1fr)] sm:items-baseline sm:gap-x-4">
          <p className="text-sm font-semibold">{t("evidence")}</p>
          <EvidenceList evidence={entry.evidence} />
        </div>
      )}
      {isEvidenceWithheld(entry) && <p className="text-sm text-muted">{t("withheld")}</p>}
    </div>
  );
}

/** What an entry may say, in the order in which it is said; what its sentence says already is left out. */
function useTerms(entry: ShownUpdate) {
  const answer = useTranslations("answer");
  const exitReason = useTranslations("exitReason");
  const delayReason = useTranslations("delayReason");
  const actionState = useTranslations("actionState");
  const { kind } = entry;
  const dated = (on: Date | null, precision: Parameters<typeof datedDay>[1]) => {
    const day = datedDay(on, precision);
    return day && <DayText day={day} />;
  };
  const isCorrection = kind === "correction";
  const isAction = kind === "action";
  const sentence = sentenceOf(entry);
  const isStateUntold = sentence === "action.changed" || sentence === "action.moved";
  // A move of which the sentence knows the reason; of another one it says nothing.
  const isReasonUntold = entry.delayReason === "other" || !sentence.endsWith(".moved");
  return {
    correctionReason: entry.correctionReason,
    response: isCorrection && entry.response && answer(entry.response),
    status: isCorrection && entry.implementation && <Status implementation={entry.implementation} />,
    partsNotAccepted: entry.partsNotAccepted,
    whoShouldAnswer: entry.whoShouldAnswer,
    decideBy: isCorrection && entry.decideBy && <DayText day={fromDatabaseDay(entry.decideBy)} />,
    whatRemains: entry.whatRemains,
    completedOn: dated(entry.completedOn, entry.completedPrecision),
    howIntentMet: entry.howIntentMet,
    doneInstead: entry.doneInstead,
    exitReason: entry.exitReason && exitReason(entry.exitReason),
    actionWhat: (entry.actionWhat?.length ?? 0) > longestWhat && entry.actionWhat,
    responsibleUnit: entry.responsibleUnit,
    actionState: isAction && isStateUntold && entry.actionState && actionState(entry.actionState),
    targetOn: (isCorrection || isAction) && dated(entry.targetOn, entry.targetPrecision),
    noTargetReason: entry.noTargetReason,
    delayReason: isReasonUntold && entry.delayReason && delayReason(entry.delayReason),
    verificationBasis: entry.verificationBasis,
    justification: entry.justification,
    source: entry.source,
  } satisfies Record<string, ReactNode>;
}
