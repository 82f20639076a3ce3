import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { AssignmentRole, Implementation, Measure, Priority, RecommendationKind } from "#lib/generated/enums.ts";
import { isShort, phrasesOf } from "#lib/recommendations/phrases.ts";
import {
  Column,
  columnsOf,
  type Filters,
  Group,
  type ListedMeasure,
  Order,
  orderOf,
  parseFilters,
  Sort,
  sortOf,
  Unit,
  unitOf,
  writeFilters,
} from "#lib/recommendations/schema.ts";

const defaults = { sort: "report", page: 1 };

/** What the framework makes of an address: a parameter given twice is a list. */
function readAddress(address: string): Filters {
  const parameters: Record<string, string | string[]> = {};
  for (const [key, value] of new URLSearchParams(address)) {
    const kept = parameters[key];
    parameters[key] = kept === undefined ? value : [kept, value].flat();
  }
  return parseFilters(parameters);
}

test("an address without filters has the defaults", () => {
  expect(readAddress("")).toEqual(defaults);
});

test("each filter is read", () => {
  expect(
    readAddress(
      "?status=in_progress&organization=acleda&theme=micro-credit&kind=need&words=small+loans&sort=latest&page=3",
    ),
  ).toEqual({
    status: "in_progress",
    organization: "acleda",
    theme: "micro-credit",
    kind: "need",
    words: "small loans",
    sort: "latest",
    page: 3,
  });
});

describe("nonsense in an address is left out", () => {
  test.each([
    "status=",
    "status=done",
    "status=IN_PROGRESS",
    "status=toString",
    "organization=",
    "organization=%00",
    "organization=a%00b",
    "organization=a%27%20or%201%3D1",
    `organization=${"a".repeat(101)}`,
    "theme=%20",
    "theme=..%2F..%2Fetc",
    "kind=wish",
    "words=",
    "words=%20%09",
    "words=%00",
    `words=${"a".repeat(201)}`,
    "role=boss",
    "priority=urgent",
    "unit=report",
    "counted=",
    "counted=decisions",
    "counted=delay",
    "group=",
    "group=kind",
    "order=up",
    "sort=",
    "sort=code",
    "sort=__proto__",
    "page=",
    "page=0",
    "page=-1",
    "page=1.5",
    "page=two",
    "page=Infinity",
    "page=NaN",
    "page=1e9",
    "page=100001",
    "__proto__=1",
    "constructor=1",
    "unknown=1",
  ])("%s", (address) => {
    expect(readAddress(address)).toEqual(defaults);
  });

  test("and what makes sense beside it stays", () => {
    expect(readAddress("status=done&kind=need&page=x")).toEqual({ ...defaults, kind: "need" });
  });

  test("of a parameter given twice the first counts", () => {
    expect(readAddress("status=in_progress&status=implemented&page=2&page=x")).toEqual({
      ...defaults,
      status: "in_progress",
      page: 2,
    });
    expect(parseFilters({ status: [], words: undefined })).toEqual(defaults);
  });
});

describe("words", () => {
  test("are searched as typed, without what the database takes in no text", () => {
    expect(readAddress("words=%20a%00b%0Ac%20").words).toBe("a b c");
    expect(readAddress("words=100%25_%5C%27%22").words).toBe("100%_\\'\"");
    expect(parseFilters({ words: "ឥណទាន" }).words).toBe("ឥណទាន");
    expect(parseFilters({ words: "a\uD800" }).words?.isWellFormed()).toBe(true);
  });
});

describe("filters as an address", () => {
  const slug = fc.stringMatching(/^[a-z0-9-]{1,20}$/);
  const { decisions, overturned_decisions, delay, ...counting } = Measure;
  const listed: ListedMeasure[] = Object.values(counting);
  const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, { nil: undefined });
  const filters: fc.Arbitrary<Filters> = fc.record({
    status: optional(fc.constantFrom(...Object.values(Implementation))),
    organization: optional(slug),
    theme: optional(slug),
    kind: optional(fc.constantFrom(...Object.values(RecommendationKind))),
    words: optional(
      fc
        .string({ unit: "binary", maxLength: 60 })
        .map((text) => text.replace(/\p{Cc}+/gu, " ").trim())
        .filter(Boolean),
    ),
    role: optional(fc.constantFrom(...Object.values(AssignmentRole))),
    priority: optional(fc.constantFrom(...Object.values(Priority))),
    unit: optional(fc.constantFrom(...Object.values(Unit))),
    counted: optional(fc.constantFrom(...listed)),
    group: optional(fc.constantFrom(...Object.values(Group))),
    sort: fc.constantFrom(...Object.values(Sort)),
    order: optional(fc.constantFrom(...Object.values(Order))),
    columns: optional(fc.subarray(Object.values(Column))),
    page: fc.integer({ min: 1, max: 100_000 }),
  });

  test("are read back as they were", () => {
    fc.assert(
      fc.property(filters, (one) => {
        const read = readAddress(writeFilters(one));
        expect({ ...read, order: orderOf(read) }).toEqual({ ...one, order: orderOf(one) });
      }),
    );
  });

  test("say nothing of defaults", () => {
    expect(writeFilters({})).toBe("");
    expect(writeFilters({ sort: "report", page: 1, words: undefined })).toBe("");
    expect(writeFilters({ status: "in_progress", page: 2 })).toBe("?status=in_progress&page=2");
  });

  test("carry any words safely", () => {
    expect(writeFilters({ words: "a&page=2#x ?" })).toBe("?words=a%26page%3D2%23x+%3F");
  });
});

describe("columns", () => {
  test("are chosen by commas or by boxes, in any order and with nonsense between", () => {
    const chosen = ["organization", "target"];
    for (const address of [
      "columns=target,organization",
      "columns=&columns=target&columns=organization",
      "columns=organization,nothing,target,__proto__",
    ])
      expect(columnsOf(readAddress(`unit=assignment&${address}`))).toEqual(chosen);
  });

  test("are none when none is ticked, and the usual ones when nothing is chosen", () => {
    expect(columnsOf(readAddress("columns="))).toEqual([]);
    expect(writeFilters({ columns: [] })).toBe("?columns=");
    expect(columnsOf(readAddress(""))).toEqual(["theme", "organization", "status", "latest"]);
    expect(columnsOf(readAddress("counted=overdue"))).toContain("target");
  });

  test("of a list of recommendations are none that only assignments have", () => {
    expect(columnsOf(readAddress("columns=role,status"))).toEqual(["status"]);
    expect(sortOf(readAddress("sort=role"))).toBe("report");
    expect(sortOf(readAddress("sort=role&unit=assignment"))).toBe("role");
  });
});

test("a number of a figure leads to a list of assignments", () => {
  expect(unitOf(readAddress("counted=overdue"))).toBe("assignment");
  expect(unitOf(readAddress("unit=recommendation&counted=overdue"))).toBe("assignment");
  expect(unitOf(readAddress("unit=assignment"))).toBe("assignment");
  expect(unitOf(readAddress("status=implemented"))).toBe("recommendation");
});

test("the latest come first unless the address says otherwise, all else begins with the first", () => {
  expect(writeFilters({ sort: "latest", order: "desc" })).toBe("?sort=latest");
  expect(writeFilters({ sort: "latest", order: "asc" })).toBe("?sort=latest&order=asc");
  expect(writeFilters({ sort: "title", order: "asc" })).toBe("?sort=title");
  expect(writeFilters({ order: "desc" })).toBe("?order=desc");
});

test.each([
  ["small loans", ["small", "loans"]],
  ['"small loans" women', ["small loans", "women"]],
  ["“small loans”women", ["small loans", "women"]],
  ["ឥណទាន", ["ឥណទាន"]],
  ['""', []],
  ['"  "', []],
  ["a b c d e f g h i j k l m n", [..."abcdefghijkl"]],
])("%s is searched as phrases", (words, phrases) => {
  expect(phrasesOf({ words })).toEqual(phrases);
});

test.each([
  ["R1", true],
  ["R1.2", true],
  ["in a", true],
  ["5%", true],
  ["ដី", true],
  ["UN", true],
  ["law", false],
  ["2001", false],
  ["in the", false],
  ["ទឹក", false],
])("%s is short: %s", (phrase, expected) => {
  expect(isShort(phrase)).toBe(expected);
});

describe("the order that the form of the list carries on", () => {
  test.each([
    ["?sort=latest&order=asc&ordered=latest", "latest", "asc"],
    ["?sort=title&order=desc&ordered=latest", "title", "asc"],
    ["?order=desc&ordered=title", "report", "asc"],
    ["?sort=title&order=desc", "title", "desc"],
  ])("of %s belongs to the sort that it was of", (address, sort, order) => {
    const filters = readAddress(address);
    expect([filters.sort, orderOf(filters)]).toEqual([sort, order]);
  });
});
