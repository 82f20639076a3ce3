import { addDays, type Day } from "#lib/dates.ts";

/** A calendar of whole days, as RFC 5545 and 7986 know it. Every address is in full. */
export type Calendar = { name: string; description: string; source: string; page: string; events: CalendarEvent[] };

export type CalendarEvent = {
  /** The same for as long as there is such a date, however often it moves. */
  id: string;
  /** Grows with every change; calendars take the greatest. */
  sequence: number;
  changedAt: Date;
  on: Day;
  summary: string;
  description: string;
  page: string;
};

export function writeCalendar({ name, description, source, page, events }: Calendar): string {
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Tamdan//Target dates//EN",
    "CALSCALE:GREGORIAN",
    `NAME:${text(name)}`,
    // Older readers know the name and the description by these.
    `X-WR-CALNAME:${text(name)}`,
    `DESCRIPTION:${text(description)}`,
    `X-WR-CALDESC:${text(description)}`,
    `SOURCE;VALUE=URI:${source}`,
    `URL;VALUE=URI:${page}`,
    "REFRESH-INTERVAL;VALUE=DURATION:P1D",
    "X-PUBLISHED-TTL:P1D",
    ...(events.length > 0 ? events.flatMap(writeEvent) : nothing),
    "END:VCALENDAR",
  ];
  return lines.map((line) => `${fold(line)}\r\n`).join("");
}

/** A calendar without any component is none (RFC 5545, 3.6): where there is no date yet, a clock stands in it. */
const nothing = [
  "BEGIN:VTIMEZONE",
  "TZID:Etc/UTC",
  "BEGIN:STANDARD",
  "DTSTART:19700101T000000",
  "TZOFFSETFROM:+0000",
  "TZOFFSETTO:+0000",
  "END:STANDARD",
  "END:VTIMEZONE",
];

/** Nobody is busy on the day: it is a date to know of, not an appointment. */
function writeEvent({ id, sequence, changedAt, on, summary, description, page }: CalendarEvent): string[] {
  const changed = changedAt.toISOString().replace(/\.\d+|[-:]/g, "");
  return [
    "BEGIN:VEVENT",
    `UID:${text(id)}`,
    `SEQUENCE:${sequence}`,
    `DTSTAMP:${changed}`,
    `LAST-MODIFIED:${changed}`,
    `DTSTART;VALUE=DATE:${compact(on)}`,
    `DTEND;VALUE=DATE:${compact(addDays(on, 1))}`,
    `SUMMARY:${text(summary)}`,
    `DESCRIPTION:${text(description)}`,
    `URL;VALUE=URI:${page}`,
    "TRANSP:TRANSPARENT",
    "END:VEVENT",
  ];
}

function compact(day: Day): string {
  return day.replaceAll("-", "");
}

function text(words: string): string {
  return words
    .toWellFormed()
    .replace(/\r\n?/g, "\n")
    .replace(/[^\P{Cc}\t\n]/gu, "")
    .replace(/[\\;,]/g, "\\$&")
    .replaceAll("\n", "\\n");
}

const longestLine = 75;

/** A line may have 75 bytes; the rest goes on after a space. No sign is cut in two. */
function fold(line: string): string {
  const lines = [""];
  let length = 0;
  for (const sign of line) {
    const bytes = Buffer.byteLength(sign);
    if (length + bytes > longestLine) {
      lines.push(" ");
      length = 1;
    }
    lines[lines.length - 1] += sign;
    length += bytes;
  }
  return lines.join("\r\n");
}
