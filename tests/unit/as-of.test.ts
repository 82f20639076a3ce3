import { describe, expect, test } from "vitest";
import { lastInstant, readAsOf, readDay, sharedToday, writeAsOf } from "#lib/as-of.ts";
import { readPeriod } from "#lib/changes/period.ts";
import { dayAt } from "#lib/dates.ts";

const today = "2026-11-23";

describe("today of several reports", () => {
  const noon = new Date("2026-11-23T12:00:00Z");
  const zone = (timeZone: string) => ({ timeZone });

  test("is the earliest of their days, so that what is past is past in each", () => {
    expect(sharedToday([zone("Pacific/Kiritimati")], noon)).toBe("2026-11-24");
    expect(sharedToday([zone("Pacific/Kiritimati"), zone("Asia/Phnom_Penh")], noon)).toBe("2026-11-23");
  });

  test("of none is that of the world", () => {
    expect(sharedToday([], noon)).toBe("2026-11-23");
  });
});

describe("the day that an address asks for", () => {
  test.each([
    ["2026-11-22", "2026-11-22"],
    [" 2026-11-22 ", "2026-11-22"],
    [["2024-02-29", "2026-01-01"], "2024-02-29"],
    ["1000-01-01", "1000-01-01"],
    [today, today],
    ["", undefined],
    ["  ", undefined],
    [[], undefined],
    [undefined, undefined],
    [null, undefined],
  ])("%j is %j", (given, day) => {
    expect(readDay(given, today)).toEqual({ ok: true, value: day });
  });

  test.each([
    "2026-02-30",
    "2025-02-29",
    "2026-13-01",
    "2026-00-10",
    "0000-01-01",
    "2026-1-1",
    "2026",
    "2026-11",
    "yesterday",
    "22/11/2026",
    "2026-11-22T00:00:00Z",
    "-2026-11-22",
    "+002026-11-22",
    "２０２６-11-22",
    "២០២៦-១១-២២",
    "2026-11-22\0",
    "2026‐11‐22",
    "1".repeat(10_000),
  ])("%j is no day", (given) => {
    expect(readDay(given, today)).toMatchObject({ ok: false, refusal: "no-such-day" });
    expect(readAsOf(given, today)).toEqual({ asOf: undefined, refusal: "no-such-day" });
  });

  test.each(["2026-11-24", "9999-12-31"])("%j is still to come", (given) => {
    expect(readAsOf(given, today)).toEqual({ asOf: undefined, refusal: "in-the-future" });
  });

  test("today is now, and a day before it is the past, which its links keep", () => {
    expect(readAsOf(today, today)).toEqual({ asOf: undefined, refusal: undefined });
    expect(readAsOf("2026-11-22", today)).toEqual({ asOf: "2026-11-22", refusal: undefined });
    expect(writeAsOf("2026-11-22")).toBe("?asOf=2026-11-22");
    expect(writeAsOf(undefined)).toBe("");
  });
});

describe("the last instant of a day", () => {
  test.each([
    ["2026-11-22", "Asia/Phnom_Penh", "2026-11-22T16:59:59.999Z"],
    ["2026-11-22", "UTC", "2026-11-22T23:59:59.999Z"],
    // 23 and 25 hours: clocks go forward and back.
    ["2026-03-28", "Europe/Zurich", "2026-03-28T22:59:59.999Z"],
    ["2026-03-29", "Europe/Zurich", "2026-03-29T21:59:59.999Z"],
    ["2026-10-25", "Europe/Zurich", "2026-10-25T22:59:59.999Z"],
    // Midnight itself is left out, and comes twice.
    ["2018-11-03", "America/Sao_Paulo", "2018-11-04T02:59:59.999Z"],
    ["2018-02-17", "America/Sao_Paulo", "2018-02-18T02:59:59.999Z"],
    ["2026-11-22", "Asia/Kathmandu", "2026-11-22T18:14:59.999Z"],
    ["2026-12-31", "Pacific/Kiritimati", "2026-12-31T09:59:59.999Z"],
    // Samoa had no 30 December 2011.
    ["2011-12-29", "Pacific/Apia", "2011-12-30T09:59:59.999Z"],
  ])("of %s in %s is %s", (day, timeZone, instant) => {
    const last = lastInstant(day, timeZone);
    expect(last.toISOString()).toBe(instant);
    expect(dayAt(last, timeZone)).toBe(day);
    expect(dayAt(new Date(last.getTime() + 1), timeZone) > day).toBe(true);
  });

  test("of no day is none", () => {
    expect(lastInstant(undefined, "UTC")).toBeUndefined();
  });
});

describe("the period that is compared", () => {
  const now = new Date("2026-11-23T05:00:00Z");
  const zone = "Asia/Phnom_Penh";
  const visitedAt = new Date("2026-11-20T03:04:05Z");
  const read = (asked: Record<string, string>, visited?: Date) => {
    const { period, refusal } = readPeriod(asked, now, zone, visited);
    const { from, to, isSinceVisit } = period;
    return [from.toISOString(), to.toISOString(), isSinceVisit, refusal];
  };
  const end = (day: string) => lastInstant(day, zone).toISOString();

  test.each([
    ["nothing: thirty days", {}, end("2026-10-24"), now.toISOString()],
    ["a first day", { from: "2026-01-01" }, end("2026-01-01"), now.toISOString()],
    ["a second day", { to: "2026-01-31" }, end("2026-01-01"), end("2026-01-31")],
    ["two days", { from: "2026-01-01", to: "2026-02-01" }, end("2026-01-01"), end("2026-02-01")],
    ["two days, the later first", { from: "2026-02-01", to: "2026-01-01" }, end("2026-01-01"), end("2026-02-01")],
    ["one day twice", { from: "2026-02-01", to: "2026-02-01" }, end("2026-02-01"), end("2026-02-01")],
    ["today", { from: today, to: today }, now.toISOString(), now.toISOString()],
    ["a visit that nobody made", { since: "visit" }, end("2026-10-24"), now.toISOString()],
  ])("%s", (_, asked, from, to) => {
    expect(read(asked as Record<string, string>)).toEqual([from, to, false, undefined]);
  });

  test("begins with the last visit, to the instant, unless days are named", () => {
    const visit = [visitedAt.toISOString(), now.toISOString(), true, undefined];
    expect(read({}, visitedAt)).toEqual(visit);
    expect(read({ since: "visit", from: "2026-01-01" }, visitedAt)).toEqual(visit);
    expect(read({ from: "2026-01-01" }, visitedAt)).toEqual([end("2026-01-01"), now.toISOString(), false, undefined]);
    expect(read({ to: "2026-01-31" }, visitedAt)).toEqual([end("2026-01-01"), end("2026-01-31"), false, undefined]);
    expect(read({}, new Date(now.getTime() + 5000))).toEqual([now.toISOString(), now.toISOString(), true, undefined]);
  });

  test("a day that makes no sense counts as not said, with the reason", () => {
    expect(read({ from: "soon" })).toEqual([end("2026-10-24"), now.toISOString(), false, "no-such-day"]);
    expect(read({ to: "2027-01-01" })).toEqual([end("2026-10-24"), now.toISOString(), false, "in-the-future"]);
  });
});
