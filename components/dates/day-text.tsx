import { useLocale } from "next-intl";
import { type DatedDay, type Day, wordDatedDay, wordDay, writeDatedDay } from "#lib/dates.ts";

/** A day in words, with what machines read. */
export function DayText({ day }: { day: Day | DatedDay }) {
  const locale = useLocale();
  return typeof day === "string" ? (
    <time dateTime={day}>{wordDay(day, locale)}</time>
  ) : (
    <time dateTime={writeDatedDay(day)}>{wordDatedDay(day, locale)}</time>
  );
}
