import { expect, test, vi } from "vitest";
import { statementName } from "#lib/database/statement-names.ts";

test("a statement keeps its name, two never share one, and after 500 none is named", () => {
  const names = Array.from({ length: 600 }, (_, index) => statementName(`select ${index}`));
  expect(names.map((_, index) => statementName(`select ${index}`))).toEqual(names);
  expect(new Set(names.slice(0, 500)).size).toBe(500);
  expect(names.slice(0, 500)).not.toContain("");
  expect(new Set(names.slice(500))).toEqual(new Set([""]));
});

test("what is built apart gives a statement the same name, whichever it asks first", async () => {
  const statements = Array.from({ length: 20 }, (_, index) => `select ${index}`);
  const namesOf = async (asked: readonly string[]) => {
    vi.resetModules();
    const apart = await import("#lib/database/statement-names.ts");
    return new Map(asked.map((statement) => [statement, apart.statementName(statement)]));
  };
  const [one, other] = [await namesOf(statements), await namesOf(statements.toReversed())];
  for (const statement of statements) expect(one.get(statement)).toBe(other.get(statement));
});
