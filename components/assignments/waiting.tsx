import { useLocale, useTranslations } from "next-intl";
import { type Day, dayAt, daysBetween, wordDay, wordDaysAgo } from "#lib/dates.ts";
import { Clock } from "./facts.tsx";

type Props = {
  /** What was done then. */
  words: "submitted" | "exit" | "contested" | "ago";
  since: Date;
  today: Day;
  timeZone: string;
  /** The instant before which it has waited too long, and how many days that is. */
  limit?: { before: Date; days: number };
};

/** "Submitted 12 days ago", or only how long ago, and a clock when that is longer than the report allows. */
export function Waiting({ words, since, today, timeZone, limit }: Props) {
  const t = useTranslations("waiting");
  const locale = useLocale();
  const day = dayAt(since, timeZone);
  const isLong = limit !== undefined && since < limit.before;
  return (
    <time dateTime={day} title={wordDay(day, locale)} className={isLong ? "font-semibold text-stale" : "text-muted"}>
      {isLong && <Clock />}
      {t(words, { ago: wordDaysAgo(daysBetween(day, today), locale) })}
      {isLong && t("long", { days: limit.days })}
    </time>
  );
}
