import type pg from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { logEntry } from "#lib/assignments/commands.ts";
import { withdrawAssignment } from "#lib/register/commands.ts";
import { ChangedMeanwhile } from "#lib/reports/mark.ts";
import { completeKinds, entryOf } from "../support/entry.ts";
import { piecesOf, select } from "../support/exported.ts";
import { connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { newSlug } from "../support/report.ts";
import { createFollowed, type Followed, idOf } from "../support/snapshots.ts";

// What happens while an export is made: count, figures and rows are of one and the same register and log, or there is none.

const uuid = () => crypto.randomUUID();
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1000);

let client: pg.Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.end());

let given: Followed;
beforeEach(async () => {
  given = await createFollowed();
  await log(inSeconds(-60), 0);
});

async function log(at: Date, seen: number) {
  const submission = { assignmentId: idOf(given.shared), submissionId: uuid(), seen };
  expect(await logEntry(given.approver, submission, entryOf(completeKinds.response), at)).toMatchObject({ ok: true });
}
const withdraw = async (at: Date) =>
  expect(
    await withdrawAssignment(given.steward, given.report.id, idOf(given.single), { reason: "A mistake." }, at),
  ).toMatchObject({ ok: true });
/** When somebody asked who then had to wait for others. */
const asked = () => inSeconds(-30);

const selected = () => select("csv", { report: given.report.slug, query: "unit=assignment" });
async function rowsOf(selection: Awaited<ReturnType<typeof select>>) {
  const pieces = piecesOf("csv", selection);
  let text = "";
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) text += next.value;
  return text.match(/^R\d+,/gm) ?? [];
}

test("what is withdrawn after the count is still among the rows", async () => {
  const selection = await selected();
  await withdraw(inSeconds(90));
  expect([selection.count, selection.progress.all.total]).toEqual([3, 3]);
  expect(await rowsOf(selection)).toEqual(["R1,", "R1,", "R2,"]);
});

test.each(["csv", "json"])(
  "a steward withdraws something after the count, having asked before it: no %s with too few rows",
  async (file) => {
    const selection = await select(file, { report: given.report.slug, query: "unit=assignment" });
    await withdraw(asked());
    const pieces = piecesOf(file, selection);
    const read = async () => {
      while (!(await pieces.next()).done);
    };
    await expect(read()).rejects.toThrow(ChangedMeanwhile);
    const again = await selected();
    expect([again.count, again.progress.all.total]).toEqual([2, 2]);
    expect(await rowsOf(again)).toHaveLength(2);
  },
);

test("an entry is logged after the count, asked for before it: no rows of after", async () => {
  const selection = await selected();
  await log(asked(), 1);
  await expect(rowsOf(selection)).rejects.toThrow(ChangedMeanwhile);
});

test("who asked before the newest entry is recorded after it, and what stood then is exported", async () => {
  await log(inSeconds(60), 1);
  const selection = await selected();
  await withdraw(asked());
  expect([selection.count, selection.progress.all.total]).toEqual([3, 3]);
  expect(await rowsOf(selection)).toEqual(["R1,", "R1,", "R2,"]);
});

test("of a day that is over too, no rows that disagree with its figures", async () => {
  given = await createFollowed();
  const selection = await select("csv", { report: given.report.slug, query: "unit=assignment&asOf=2026-03-01" });
  expect(selection.count).toBe(3);
  await withdraw(new Date("2026-02-01T05:00:00Z"));
  await expect(rowsOf(selection)).rejects.toThrow(ChangedMeanwhile);
});

test("the register becomes another between ids and figures: both are asked again", async () => {
  await client.query("begin");
  await client.query("lock table tallies in access exclusive mode");
  const selecting = selected();
  const waiting = () => db.$queryRaw<unknown[]>`
    select 1 from pg_locks l join pg_database d on d.oid = l.database where not l.granted and d.datname = current_database()`;
  await expect.poll(async () => (await waiting()).length).toBeGreaterThan(0);
  await client.query("select set_config('tamdan.at', $1, true)", [asked().toISOString()]);
  await client.query("update assignments set withdrawn_at = $2, withdrawn_for = 'A mistake.' where id = $1", [
    idOf(given.single),
    asked(),
  ]);
  await client.query("commit");
  const selection = await selecting;
  expect([selection.count, selection.progress.all.total]).toEqual([2, 2]);
  expect(await rowsOf(selection)).toHaveLength(2);
});

test("somebody writes all the time: there is no export rather than one of two registers", async () => {
  let isOver = false;
  const writing = (async () => {
    while (!isOver) await client.query("update themes set name = $2 where id = $1", [given.theme.id, newSlug("theme")]);
  })();
  const outcome = await selected().catch((error: unknown) => error);
  isOver = true;
  await writing;
  expect(outcome).toBeInstanceOf(ChangedMeanwhile);
  expect((await selected()).count).toBe(3);
});
