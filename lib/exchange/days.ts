import { lastInstant, readDay } from "#lib/as-of.ts";
import { between, type Period, usualDays } from "#lib/changes/period.ts";
import { addDays, type Day, dayAt } from "#lib/dates.ts";
import { done, type Result, refused } from "#lib/result.ts";

type Zone = { timeZone: string };

/** The day of the past that an address asks for, and its last instant: neither for today. */
export function readPast(
  request: Request,
  { timeZone }: Zone,
  now: Date,
): Result<{ asOf: Day | undefined; until: Date | undefined }, "malformed-day"> {
  const today = dayAt(now, timeZone);
  const day = readDay(parameter(request, "asOf"), today);
  if (!day.ok) return refused("malformed-day");
  const asOf = day.value === today ? undefined : day.value;
  return done({ asOf, until: lastInstant(asOf, timeZone) });
}

/** The two days that an address compares: without the second it is today, without the first thirty days before it. */
export function readSpan(
  request: Request,
  { timeZone }: Zone,
  now: Date,
): Result<Period, "malformed-day" | "malformed-period"> {
  const today = dayAt(now, timeZone);
  const [first, second] = ["from", "to"].map((name) => readDay(parameter(request, name), today));
  if (!first?.ok || !second?.ok) return refused("malformed-day");
  const to = second.value ?? today;
  const from = first.value ?? addDays(to, -usualDays);
  return from > to ? refused("malformed-period") : done(between([from, to], now, timeZone));
}

/** A parameter that is there and says nothing is no day. */
function parameter(request: Request, name: string): string | undefined {
  const value = new URL(request.url).searchParams.get(name);
  return value === null ? undefined : value || "none";
}
