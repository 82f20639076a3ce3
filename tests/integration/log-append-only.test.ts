import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { answerTo, commit, connect, insertEntry } from "../support/log.ts";
import { createAssigned } from "../support/report.ts";

let given: Awaited<ReturnType<typeof createAssigned>>;
const client = await connect();
/** Only a superuser may have a session that fires no ordinary triggers; the product's own role is none. */
const isSuperuser = (await client.query("select rolsuper from pg_roles where rolname = current_user")).rows[0].rolsuper;
const replicationRoles = isSuperuser ? (["origin", "replica", "local"] as const) : (["origin"] as const);

beforeAll(async () => {
  given = await createAssigned();
  await commit(client, () =>
    insertEntry(client, {
      assignmentId: given.assignment.id,
      actorId: given.member.userId,
      organizationId: given.organization.id,
      evidence: [{}],
    }),
  );
});
afterAll(() => client.end());

const answer = (sql: string) => answerTo(client, () => client.query(sql));

test("whoever tries owns the tables, and there is something to change", async () => {
  const { rows } = await client.query(
    "select pg_get_userbyid(relowner) = current_user as owned from pg_class where relname in ('updates', 'evidence')",
  );
  expect(rows).toEqual([{ owned: true }, { owned: true }]);
  const { rows: counted } = await client.query(
    "select (select count(*)::int from updates) as updates, (select count(*)::int from evidence) as evidence",
  );
  expect(counted[0]).toEqual({ updates: 1, evidence: 1 });
});

const statements = [
  ["update updates set note = 'Something else.'", "UPDATE", "updates"],
  ["update updates set note = note", "UPDATE", "updates"],
  ["update updates set hash = repeat('0', 64)", "UPDATE", "updates"],
  ["update updates set note = 'Something else.' where false", "UPDATE", "updates"],
  ["delete from updates", "DELETE", "updates"],
  ["delete from evidence where false", "DELETE", "evidence"],
  ["truncate updates cascade", "TRUNCATE", "updates"],
  ["truncate updates, evidence, evidence_parts", "TRUNCATE", "updates"],
  ["update evidence set title = 'Something else.'", "UPDATE", "evidence"],
  ["update evidence set restricted = true", "UPDATE", "evidence"],
  ["delete from evidence", "DELETE", "evidence"],
  ["truncate evidence, evidence_parts", "TRUNCATE", "evidence"],
  ["merge into updates u using (select 1) s on true when matched then delete", "DELETE", "updates"],
  ["with gone as (delete from evidence returning 1) select * from gone", "DELETE", "evidence"],
  // What is kept of the past beside the log.
  ["update assignment_states set implementation = 'implemented'", "UPDATE", "assignment_states"],
  ["delete from assignment_states", "DELETE", "assignment_states"],
  ["truncate assignment_states", "TRUNCATE", "assignment_states"],
  ["update register_changes set actor_id = null", "UPDATE", "register_changes"],
  ["delete from register_changes", "DELETE", "register_changes"],
  ["truncate register_changes", "TRUNCATE", "register_changes"],
  ["update evidence_parts set bytes = 'x'", "UPDATE", "evidence_parts"],
  ["delete from evidence_parts", "DELETE", "evidence_parts"],
  ["truncate evidence_parts", "TRUNCATE", "evidence_parts"],
  // What a steward has frozen.
  ["update snapshots set title = 'Another'", "UPDATE", "snapshots"],
  ["delete from snapshots", "DELETE", "snapshots"],
  ["truncate snapshots cascade", "TRUNCATE", "snapshots"],
  ["update snapshot_files set sha256 = ''", "UPDATE", "snapshot_files"],
  ["delete from snapshot_files", "DELETE", "snapshot_files"],
  ["truncate snapshot_files cascade", "TRUNCATE", "snapshot_files"],
  ["update snapshot_parts set bytes = 'x'", "UPDATE", "snapshot_parts"],
  ["delete from snapshot_parts", "DELETE", "snapshot_parts"],
  ["truncate snapshot_parts", "TRUNCATE", "snapshot_parts"],
  // By way of what the log, or a snapshot, refers to.
  ["truncate reports cascade", "TRUNCATE", "snapshots"],
  ["truncate assignments cascade", "TRUNCATE", "updates"],
  ["truncate organizations, users cascade", "TRUNCATE", "updates"],
] as const;
/** Follows a foreign key, as a replica does not: there it reaches no row of the log. */
const cascade = ["update users set id = gen_random_uuid()", "UPDATE", "updates"] as const;

describe.each(replicationRoles)("with session_replication_role = %s", (role) => {
  const tried = role === "replica" ? statements : [...statements, cascade];

  test.each(tried)("%s is refused", async (sql, operation, table) => {
    if (isSuperuser) await client.query(`set session_replication_role = ${role}`);
    try {
      expect(await answer(sql)).toMatch(
        new RegExp(`^The log is append-only: ${operation} on "(${table}|evidence)" is refused`),
      );
    } finally {
      if (isSuperuser) await client.query("set session_replication_role = origin");
    }
  });
});

test("every trigger of the log fires in every kind of session, also in one that applies another server's log", async () => {
  const { rows } = await client.query(`
    select tgname, tgenabled from pg_trigger
    where tgrelid in ('updates'::regclass, 'evidence'::regclass, 'evidence_parts'::regclass, 'assignments'::regclass, 'assignment_states'::regclass, 'recommendations'::regclass, 'recommendation_themes'::regclass, 'recommendation_states'::regclass, 'reports'::regclass, 'register_changes'::regclass) and not tgisinternal order by tgname`);
  expect(rows).toEqual(
    [
      "assignment_states_append_only",
      "assignment_states_no_truncate",
      "assignments_as_logged",
      "assignments_by_steward",
      "assignments_changes",
      "assignments_kept",
      "assignments_returned",
      "assignments_tallied",
      "assignments_tallied_again",
      "assignments_tallied_anew",
      "assignments_uncounted",
      "assignments_uncounted_for_good",
      "evidence_append_only",
      "evidence_in_time",
      "evidence_no_truncate",
      "evidence_parts_append_only",
      "evidence_parts_in_time",
      "evidence_parts_no_truncate",
      "evidence_whole",
      "recommendation_states_spans",
      "recommendation_themes_by_steward",
      "recommendation_themes_changes",
      "recommendation_themes_tallied_again",
      "recommendation_themes_uncounted",
      "recommendations_by_steward",
      "recommendations_changes",
      "recommendations_kept",
      "recommendations_rolled_up",
      "recommendations_tallied_again",
      "recommendations_uncounted",
      "register_changes_append_only",
      "register_changes_no_truncate",
      "register_changes_to_come",
      "reports_by_steward",
      "reports_changes",
      "reports_recounted",
      "updates_append_only",
      "updates_finished",
      "updates_no_truncate",
      "updates_rightful",
    ].map((tgname) => ({ tgname, tgenabled: "A" })),
  );
});

test("an insert that turns into an update is refused", async () => {
  const copy = "insert into evidence select * from evidence on conflict (id) do update set title = 'Something else.'";
  expect(await answer(copy)).toMatch(/is refused|The entry is finished/);
});

test.each(["assignments", "users", "organizations", "reports", "recommendations"])(
  "what the log refers to is not deleted from under it: %s",
  async (table) => {
    expect(await answer(`delete from ${table}`)).toMatch(/violates (foreign key|RESTRICT)|RESTRICT/i);
  },
);

test("everything is as it was", async () => {
  const { rows } = await client.query("select note, (select title from evidence) as title from updates");
  expect(rows).toEqual([{ note: "Written past the rules.", title: "Annual report" }]);
});
