import { useLocale, useTranslations } from "next-intl";
import { Link } from "#components/ui/link.tsx";
import { Notice } from "#components/ui/notice.tsx";
import { writeAsOf } from "#lib/as-of.ts";
import { type StandingPart, stanceOn } from "#lib/assignments/standing.ts";
import { type Day, datedDay, dayAt, wordDatedDay, wordDay } from "#lib/dates.ts";
import { answering, hasEnded } from "#lib/organizations/succession.ts";
import type { Thresholds } from "#lib/progress/thresholds.ts";
import type { Recommendation } from "#lib/recommendations/queries.ts";
import type { ShownUpdate } from "#lib/updates/entries.ts";
import { SeeEntry } from "./see-entry.tsx";

type Assignment = Recommendation["assignments"][number];
type Entries = Partial<Record<StandingPart, ShownUpdate>>;
/** The day of the past that the page shows. */
type Past = { asOf: Day | undefined };

/** That an organization has ended, and who answers now. */
export function Succession({
  assignment: { organization },
  thresholds,
  asOf,
}: {
  assignment: Assignment;
  thresholds: Thresholds;
} & Past) {
  const t = useTranslations("facts");
  const locale = useLocale();
  const ended = datedDay(organization.existsUntil, organization.existsUntilPrecision ?? "day");
  if (!ended || !hasEnded(organization, thresholds.today)) return null;
  const successor = answering(organization, thresholds.today);
  const words = { organization: organization.acronym, day: wordDatedDay(ended, locale), precision: ended.precision };
  return (
    <Notice>
      {successor.id === organization.id
        ? t("endedAlone", words)
        : t.rich("ended", {
            ...words,
            successor: () => (
              <Link href={`/organizations/${successor.slug}${writeAsOf(asOf)}`}>{successor.acronym}</Link>
            ),
          })}
    </Notice>
  );
}

/** That an exit is asked for, and why; the steward has not decided. */
export function ExitRequest({
  assignment,
  entry,
  asOf,
}: { assignment: Assignment; entry: ShownUpdate | undefined } & Past) {
  const t = useTranslations("facts");
  const status = useTranslations("implementation");
  const reason = useTranslations("exitReason");
  if (!assignment.exitRequested) return null;
  return (
    <Notice>
      <p className="font-semibold">{t("exitRequested", { status: status(assignment.exitRequested) })}</p>
      {entry?.exitReason && (
        <p className="whitespace-pre-wrap wrap-anywhere">
          {reason(entry.exitReason)}: {entry.justification}
        </p>
      )}
      {entry && <SeeEntry id={entry.id} asOf={asOf} />}
    </Notice>
  );
}

const contestable = ["answer", "claim", "exit", "target"] as const;

/** What the organization contests of the entries that stand. */
export function Contests({ standing, asOf }: { standing: Entries } & Past) {
  const t = useTranslations("facts");
  return contestable.flatMap((part) => {
    const entry = standing[part];
    const reply = stanceOn(entry);
    if (!entry || reply?.stance !== "contested") return [];
    const words = {
      organization: reply.actingOrganization.acronym,
      by: entry.actingOrganization.acronym,
      words: reply.note ?? "",
    };
    return [
      <Notice key={part} look="problem">
        <p className="whitespace-pre-wrap wrap-anywhere">{t("contested", words)}</p>
        <SeeEntry id={entry.id} asOf={asOf} />
      </Notice>,
    ];
  });
}

const said = ["whatRemains", "howIntentMet", "doneInstead", "justification"] as const;

/** What remains, how the intent is met, what was done instead: as the entry says on which the status rests. */
export function WhatIsSaid({ entry, timeZone, asOf }: { entry: ShownUpdate | undefined; timeZone: string } & Past) {
  const t = useTranslations("facts");
  const term = useTranslations("entry.term");
  const locale = useLocale();
  const rows = entry ? said.filter((field) => entry[field]) : [];
  if (!entry || rows.length === 0) return null;
  return (
    <div className="max-w-text">
      <dl className="grid grid-cols-1 gap-2">
        {rows.map((field) => (
          <div key={field}>
            <dt className="text-sm font-semibold">{term(field)}</dt>
            <dd className="whitespace-pre-wrap wrap-anywhere">{entry[field]}</dd>
          </div>
        ))}
      </dl>
      <p className="text-sm text-muted">
        {t("standing", { day: wordDay(dayAt(entry.recordedAt, timeZone), locale) })} ·{" "}
        <SeeEntry id={entry.id} asOf={asOf} />
      </p>
    </div>
  );
}
