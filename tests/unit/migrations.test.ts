import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = "prisma/migrations";

test("the newest migration leads to the schema: the next one is reckoned from the copy that stands beside it", () => {
  const migrations = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  const newest = migrations
    .map(({ name }) => name)
    .toSorted()
    .at(-1);
  expect(newest).toBeDefined();
  expect(readFileSync(`${folder}/${newest}/schema.prisma`, "utf8")).toBe(readFileSync("prisma/schema.prisma", "utf8"));
});
