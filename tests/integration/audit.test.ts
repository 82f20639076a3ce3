import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditLog } from "#lib/assignments/audit.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { complete, confirmation, entryOf } from "../support/entry.ts";
import { connect } from "../support/log.ts";
import { createAssigned } from "../support/report.ts";

const client = await connect();
const steps = [complete.in_progress, complete.partially_implemented, complete.implemented];
let assignmentId: string;

beforeAll(async () => {
  for (let chain = 0; chain < 3; chain++) {
    const { assignment, member } = await createAssigned();
    assignmentId = assignment.id;
    const submission = (seen: number) => ({ assignmentId, seen, submissionId: randomUUID() });
    for (const [seen, step] of steps.entries())
      expect(await logEntry(member, submission(seen), entryOf(step), new Date())).toMatchObject({ ok: true });
    expect(await logEntry(member, submission(steps.length), entryOf(confirmation), new Date())).toMatchObject({
      ok: true,
    });
  }
});
afterAll(() => client.end());

test("a log that nobody touched is intact", async () => {
  expect(await auditLog()).toEqual({ entries: 12, chains: 3, broken: null });
  await disarm();
});

/** What somebody could do who owns the tables, and the sequence number of the entry that must be named. */
const tampering = [
  ["one sign of a note", 2, "update updates set note = note || '.' where sequence = 2 and assignment_id = $1"],
  [
    "when it was recorded",
    1,
    "update updates set recorded_at = recorded_at - interval '1 ms' where sequence = 1 and assignment_id = $1",
  ],
  [
    "who wrote it",
    3,
    "update updates set actor_id = (select id from users where id <> actor_id limit 1) where sequence = 3 and assignment_id = $1",
  ],
  [
    "the link of its evidence",
    2,
    "update evidence set url = url || 'x' where update_id = (select id from updates where sequence = 2 and assignment_id = $1)",
  ],
  [
    "its evidence, taken away",
    3,
    "delete from evidence where update_id = (select id from updates where sequence = 3 and assignment_id = $1)",
  ],
  ["an entry in the middle, taken away", 4, "delete from updates where kind = 'confirmation' and assignment_id = $1"],
  ["the head of the chain", 5, "update assignments set head_hash = repeat('0', 64) where id = $1"],
  [
    "the whole chain, taken away",
    1,
    "with gone as (delete from evidence where update_id in (select id from updates where assignment_id = $1)) delete from updates where assignment_id = $1",
  ],
] as const;

for (const [what, sequence, sql] of tampering)
  test(`whoever changes ${what} past the triggers is found out`, async () => {
    expect((await client.query(sql, [assignmentId])).rowCount).toBeGreaterThan(0);
    expect((await auditLog()).broken).toMatchObject({ sequence });
    await putBack();
    expect((await auditLog()).broken).toBeNull();
  });

const tables = ["updates", "evidence", "assignments"];

/** What nobody but the owner of the tables can do. */
async function disarm() {
  for (const table of tables) {
    await client.query(`alter table ${table} disable trigger user`);
    await client.query(`create table kept_${table} as table ${table}`);
  }
}

async function putBack() {
  await client.query("delete from evidence");
  await client.query("delete from updates");
  await client.query("insert into updates select * from kept_updates");
  await client.query("insert into evidence select * from kept_evidence");
  await client.query("update assignments a set head_hash = k.head_hash from kept_assignments k where k.id = a.id");
}
