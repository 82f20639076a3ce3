import { useLocale, useTranslations } from "next-intl";
import { datedDay, dayAt, daysBetween, wordDatedDay, wordDay, wordDaysAgo } from "#lib/dates.ts";
import type { Precision } from "#lib/generated/enums.ts";
import { freshnessOf, type Thresholds } from "#lib/progress/thresholds.ts";

type Silence = { lastEntryAt: Date | null; createdAt: Date };

/** "Last entry 12 days ago", and a clock when it is too long ago. It never changes the disc. */
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
  const isStale = freshnessOf(assignment, thresholds) === "stale";
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

type Target = { targetOn: Date | null; targetPrecision: Precision | null };

/** The target date, and a flag with the days when it has passed and the assignment is open. */
export function TargetDay({
  assignment,
  isOpen,
  thresholds,
}: {
  assignment: Target;
  isOpen: boolean;
  thresholds: Thresholds;
}) {
  const t = useTranslations("target");
  const locale = useLocale();
  const target = datedDay(assignment.targetOn, assignment.targetPrecision);
  if (!target) return <span className="text-muted">{t("none")}</span>;
  const days = daysBetween(target.on, thresholds.today);
  return (
    <>
      {t("by", { day: wordDatedDay(target, locale) })}
      {isOpen && days > 0 && (
        <span className="ml-2 font-semibold text-late">
          <Flag />
          {t("late", { days })}
        </span>
      )}
    </>
  );
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
