import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { auditLog } from "#lib/assignments/audit.ts";
import { connect } from "../support/log.ts";
import { logFile } from "../support/logged-file.ts";
import { createAssigned } from "../support/report.ts";

// As `npm run audit` is: whoever keeps the database reads what is restricted, too.
vi.hoisted(() => {
  process.env.DATABASE_ROLE = "owner";
});

const client = await connect();
let given: Awaited<ReturnType<typeof createAssigned>>;
let file: Awaited<ReturnType<typeof logFile>>;

beforeAll(async () => {
  given = await createAssigned();
  const { member, assignment } = given;
  await logFile(member, assignment.id, { content: randomBytes(500) });
  file = await logFile(member, assignment.id, { content: randomBytes(3 * 1024 * 1024), restricted: true });
  await logFile(member, assignment.id, { content: randomBytes(500) });
});
afterAll(() => client.end());

test("files that nobody touched are intact, and restricted ones are read too", async () => {
  expect(await auditLog()).toEqual({ entries: 3, chains: 1, broken: null });
  await client.query("alter table evidence_parts disable trigger user");
  await client.query("create table kept_parts as table evidence_parts");
});

test.each([
  [
    "one bit of one byte",
    "update evidence_parts set bytes = set_bit(bytes, 7777, 1 - get_bit(bytes, 7777)) where position = 1 and evidence_id = $1",
  ],
  ["one byte at the end", "update evidence_parts set bytes = bytes || '\\x00' where position = 2 and evidence_id = $1"],
  ["the order of its parts", "update evidence_parts set position = 5 - position where evidence_id = $1"],
  ["a part, taken away", "delete from evidence_parts where position = 0 and evidence_id = $1"],
  ["all of it, taken away", "delete from evidence_parts where evidence_id = $1"],
])("whoever changes %s past the triggers is found out, and the entry is named", async (_what, sql) => {
  expect((await client.query(sql, [file.evidenceId])).rowCount).toBeGreaterThan(0);
  expect((await auditLog()).broken).toEqual({
    what: "entry",
    code: given.recommendation.code,
    organization: given.organization.slug,
    sequence: 2,
    entryId: file.entryId,
  });
  await client.query("delete from evidence_parts");
  await client.query("insert into evidence_parts select * from kept_parts");
  expect((await auditLog()).broken).toBeNull();
});
