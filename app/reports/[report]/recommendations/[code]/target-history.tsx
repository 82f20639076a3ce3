import { useLocale, useTranslations } from "next-intl";
import { DayText } from "#components/dates/day-text.tsx";
import { addressOfEntry } from "#components/updates/entry-address.ts";
import { EntryLink } from "#components/updates/entry-link.tsx";
import type { Target } from "#lib/assignments/standing.ts";
import { type Day, dayAt, wordDay } from "#lib/dates.ts";

/** Every target date that an assignment has had, where it was moved: the first is never forgotten. */
export function TargetHistory({
  targets,
  timeZone,
  asOf,
}: {
  targets: readonly Target[];
  timeZone: string;
  asOf: Day | undefined;
}) {
  const t = useTranslations("facts");
  const reason = useTranslations("delayReason");
  const locale = useLocale();
  if (targets.length < 2) return null;
  return (
    <details className="max-w-text">
      <summary className="font-semibold text-accent">{t("targets")}</summary>
      <ol className="mt-1 grid list-decimal gap-1 pl-6">
        {targets.map(({ id, on, delayReason, justification, recordedAt }) => (
          <li key={id} className="wrap-anywhere">
            <DayText day={on} />
            {delayReason && <span>: {reason(delayReason)}</span>}
            {justification && <span>. {justification}</span>}
            <span className="block text-sm text-muted">
              <EntryLink href={addressOfEntry(id, { asOf })}>
                {t("set", { day: wordDay(dayAt(recordedAt, timeZone), locale) })}
              </EntryLink>
            </span>
          </li>
        ))}
      </ol>
    </details>
  );
}
