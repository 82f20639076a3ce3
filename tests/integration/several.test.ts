import { randomUUID } from "node:crypto";
import { beforeAll, expect, test } from "vitest";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { logSeveral } from "#lib/assignments/log-several.ts";
import type { Submission } from "#lib/assignments/schema.ts";
import type { SeveralKind } from "#lib/assignments/several.ts";
import { listOwn, listWork } from "#lib/organizations/queries.ts";
import { listEntriesAt, listPlaces } from "#lib/updates/queries.ts";
import { complete, completeKinds, entryOf, type Typed } from "../support/entry.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "../support/report.ts";

const now = new Date("2003-03-15T05:00:00Z");

async function setUp() {
  const report = await createReport();
  const [own, other] = [await createOrganization(), await createOrganization()];
  const make = async () => {
    const { assignments } = await createRecommendation(report, [own, other]);
    const idOf = (organizationId: string) => assignments.find((one) => one.organizationId === organizationId)?.id ?? "";
    return { own: idOf(own.id), other: idOf(other.id) };
  };
  return {
    make,
    approver: await createMember(own, ["approver"]),
    colleague: await createMember(own, ["approver"]),
    reporter: await createMember(own, ["reporter"]),
    verifier: await createMember(own, ["verifier"]),
    stranger: await createMember(other, ["approver"]),
    steward: await createMember(report.steward, ["steward"]),
  };
}

let cast: Awaited<ReturnType<typeof setUp>>;
beforeAll(async () => {
  cast = await setUp();
});

/** The boxes that a page would draw for them now. */
async function choose(ids: readonly string[]): Promise<Submission[]> {
  const rows = await db.assignment.findMany({ where: { id: { in: [...ids] } }, select: { id: true, logLength: true } });
  return ids.map((assignmentId) => ({
    assignmentId,
    submissionId: randomUUID(),
    seen: rows.find(({ id }) => id === assignmentId)?.logLength ?? 0,
  }));
}

const say = (viewer: Viewer, chosen: readonly Submission[], typed: Typed & { kind: SeveralKind }) =>
  logSeveral(viewer, { kind: typed.kind, chosen, entry: entryOf(typed) }, now);

async function write(assignmentId: string, typed: Typed) {
  const [submission] = await choose([assignmentId]);
  if (!submission) throw new Error("Nothing chosen.");
  const result = await logEntry(cast.colleague, submission, entryOf(typed), now);
  if (!result.ok) throw new Error(`${result.refusal} ${JSON.stringify(result.detail)}`);
}

const makeOwn = async (count: number) => {
  const made: string[] = [];
  while (made.length < count) made.push((await cast.make()).own);
  return made;
};

/** What the logs of these hold, kind by kind. */
async function logsOf(ids: readonly string[]) {
  const entries = await db.update.findMany({
    where: { assignmentId: { in: [...ids] } },
    orderBy: { sequence: "asc" },
    select: { assignmentId: true, kind: true },
  });
  return ids.map((id) => entries.filter((one) => one.assignmentId === id).map(({ kind }) => kind));
}

test("several are confirmed, each by an entry of its own that this person signs", async () => {
  const ids = await makeOwn(3);
  const result = await say(cast.reporter, await choose(ids), { kind: "confirmation" });
  expect(result).toMatchObject({ ok: true, value: { left: [] } });
  const entries = await db.update.findMany({
    where: { assignmentId: { in: ids } },
    select: { id: true, kind: true, sequence: true, actorId: true, actingOrganizationId: true, occurredOn: true },
  });
  expect(entries).toHaveLength(3);
  expect(entries.map(({ id }) => id).toSorted()).toEqual(result.ok ? result.value.saved.toSorted() : []);
  for (const entry of entries)
    expect(entry).toMatchObject({
      kind: "confirmation",
      sequence: 1,
      actorId: cast.reporter.userId,
      actingOrganizationId: cast.reporter.organization.id,
      occurredOn: new Date("2003-03-15"),
    });
});

test("one that changed meanwhile is left, nothing of it is overwritten, and the others stand", async () => {
  const ids = await makeOwn(3);
  const chosen = await choose(ids);
  await write(ids[1] ?? "", complete.in_progress);
  const result = await say(cast.approver, chosen, { kind: "confirmation" });
  expect(result).toMatchObject({
    value: { saved: { length: 2 }, left: [{ assignmentId: ids[1], refusal: "changed-meanwhile" }] },
  });
  expect(await logsOf(ids)).toEqual([["confirmation"], ["progress"], ["confirmation"]]);
});

test("one target date is set for several, and moves those that had one, which need the reason", async () => {
  const ids = await makeOwn(3);
  await write(ids[0] ?? "", { kind: "target", targetOn: "2004" });
  const unreasoned = await say(cast.approver, await choose(ids), { kind: "target", targetOn: "2005-06" });
  expect(unreasoned).toEqual({ ok: false, refusal: "invalid", detail: [{ field: "delayReason", code: "missing" }] });
  expect(await logsOf(ids)).toEqual([["target"], [], []]);

  const typed = { kind: "target", targetOn: "2005-06", delayReason: "funding", note: "New budget." } as const;
  expect(await say(cast.approver, await choose(ids), typed)).toMatchObject({
    value: { saved: { length: 3 }, left: [] },
  });
  const rows = await db.assignment.findMany({ where: { id: { in: ids } } });
  for (const row of rows) expect(row).toMatchObject({ targetOn: new Date("2005-06-30"), targetPrecision: "month" });
  expect(rows.map(({ targetChanges }) => targetChanges).toSorted()).toEqual([0, 0, 1]);
  const entries = await db.update.findMany({ where: { assignmentId: { in: ids }, note: "New budget." } });
  // A reason for a move stands only where something moved.
  expect(entries.map(({ delayReason }) => delayReason).toSorted()).toEqual(["funding", null, null]);
});

test.each([
  ["no date", { targetOn: "" }, "targetOn", "missing"],
  ["no such date", { targetOn: "soon" }, "targetOn", "unreadable-date"],
  ["a date that has passed", { targetOn: "2003-02" }, "targetOn", "in-the-past"],
  ["too long a comment", { targetOn: "2005", note: "x".repeat(5001) }, "note", "too-long"],
])("a form with %s is mended first, and nothing is written for any", async (_name, typed, field, code) => {
  const ids = await makeOwn(2);
  const result = await say(cast.approver, await choose(ids), { kind: "target", ...typed });
  expect(result).toEqual({ ok: false, refusal: "invalid", detail: [{ field, code }] });
  expect(await logsOf(ids)).toEqual([[], []]);
});

test("what needs no target and what has this one already is left, each with its reason", async () => {
  const ids = await makeOwn(3);
  await write(ids[0] ?? "", complete.implemented);
  await write(ids[1] ?? "", { kind: "target", targetOn: "2005" });
  const typed = { kind: "target", targetOn: "2005", delayReason: "funding" } as const;
  expect(await say(cast.approver, await choose(ids), typed)).toMatchObject({
    value: {
      saved: { length: 1 },
      left: [
        { assignmentId: ids[0], refusal: "closed" },
        { assignmentId: ids[1], refusal: "unchanged" },
      ],
    },
  });
  expect(await logsOf(ids)).toEqual([["progress"], ["target"], ["target"]]);
});

test.each(["reporter", "verifier", "steward"] as const)("a %s may not set targets", async (name) => {
  const ids = await makeOwn(2);
  const result = await say(cast[name], await choose(ids), { kind: "target", targetOn: "2005" });
  expect(result).toMatchObject({ ok: false, refusal: "not-yours" });
  expect(await logsOf(ids)).toEqual([[], []]);
});

test("nobody and a verifier confirm nothing, nor does the steward for others", async () => {
  const ids = await makeOwn(2);
  for (const viewer of [publicViewer, cast.verifier, cast.steward])
    expect(await say(viewer, await choose(ids), { kind: "confirmation" })).toMatchObject({ refusal: "not-yours" });
  expect(await logsOf(ids)).toEqual([[], []]);
});

test("another organization's assignment, one that is withdrawn and none at all are left as they are", async () => {
  const [one, withdrawn] = [await cast.make(), await cast.make()];
  await db.assignment.update({
    where: { id: withdrawn.own },
    data: { withdrawnAt: new Date(), withdrawnFor: "Twice." },
  });
  const ids = [one.other, withdrawn.own, randomUUID(), one.own];
  for (const typed of [{ kind: "confirmation" }, { kind: "target", targetOn: "2005" }] as const) {
    const result = await say(cast.approver, await choose(ids), typed);
    expect(result).toMatchObject({ value: { saved: { length: 1 }, left: { length: 3 } } });
    if (result.ok) expect(new Set(result.value.left.map(({ refusal }) => refusal))).toEqual(new Set(["not-found"]));
  }
  expect(await logsOf(ids)).toEqual([[], [], [], ["confirmation", "target"]]);
});

test("whoever has left meanwhile writes nothing, whatever their session said", async () => {
  const ids = await makeOwn(2);
  const { organization } = cast.approver;
  const left = await createMember(await db.organization.findUniqueOrThrow({ where: { id: organization.id } }), [
    "approver",
  ]);
  await db.membership.updateMany({ where: { userId: left.userId }, data: { endedAt: now } });
  expect(await say(left, await choose(ids), { kind: "confirmation" })).toMatchObject({
    value: { saved: [], left: [{ refusal: "not-yours" }, { refusal: "not-yours" }] },
  });
  expect(await logsOf(ids)).toEqual([[], []]);
});

test("the same form sent twice, also at once, logs once and answers the same", async () => {
  for (const typed of [{ kind: "confirmation" }, { kind: "target", targetOn: "2005" }] as const) {
    const ids = await makeOwn(3);
    const chosen = await choose(ids);
    const both = await Promise.all([say(cast.approver, chosen, typed), say(cast.approver, chosen, typed)]);
    const again = await say(cast.approver, chosen, typed);
    expect(again).toMatchObject({ value: { saved: { length: 3 }, left: [] } });
    for (const one of both) expect(one).toEqual(again);
    expect(await logsOf(ids)).toEqual([[typed.kind], [typed.kind], [typed.kind]]);
  }
});

test("the other of the two, sent from the same page after the first, is told that the log has gone on", async () => {
  const ids = await makeOwn(2);
  const chosen = await choose(ids);
  await say(cast.approver, chosen, { kind: "confirmation" });
  expect(await say(cast.approver, chosen, { kind: "target", targetOn: "2005" })).toMatchObject({
    value: { saved: [], left: [{ refusal: "changed-meanwhile" }, { refusal: "changed-meanwhile" }] },
  });
  expect(await logsOf(ids)).toEqual([["confirmation"], ["confirmation"]]);
});

test("the rows of a page carry the head of their log, and others' rows are not given out", async () => {
  const cast = await setUp();
  const [first, second] = [await cast.make(), await cast.make()];
  await logEntry(cast.approver, (await choose([first.own]))[0] as Submission, entryOf(completeKinds.note), now);
  const { items } = await listWork(cast.approver, now, 1);
  expect(items.map(({ id, logLength }) => [id, logLength])).toEqual([
    [second.own, 0],
    [first.own, 1],
  ]);
  const own = await listOwn(cast.approver, [second.own, first.other, first.own], now);
  expect(own.map(({ id }) => id)).toEqual([second.own, first.own]);
});

test("entries are found by where they stand in their logs, and nothing by nowhere", async () => {
  const ids = await makeOwn(2);
  await write(ids[0] ?? "", completeKinds.note);
  await write(ids[0] ?? "", { kind: "confirmation" });
  const at = (assignmentId = "", sequence = 0) => ({ assignmentId, sequence });
  const found = await listEntriesAt(cast.approver, [at(ids[0], 2), at(ids[1], 1)]);
  expect(found.map(({ kind, assignment }) => [kind, assignment.id])).toEqual([["confirmation", ids[0]]]);
  expect(await listEntriesAt(cast.approver, [])).toEqual([]);
  const [entry] = found;
  expect(await listPlaces(publicViewer, [randomUUID(), entry?.id ?? ""])).toMatchObject([{ id: entry?.id }]);
  expect(await listPlaces(publicViewer, [])).toEqual([]);
});
