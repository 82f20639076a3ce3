import { afterAll, beforeAll, expect, test } from "vitest";
import { auditLog } from "#lib/assignments/audit.ts";
import { runProgram, serverScript } from "../../scripts/programs.ts";
import { type History, writeHistory } from "../support/histories.ts";
import { connect } from "../support/log.ts";
import { db } from "../support/owner.ts";

// What somebody can do who owns the tables: the triggers are switched off, one byte is changed, and it is found.

const client = await connect();
const tables = ["updates", "evidence", "assignments", "assignment_states"];
let history: History;
/** An assignment with a long log, whose entries have evidence. */
let tampered: { id: string; code: string; organization: string; length: number };

beforeAll(async () => {
  history = await writeHistory({ seed: 7, entries: 220, share: 0.2 });
  const rows = await db.assignment.findMany({
    where: { reportId: history.report.id, updates: { some: { evidence: { some: {} } } } },
    orderBy: { logLength: "desc" },
    include: { organization: true, recommendation: true },
  });
  const [row] = rows;
  if (!row || row.logLength < 6) throw new Error("A history without a long log.");
  const { id, organization, recommendation, logLength } = row;
  tampered = { id, code: recommendation.code, organization: organization.slug, length: logLength };
  for (const table of tables) await client.query(`alter table ${table} disable trigger user`);
}, 120_000);
afterAll(() => client.end());

test("a log with restricted evidence, corrections and entries on behalf is intact", async () => {
  const entries = await db.update.count();
  expect(await db.evidence.count({ where: { restricted: true } })).toBeGreaterThan(0);
  expect(await db.update.count({ where: { kind: "correction" } })).toBeGreaterThan(0);
  expect(await db.update.count({ where: { onBehalfOfId: { not: null } } })).toBeGreaterThan(0);
  expect(await auditLog(db)).toMatchObject({ entries, broken: null });
  expect(await runAudit()).toEqual({
    code: 0,
    said: expect.stringMatching(`^${entries} entries, \\d+ chains: intact\n$`),
  });
});

type Named = { what: "entry" | "missing" | "state"; sequence: number };
type Tampering = { what: string; sql: string; named: () => Named | Promise<Named> };

const of = "assignment_id = $1";
const entryNumber = (sequence: number) => (): Named => ({ what: "entry", sequence });

/** The number of the first entry that a condition holds for. */
async function firstWith(condition: string): Promise<Named> {
  const { rows } = await client.query(`select min(sequence) as sequence from updates u where ${of} and ${condition}`, [
    tampered.id,
  ]);
  return { what: "entry", sequence: rows[0].sequence };
}
const first = (condition: string) =>
  `id = (select id from updates u where ${of} and ${condition} order by sequence limit 1)`;
const withEvidence = "exists (select 1 from evidence e where e.update_id = u.id)";
const evidenceOfFirst = `update_id = (select id from updates u where ${of} and ${withEvidence} order by sequence limit 1) and position = 0`;

/** In the middle of the log, and no later entry is about it. */
const lonely =
  "sequence between 2 and (select log_length - 1 from assignments where id = $1) and not exists (select 1 from updates l where l.about_id = u.id)";

const tamperings: Tampering[] = [
  {
    what: "one letter of a note",
    sql: `update updates set note = overlay(note placing '‚' from 1 for 1) where ${first("note is not null")}`,
    named: () => firstWith("note is not null"),
  },
  {
    what: "one bit of a note",
    sql: `update updates set note = convert_from(set_byte(convert_to(note, 'UTF8'), octet_length(note) - 1, get_byte(convert_to(note, 'UTF8'), octet_length(note) - 1) # 1), 'UTF8') where ${first("note ~ '[a-z.]$'")}`,
    named: () => firstWith("note ~ '[a-z.]$'"),
  },
  {
    what: "when it happened, by a day",
    sql: `update updates set occurred_on = occurred_on - 1, occurred_precision = 'day' where sequence = 3 and ${of}`,
    named: entryNumber(3),
  },
  {
    what: "when it was recorded, by a millisecond",
    sql: `update updates set recorded_at = recorded_at - interval '1 ms' where sequence = 2 and ${of}`,
    named: entryNumber(2),
  },
  {
    what: "the title of a piece of evidence",
    sql: `update evidence set title = title || ' ' where ${evidenceOfFirst}`,
    named: () => firstWith(withEvidence),
  },
  {
    what: "who may read a piece of evidence",
    sql: `update evidence set restricted = not restricted where ${evidenceOfFirst}`,
    named: () => firstWith(withEvidence),
  },
  {
    what: "the link of a piece of evidence to a file with a hash",
    sql: `update evidence set kind = 'file', url = null, file_name = 'a.pdf', type = 'application/pdf', size = 1, sha256 = repeat('0', 64) where ${evidenceOfFirst}`,
    named: () => firstWith(withEvidence),
  },
  {
    what: "the hash of the entry before",
    sql: `update updates set previous_hash = translate(left(previous_hash, 1), '0123456789abcdef', '123456789abcdef0') || substr(previous_hash, 2) where sequence = 4 and ${of}`,
    named: entryNumber(4),
  },
  {
    what: "its own hash",
    sql: `update updates set hash = translate(left(hash, 1), '0123456789abcdef', '123456789abcdef0') || substr(hash, 2) where sequence = 4 and ${of}`,
    named: entryNumber(4),
  },
  {
    what: "the number of the newest",
    sql: `update updates set sequence = sequence + 1 where sequence = (select log_length from assignments where id = $1) and ${of}`,
    named: () => ({ what: "entry", sequence: tampered.length + 1 }),
  },
  {
    what: "the numbers of two, swapped",
    sql: `update updates set sequence = case sequence when 2 then 1003 else 1002 end where sequence in (2, 3) and ${of};
          update updates set sequence = sequence - 1000 where sequence > 1000 and assignment_id = $1`,
    named: entryNumber(2),
  },
  {
    what: "an entry in the middle, with its evidence, deleted",
    sql: `delete from evidence where update_id = (select id from updates u where ${of} and ${lonely} order by sequence limit 1);
          delete from updates u where ${first(lonely)}`,
    named: async () => {
      const { sequence } = await firstWith(lonely);
      return { what: "entry", sequence: sequence + 1 };
    },
  },
  {
    what: "the newest, deleted",
    sql: `delete from evidence where update_id = (select id from updates u where ${of} order by sequence desc limit 1);
          delete from updates u where ${of} and sequence = (select max(sequence) from updates u where ${of})`,
    named: () => ({ what: "missing", sequence: tampered.length }),
  },
  {
    what: "the head that the assignment keeps",
    sql: "update assignments set head_hash = translate(left(head_hash, 1), '0123456789abcdef', '123456789abcdef0') || substr(head_hash, 2) where id = $1",
    named: () => ({ what: "missing", sequence: tampered.length + 1 }),
  },
  {
    what: "how long the log is",
    sql: "update assignments set log_length = log_length - 1 where id = $1",
    named: () => ({ what: "missing", sequence: tampered.length + 1 }),
  },
  ...(
    [
      [
        "the status that stands",
        "implementation = case implementation when 'in_progress' then 'not_started'::implementation else 'in_progress' end",
      ],
      [
        "the verification that stands",
        "verification = case verification when 'cannot_verify' then 'self_reported'::verification else 'cannot_verify' end",
      ],
      [
        "the response that stands",
        "response = case response when 'accepted' then 'not_accepted'::response else 'accepted' end",
      ],
      [
        "the first target",
        "original_target_on = '2029-01-01', original_target_precision = 'day', target_on = coalesce(target_on, '2029-01-01'), target_precision = coalesce(target_precision, 'day')",
      ],
      ["how often the target was moved", "target_changes = target_changes + 1"],
      ["whether there is evidence", "has_evidence = not has_evidence, implementation = 'in_progress'"],
      [
        "an exit that nobody asked for",
        "exit_requested = case exit_requested when 'not_implemented' then 'no_longer_applicable'::implementation else 'not_implemented' end",
      ],
      ["when its last entry was", "last_entry_at = last_entry_at + interval '1 ms'"],
    ] as const
  ).map(([what, set]) => ({
    what,
    sql: `update assignments set ${set} where id = $1`,
    named: (): Named => ({ what: "state", sequence: tampered.length }),
  })),
  ...(
    [
      [
        "the status that stood",
        "update assignment_states set implementation = case implementation when 'in_progress' then 'not_started'::implementation else 'in_progress' end",
      ],
      ["since when it stood", "update assignment_states set recorded_at = recorded_at - interval '1 day'"],
      ["what stood, deleted", "delete from assignment_states"],
    ] as const
  ).map(([what, change]) => ({
    what,
    sql: `${change} where sequence = 2 and ${of}`,
    named: (): Named => ({ what: "state", sequence: 2 }),
  })),
];

for (const { what, sql, named } of tamperings)
  test(`whoever changes ${what} past the triggers is found out`, async () => {
    const { code, organization } = tampered;
    const expected = { ...(await named()), code, organization };
    await inTampered(sql, async () => {
      expect((await auditLog(db)).broken).toMatchObject(expected);
    });
    expect((await auditLog(db)).broken).toBeNull();
  });

test("what stands for an assignment that was never written to is found out as well", async () => {
  const { assignments } = history;
  const untouched = await db.assignment.findFirst({ where: { logLength: 0 }, include: { organization: true } });
  expect(assignments.map(({ id }) => id)).not.toContain(untouched?.id);
  const { rowCount } = await client.query(
    "insert into assignment_states (assignment_id, sequence, report_id, recorded_at, response, implementation, verification, has_evidence, target_changes) values ($1, 1, $2, now(), 'accepted', 'implemented', 'verified', true, 0)",
    [untouched?.id, untouched?.reportId],
  );
  expect(rowCount).toBe(1);
  expect((await auditLog(db)).broken).toMatchObject({
    what: "state",
    sequence: 1,
    organization: untouched?.organization.slug,
  });
  await client.query("delete from assignment_states where assignment_id = $1", [untouched?.id]);
});

test("the program exits with 1 and names the entry", async () => {
  await inTampered(`update updates set justification = 'Otherwise' where sequence = 2 and ${of}`, async () => {
    const { code, said } = await runAudit();
    expect(code).toBe(1);
    expect(said).toMatch(
      new RegExp(
        `^Entry 2 of ${tampered.organization} on ${tampered.code} \\([0-9a-f-]{36}\\) is not what was recorded.\n$`,
      ),
    );
  });
  await inTampered("update assignments set target_changes = target_changes + 1 where id = $1", async () => {
    expect(await runAudit()).toEqual({ code: 1, said: expect.stringContaining("is not what its log says") });
  });
});

test.each([
  ["that stood longer or shorter", "superseded_at = recorded_at + interval '1 millisecond'"],
  ["that stands and is not what the recommendation is", "last_entry_at = recorded_at - interval '1 millisecond'"],
])("a kept roll-up %s is found out", async (_, changed) => {
  const { rows } = await client.query(`
    select s.*, s.superseded_at::text, r.code, p.slug from recommendation_states s join recommendations r on r.id = s.recommendation_id
    join reports p on p.id = s.report_id where s.superseded_at = 'infinity' order by r.position limit 1`);
  const [{ recommendation_id, recorded_at, superseded_at, last_entry_at, code, slug }] = rows;
  const one = "where recommendation_id = $1 and recorded_at = $2";
  await client.query(`update recommendation_states set ${changed} ${one}`, [recommendation_id, recorded_at]);
  expect(await runAudit()).toEqual({
    code: 1,
    said: `What is kept of ${code} of ${slug} for past days does not lead to what stands.\n`,
  });
  await client.query(`update recommendation_states set superseded_at = $3, last_entry_at = $4 ${one}`, [
    ...[recommendation_id, recorded_at, superseded_at, last_entry_at],
  ]);
  expect(await runAudit()).toMatchObject({ code: 0 });
});

/** `npm run audit` on this database, without a look whether packages are installed. */
function runAudit() {
  const variables = { DATABASE_URL: process.env.DATABASE_URL ?? "", DATABASE_ROLE: "owner" };
  return runProgram({ arguments: serverScript("audit.ts"), variables, output: "kept" });
}

/** Changes rows of one assignment as no application may, for as long as the work takes. */
async function inTampered(sql: string, work: () => Promise<void>) {
  for (const table of tables) await client.query(`create table kept_${table} as table ${table}`);
  try {
    let touched = 0;
    for (const statement of sql.split(";")) touched += (await client.query(statement, [tampered.id])).rowCount ?? 0;
    expect(touched).toBeGreaterThan(0);
    await work();
  } finally {
    for (const table of ["evidence", "assignment_states", "updates"]) await client.query(`delete from ${table}`);
    for (const table of ["updates", "evidence", "assignment_states"])
      await client.query(`insert into ${table} select * from kept_${table}`);
    const { rows } = await client.query(
      "select string_agg(format('%1$I = k.%1$I', column_name), ', ') as set from information_schema.columns where table_name = 'assignments' and table_schema = 'public'",
    );
    await client.query(
      `update assignments a set ${rows[0].set} from kept_assignments k where k.id = a.id and a is distinct from k`,
    );
    for (const table of tables) await client.query(`drop table kept_${table}`);
  }
}
