import { Temporal } from "temporal-polyfill";
import type { Precision } from "#lib/generated/enums.ts";

/** A calendar day, `2001-03-05`. Days compare as strings. */
export type Day = string;

/** A year, a month or a day, kept as the last day of that period: that is the day it counts by. */
export type DatedDay = { on: Day; precision: Precision };

const shapes: { precision: Precision; pattern: RegExp; first: (text: string) => Day }[] = [
  { precision: "year", pattern: /^\d{4}$/, first: (text) => `${text}-01-01` },
  { precision: "month", pattern: /^\d{4}-\d{2}$/, first: (text) => `${text}-01` },
  { precision: "day", pattern: /^\d{4}-\d{2}-\d{2}$/, first: (text) => text },
];

/** Reads `2001`, `2001-03` or `2001-03-05`; nothing for any other text, for a day that does not exist and for the year 0. */
export function parseDatedDay(text: string): DatedDay | undefined {
  const shape = shapes.find(({ pattern }) => pattern.test(text));
  if (!shape || text.startsWith("0000")) return;
  try {
    const first = Temporal.PlainDate.from(shape.first(text), { overflow: "reject" });
    return { on: lastDay(first, shape.precision).toString(), precision: shape.precision };
  } catch {
    return;
  }
}

/** `2001`, `2001-03` or `2001-03-05`: what parseDatedDay reads, and ISO 8601. */
export function writeDatedDay({ on, precision }: DatedDay): string {
  return on.slice(0, { year: 4, month: 7, day: 10 }[precision]);
}

/** Whether both are the same period, or neither is known. */
export function isSamePeriod(one: DatedDay | null | undefined, other: DatedDay | null | undefined): boolean {
  return one?.on === other?.on && one?.precision === other?.precision;
}

/** The first day of the period, where the day itself is the last. */
export function firstDay({ on, precision }: DatedDay): Day {
  return on.slice(0, { year: 4, month: 7, day: 10 }[precision]) + { year: "-01-01", month: "-01", day: "" }[precision];
}

function lastDay(first: Temporal.PlainDate, precision: Precision): Temporal.PlainDate {
  if (precision === "day") return first;
  return first.add(precision === "year" ? { years: 1 } : { months: 1 }).subtract({ days: 1 });
}

/** The calendar day in a time zone at an instant. */
export function dayAt(instant: Date, timeZone: string): Day {
  return Temporal.Instant.fromEpochMilliseconds(instant.getTime())
    .toZonedDateTimeISO(timeZone)
    .toPlainDate()
    .toString();
}

/** Calendar days from one to the other; negative when the other is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Temporal.PlainDate.from(from).until(Temporal.PlainDate.from(to), { largestUnit: "days" }).days;
}

export function addDays(day: Day, days: number): Day {
  return Temporal.PlainDate.from(day).add({ days }).toString();
}

export function addMonths(day: Day, months: number): Day {
  return Temporal.PlainDate.from(day).add({ months }).toString();
}

export function firstOfMonth(day: Day): Day {
  return `${day.slice(0, 7)}-01`;
}

export function firstOfYear(day: Day): Day {
  return `${day.slice(0, 4)}-01-01`;
}

export function lastOfMonth(day: Day): Day {
  return addDays(addMonths(firstOfMonth(day), 1), -1);
}

/** The first instant of a day in a time zone. */
export function startOfDay(day: Day, timeZone: string): Date {
  return new Date(Temporal.PlainDate.from(day).toZonedDateTime(timeZone).epochMilliseconds);
}

/** "5 March 2001", "March 2001" or "2001", in a language. */
export function wordDatedDay({ on, precision }: DatedDay, locale: string): string {
  const parts = { year: {}, month: { month: "long" }, day: { month: "long", day: "numeric" } } as const;
  return formatOf(locale, { timeZone: "UTC", year: "numeric", ...parts[precision] }).format(toDatabaseDay(on));
}

export function wordDay(on: Day, locale: string): string {
  return wordDatedDay({ on, precision: "day" }, locale);
}

/** "Nov 2026", where there is little room. */
export function wordShortMonth(on: Day, locale: string): string {
  return formatOf(locale, { timeZone: "UTC", year: "numeric", month: "short" }).format(toDatabaseDay(on));
}

/** "23 November 2026 at 14:05": an instant on the clock of a time zone, in a language. */
export function wordInstant(instant: Date, timeZone: string, locale: string): string {
  return formatOf(locale, { timeZone, dateStyle: "long", timeStyle: "short" }).format(instant);
}

/** One for each language and time zone: to make a format takes far longer than to use it, and a page words hundreds of days. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const format = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, format);
  return format;
}

/** A Postgres `date` travels as midnight UTC of that day. */
export function toDatabaseDay(day: Day): Date {
  return new Date(`${day}T00:00:00Z`);
}

export function fromDatabaseDay(date: Date): Day {
  return date.toISOString().slice(0, 10);
}

/** Two columns of a row as one value; nothing when they are empty. */
export function datedDay(on: Date | null, precision: Precision | null): DatedDay | undefined {
  return on && precision ? { on: fromDatabaseDay(on), precision } : undefined;
}

/** "today", "yesterday", "12 days ago", in a language. */
export function wordDaysAgo(days: number, locale: string): string {
  return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(-days, "day");
}
