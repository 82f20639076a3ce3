import { describe, expect, test } from "vitest";
import { addressOfEntry } from "#components/updates/entry-address.ts";

const page = "/reports/a/recommendations/R1.2";
const asOf = "2026-03-31";

describe("the address of an entry", () => {
  test.each([
    ["on another page", { page }, `${page}?entry=7#entry-7`],
    ["on another page of the past", { page, asOf }, `${page}?entry=7&asOf=${asOf}#entry-7`],
    ["in the history of the page that is open", {}, "?entry=7#entry-7"],
    ["in the history of the page of the past that is open", { asOf }, `?entry=7&asOf=${asOf}#entry-7`],
    ["that is drawn on the page that is open", { asOf, isHere: true }, "#entry-7"],
  ])("%s", (_, place, address) => {
    expect(addressOfEntry("7", place)).toBe(address);
  });
});
