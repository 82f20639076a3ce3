import { addDays, type Day, dayAt, parseDatedDay, startOfDay } from "#lib/dates.ts";
import { done, type Result, refused } from "#lib/result.ts";

/** Why there is no looking at a day. */
export type DayRefusal = "no-such-day" | "in-the-future";

/** Older than any report; days before the year 0 cannot be reckoned from it. */
const earliest = "1000-01-01";

/** What an address may give for a parameter. */
type Given = string | string[] | null | undefined;

/** A day that an address names, up to today: nothing when it names none. */
export function readDay(given: Given, today: Day): Result<Day | undefined, DayRefusal> {
  const text = (Array.isArray(given) ? given[0] : given)?.trim();
  if (!text) return done(undefined);
  const day = parseDatedDay(text);
  if (day?.precision !== "day" || day.on < earliest) return refused("no-such-day");
  return day.on > today ? refused("in-the-future") : done(day.on);
}

/** The past day that an address asks to see: today is now, and so is what makes no sense, with the reason. */
export function readAsOf(given: Given, today: Day): { asOf: Day | undefined; refusal: DayRefusal | undefined } {
  const day = readDay(given, today);
  if (!day.ok) return { asOf: undefined, refusal: day.refusal };
  return { asOf: day.value === today ? undefined : day.value, refusal: undefined };
}

/** Today of several reports at once: past is what is past in the time zone of each. */
export function sharedToday(reports: readonly { timeZone: string }[], now: Date): Day {
  const [today = dayAt(now, "UTC")] = reports.map(({ timeZone }) => dayAt(now, timeZone)).sort();
  return today;
}

/** The last instant of a day: what was recorded up to it counts as of that day. The log has milliseconds and nothing between them. */
export function lastInstant(day: Day, timeZone: string): Date;
export function lastInstant(day: Day | undefined, timeZone: string): Date | undefined;
export function lastInstant(day: Day | undefined, timeZone: string): Date | undefined {
  return day === undefined ? undefined : new Date(startOfDay(addDays(day, 1), timeZone).getTime() - 1);
}

/** What an address says of the past after `?`, so that a link inside a view of the past stays in it. */
export function writeAsOf(asOf: Day | undefined): string {
  return asOf ? `?asOf=${asOf}` : "";
}
