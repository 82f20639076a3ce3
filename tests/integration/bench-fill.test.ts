import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, test } from "vitest";
import { auditLog } from "#lib/assignments/audit.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { findBrokenRollUp } from "#lib/recommendations/kept-roll-ups.ts";
import { fill, reportSlug } from "../../scripts/bench/fill.ts";
import { complete, entryOf } from "../support/entry.ts";
import { connect } from "../support/log.ts";
import { db } from "../support/owner.ts";

// The database that is measured is filled past the triggers: here it is seen to be one that the product could have written.

const size = 50;
const assignments = 110;
const entries = 550;

const client = await connect();
afterAll(() => client.end());
beforeAll(() => fill(process.env.DATABASE_URL ?? "", size, new Date()));

test("it has 2.2 assignments a recommendation, with five entries each", async () => {
  const report = { report: { slug: reportSlug } };
  expect(await db.recommendation.count({ where: report })).toBe(size);
  expect(await db.assignment.count({ where: { recommendation: report } })).toBe(assignments);
  expect(await db.update.count({ where: { assignment: { recommendation: report } } })).toBe(entries);
});

test("every chain is whole, and what is kept after each entry is what the log says", async () => {
  expect(await auditLog(db)).toEqual({ entries, chains: assignments, broken: null });
  expect(await findBrokenRollUp(db)).toBeUndefined();
});

test("the database computes the same states, and the same roll-ups", async () => {
  const { rows: wrong } = await client.query(`
    select a.id from assignments a cross join lateral state_before(a.id, a.log_length + 1) s where a is distinct from s
    union all
    select r.id from recommendations r where r.implementation <> roll_up(array(select a.implementation from assignments a where a.recommendation_id = r.id))
      and exists (select 1 from assignments a where a.recommendation_id = r.id)
    union all
    select r.id from recommendations r cross join lateral (
      select * from recommendation_states s where s.recommendation_id = r.id order by s.recorded_at desc limit 1) s
      where (s.implementation, s.last_entry_at) is distinct from (r.implementation, r.last_entry_at)`);
  expect(wrong).toEqual([]);
});

test("every trigger is as it was before", async () => {
  const { rows } = await client.query("select tgname from pg_trigger where not tgisinternal and tgenabled <> 'A'");
  expect(rows).toEqual([]);
});

test("a member logs on from there, and the kept counts are those of a recount", async () => {
  const { organization, ...assignment } = await db.assignment.findFirstOrThrow({
    where: { implementation: "not_started", recommendation: { report: { slug: reportSlug } } },
    include: { organization: { include: { memberships: { include: { user: true } } } } },
  });
  const [membership] = organization.memberships;
  if (!membership) throw new Error("The organization has no account.");
  const { user, roles } = membership;
  const ids = { assignmentId: assignment.id, submissionId: randomUUID(), seen: assignment.logLength };
  const member = {
    kind: "member" as const,
    sessionId: randomUUID(),
    shownAt: new Date(),
    userId: user.id,
    name: user.name,
    roles,
  };
  expect(
    await logEntry({ ...member, organization, organizations: [organization] }, ids, entryOf(recent), new Date()),
  ).toMatchObject({ ok: true });
  expect(await auditLog(db)).toMatchObject({ entries: entries + 1, broken: null });
  expect(await findBrokenRollUp(db)).toBeUndefined();
  const before = await listTallies();
  await client.query("select recount_report(id) from reports where slug = $1", [reportSlug]);
  expect(before.length).toBeGreaterThan(1000);
  expect(await listTallies()).toEqual(before);
});

/** The report of the benchmark is younger than that of the other tests. */
const recent = { ...complete.in_progress, occurredOn: new Date().toISOString().slice(0, 4) };

async function listTallies() {
  const { rows } = await client.query(
    `select cut, key, grain, day, line.* from tallies t join reports p on p.id = t.report_id cross join lateral tally_lines(t) line
     where p.slug = $1 order by cut, key, measure, grain, day`,
    [reportSlug],
  );
  return rows;
}
