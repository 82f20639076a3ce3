import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { newestChange } from "#lib/register/edit.ts";
import { renameTheme } from "#lib/register/theme-commands.ts";
import type { Source, Writer } from "#lib/snapshots/writers.ts";
import { complete, completeKinds } from "../support/entry.ts";
import { connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import {
  bytesOf,
  countFrozen,
  createFollowed,
  type Followed,
  freeze,
  frozen,
  idOf,
  later,
  log,
  quarter,
  read,
} from "../support/snapshots.ts";

// What happens while a day is frozen: nobody is held up, and what is frozen is of one and the same register and log.

let client: pg.Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.end());

let given: Followed;
beforeEach(async () => {
  given = await createFollowed();
});

/** An export that is being written while something else happens, the first time that it is written or each time. */
const during = (happen: (attempt: number) => Promise<unknown>): Writer & { attempts: () => number } => {
  let attempt = 0;
  async function* write({ content }: Source) {
    await happen(++attempt);
    yield JSON.stringify(content);
  }
  return { format: "slow", type: "text/plain", write, attempts: () => attempt };
};
const rename = async (name: string) => {
  const { steward, report, theme } = given;
  const seen = await newestChange(db, ["themes"], theme.id);
  const renamed = await renameTheme(steward, report.id, { id: theme.id, seen }, { name }, later);
  expect(renamed).toMatchObject({ ok: true });
};

test("others log progress and are not held up, and nothing is written twice for it", async () => {
  const slow = during(() => log(given, idOf(given.single), complete.in_progress, "2026-10-07", 0));
  expect(await freeze(given.steward, given.report.id, {}, later, [slow])).toMatchObject({ ok: true });
  expect(slow.attempts()).toBe(1);
  expect((await read(given.report.slug, "q3-2026")).recommendations[1]).toMatchObject({
    implementation: "not_started",
  });
});

test.each<[string, () => Promise<unknown>]>([
  ["the register", () => rename("Money")],
  ["an organization", () => db.organization.update({ where: { id: given.organizations[0].id }, data: { name: "N" } })],
  ["the log of that day", () => log(given, idOf(given.shared), completeKinds.response, "2026-09-29", 0)],
])("%s becomes another: texts, figures and files are of one and the same, the later", async (_, happen) => {
  const slow = during(async (attempt) => {
    if (attempt === 1) await happen();
  });
  const answer = await freeze(given.steward, given.report.id, {}, later, [slow]);
  expect(answer).toMatchObject({ ok: true });
  expect(slow.attempts()).toBe(2);
  expect(await db.snapshot.count({ where: { reportId: given.report.id } })).toBe(1);
  const { content, recommendations } = await read(given.report.slug, "q3-2026");
  const again = await frozen(given, { title: "Again" });
  expect(content).toEqual(again.content);
  expect(recommendations).toEqual(again.recommendations);
  expect((await bytesOf(given, "q3-2026", "slow")).bytes.toString()).toBe(JSON.stringify(content));
});

test("the register becomes another each time: nothing is frozen, and the steward is told", async () => {
  const before = await countFrozen();
  const slow = during((attempt) => rename(`Money ${attempt}`));
  const answer = await freeze(given.steward, given.report.id, {}, later, [slow]);
  expect(answer).toMatchObject({ ok: false, refusal: "changed-meanwhile" });
  expect(slow.attempts()).toBe(3);
  expect(await countFrozen()).toEqual(before);
});

test("the steward is dismissed: the database takes nothing more", async () => {
  const before = await countFrozen();
  const { userId } = given.steward;
  const slow = during(() => db.membership.updateMany({ where: { userId }, data: { endedAt: new Date() } }));
  await expect(freeze(given.steward, given.report.id, {}, later, [slow])).rejects.toThrow("row-level security");
  expect(await countFrozen()).toEqual(before);
});

test("the same day is frozen under the same title by another process: the second is told", async () => {
  const { report, steward } = given;
  const lock = "select pg_advisory_xact_lock(hashtext('tamdan freeze'), hashtext($1))";
  await client.query("begin");
  await client.query(lock, [report.id]);
  await client.query(
    `insert into snapshots (id, report_id, slug, title, day, content, created_at, actor_id, organization_id)
      values (gen_random_uuid(), $1, 'q3-2026', 'Q3 2026', $2, '{}', $3, $4, $5)`,
    [report.id, quarter, later, steward.userId, steward.organization.id],
  );
  const second = freeze(steward, report.id);
  const waiting = () => db.$queryRaw<unknown[]>`
    select 1 from pg_locks l join pg_database d on d.oid = l.database where not l.granted and d.datname = current_database()`;
  await expect.poll(waiting).toHaveLength(1);
  await client.query("commit");
  expect(await second).toMatchObject({ ok: false, detail: [{ field: "title", code: "frozen" }] });
});
