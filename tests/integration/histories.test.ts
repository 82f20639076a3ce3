import { isDeepStrictEqual } from "node:util";
import { expect, test } from "vitest";
import { auditLog } from "#lib/assignments/audit.ts";
import { entryColumns, logEntryOf, stateOf } from "#lib/assignments/projection.ts";
import { initialState, replay, type State } from "#lib/assignments/state.ts";
import { addDays, daysBetween, startOfDay } from "#lib/dates.ts";
import { rollUp } from "#lib/recommendations/rollup.ts";
import { contents } from "../support/contents.ts";
import { type Attempt, type History, writeHistory } from "../support/histories.ts";
import { db } from "../support/owner.ts";
import { randomFrom } from "../support/random.ts";

const seeds = [1, 2, 3, 4, 5, 6];
const entries = 400;

for (const seed of seeds)
  test(`random history ${seed}: the log says all that stands, and what was refused left no trace`, async () => {
    const wrong: string[] = [];
    let before = await contents();
    const history = await writeHistory({
      seed,
      entries,
      beforeAll: async () => {
        before = await contents();
      },
      afterEach: async (attempt) => {
        const after = await contents();
        const found = wrongOf(attempt);
        if (found) wrong.push(found);
        else if (attempt.expected === "done") expect(after.entries).toBe(before.entries + 1);
        else expect(after, attempt.made).toEqual(before);
        before = after;
      },
    });
    expect(wrong).toEqual([]);
    const refused = history.attempts.filter(({ expected }) => expected === "refused").length;
    expect(refused).toBeGreaterThan(entries / 3);
    expect(refused).toBeLessThan((entries * 2) / 3);

    const logs = await readLogs(history);
    expectStates(logs);
    await expectAsOf(history, logs, seed);
    await expectRollUps(history, logs);
    expect((await auditLog(db)).broken).toBeNull();
  }, 120_000);

/** What is not as it should be, in words that name the attempt. */
function wrongOf({ made, expected, result, typed, viewer, submission, now }: Attempt): string | undefined {
  const who = viewer.kind === "public" ? "the public" : `${viewer.roles} of ${viewer.organization.slug}`;
  const told = `${made}, by ${who} at ${now.toISOString()}: ${JSON.stringify({ typed, submission })}`;
  if ("threw" in result) return `${told} threw ${result.threw}`;
  if (result.ok) return expected === "refused" ? `${told} was taken` : undefined;
  if (expected !== "refused") return `${told} was refused: ${result.refusal} ${JSON.stringify(result.detail)}`;
  const isAllowed = ["not-found", "not-yours", "changed-meanwhile", "invalid"].includes(result.refusal);
  const isTold = result.refusal !== "invalid" || (result.detail?.length ?? 0) > 0;
  return isAllowed && isTold ? undefined : `${told} was refused for ${result.refusal}, and nothing is said of why`;
}

type Log = Awaited<ReturnType<typeof readLogs>>[number];

async function readLogs({ report }: History) {
  const rows = await db.assignment.findMany({
    where: { reportId: report.id },
    include: {
      updates: { orderBy: { sequence: "asc" }, select: entryColumns },
      states: { orderBy: { sequence: "asc" } },
    },
  });
  // Each state as the log gives it, from nothing every time.
  return rows.map((row) => {
    const log = row.updates.map(logEntryOf);
    return { row, log, replayed: log.map((_, index) => replay(log.slice(0, index + 1))) };
  });
}

function expectStates(logs: Log[]) {
  for (const { row, log, replayed } of logs) {
    expect(row.updates.map(({ sequence }) => sequence)).toEqual(log.map((_, index) => index + 1));
    expect(row.logLength).toBe(log.length);
    expect(stateOf(row)).toEqual(replayed.at(-1) ?? initialState);
    expect(row.states.map((kept) => stateOf({ ...kept, lastEntryAt: kept.recordedAt }))).toEqual(replayed);
  }
}

async function expectAsOf({ report, from, until }: History, logs: Log[], seed: number) {
  const random = randomFrom(seed);
  let corrected = 0;
  for (let count = 0; count < 25; count++) {
    const day = addDays(from, random.below(daysBetween(from, until) + 2));
    const end = startOfDay(addDays(day, 1), report.timeZone);
    const kept = await db.assignmentState.findMany({
      where: { reportId: report.id, recordedAt: { lt: end } },
      orderBy: { sequence: "desc" },
      distinct: ["assignmentId"],
    });
    for (const { row, log } of logs) {
      const recorded = log.filter(({ recordedAt }) => recordedAt < end);
      const state = kept.find(({ assignmentId }) => assignmentId === row.id);
      const stood = state ? stateOf({ ...state, lastEntryAt: state.recordedAt }) : initialState;
      expect(stood, `as of ${day}`).toEqual(replay(recorded));
      // As of a day before a correction was recorded, the old entry still counts.
      const known = new Set(recorded.map(({ id }) => id));
      const later = log.filter(
        ({ kind, id, aboutId }) => kind === "correction" && !known.has(id) && known.has(aboutId ?? ""),
      );
      if (
        later.some((one) => !isDeepStrictEqual(replay([...recorded, one]), { ...stood, lastEntryAt: one.recordedAt }))
      )
        corrected++;
    }
  }
  expect(corrected).toBeGreaterThan(0);
}

async function expectRollUps({ report }: History, logs: Log[]) {
  const recommendations = await db.recommendation.findMany({
    where: { reportId: report.id, publishedAt: { not: null }, withdrawnAt: null },
    include: { states: { orderBy: { recordedAt: "asc" } } },
  });
  type Stood = Pick<State, "implementation" | "lastEntryAt">;
  const now = new Map<string, Stood>(logs.map(({ row }) => [row.id, initialState]));
  const standing = (id: string): Stood => {
    const below = [
      ...logs.filter(({ row }) => row.recommendationId === id).map(({ row }) => now.get(row.id) ?? initialState),
      ...recommendations.filter(({ parentId }) => parentId === id).map((part) => standing(part.id)),
    ];
    const instants = below.flatMap(({ lastEntryAt }) => lastEntryAt?.getTime() ?? []);
    return {
      implementation: rollUp(below.map(({ implementation }) => implementation)),
      lastEntryAt: instants.length > 0 ? new Date(Math.max(...instants)) : null,
    };
  };
  const steps = logs
    .flatMap(({ row, replayed }) => replayed.map((state) => ({ id: row.id, state, at: state.lastEntryAt as Date })))
    .sort((one, other) => one.at.getTime() - other.at.getTime());
  expect(new Set(steps.map(({ at }) => at.getTime())).size).toBe(steps.length);
  const wrong: string[] = [];
  for (const { id, state, at } of steps) {
    now.set(id, state);
    for (const { code, id, states } of recommendations) {
      const kept = states.findLast(({ recordedAt }) => recordedAt <= at);
      const stood: Stood = kept
        ? { implementation: kept.implementation, lastEntryAt: kept.lastEntryAt }
        : { implementation: "not_started", lastEntryAt: null };
      if (!isDeepStrictEqual(stood, standing(id))) wrong.push(`${code} at ${at.toISOString()}`);
    }
  }
  expect(wrong).toEqual([]);
  for (const { id, implementation, lastEntryAt } of recommendations)
    expect({ implementation, lastEntryAt }).toEqual(standing(id));
}
