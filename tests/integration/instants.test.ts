import { beforeEach, describe, expect, test } from "vitest";
import { setInstant } from "#lib/acting.ts";
import { getReportProgress } from "#lib/progress/queries.ts";
import { keepRollUp, lockReport } from "#lib/recommendations/commands.ts";
import { withdrawAssignment } from "#lib/register/commands.ts";
import { complete } from "../support/entry.ts";
import { db } from "../support/owner.ts";
import { doneWith, reason } from "../support/register-commands.ts";
import { createRecommendation } from "../support/report.ts";
import { began, createFollowed, type Followed, freeze, frozen, idOf, later, log, on } from "../support/snapshots.ts";

// Who had to wait for somebody else is recorded after them, though they asked before: what a day was does not change when
// it is over.

let given: Followed;
beforeEach(async () => {
  given = await createFollowed();
});

const [evening, morning] = ["2026-09-30", "2026-10-01"];

const entries = () =>
  db.update.findMany({
    where: { reportId: given.report.id },
    orderBy: { recordedAt: "asc" },
    select: { recordedAt: true },
  });
const report = () => db.report.findUniqueOrThrow({ where: { id: given.report.id } });
const withdraw = async (day: string) =>
  doneWith(await withdrawAssignment(given.steward, given.report.id, idOf(given.shared), reason, on(day)));

describe("of two that write at midnight, the one who waited is recorded after the other", () => {
  test("a change of the register after an entry", async () => {
    await log(given, idOf(given.single), complete.in_progress, morning, 0);
    await withdraw(evening);
    const after = new Date(on(morning).getTime() + 1);
    expect(await db.assignment.findUniqueOrThrow({ where: { id: idOf(given.shared) } })).toMatchObject({
      withdrawnAt: after,
    });
    const [change] = await db.registerChange.findMany({
      where: { reportId: given.report.id },
      orderBy: { id: "desc" },
      take: 1,
    });
    expect(change).toMatchObject({ rowId: idOf(given.shared), recordedAt: after });
    expect((await getReportProgress(await report(), later, evening)).all.total).toBe(3);
  });

  test("an entry after a change of the register, for which it waits", async () => {
    let logging: Promise<unknown> | undefined;
    await db.$transaction(async (tx) => {
      await lockReport(tx, given.report.id, on(morning));
      logging = log(given, idOf(given.single), complete.in_progress, evening, 0);
      await new Promise((settle) => setTimeout(settle, 300));
      await tx.$executeRaw`select set_config('tamdan.user', ${given.steward.userId}, true)`;
      await tx.theme.update({ where: { id: given.theme.id }, data: { name: "Money" } });
    });
    await logging;
    expect(await entries()).toEqual([{ recordedAt: new Date(on(morning).getTime() + 1) }]);
  });

  test("an entry after a day is freeze, frozen, which stays as it was frozen", async () => {
    const { content } = await frozen(given);
    await log(given, idOf(given.single), complete.in_progress, evening, 0);
    expect(await entries()).toEqual([{ recordedAt: new Date(later.getTime() + 1) }]);
    expect((await frozen(given, { title: "Again" })).content).toEqual(content);
  });

  test("but not for longer than clocks disagree", async () => {
    const tomorrow = new Date(Date.now() + 86_400_000);
    const { steward, report, shared } = given;
    await expect(withdrawAssignment(steward, report.id, idOf(shared), reason, tomorrow)).rejects.toThrow(
      "in the future",
    );
    await expect(freeze(steward, report.id, {}, tomorrow)).rejects.toThrow("row-level security");
  });

  test("and nobody is put off for who came before", async () => {
    await withdraw(evening);
    await log(given, idOf(given.single), complete.in_progress, morning, 0);
    expect(await entries()).toEqual([{ recordedAt: on(morning) }]);
  });
});

test("the database keeps no roll-up of an instant before the entry that is in it", async () => {
  await log(given, idOf(given.single), complete.in_progress, morning, 0);
  const whole = await createRecommendation(given.report, [], { code: "R3", createdAt: began, publishedAt: began });
  await db.$transaction(async (tx) => {
    await setInstant(tx, on(evening));
    await tx.recommendation.update({ where: { id: given.single.id }, data: { parentId: whole.id } });
    await keepRollUp(tx, [whole.id]);
  });
  const states = await db.recommendationState.findMany({ where: { recommendationId: whole.id } });
  expect(states).toMatchObject([{ recordedAt: on(morning), lastEntryAt: on(morning), implementation: "in_progress" }]);
  const early = { recordedAt: on(evening), implementation: "not_started", lastEntryAt: on(morning) } as const;
  await expect(
    db.recommendationState.create({ data: { recommendationId: whole.id, reportId: whole.reportId, ...early } }),
  ).rejects.toThrow("recommendation_states_entry_check");
});
