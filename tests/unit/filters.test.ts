import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Implementation, RecommendationKind } from "#lib/generated/enums.ts";
import { type Filters, parseFilters, Sort, writeFilters } from "#lib/recommendations/schema.ts";

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
    "sort=",
    "sort=title",
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
    sort: fc.constantFrom(...Object.values(Sort)),
    page: fc.integer({ min: 1, max: 100_000 }),
  });

  test("are read back as they were", () => {
    fc.assert(
      fc.property(filters, (one) => {
        expect(readAddress(writeFilters(one))).toEqual(one);
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
