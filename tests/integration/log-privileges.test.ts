import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Member } from "#lib/accounts/viewer.ts";
import { type Cast, createCast, stage } from "../support/cast.ts";
import { completeKinds } from "../support/entry.ts";
import { answerTo, type Columns, connect, insert, insertEntry, link, type RawEntry } from "../support/log.ts";

// What the role of the application may do at all, and on which rows, whatever the code asks and the triggers say.

const client = await connect();
let cast: Cast;
let assignmentId: string;
let endedId: string;

beforeAll(async () => {
  cast = await createCast();
  assignmentId = await stage(cast, "own", [["approver", completeKinds.note]]);
  endedId = await stage(cast, "ended", [["heirsApprover", completeKinds.note]]);
});
afterAll(() => client.end());

const member = (name: keyof Cast["actors"]) => cast.actors[name] as Member;

/** What the role of the application is told, with the settings of somebody who acts. */
async function asApplication(acting: Member | undefined, work: () => Promise<unknown>): Promise<string> {
  return answerTo(client, async () => {
    await become(acting);
    await work();
  });
}

async function become(acting: Member | undefined) {
  await client.query("set local role tamdan_app");
  await client.query("select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true)", [
    acting?.userId ?? "",
    acting?.organization.id ?? "",
  ]);
}

const say = (sql: string, acting?: Member) => asApplication(acting, () => client.query(sql));

/** Of every table of the schema: what the role of the application may do with it. A new table is decided here first. */
const privileges: Record<string, string> = {
  _prisma_migrations: "SELECT",
  access_entries: "INSERT SELECT",
  assignment_absences: "SELECT",
  assignment_states: "SELECT",
  assignments: "DELETE INSERT SELECT UPDATE",
  challenges: "DELETE INSERT SELECT UPDATE",
  delay_tallies: "SELECT",
  evidence: "INSERT SELECT",
  evidence_parts: "INSERT SELECT",
  form_drafts: "DELETE INSERT SELECT UPDATE",
  invitations: "INSERT SELECT UPDATE",
  linked_identities: "DELETE INSERT SELECT UPDATE",
  memberships: "INSERT SELECT UPDATE",
  one_time_links: "INSERT SELECT UPDATE",
  organizations: "INSERT SELECT UPDATE",
  participations: "DELETE INSERT SELECT UPDATE",
  passkeys: "DELETE INSERT SELECT UPDATE",
  passwords: "DELETE INSERT SELECT UPDATE",
  rate_limits: "DELETE INSERT SELECT UPDATE",
  recommendation_states: "SELECT",
  recommendation_themes: "DELETE INSERT SELECT UPDATE",
  recommendations: "DELETE INSERT SELECT UPDATE",
  recovery_codes: "DELETE INSERT SELECT UPDATE",
  register_changes: "SELECT",
  reports: "INSERT SELECT UPDATE",
  second_factor_demands: "DELETE INSERT SELECT",
  sessions: "INSERT SELECT UPDATE",
  snapshot_files: "INSERT SELECT",
  snapshot_parts: "INSERT SELECT",
  snapshot_recommendations: "INSERT SELECT",
  snapshots: "INSERT SELECT",
  tallies: "SELECT",
  themes: "DELETE INSERT SELECT UPDATE",
  totp_secrets: "DELETE INSERT SELECT UPDATE",
  updates: "INSERT SELECT",
  users: "INSERT SELECT UPDATE",
  visits: "DELETE INSERT SELECT UPDATE",
};

describe("the role of the application", () => {
  test("may do with each table what stands here, and with no other anything", async () => {
    const { rows } = await client.query(`
      select c.relname as name, coalesce(string_agg(p, ' ' order by p), '') as granted
      from pg_class c
      left join unnest(array['SELECT', 'INSERT', 'UPDATE', 'DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) p
        on has_table_privilege('tamdan_app', c.oid, p)
      where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'v', 'm', 'p', 'f') group by c.relname order by c.relname`);
    expect(Object.fromEntries(rows.map(({ name, granted }) => [name, granted]))).toEqual(privileges);
  });

  test("has no privilege on single columns beside those", async () => {
    const { rows } = await client.query(
      "select attrelid::regclass::text as name, attname from pg_attribute where attacl is not null and attrelid::regclass::text not like 'pg_%' and attrelid::regclass::text not like 'information_schema%'",
    );
    expect(rows).toEqual([]);
  });

  test("owns nothing, is no superuser, signs in nowhere, is no member of another role, and makes nothing", async () => {
    const { rows } = await client.query(`
      select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolcanlogin, rolreplication,
        exists (select from pg_auth_members m where m.member = r.oid) as is_member,
        exists (select from pg_class c where c.relowner = r.oid) or exists (select from pg_proc p where p.proowner = r.oid) as owns,
        has_schema_privilege(r.oid, 'public', 'CREATE') as creates
      from pg_roles r where rolname = 'tamdan_app'`);
    expect(rows).toHaveLength(1);
    expect(Object.values(rows[0])).toEqual(Array(9).fill(false));
  });

  const kept = [
    "updates",
    "evidence",
    "evidence_parts",
    "assignment_states",
    "recommendation_states",
    "register_changes",
    "access_entries",
    "tallies",
    "delay_tallies",
    "snapshots",
    "snapshot_files",
    "snapshot_parts",
    "snapshot_recommendations",
  ];
  const columns: Record<string, string> = {
    ...{ evidence: "title", evidence_parts: "bytes", tallies: "assigned" },
    delay_tallies: "change",
    ...{ snapshots: "content", snapshot_files: "sha256", snapshot_parts: "bytes" },
    snapshot_recommendations: "content",
  };
  test.each(kept)("changes, deletes and empties nothing of %s", async (table) => {
    const column = columns[table] ?? "recorded_at";
    for (const acting of [undefined, member("approver"), member("steward")])
      for (const sql of [
        `update ${table} set ${column} = ${column}`,
        `delete from ${table}`,
        `truncate ${table} cascade`,
      ])
        expect([sql, await say(sql, acting)]).toEqual([sql, expect.stringMatching(/^permission denied for table /)]);
  });

  test.each(["assignment_states", "recommendation_states", "register_changes", "tallies", "delay_tallies"])(
    "adds nothing to %s itself",
    async (table) => {
      expect(await say(`insert into ${table} select * from ${table}`, member("steward"))).toBe(
        `permission denied for table ${table}`,
      );
    },
  );

  test.each([
    ["alter table updates disable trigger all", /must be owner of table updates/],
    ["alter table updates disable row level security", /must be owner of table updates/],
    ["alter table assignments disable trigger assignments_as_logged", /must be owner of table assignments/],
    ["drop trigger updates_rightful on updates", /must be owner of relation updates/],
    ["drop policy updates_add on updates", /must be owner of relation updates/],
    ["create policy all_of_it on updates for insert with check (true)", /must be owner of table updates/],
    [
      "create or replace function acting_roles() returns role[] language sql as $$ select '{steward}'::role[] $$",
      /permission denied for schema public/,
    ],
    ["alter function refuse_wrong_entry() rename to gone", /must be owner of function/],
    ["alter table assignments disable trigger assignments_tallied", /must be owner of table assignments/],
    [
      `select keep_counted(array[(id, 'open', 0, current_date, 1)::counted_change]) from assignments limit 1`,
      /permission denied for table tallies/,
    ],
    ["select recount_report(id) from reports limit 1", /permission denied for table tallies/],
    ["set session_replication_role = replica", /permission denied to set parameter/],
    ["set local session_replication_role = replica", /permission denied to set parameter/],
    ["select set_config('session_replication_role', 'replica', true)", /permission denied to set parameter/],
    ["grant update on updates to tamdan_app; update updates set note = note", /permission denied for table updates/],
    ["lock table updates in access exclusive mode", /permission denied for table updates/],
    ["create table leftover (id int)", /permission denied for schema public/],
    ["drop table updates", /must be owner of table updates/],
    ["copy updates to program 'true'", /permission denied to COPY/],
  ])("is refused: %s", async (sql, refusal) => {
    expect(await say(sql, member("approver"))).toMatch(refusal);
  });

  test("finds its own table of a name first nowhere: what checks a row reads the real one", async () => {
    // A temporary table of the same name would come first in the search path of a function that does not set its own.
    const said = await asApplication(member("strangersApprover"), async () => {
      await client.query(
        "create temporary table memberships as select user_id, organization_id, roles, ended_at from public.memberships",
      );
      await client.query("update pg_temp.memberships set roles = '{steward,approver,verifier}'");
      await client.query(
        `insert into pg_temp.memberships values ('${member("strangersApprover").userId}', '${member("approver").organization.id}', '{approver}', null)`,
      );
      await insertEntry(client, raw({ actorId: member("strangersApprover").userId }));
    });
    expect(said).toMatch(/no member|row-level security|permission denied/);
  });
});

/** An entry of the approver of the assignment, right in everything that is not named. */
function raw(changed: Partial<RawEntry> = {}): RawEntry {
  const approver = member("approver");
  return { assignmentId, actorId: approver.userId, organizationId: approver.organization.id, ...changed };
}

const policy = (table: string) => `new row violates row-level security policy for table "${table}"`;

describe("an entry is the acting person's own", () => {
  test("the approver who acts adds it", async () => {
    expect(await asApplication(member("approver"), () => insertEntry(client, raw()))).toBe("taken");
  });

  // Each is one that the triggers accept: a true member of the organization writes what they may write.
  test.each<[string, keyof Cast["actors"] | undefined]>([
    ["nobody", undefined],
    ["a colleague", "reporter"],
    ["somebody of another organization", "strangersApprover"],
    ["the steward of the report", "steward"],
    ["a verifier", "verifier"],
    ["who has left", "left"],
    ["who was removed", "removed"],
    ["who says to act for an organization that they are no member of", "pretender"],
  ])("%s writes nothing in the approver's name", async (_, name) => {
    expect(await asApplication(name && member(name), () => insertEntry(client, raw()))).toBe(policy("updates"));
  });

  test("a person of two organizations writes for the one that they act for", async () => {
    const partial = member("partialVerifier");
    const own = cast.organizations.own;
    const entry = () => insertEntry(client, raw({ actorId: partial.userId, organizationId: own.id }));
    expect(await asApplication(partial, entry)).toBe(policy("updates"));
    expect(await asApplication({ ...partial, organization: own }, entry)).toBe("taken");
  });

  test.each<[string, keyof Cast["actors"], Columns]>([
    [
      "a decision of a verifier",
      "verifier",
      {
        kind: "verification",
        verification: "verified",
        verification_basis: "A visit.",
        justification: "Seen.",
        note: null,
      },
    ],
    [
      "a decision of the steward",
      "steward",
      {
        kind: "reopening",
        implementation: "in_progress",
        previous_implementation: "implemented",
        justification: "On.",
        note: null,
      },
    ],
    ["an entry of the steward on behalf", "steward", { source: "A call." }],
    ["an entry of the heir", "heirsApprover", {}],
  ])("%s is not written by a namesake", async (_, name, entry) => {
    const writer = member(name);
    const implemented = await stage(cast, "own", [
      [
        "approver",
        {
          status: "implemented",
          occurredOn: "2001",
          completedOn: "2001",
          howIntentMet: "By lending.",
          "evidence.0.title": link.title,
          "evidence.0.url": link.url,
        },
      ],
    ]);
    const isOffice = entry.kind !== undefined;
    const target = isOffice ? implemented : name === "heirsApprover" ? endedId : assignmentId;
    const behalf = isOffice ? null : name === "heirsApprover" ? cast.organizations.ended.id : cast.organizations.own.id;
    const write = () =>
      insertEntry(client, {
        assignmentId: target,
        actorId: writer.userId,
        organizationId: writer.organization.id,
        entry: { ...entry, on_behalf_of_id: behalf },
      });
    expect(await asApplication(writer, write)).toBe("taken");
    for (const other of ["approver", "heirsReporter", "otherSteward", "stewardsVerifier", "strangersApprover"] as const)
      expect(await asApplication(member(other), write)).toBe(policy("updates"));
    expect(await asApplication(undefined, write)).toBe(policy("updates"));
  });
});

describe("row-level security without the triggers", () => {
  /** The same rows with the triggers of the log taken off for a moment: only the policies are left to refuse. */
  const unguarded = (acting: Member | undefined, entry: RawEntry) =>
    answerTo(client, async () => {
      await client.query("alter table updates disable trigger updates_rightful");
      await become(acting);
      await insertEntry(client, { ...entry, state: null });
      await client.query("set constraints all deferred");
      await client.query("reset role");
      throw Object.assign(new Error("kept"), { isKept: true });
    }).catch((error: Error) => error.message);
  const of = (name: keyof Cast["actors"], entry: Columns = {}, target = assignmentId): [Member, RawEntry] => {
    const who = member(name);
    return [who, { assignmentId: target, actorId: who.userId, organizationId: who.organization.id, entry }];
  };
  const behalf = () => ({ on_behalf_of_id: cast.organizations.own.id, source: "A call." });
  const verified = {
    kind: "verification",
    verification: "verified",
    verification_basis: "A visit.",
    justification: "Seen.",
  };
  const reopened = {
    kind: "reopening",
    implementation: "in_progress",
    previous_implementation: "implemented",
    justification: "On.",
  };

  test("takes what is rightful", async () => {
    expect(await unguarded(...of("approver"))).toBe("kept");
    expect(await unguarded(...of("steward", behalf()))).toBe("kept");
    expect(await unguarded(...of("heirsApprover", { on_behalf_of_id: cast.organizations.ended.id }, endedId))).toBe(
      "kept",
    );
    expect(await unguarded(...of("verifier", verified))).toBe("kept");
    expect(await unguarded(...of("steward", reopened))).toBe("kept");
  });

  test.each<[string, () => [Member, RawEntry]]>([
    ["another organization's assignment", () => of("strangersApprover")],
    ["another organization's, said to be on behalf", () => of("strangersApprover", behalf())],
    ["the steward of another report, on behalf", () => of("otherSteward", behalf())],
    ["an approver of the steward, on behalf", () => of("stewardsApprover", behalf())],
    ["an heir, before the organization has ended", () => of("heirsApprover", behalf())],
    ["an ended membership", () => of("left")],
    ["a removed person", () => of("removed")],
    ["a pretended organization", () => of("pretender")],
    ["a verification by an approver", () => of("approver", verified)],
    ["a verification by the steward", () => of("steward", verified)],
    ["a reopening by an approver", () => of("approver", reopened)],
    ["a reopening by the steward of another report", () => of("otherSteward", reopened)],
    [
      "an exit decision by a verifier",
      () => of("verifier", { ...reopened, kind: "exit_decision", exit_decision: "refused" }),
    ],
  ])("refuses %s", async (_, attempt) => {
    expect(await unguarded(...attempt())).toBe(policy("updates"));
  });
});

describe("what hangs on an entry", () => {
  test("evidence is added by who writes the entry", async () => {
    const evidence = (updateId: string) =>
      insert(client, "evidence", { ...link, id: randomUUID(), update_id: updateId, position: 0 });
    const said = await answerTo(client, async () => {
      const updateId = await insertEntry(client, raw({ state: null }));
      await become(member("reporter"));
      await evidence(updateId);
    });
    expect(said).toBe(policy("evidence"));
  });

  test("a state is written by who writes the entry", async () => {
    const said = await answerTo(client, async () => {
      const id = await insertEntry(client, raw({ state: null }));
      await become(member("strangersApprover"));
      await client.query(
        "update assignments a set log_length = u.sequence, head_hash = u.hash, last_entry_at = u.recorded_at from updates u where u.id = $1 and a.id = u.assignment_id",
        [id],
      );
    });
    expect(said).toBe(policy("assignments"));
  });

  test("nobody who is not signed in changes an assignment", async () => {
    const { rows } = await client.query("select count(*)::int as count from assignments");
    expect(rows[0].count).toBeGreaterThan(0);
    let changed: number | null = -1;
    await asApplication(undefined, async () => {
      changed = (await client.query("update assignments set basis = 'stated'")).rowCount;
    });
    expect(changed).toBe(0);
  });

  test.each(["approver", "verifier", "otherSteward"] as const)("the register is not changed by: %s", async (name) => {
    for (const sql of [
      `update assignments set withdrawn_at = now(), withdrawn_for = 'A slip.' where id = '${assignmentId}'`,
      `update recommendations set title = 'Other' where report_id = '${cast.report.id}'`,
      `update reports set title = 'Other' where id = '${cast.report.id}'`,
      `delete from participations where report_id = '${cast.report.id}'`,
      `insert into participations (report_id, organization_id, function, position) values ('${cast.report.id}', '${member(name).organization.id}', 'steward', 9)`,
    ])
      expect([sql, await say(sql, member(name))]).toEqual([
        sql,
        expect.stringMatching(/^Only the steward of the report|row-level security|duplicate key/),
      ]);
  });
});
