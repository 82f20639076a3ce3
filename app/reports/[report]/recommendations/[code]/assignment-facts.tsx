import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Freshness, Late, LongOutstanding, TargetMoves } from "#components/assignments/facts.tsx";
import { Status } from "#components/implementation/status.tsx";
import { basisOf, isProgressingUnaccepted, type Standing, type StandingPart } from "#lib/assignments/standing.ts";
import { isExit, isImplemented, isOpen, isVerified } from "#lib/assignments/status.ts";
import {
  type DatedDay,
  type Day,
  datedDay,
  dayAt,
  daysBetween,
  fromDatabaseDay,
  wordDatedDay,
  wordDay,
} from "#lib/dates.ts";
import type { Thresholds } from "#lib/progress/thresholds.ts";
import type { Recommendation } from "#lib/recommendations/queries.ts";
import type { ShownUpdate } from "#lib/updates/entries.ts";
import { Contests, ExitRequest, Succession, WhatIsSaid } from "./assignment-notices.tsx";
import { KeyActions } from "./key-actions.tsx";
import { SeeEntry } from "./see-entry.tsx";
import { TargetHistory } from "./target-history.tsx";

type Assignment = Recommendation["assignments"][number];
type Entries = Partial<Record<StandingPart, ShownUpdate>>;
type Props = {
  assignment: Assignment;
  standing: Standing<ShownUpdate> | undefined;
  thresholds: Thresholds;
  timeZone: string;
  /** The day of the past that the page shows. */
  asOf: Day | undefined;
};

const nothing: Standing<ShownUpdate> = { targets: [], actions: [] };

/** Where an assignment stands: the answer beside the status, what is reported beside what is verified, and what each rests on. */
export function AssignmentFacts({ assignment, standing = nothing, thresholds, timeZone, asOf }: Props) {
  const t = useTranslations("facts");
  const locale = useLocale();
  const { implementation } = assignment;
  const target = datedDay(assignment.targetOn, assignment.targetPrecision);
  const completed = datedDay(assignment.completedOn, assignment.completedPrecision);
  const facts: { term: Parameters<typeof t>[0]; text: ReactNode }[] = [
    {
      term: "reported",
      text: (
        <>
          <strong className="font-semibold">
            <Status implementation={implementation} isVerified={isVerified(assignment)} />
          </strong>
          {completed && <span>{t("completed", { day: wordDatedDay(completed, locale) })}</span>}
          <OnBehalf entry={basisOf(standing, assignment)} />
        </>
      ),
    },
    {
      term: "verification",
      text: (
        <Verification
          assignment={assignment}
          standing={standing}
          thresholds={thresholds}
          timeZone={timeZone}
          asOf={asOf}
        />
      ),
    },
    { term: "answer", text: <Answer assignment={assignment} entry={standing.answer} thresholds={thresholds} /> },
    {
      term: "target",
      text: (
        <>
          {target ? <Target target={target} isOpen={isOpen(implementation)} thresholds={thresholds} /> : <NoTarget />}
          <TargetMoves
            changes={assignment.targetChanges}
            original={datedDay(assignment.originalTargetOn, assignment.originalTargetPrecision)}
          />
        </>
      ),
    },
  ];
  return (
    <div className="mt-3 grid grid-cols-1 gap-4">
      <Succession assignment={assignment} thresholds={thresholds} asOf={asOf} />
      <dl className="grid grid-cols-1 gap-x-8 gap-y-3 sm:grid-cols-2">
        {facts.map(({ term, text }) => (
          <div key={term} className="border-t border-line pt-2">
            <dt className="text-sm text-muted">{t(term)}</dt>
            <dd className="grid grid-cols-1 justify-items-start">{text}</dd>
          </div>
        ))}
      </dl>
      <p className="flex flex-wrap gap-x-6 gap-y-1 text-sm">
        <Freshness assignment={assignment} thresholds={thresholds} timeZone={timeZone} />
        <LongOutstanding assignment={assignment} thresholds={thresholds} timeZone={timeZone} />
      </p>
      <ExitRequest assignment={assignment} entry={standing.exit} asOf={asOf} />
      <Contests standing={standing} asOf={asOf} />
      <WhatIsSaid entry={basisOf(standing, assignment)} timeZone={timeZone} asOf={asOf} />
      <KeyActions actions={standing.actions} thresholds={thresholds} />
      <TargetHistory targets={standing.targets} timeZone={timeZone} asOf={asOf} />
    </div>
  );
}

function Answer({
  assignment,
  entry,
  thresholds,
}: {
  assignment: Assignment;
  entry: ShownUpdate | undefined;
  thresholds: Thresholds;
}) {
  const t = useTranslations("facts");
  const response = useTranslations("response");
  const locale = useLocale();
  const organization = assignment.organization.acronym;
  const decideBy = assignment.decideBy && fromDatabaseDay(assignment.decideBy);
  const answered = entry && datedDay(entry.occurredOn, entry.occurredPrecision);
  const day = decideBy ? wordDay(decideBy, locale) : answered && wordDatedDay(answered, locale);
  return (
    <>
      <span>
        {day || assignment.response === "awaiting_response"
          ? t(`answered.${assignment.response}`, {
              organization,
              day: day ?? "",
              precision: answered?.precision ?? "day",
            })
          : `${response(assignment.response, { organization })}.`}{" "}
        {decideBy && <Late target={{ on: decideBy, precision: "day" }} isOpen thresholds={thresholds} />}
      </span>
      {entry?.partsNotAccepted && <Part term="partsNotAccepted">{entry.partsNotAccepted}</Part>}
      {entry?.whoShouldAnswer && <Part term="whoShouldAnswer">{entry.whoShouldAnswer}</Part>}
      {entry?.justification && <Part term="justification">{entry.justification}</Part>}
      {isProgressingUnaccepted(assignment) && <strong className="font-semibold">{t("unaccepted")}</strong>}
      <OnBehalf entry={entry} />
    </>
  );
}

function Target({ target, isOpen, thresholds }: { target: DatedDay; isOpen: boolean; thresholds: Thresholds }) {
  const locale = useLocale();
  return (
    <span>
      {wordDatedDay(target, locale)} <Late target={target} isOpen={isOpen} thresholds={thresholds} />
    </span>
  );
}

function NoTarget() {
  const t = useTranslations("target");
  return <span className="text-muted">{t("none")}</span>;
}

/** What another organization has found, or what it waits for. A finding that made the status fall back stands until more is reported. */
function Verification({ assignment, standing, thresholds, timeZone, asOf }: Props & { standing: Entries }) {
  const t = useTranslations("facts.verified");
  const locale = useLocale();
  const { implementation, verification, submittedAt } = assignment;
  const finding = standing.verification;
  const isFinding = finding && finding.verification === verification;
  if (isFinding)
    return (
      <>
        <span>
          {t(verification, {
            by: finding.actingOrganization.acronym,
            day: wordDay(dayAt(finding.recordedAt, timeZone), locale),
            days: 0,
          })}
        </span>
        {finding.justification && <Part term="justification">{finding.justification}</Part>}
        <SeeEntry id={finding.id} asOf={asOf} />
      </>
    );
  if (isExit(implementation)) return <span className="text-muted">{t("exit")}</span>;
  if (!isImplemented(implementation)) return <span className="text-muted">{t("nothing")}</span>;
  const waiting = submittedAt ? daysBetween(dayAt(submittedAt, timeZone), thresholds.today) : 0;
  return <span>{t(verification === "submitted" ? "submitted" : "self_reported", { days: waiting })}</span>;
}

/** A sentence of a fact, in the words of the history. */
function Part({
  term,
  children,
}: {
  term: "partsNotAccepted" | "whoShouldAnswer" | "justification";
  children: ReactNode;
}) {
  const t = useTranslations("entry.term");
  return (
    <span className="whitespace-pre-wrap wrap-anywhere">
      {t(term)}: {children}
    </span>
  );
}

function OnBehalf({ entry }: { entry: ShownUpdate | undefined }) {
  const t = useTranslations("facts");
  if (!entry?.onBehalfOf) return null;
  return (
    <span className="text-sm text-muted">
      {t("reportedOnBehalf", { by: entry.actingOrganization.acronym, organization: entry.onBehalfOf.acronym })}
    </span>
  );
}
