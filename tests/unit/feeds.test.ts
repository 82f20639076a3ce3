import { expect, test } from "vitest";
import { type Entry, writeAtom } from "#lib/feeds/atom.ts";
import { type CalendarEvent, writeCalendar } from "#lib/feeds/calendar.ts";
import { readAtom } from "../support/atom.ts";
import { readCalendar } from "../support/calendar.ts";

/** What people may type, and machines must not stumble over; and with it what no document may hold. */
const told = `a & b <script>alert("1")</script> ]]> &amp; 'x'; \\n, \ttab ក្រសួង 🙂 ${"ក្រសួង, ".repeat(30)}`;
const hostile = `\u0000\u0007${told}\u001b`;

const at = new Date("2026-11-24T01:02:03.004Z");
const page = "https://tamdan.example/reports/a?entry=1&x=2#entry-1";

const entry: Entry = {
  id: "urn:uuid:01a20b3b-4f9a-708d-b01f-7b6cb38c38c0",
  title: hostile,
  recordedAt: at,
  updatedAt: at,
  author: hostile,
  category: "note",
  page,
  paragraphs: [hostile, "one\r\ntwo"],
};
const feed = {
  id: "urn:uuid:01a20b3b-4f9a-708d-b01f-7b6cb38c38c1",
  title: hostile,
  subtitle: hostile,
  language: "en-GB",
  rights: hostile,
  updatedAt: at,
  self: "https://tamdan.example/feed.atom",
  page,
};

test("a feed is valid Atom and says what was typed, whatever it is", () => {
  const read = readAtom(writeAtom({ ...feed, entries: [entry] }));
  expect(read).toMatchObject({ title: told.trim(), updated: "2026-11-24T01:02:03.004Z", page });
  expect(read.entries).toMatchObject([{ title: told.trim(), author: told.trim(), page }]);
  expect(read.entries[0]?.paragraphs).toEqual([told, "onetwo"]);
});

test("a feed without entries is valid, too", () => {
  expect(readAtom(writeAtom({ ...feed, rights: null, entries: [] })).entries).toEqual([]);
});

const event: CalendarEvent = {
  id: "target-1",
  sequence: 3,
  changedAt: at,
  on: "2028-02-29",
  summary: hostile,
  description: `${hostile}\nsecond line`,
  page,
};
const calendar = { name: hostile, description: hostile, source: feed.self, page };

test("a calendar is valid iCalendar and says what was typed, whatever it is", () => {
  const { name, dates } = readCalendar(writeCalendar({ ...calendar, events: [event] }));
  expect(name).toBe(told);
  expect(dates).toEqual([
    {
      uid: "target-1",
      sequence: 3,
      changed: "2026-11-24T01:02:03Z",
      on: "2028-02-29",
      until: "2028-03-01",
      summary: told,
      description: `${told}\nsecond line`,
      page,
    },
  ]);
});

test("a calendar without dates is valid, too", () => {
  expect(readCalendar(writeCalendar({ ...calendar, events: [] })).dates).toEqual([]);
});
