import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  addDays,
  datedDay,
  dayAt,
  daysBetween,
  firstDay,
  fromDatabaseDay,
  parseDatedDay,
  startOfDay,
  toDatabaseDay,
  wordDatedDay,
  wordDay,
  wordInstant,
  writeDatedDay,
} from "#lib/dates.ts";

const zone = "Asia/Phnom_Penh";

describe("a year, a month or a day", () => {
  test.each([
    ["2001", "2001-12-31", "year", "2001-01-01"],
    ["2001-02", "2001-02-28", "month", "2001-02-01"],
    ["2000-02", "2000-02-29", "month", "2000-02-01"],
    ["1900-02", "1900-02-28", "month", "1900-02-01"],
    ["2001-12", "2001-12-31", "month", "2001-12-01"],
    ["2001-03-05", "2001-03-05", "day", "2001-03-05"],
    ["2000-02-29", "2000-02-29", "day", "2000-02-29"],
    ["0001", "0001-12-31", "year", "0001-01-01"],
    ["9999-12", "9999-12-31", "month", "9999-12-01"],
  ])("%s counts by %s, is known to the %s and begins on %s", (text, on, precision, first) => {
    const dated = parseDatedDay(text);
    expect(dated).toEqual({ on, precision });
    if (!dated) return;
    expect(firstDay(dated)).toBe(first);
    expect(writeDatedDay(dated)).toBe(text);
  });

  test.each([
    "",
    "0",
    "999",
    "10000",
    "0000",
    "0000-01",
    "2001-",
    "2001-0",
    "2001-00",
    "2001-13",
    "2001-02-30",
    "2001-02-29",
    "2001-04-31",
    "2001-01-00",
    "2001/01/01",
    " 2001",
    "2001 ",
    "2001\n",
    "2001-01-01T00:00",
    "20010101",
    "+2001",
    "-2001",
    "२००१",
  ])("%j is none", (text) => {
    expect(parseDatedDay(text)).toBeUndefined();
  });

  test("any day is written as it is read", () => {
    const days = fc.date({
      min: new Date("0001-01-01T00:00:00Z"),
      max: new Date("9999-12-31T00:00:00Z"),
      noInvalidDate: true,
    });
    fc.assert(
      fc.property(days, fc.constantFrom(4, 7, 10), (date, length) => {
        const text = date.toISOString().slice(0, length);
        const dated = parseDatedDay(text);
        expect(dated && writeDatedDay(dated)).toBe(text);
        expect(dated && firstDay(dated) <= dated.on && dated.on.startsWith(text)).toBe(true);
      }),
    );
  });
});

describe("days in a zone", () => {
  test.each([
    ["2001-03-15T16:59:59.999Z", zone, "2001-03-15"],
    ["2001-03-15T17:00:00.000Z", zone, "2001-03-16"],
    ["2000-12-31T17:00:00.000Z", zone, "2001-01-01"],
    ["2001-03-15T00:00:00.000Z", "UTC", "2001-03-15"],
    ["2001-03-15T03:59:59.999Z", "America/New_York", "2001-03-14"],
  ])("at %s it is in %s %s", (instant, timeZone, day) => {
    expect(dayAt(new Date(instant), timeZone)).toBe(day);
  });

  test("a day begins at its midnight there, also where clocks change", () => {
    expect(startOfDay("2001-03-16", zone)).toEqual(new Date("2001-03-15T17:00:00Z"));
    expect(startOfDay("2001-04-01", "America/New_York")).toEqual(new Date("2001-04-01T05:00:00Z"));
    expect(startOfDay("2001-04-02", "America/New_York")).toEqual(new Date("2001-04-02T04:00:00Z"));
  });

  test("the first instant of a day is on that day, and the one before is not", () => {
    for (const day of ["2000-02-29", "2001-01-01", "2001-12-31"]) {
      const start = startOfDay(day, zone);
      expect(dayAt(start, zone)).toBe(day);
      expect(dayAt(new Date(start.getTime() - 1), zone)).toBe(addDays(day, -1));
    }
  });
});

test("days are counted by the calendar", () => {
  expect(daysBetween("2000-02-28", "2000-03-01")).toBe(2);
  expect(daysBetween("2001-03-05", "2001-03-05")).toBe(0);
  expect(daysBetween("2001-03-05", "2001-03-04")).toBe(-1);
  expect(addDays("2001-12-31", 1)).toBe("2002-01-01");
});

test("a day goes to the database and comes back as the same day", () => {
  expect(fromDatabaseDay(toDatabaseDay("2001-03-05"))).toBe("2001-03-05");
  expect(datedDay(toDatabaseDay("2001-12-31"), "year")).toEqual({ on: "2001-12-31", precision: "year" });
  expect(datedDay(null, null)).toBeUndefined();
});

test("a date is worded no more exactly than it is known", () => {
  expect(wordDatedDay({ on: "2001-12-31", precision: "year" }, "en-GB")).toBe("2001");
  expect(wordDatedDay({ on: "2001-03-31", precision: "month" }, "en-GB")).toBe("March 2001");
  expect(wordDay("2001-03-05", "en-GB")).toBe("5 March 2001");
});

test("an instant in words is on the clock of the report", () => {
  expect(wordInstant(new Date("2026-11-23T18:30:00Z"), "Asia/Phnom_Penh", "en-GB")).toBe("24 November 2026 at 01:30");
});
