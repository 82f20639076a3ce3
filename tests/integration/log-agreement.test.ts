import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { columnsOf } from "#lib/assignments/projection.ts";
import { apply, initialState, type LogEntry, replay, type State, stateBefore } from "#lib/assignments/state.ts";
import { addDays, toDatabaseDay } from "#lib/dates.ts";
import { ExitDecision, Implementation, Precision, Response, UpdateKind, Verification } from "#lib/generated/enums.ts";
import { answering, type Existing } from "#lib/organizations/succession.ts";
import { rollUp } from "#lib/recommendations/rollup.ts";
import { type Cast, createCast, stage } from "../support/cast.ts";
import { type Columns, connect, stateColumns } from "../support/log.ts";
import { createOrganization } from "../support/report.ts";

// The rules stand twice, in TypeScript and in SQL. Here both are asked the same, thousands of times.

const client = await connect();
afterAll(() => client.end());

/** The same numbers each time, so that what fails once fails again. */
function numbers(seed: number) {
  let state = seed;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return state / 4_294_967_296;
  };
}
const next = numbers(20_261_123);
const chance = (share: number) => next() < share;
const oneOf = <Value>(values: readonly Value[]): Value => values[Math.floor(next() * values.length)] as Value;
const maybe = <Value>(value: () => Value): Value | null => (chance(0.5) ? value() : null);
const day = () => addDays("2001-01-01", Math.floor(next() * 3000));
const instant = () => new Date(Date.UTC(2001, 0, 1) + Math.floor(next() * 1e11));

const dated = () => {
  const precision = oneOf(Object.values(Precision));
  const on = day();
  const last = {
    day: on,
    month: addDays(`${addDays(`${on.slice(0, 7)}-28`, 4).slice(0, 8)}01`, -1),
    year: `${on.slice(0, 4)}-12-31`,
  };
  return { on: last[precision], precision };
};

function randomState(): State {
  const targetOn = maybe(dated);
  return {
    response: oneOf(Object.values(Response)),
    decideBy: maybe(day),
    implementation: oneOf(Object.values(Implementation)),
    exitRequested: maybe(() => oneOf(["no_longer_applicable", "not_implemented"] as const)),
    verification: oneOf(Object.values(Verification)),
    submittedAt: maybe(instant),
    completedOn: maybe(dated),
    hasEvidence: chance(0.5),
    targetOn,
    originalTargetOn: targetOn && dated(),
    targetChanges: Math.floor(next() * 4),
    lastEntryAt: null,
  };
}

/** What an entry of a kind may say, all of it by chance. */
function randomEntry(
  kind: UpdateKind = oneOf(Object.values(UpdateKind).filter((one) => one !== "correction")),
): LogEntry {
  const entry: LogEntry = {
    id: randomUUID(),
    kind,
    aboutId: null,
    implementation: null,
    completedOn: null,
    response: null,
    decideBy: null,
    targetOn: null,
    verification: null,
    exitDecision: null,
    evidence: chance(0.5) ? [{}] : [],
    recordedAt: instant(),
  };
  const findings = ["verified", "partly_verified", "not_verified", "cannot_verify", "more_evidence_requested"] as const;
  const said: Partial<Record<UpdateKind, () => Partial<LogEntry>>> = {
    progress: () => ({ implementation: oneOf(Object.values(Implementation)), completedOn: maybe(dated) }),
    response: () => ({ response: oneOf(Object.values(Response)), decideBy: maybe(day) }),
    target: () => ({ targetOn: dated() }),
    action: () => ({ targetOn: maybe(dated) }),
    verification: () => ({ verification: oneOf(findings) }),
    exit_decision: () => ({
      exitDecision: oneOf(Object.values(ExitDecision)),
      implementation: oneOf(["no_longer_applicable", "not_implemented"] as const),
    }),
    reopening: () => ({ implementation: oneOf(["in_progress", "partially_implemented"] as const) }),
  };
  return { ...entry, ...said[kind]?.() };
}

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const stateRow = (state: State) => {
  const { lastEntryAt, ...columns } = columnsOf(state);
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [snake(name), value]));
};
const entryRow = ({ completedOn, targetOn, evidence, ...entry }: LogEntry): Columns => ({
  ...Object.fromEntries(Object.entries(entry).map(([name, value]) => [snake(name), value])),
  completed_on: completedOn?.on ?? null,
  completed_precision: completedOn?.precision ?? null,
  target_on: targetOn?.on ?? null,
  target_precision: targetOn?.precision ?? null,
});
/** A row of Postgres and one of ours in one writing. */
const plain = (row: Columns) =>
  Object.fromEntries(
    stateColumns.map((name) => {
      const value = row[name] ?? null;
      if (name === "submitted_at") return [name, value && new Date(value as string).toISOString()];
      return [name, value instanceof Date ? value.toISOString().slice(0, 10) : value];
    }),
  );

test("state_after is apply, after any state and any entry", async () => {
  const cases = Array.from({ length: 5000 }, () => ({ state: randomState(), entry: randomEntry() }));
  const { rows } = await client.query(
    `select to_jsonb(state_after(jsonb_populate_record(null::assignments, c -> 'state'), jsonb_populate_record(null::updates, c -> 'entry'), (c -> 'with_evidence')::boolean)) as after
      from jsonb_array_elements($1::jsonb) with ordinality as t (c, at) order by at`,
    [
      JSON.stringify(
        cases.map(({ state, entry }) => ({
          state: stateRow(state),
          entry: entryRow(entry),
          with_evidence: entry.evidence.length > 0,
        })),
      ),
    ],
  );
  expect(rows).toHaveLength(cases.length);
  const wrong = cases.flatMap(({ state, entry }, index) => {
    const ours = plain(stateRow(apply(state, entry)));
    const theirs = plain(rows[index].after);
    return JSON.stringify(ours) === JSON.stringify(theirs) ? [] : [{ state, entry, ours, theirs }];
  });
  expect(wrong.slice(0, 3)).toEqual([]);
  // Each kind was asked of, and each changes something now and then.
  const changing = new Set(
    cases.flatMap(({ state, entry }) =>
      JSON.stringify(stateRow(apply(state, entry))) === JSON.stringify(stateRow(state)) ? [] : [entry.kind],
    ),
  );
  expect(changing.size).toBe(Object.values(UpdateKind).length - 1);
}, 60_000);

describe("state_before is stateBefore, with corrections anywhere", () => {
  let cast: Cast;
  beforeAll(async () => {
    cast = await createCast();
  });

  /** Entries in any order, legal or not, and corrections of some of them: written past the triggers, to be rolled back. */
  function randomLog(): LogEntry[] {
    const log: LogEntry[] = [];
    for (let length = 2 + Math.floor(next() * 12); log.length < length; ) {
      const corrected = oneOf(
        log.filter(({ kind }) => kind === "progress" || kind === "response" || kind === "target"),
      );
      if (corrected && chance(0.3))
        log.push({ ...randomEntry(corrected.kind), kind: "correction", aboutId: corrected.id });
      else log.push(randomEntry());
    }
    return log.map((entry, index) => ({ ...entry, recordedAt: new Date(Date.UTC(2001, 0, 1) + index * 1000) }));
  }

  test("after every entry of hundreds of logs", async () => {
    const assignmentId = await stage(cast, "own", []);
    const logs = Array.from({ length: 400 }, randomLog);
    const wrong: unknown[] = [];
    let compared = 0;
    await client.query("begin");
    // Only the projection is asked: what may stand in a log is the matter of other tests.
    const { rows: checks } = await client.query(
      "select conname from pg_constraint where conrelid = 'updates'::regclass and contype = 'c'",
    );
    for (const { conname } of checks) await client.query(`alter table updates drop constraint ${conname}`);
    await client.query("alter table updates disable trigger updates_rightful");
    await client.query("alter table updates disable trigger updates_finished");
    await client.query("alter table evidence disable trigger evidence_in_time");
    for (const log of logs) {
      await client.query("savepoint empty");
      await client.query(
        `insert into updates (id, report_id, assignment_id, sequence, submission_id, actor_id, acting_organization_id, occurred_on, occurred_precision, hash,
            kind, about_id, implementation, completed_on, completed_precision, response, decide_by, target_on, target_precision, verification, exit_decision, recorded_at)
          select e.id, $2, $3, t.at, gen_random_uuid(), $4, $5, '2001-01-01', 'day', md5(t.at::text) || md5(e.id::text),
            e.kind, e.about_id, e.implementation, e.completed_on, e.completed_precision, e.response, e.decide_by, e.target_on, e.target_precision, e.verification, e.exit_decision, e.recorded_at
          from jsonb_array_elements($1::jsonb) with ordinality as t (c, at), jsonb_populate_record(null::updates, c) e order by at`,
        [
          JSON.stringify(log.map(entryRow)),
          cast.report.id,
          assignmentId,
          (cast.actors.approver as { userId: string }).userId,
          cast.organizations.own.id,
        ],
      );
      await client.query(
        "insert into evidence (id, update_id, position, title, url) select gen_random_uuid(), id, 0, 'Report', 'https://example.org' from unnest($1::uuid[]) id",
        [log.filter(({ evidence }) => evidence.length > 0).map(({ id }) => id)],
      );
      const { rows } = await client.query(
        "select u.id, u.kind, to_jsonb(state_before(u.assignment_id, u.sequence)) as before, to_jsonb(state_before(u.assignment_id, $2)) as whole from updates u where u.assignment_id = $1 order by u.sequence",
        [assignmentId, log.length + 1],
      );
      for (const { id, kind, before } of rows) {
        if (kind === "correction") continue;
        compared += 1;
        const ours = plain(stateRow(stateBefore(log, id)));
        if (JSON.stringify(ours) !== JSON.stringify(plain(before)))
          wrong.push({ log, id, ours, theirs: plain(before) });
      }
      const ours = plain(stateRow(replay(log)));
      if (JSON.stringify(ours) !== JSON.stringify(plain(rows[0].whole)))
        wrong.push({ log, ours, theirs: plain(rows[0].whole) });
      await client.query("rollback to savepoint empty");
    }
    await client.query("rollback");
    expect(wrong.slice(0, 1)).toEqual([]);
    expect(compared).toBeGreaterThan(1500);
  }, 60_000);
});

test("a replay of no entry is the state that an assignment begins with", async () => {
  const { rows } = await client.query("select to_jsonb(a) as row from assignments a where log_length = 0 limit 1");
  expect(plain(rows[0].row)).toEqual(plain(stateRow(initialState)));
});

test("roll_up is rollUp", async () => {
  const codes = Object.values(Implementation);
  const upTo3 = [
    [],
    ...codes.map((one) => [one]),
    ...codes.flatMap((one) => codes.map((two) => [one, two])),
    ...codes.flatMap((one) => codes.flatMap((two) => codes.map((three) => [one, two, three]))),
  ];
  const lists: Implementation[][] = [
    ...upTo3,
    ...Array.from({ length: 4000 }, () => Array.from({ length: Math.floor(next() * 12) }, () => oneOf(codes))),
  ];
  const { rows } = await client.query(
    "select roll_up(array(select jsonb_array_elements_text(c)::implementation)) as whole from jsonb_array_elements($1::jsonb) with ordinality as t (c, at) order by at",
    [JSON.stringify(lists)],
  );
  expect(rows.map(({ whole }) => whole)).toEqual(lists.map(rollUp));
});

test("answering_organization is answering, along a line of successors, on every day", async () => {
  const ends = [null, "2001-06-30", "2001-12-31", "2003-12-31"];
  type Line = { id: string; existsUntil: Date | null; successor?: Line | null };
  const lines: Line[] = [];
  for (let number = 0; number < 60; number += 1) {
    let successor: Line | null = null;
    for (let length = 1 + (number % 4); length > 0; length -= 1) {
      const until = oneOf(ends);
      const existsUntil = until ? toDatabaseDay(until) : null;
      const { id }: { id: string } = await createOrganization({
        existsUntil,
        ...(until && { existsUntilPrecision: "day" }),
        ...(successor && { successorId: successor.id }),
      });
      successor = { id, existsUntil, successor };
    }
    if (successor) lines.push(successor);
  }
  const days = [
    "2000-01-01",
    "2001-06-29",
    "2001-06-30",
    "2001-07-01",
    "2001-12-31",
    "2002-01-01",
    "2003-12-31",
    "2004-01-01",
    "2026-01-01",
  ];
  const { rows } = await client.query(
    "select answering_organization(o, d) as id from unnest($1::uuid[]) with ordinality as l (o, at), unnest($2::date[]) with ordinality as t (d, number) order by at, number",
    [lines.map(({ id }) => id), days],
  );
  const ours = lines.flatMap((line) => days.map((on) => answering(line as Existing, on).id));
  expect(rows.map(({ id }) => id)).toEqual(ours);
  expect(new Set(ours.filter((id) => !lines.some((line) => line.id === id))).size).toBeGreaterThan(5);
});
