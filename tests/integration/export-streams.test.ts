import { beforeAll, expect, test } from "vitest";
import { batchSize, readAhead } from "#lib/exports/rows.ts";
import type { Selection } from "#lib/exports/selection.ts";
import { piecesOf, select } from "../support/exported.ts";
import { db } from "../support/owner.ts";
import { createOrganization, createReport } from "../support/report.ts";

// Many rows: they are sent while they are read, and never held all at once.

const many = 5000;
let slug = "";

beforeAll(async () => {
  const report = await createReport();
  slug = report.slug;
  const organization = await createOrganization();
  await db.participation.create({
    data: { reportId: report.id, organizationId: organization.id, function: "stakeholder", position: 1 },
  });
  await db.$executeRaw`
    insert into recommendations (id, report_id, code, position, kind, section, locator, title, statement, text_complete, source_url, published_at)
    select gen_random_uuid(), ${report.id}::uuid, 'R' || n, n, 'recommendation', 'Recommendations', 'page 1', 'Title ' || n,
      repeat('Banks should lend to small enterprises. ', 20), true, 'https://example.org/report', now()
    from generate_series(1, ${many}) n`;
  await db.$executeRaw`
    insert into assignments (id, report_id, recommendation_id, organization_id, role, basis)
    select gen_random_uuid(), report_id, id, ${organization.id}::uuid, 'lead', 'stated' from recommendations where report_id = ${report.id}::uuid`;
}, 120_000);

/** The selection, and how many batches of it were read so far. */
async function watched(file: string, query: string) {
  const selection = await select(file, { report: slug, query });
  const read = { batches: 0 };
  const batches: Selection["batches"] = function* (size) {
    for (const ids of selection.batches(size)) {
      read.batches += 1;
      yield ids;
    }
  };
  return { selection: { ...selection, batches }, read };
}

test.each([
  ["csv", ""],
  ["csv", "unit=assignment"],
  ["json", ""],
  ["json", "unit=assignment"],
])(
  "the first rows of %s %s are sent before the last are read, and in the end all were sent once",
  async (file, query) => {
    const { selection, read } = await watched(file, query);
    expect(selection.count).toBe(many);
    const pieces = piecesOf(file, selection);
    let text = "";
    while (read.batches === 0) text += (await pieces.next()).value;
    text += (await pieces.next()).value;
    expect(text).toContain("Title 1");
    // One that is sent, one that is asked for, and those that are read meanwhile.
    expect(read.batches).toBeGreaterThan(readAhead);
    expect(read.batches).toBeLessThanOrEqual(2 + readAhead);
    expect(2 + readAhead).toBeLessThan(many / batchSize / 2);
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) text += next.value;
    expect(read.batches).toBe(many / batchSize);
    const codes = [...text.matchAll(file === "csv" ? /^(R\d+),/gm : /\{"code":"(R\d+)"/g)].map(([, code]) => code);
    expect(codes).toEqual(Array.from({ length: many }, (_, index) => `R${index + 1}`));
  },
);

test("a workbook is sent while it is read, and whoever stops reading it stops the reading", async () => {
  const { selection, read } = await watched("xlsx", "unit=assignment");
  const pieces = piecesOf("xlsx", selection);
  while (read.batches === 0) await pieces.next();
  expect(read.batches).toBeLessThanOrEqual(2 + readAhead);
  await pieces.return?.();
  const stopped = read.batches;
  await new Promise((settle) => setTimeout(settle, 200));
  expect(read.batches).toBeLessThanOrEqual(stopped + 1);
});
