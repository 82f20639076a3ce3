import { expect, test } from "vitest";
import { statementName } from "#lib/database/statement-names.ts";

test("a statement keeps its name, two never share one, and after 500 none is named", () => {
  const names = Array.from({ length: 600 }, (_, index) => statementName(`select ${index}`));
  expect(names.map((_, index) => statementName(`select ${index}`))).toEqual(names);
  expect(new Set(names.slice(0, 500)).size).toBe(500);
  expect(names.slice(0, 500)).not.toContain("");
  expect(new Set(names.slice(500))).toEqual(new Set([""]));
});
