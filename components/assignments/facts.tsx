import { useLocale, useTranslations } from "next-intl";
import type { Need } from "#lib/assignments/standing.ts";
import { isClaimed, isOpen } from "#lib/assignments/status.ts";
import { type DatedDay, datedDay, dayAt, daysBetween, wordDatedDay, wordDay, wordDaysAgo } from "#lib/dates.ts";
import type { Implementation, Precision, Verification } from "#lib/generated/enums.ts";
import { freshnessOf, isLongOutstanding, type Thresholds } from "#lib/progress/thresholds.ts";

type Silence = { implementation: Implementation; lastEntryAt: Date | null; createdAt: Date };

/** "Last entry 12 days ago", and a clock when that is too long ago and something is still to be done. It never changes the disc. */
export function Freshness({
  assignment,
  thresholds,
  timeZone,
}: {
  assignment: Silence;
  thresholds: Thresholds;
  timeZone: string;
}) {
  const t = useTranslations("freshness");
  const locale = useLocale();
  const { lastEntryAt, createdAt } = assignment;
  const since = dayAt(lastEntryAt ?? createdAt, timeZone);
  const ago = wordDaysAgo(daysBetween(since, thresholds.today), locale);
  const isStale = isOpen(assignment.implementation) && freshnessOf(assignment, thresholds) === "stale";
  const words = lastEntryAt ? (isStale ? "stale" : "last") : isStale ? "staleNever" : "never";
  return (
    <time
      dateTime={since}
      title={wordDay(since, locale)}
      className={isStale ? "font-semibold text-stale" : "text-muted"}
    >
      {isStale && <Clock />}
      {t(words, { ago })}
    </time>
  );
}

/** "Long outstanding", with the day, when it has been open for too long since it was first assigned. */
export function LongOutstanding({
  assignment,
  thresholds,
  timeZone,
}: {
  assignment: { implementation: Implementation; createdAt: Date };
  thresholds: Thresholds;
  timeZone: string;
}) {
  const t = useTranslations("longOutstanding");
  const locale = useLocale();
  if (!isLongOutstanding(assignment, thresholds)) return null;
  const since = dayAt(assignment.createdAt, timeZone);
  return (
    <span className="font-semibold text-stale">
      <Clock />
      {t.rich("since", { day: () => <time dateTime={since}>{wordDay(since, locale)}</time> })}
    </span>
  );
}

type Target = { implementation: Implementation; targetOn: Date | null; targetPrecision: Precision | null };

/** The target date, and a flag with the days when it has passed and the assignment is open. */
export function TargetDay({ assignment, thresholds }: { assignment: Target; thresholds: Thresholds }) {
  const t = useTranslations("target");
  const locale = useLocale();
  const target = datedDay(assignment.targetOn, assignment.targetPrecision);
  if (!target) return <span className="text-muted">{t("none")}</span>;
  return (
    <>
      {t("by", { day: wordDatedDay(target, locale) })}{" "}
      <Late target={target} isOpen={isOpen(assignment.implementation)} thresholds={thresholds} />
    </>
  );
}

/** A flag with the days by which something open is late; nothing before. */
export function Late({
  target,
  isOpen: isDue,
  thresholds,
}: {
  target: DatedDay;
  isOpen: boolean;
  thresholds: Thresholds;
}) {
  const t = useTranslations("target");
  const days = daysBetween(target.on, thresholds.today);
  if (!isDue || days <= 0) return null;
  return (
    <span className="font-semibold whitespace-nowrap text-late">
      <Flag />
      {t("late", { days })}
    </span>
  );
}

/** "Moved twice, first target 30 June 2026": lateness is not hidden by moving a date. */
export function TargetMoves({ changes, original }: { changes: number; original: DatedDay | null | undefined }) {
  const t = useTranslations("target");
  const locale = useLocale();
  if (changes === 0 || !original) return null;
  return <span>{t("moved", { changes, day: wordDatedDay(original, locale) })}</span>;
}

/** How what is reported stands with the verifiers; before anything is, that there is nothing yet. */
export function VerificationState({
  assignment,
}: {
  assignment: { implementation: Implementation; verification: Verification };
}) {
  const t = useTranslations("verificationTitle");
  return isClaimed(assignment) ? t(assignment.verification) : <span className="text-muted">{t("nothing")}</span>;
}

/** What has to be done next about an assignment, in words. */
export function Needs({ needs }: { needs: readonly Need[] }) {
  const t = useTranslations("need");
  return needs.map((need) => (
    <span key={need} className={need === "awaiting_response" ? "" : "font-semibold"}>
      {t(need)}
    </span>
  ));
}

export function Clock() {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className="mr-1 inline-block size-4 align-[-0.125em]">
      <circle cx="8" cy="8" r="6.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
      <path d="M8 4.5 V8 L10.5 9.5" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}

function Flag() {
  return (
    <svg aria-hidden viewBox="0 0 16 16" className="mr-1 inline-block size-4 align-[-0.125em]">
      <path d="M3 15 V2 H13 L10.5 5.5 L13 9 H3" fill="none" stroke="currentColor" strokeWidth="1.5" />
    </svg>
  );
}
