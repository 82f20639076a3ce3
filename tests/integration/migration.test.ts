import { createHash, randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hashToken } from "#lib/accounts/tokens.ts";
import { logEntryOf, stateOf } from "#lib/assignments/projection.ts";
import { replay } from "#lib/assignments/state.ts";
import { migrate } from "#lib/database/migrations.ts";
import type { Implementation } from "#lib/generated/enums.ts";
import { rollUp } from "#lib/recommendations/rollup.ts";
import { type Columns, insert, link, stateColumns } from "../support/log.ts";
import { createOlderDatabase } from "../support/older-database.ts";

// A database of the first version, with entries in it, comes to this version without losing or inventing anything.

let older: Awaited<ReturnType<typeof createOlderDatabase>>;
let client: pg.Client;

beforeAll(async () => {
  older = await createOlderDatabase("trusted_log");
  client = older.client;
  await fill();
});
afterAll(() => older.drop());

const ids = {
  report: randomUUID(),
  steward: randomUUID(),
  one: randomUUID(),
  other: randomUUID(),
  parent: randomUUID(),
  part: randomUUID(),
  sibling: randomUUID(),
  session: randomUUID(),
};
const users: Record<string, string> = { [ids.one]: randomUUID(), [ids.other]: randomUUID() };
const assignments: Record<string, string> = {};
let minute = 0;

async function fill() {
  for (const id of [ids.steward, ids.one, ids.other])
    await insert(client, "organizations", {
      id,
      slug: `organization-${id}`,
      name: "One",
      acronym: "O",
      kind: "government",
    });
  for (const [organization, user] of Object.entries(users)) {
    await insert(client, "users", { id: user, name: "Sok" });
    await insert(client, "memberships", { user_id: user, organization_id: organization, roles: "{approver}" });
  }
  await insert(client, "sessions", {
    id: ids.session,
    user_id: users[ids.one],
    organization_id: ids.one,
    expires_at: new Date(Date.now() + 3_600_000),
  });
  await insert(client, "reports", {
    id: ids.report,
    slug: "old",
    title: "Old",
    time_zone: "Asia/Phnom_Penh",
    published_on: "2000-08-31",
    published_precision: "month",
    language: "en",
    source_url: "https://example.org",
    author_id: ids.steward,
    register_hashes: "{}",
  });
  for (const [code, id, parent] of [
    ["R1", ids.parent, null],
    ["R1.1", ids.part, ids.parent],
    ["R1.2", ids.sibling, ids.parent],
  ])
    await insert(client, "recommendations", {
      id,
      report_id: ids.report,
      parent_id: parent,
      code,
      position: 1,
      kind: "recommendation",
      section: "S",
      locator: "1",
      title: "T",
      statement: "S.",
      text_complete: true,
      source_url: "https://example.org",
      published_at: "2001-01-01",
    });
  for (const [recommendation, organization] of [
    [ids.part, ids.one],
    [ids.part, ids.other],
    [ids.sibling, ids.one],
  ] as const) {
    const id = randomUUID();
    assignments[`${recommendation} ${organization}`] = id;
    await insert(client, "assignments", {
      id,
      report_id: ids.report,
      recommendation_id: recommendation,
      organization_id: organization,
      role: "lead",
      basis: "stated",
    });
  }
  const note = { kind: "note", note: "A visit." };
  const begun = { kind: "progress", implementation: "in_progress", note: "Begun." };
  const partly = { kind: "progress", implementation: "partially_implemented", note: "Half.", what_remains: "Half." };
  const completed = {
    kind: "progress",
    implementation: "implemented",
    completed_on: "2001-02-28",
    completed_precision: "month",
    how_intent_met: "By lending.",
  };
  const back = { kind: "progress", implementation: "not_started", justification: "No funds." };
  const exit = { kind: "progress", implementation: "not_implemented", exit_reason: "other", justification: "Dropped." };
  await write(ids.part, ids.one, begun);
  await write(ids.part, ids.other, note, [link]);
  await write(ids.part, ids.one, partly, [link]);
  await write(ids.sibling, ids.one, begun);
  await write(ids.part, ids.one, { kind: "confirmation" });
  await write(ids.part, ids.one, completed, [link, { ...link, title: "Second" }]);
  await write(ids.part, ids.other, begun);
  await write(ids.part, ids.other, back);
  await write(ids.part, ids.other, exit);
  await write(ids.sibling, ids.one, completed, [link]);
  await write(ids.part, ids.other, completed, [link]);
}

/** An entry as the first version wrote it, and the state that it kept. */
async function write(recommendation: string, organization: string, said: Columns, evidence: Columns[] = []) {
  const assignmentId = assignments[`${recommendation} ${organization}`];
  const {
    rows: [assignment],
  } = await client.query("select * from assignments where id = $1", [assignmentId]);
  minute += 1;
  const recorded_at = new Date(Date.UTC(2001, 2, 1, 0, minute));
  const hash = createHash("sha256").update(String(minute)).digest("hex");
  const id = randomUUID();
  const isProgress = said.kind === "progress";
  const isExit = said.implementation === "not_implemented";
  const isDone = said.implementation === "implemented";
  await client.query("begin");
  await insert(client, "updates", {
    id,
    report_id: ids.report,
    assignment_id: assignmentId,
    sequence: assignment.log_length + 1,
    submission_id: randomUUID(),
    actor_id: users[organization],
    acting_organization_id: organization,
    occurred_on: "2001-02-28",
    occurred_precision: "month",
    recorded_at,
    previous_hash: assignment.head_hash,
    hash,
    ...(isProgress && { previous_implementation: assignment.implementation }),
    ...said,
  });
  for (const [position, one] of evidence.entries())
    await insert(client, "evidence", { id: randomUUID(), update_id: id, position, ...one });
  const state: Columns = {
    log_length: assignment.log_length + 1,
    head_hash: hash,
    last_entry_at: recorded_at,
    has_evidence: assignment.has_evidence || evidence.length > 0,
    ...(isProgress &&
      (isExit
        ? { exit_requested: said.implementation }
        : {
            implementation: said.implementation,
            exit_requested: null,
            verification: isDone ? "submitted" : "self_reported",
            submitted_at: isDone ? recorded_at : null,
            completed_on: said.completed_on ?? null,
            completed_precision: said.completed_precision ?? null,
          })),
  };
  const names = Object.keys(state);
  await client.query(
    `update assignments set ${names.map((name, at) => `${name} = $${at + 2}`).join(", ")} where id = $1`,
    [assignmentId, ...Object.values(state)],
  );
  for (const id of [recommendation, ids.parent])
    await client.query(`update recommendations r set last_entry_at = $2, implementation = $3 where id = $1`, [
      id,
      recorded_at,
      rollUp(
        (
          await client.query(
            "select implementation from assignments where recommendation_id = $1 union all select implementation from recommendations where parent_id = $1",
            [id],
          )
        ).rows.map((row) => row.implementation as Implementation),
      ),
    ]);
  await client.query("commit");
}

const everything = async () =>
  (
    await client.query(`select
    (select json_agg(u order by u.id) from (select id, sequence, hash, previous_hash, note, implementation, recorded_at from updates) u) as updates,
    (select json_agg(e order by e.id) from (select id, title, url, position from evidence) e) as evidence,
    (select json_agg(a order by a.id) from (select id, implementation, exit_requested, verification, submitted_at, completed_on, has_evidence, log_length, head_hash, last_entry_at from assignments) a) as assignments,
    (select json_agg(r order by r.id) from (select id, implementation, last_entry_at from recommendations) r) as recommendations`)
  ).rows[0];

const camel = (row: Columns) =>
  Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()),
      value,
    ]),
  );

test("the migration keeps the log, its chains and the states, and looks back as if it had always been there", async () => {
  const before = await everything();
  expect(before.updates).toHaveLength(11);
  expect(await migrate(older.url)).toEqual({ applied: older.later });
  expect(await everything()).toEqual(before);
  expect(await migrate(older.url)).toEqual({ applied: [] });

  // Days are read as midnight UTC, as the client of the product does.
  pg.types.setTypeParser(1082, (text) => new Date(`${text}T00:00:00Z`));
  const { rows: log } = await client.query(
    "select u.*, (select coalesce(json_agg(e), '[]') from evidence e where e.update_id = u.id) as evidence from updates u order by u.assignment_id, u.sequence",
  );
  const { rows: kept } = await client.query("select * from assignment_states order by assignment_id, sequence");
  expect(kept).toHaveLength(log.length);
  for (const [at, row] of kept.entries()) {
    const own = log.slice(0, at + 1).filter(({ assignment_id }) => assignment_id === row.assignment_id);
    expect(own).toHaveLength(row.sequence);
    expect(stateOf({ ...camel(row), lastEntryAt: row.recorded_at } as never)).toEqual(
      replay(own.map((one) => logEntryOf(camel(one) as never))),
    );
  }
  // Of each assignment the last is what stands.
  const columns = stateColumns.map((name) => `s.${name} is distinct from a.${name}`).join(" or ");
  const { rows: different } = await client.query(
    `select a.id from assignments a join assignment_states s on s.assignment_id = a.id and s.sequence = a.log_length where ${columns}`,
  );
  expect(different).toEqual([]);
  const { rows: broken } = await client.query(
    "select u.id from updates u left join updates b on b.assignment_id = u.assignment_id and b.sequence = u.sequence - 1 where u.previous_hash is distinct from b.hash",
  );
  expect(broken).toEqual([]);
});

test("what each recommendation was after each entry below it is what its assignments and parts were", async () => {
  const { rows: updates } = await client.query(
    "select u.recorded_at, u.assignment_id, a.recommendation_id from updates u join assignments a on a.id = u.assignment_id order by u.recorded_at",
  );
  const { rows: states } = await client.query("select * from recommendation_states order by recorded_at");
  const of = (id: string) => states.filter(({ recommendation_id }) => recommendation_id === id);
  const expected = { [ids.part]: [] as Columns[], [ids.sibling]: [] as Columns[], [ids.parent]: [] as Columns[] };
  const standing = new Map<string, Implementation>();
  const { rows: kept } = await client.query("select assignment_id, recorded_at, implementation from assignment_states");
  for (const { recorded_at, assignment_id, recommendation_id } of updates) {
    const state = kept.find(
      (one) => one.assignment_id === assignment_id && one.recorded_at.getTime() === recorded_at.getTime(),
    );
    standing.set(assignment_id, state.implementation);
    const below = (recommendation: string) =>
      Object.entries(assignments)
        .filter(([name]) => name.startsWith(recommendation))
        .map(([, id]) => standing.get(id) ?? "not_started");
    const parts = [ids.part, ids.sibling].map((part) => rollUp(below(part)));
    expected[recommendation_id]?.push({ recorded_at, implementation: rollUp(below(recommendation_id)) });
    expected[ids.parent]?.push({ recorded_at, implementation: rollUp(parts) });
  }
  for (const [id, rows] of Object.entries(expected))
    expect(of(id).map(({ recorded_at, implementation }) => ({ recorded_at, implementation }))).toEqual(rows);
  const { rows: ends } = await client.query(
    "select r.id from recommendations r join lateral (select * from recommendation_states s where s.recommendation_id = r.id order by recorded_at desc limit 1) s on true where (s.implementation, s.last_entry_at) is distinct from (r.implementation, r.last_entry_at)",
  );
  expect(ends).toEqual([]);
  const { rows: spans } = await client.query(
    "select * from (select report_id, superseded_at, lead(recorded_at) over (partition by recommendation_id order by recorded_at) as next from recommendation_states) placed where superseded_at <> coalesce(next, 'infinity') or report_id <> $1",
    [ids.report],
  );
  expect(spans).toEqual([]);
});

test("whoever was signed in stays so: the id that their cookie carries is the token of their session", async () => {
  const { rows } = await client.query("select user_id, way from use_session($1, now(), interval '1 day')", [
    hashToken(ids.session),
  ]);
  expect(rows).toEqual([{ user_id: users[ids.one], way: "link" }]);
  const { rows: people } = await client.query(
    "select last_signed_in_by from users where last_signed_in_at is not null",
  );
  expect(people).toEqual([{ last_signed_in_by: "link" }]);
});
