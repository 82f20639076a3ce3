import { type DayRefusal, lastInstant, readDay } from "#lib/as-of.ts";
import { addDays, type Day, dayAt } from "#lib/dates.ts";

type Given = string | string[] | null | undefined;

/** Between which two instants is compared: what stood at the first, and what stood at the second. */
export type Period = {
  from: Date;
  to: Date;
  fromDay: Day;
  toDay: Day;
  /** The second is now. */
  isUpToNow: boolean;
  /** The first is when somebody last said that they had read what changed. */
  isSinceVisit: boolean;
};

/** How long back is looked where no first day is given. */
export const usualDays = 30;

/**
 * The period that an address asks for. A day counts with all of it, and the earlier of two is the first. Without a first day it
 * is the last visit, of whoever has one, or else thirty days; what makes no sense counts as not said, with the reason.
 */
export function readPeriod(
  asked: { from?: Given; to?: Given; since?: Given },
  now: Date,
  timeZone: string,
  visitedAt: Date | undefined,
): { period: Period; refusal: DayRefusal | undefined } {
  const today = dayAt(now, timeZone);
  const [first, second] = [readDay(asked.from, today), readDay(asked.to, today)];
  const refusal = first.ok ? (second.ok ? undefined : second.refusal) : first.refusal;
  const fromDay = first.ok ? first.value : undefined;
  const toDay = second.ok ? second.value : undefined;
  if (visitedAt && (asked.since === "visit" || (!fromDay && !toDay))) {
    const from = visitedAt > now ? now : visitedAt;
    const days = { fromDay: dayAt(from, timeZone), toDay: today };
    return { period: { from, to: now, ...days, isUpToNow: true, isSinceVisit: true }, refusal };
  }
  const last = toDay ?? today;
  const days = [fromDay ?? addDays(last, -usualDays), last].sort() as [Day, Day];
  return { period: between(days, now, timeZone), refusal };
}

/** From the end of one day to the end of another, or to now where that has not come. */
export function between([fromDay, toDay]: [Day, Day], now: Date, timeZone: string): Period {
  const endOf = (day: Day) => new Date(Math.min(lastInstant(day, timeZone).getTime(), now.getTime()));
  const isUpToNow = toDay === dayAt(now, timeZone);
  return { from: endOf(fromDay), to: endOf(toDay), fromDay, toDay, isUpToNow, isSinceVisit: false };
}
