import { describe, expect, test } from "vitest";
import { Implementation } from "#lib/generated/enums.ts";
import { freshnessOf, isLongOutstanding, thresholdsAt } from "#lib/progress/thresholds.ts";

const report = {
  timeZone: "Asia/Phnom_Penh",
  reportingInterval: 90,
  graceDays: 30,
  freshDays: 90,
  verificationDays: 30,
  outstandingMonths: 18,
};
/** Already the 16th in Phnom Penh. */
const now = new Date("2001-03-15T20:00:00Z");
const long = new Date("1999-01-01T00:00:00Z");

test("thresholds are midnights in the report's zone", () => {
  expect(thresholdsAt(now, report)).toEqual({
    today: "2001-03-16",
    freshSince: new Date("2000-12-15T17:00:00Z"),
    staleBefore: new Date("2000-11-15T17:00:00Z"),
    submittedBefore: new Date("2001-02-13T17:00:00Z"),
    longOutstandingBefore: new Date("1999-09-15T17:00:00Z"),
  });
});

test("stale follows the report's own interval, fresh does not", () => {
  const yearly = thresholdsAt(now, { ...report, reportingInterval: 365 });
  expect(yearly.staleBefore).toEqual(new Date("2000-02-14T17:00:00Z"));
  expect(yearly.freshSince).toEqual(thresholdsAt(now, report).freshSince);
});

test("they do not move within a day", () => {
  const first = thresholdsAt(new Date("2001-03-15T17:00:00Z"), report);
  expect(thresholdsAt(new Date("2001-03-16T16:59:59.999Z"), report)).toEqual(first);
  expect(thresholdsAt(new Date("2001-03-16T17:00:00Z"), report).today).toBe("2001-03-17");
});

describe("freshness", () => {
  const thresholds = thresholdsAt(now, report);

  test.each([
    ["this very instant", now, "fresh"],
    ["90 days ago, at the first instant of the day", new Date("2000-12-15T17:00:00Z"), "fresh"],
    ["91 days ago, at the last instant of the day", new Date("2000-12-15T16:59:59.999Z"), "silent"],
    ["120 days ago, at the first instant of the day", new Date("2000-11-15T17:00:00Z"), "silent"],
    ["121 days ago, at the last instant of the day", new Date("2000-11-15T16:59:59.999Z"), "stale"],
  ])("a last entry of %s", (_, lastEntryAt, freshness) => {
    expect(freshnessOf({ lastEntryAt, createdAt: long }, thresholds)).toBe(freshness);
  });

  test("without an entry the assignment's own age counts, and a new one is silent, not fresh", () => {
    expect(freshnessOf({ lastEntryAt: null, createdAt: now }, thresholds)).toBe("silent");
    expect(freshnessOf({ lastEntryAt: null, createdAt: new Date("2000-11-15T17:00:00Z") }, thresholds)).toBe("silent");
    expect(freshnessOf({ lastEntryAt: null, createdAt: new Date("2000-11-15T16:59:59.999Z") }, thresholds)).toBe(
      "stale",
    );
  });

  test("a late entry is fresh although the assignment is old", () => {
    expect(freshnessOf({ lastEntryAt: now, createdAt: long }, thresholds)).toBe("fresh");
  });
});

describe("long outstanding", () => {
  const thresholds = thresholdsAt(now, report);
  const open = ["not_started", "in_progress", "partially_implemented"];

  test.each([
    ["18 months ago, at the first instant of the day", new Date("1999-09-15T17:00:00Z"), false],
    ["18 months and a day ago, at its last instant", new Date("1999-09-15T16:59:59.999Z"), true],
  ])("assigned %s", (_, createdAt, isLong) => {
    expect(isLongOutstanding({ implementation: "in_progress", createdAt }, thresholds)).toBe(isLong);
  });

  test.each(Object.values(Implementation))("only what is open is outstanding: %s", (implementation) => {
    expect(isLongOutstanding({ implementation, createdAt: long }, thresholds)).toBe(open.includes(implementation));
  });
});
