import { randomUUID } from "node:crypto";
import { expect, test, vi } from "vitest";
import type { Member } from "#lib/accounts/viewer.ts";
import { auditLog } from "#lib/assignments/audit.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import { db } from "../support/owner.ts";
import {
  createAssigned,
  createMember,
  createOrganization,
  createRecommendation,
  createReport,
} from "../support/report.ts";

// Twenty at once wait for one another, and longer on a busy machine.
vi.setConfig({ testTimeout: 120_000 });

const writers = 20;
const times = <Value>(make: (index: number) => Value) => Array.from({ length: writers }, (_, index) => make(index));

type Typed = Record<string, string>;
const note = (index: number): Typed => ({ kind: "note", note: `Note ${index}`, occurredOn: "2001" });

async function write(
  member: Member,
  assignmentId: string,
  typed: Typed,
  { seen = 0, submissionId = randomUUID() as string } = {},
) {
  return logEntry(member, { assignmentId, submissionId, seen }, parseEntry(typed), new Date());
}

/** Reads the head and writes, until it is in the log. */
async function writeAtLast(member: Member, assignmentId: string, typed: Typed): Promise<string> {
  for (;;) {
    const { logLength } = await db.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
    const result = await write(member, assignmentId, typed, { seen: logLength });
    if (result.ok) return result.value.updateId;
    expect(result.refusal).toBe("changed-meanwhile");
  }
}

/** The log of an assignment, after a look at whether it hangs together. */
async function readLog(assignmentId: string) {
  const { logLength, headHash, updates, states } = await db.assignment.findUniqueOrThrow({
    where: { id: assignmentId },
    include: { updates: { orderBy: { sequence: "asc" } }, states: { orderBy: { sequence: "asc" } } },
  });
  const sequences = updates.map((_, index) => index + 1);
  expect(updates.map(({ sequence }) => sequence)).toEqual(sequences);
  expect(states.map(({ sequence }) => sequence)).toEqual(sequences);
  expect(updates.map(({ previousHash }) => previousHash)).toEqual(
    [null, ...updates.map(({ hash }) => hash)].slice(0, -1),
  );
  expect({ logLength, headHash }).toEqual({ logLength: updates.length, headHash: updates.at(-1)?.hash ?? null });
  expect((await auditLog(db)).broken).toBeNull();
  return updates;
}

test("of 20 writers who saw the same head, one is in the log and the others are told", async () => {
  const { assignment, member } = await createAssigned();
  const results = await Promise.all(times((index) => write(member, assignment.id, note(index))));
  const written = results.flatMap((result) => (result.ok ? result.value.updateId : []));
  const told = results.flatMap((result) => (result.ok ? [] : result.refusal));
  expect(told).toEqual(Array.from({ length: writers - 1 }, () => "changed-meanwhile"));
  expect((await readLog(assignment.id)).map(({ id }) => id)).toEqual(written);
});

test("20 writers who read again and try again are all in the log, each once", async () => {
  const { assignment, organization } = await createAssigned();
  const people = await Promise.all(times(() => createMember(organization, ["reporter"])));
  const written = await Promise.all(people.map((member, index) => writeAtLast(member, assignment.id, note(index))));
  const log = await readLog(assignment.id);
  expect(log.map(({ id }) => id).sort()).toEqual(written.sort());
  expect(log.map((entry) => entry.note).sort()).toEqual(times((index) => `Note ${index}`).sort());
  expect(new Set(log.map(({ actorId }) => actorId)).size).toBe(writers);
});

test("a form that is sent 20 times at once makes one entry, and every answer names it", async () => {
  const { assignment, member } = await createAssigned();
  const submissionId = randomUUID();
  const results = await Promise.all(times(() => write(member, assignment.id, note(0), { submissionId })));
  const [entry, ...others] = await readLog(assignment.id);
  expect(others).toEqual([]);
  expect(results).toEqual(times(() => ({ ok: true, value: { updateId: entry?.id } })));
});

test("20 forms of different words under one name make one entry, and the others are told", async () => {
  const { assignment, member } = await createAssigned();
  const submissionId = randomUUID();
  const results = await Promise.all(times((index) => write(member, assignment.id, note(index), { submissionId })));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await readLog(assignment.id)).toHaveLength(1);
});

test("of a verifier's decision and an organization's entry at once, one is told to look again", async () => {
  const verifiers = await createOrganization();
  const verifier = await createMember(verifiers, ["verifier"]);
  for (let round = 0; round < 10; round++) {
    const { assignment, member, report } = await createAssigned();
    const steward = await createMember(report.steward, ["steward"]);
    await writeAtLast(member, assignment.id, {
      kind: "progress",
      status: "implemented",
      occurredOn: "2001",
      completedOn: "2001",
      howIntentMet: "Every branch lends.",
      "evidence.0.title": "Annual report",
      "evidence.0.url": "https://example.org/report",
    });
    const decision = {
      kind: "verification",
      verification: "not_verified",
      verificationBasis: "Visit",
      justification: "No",
    };
    const reopening = { kind: "reopening", status: "partially_implemented", justification: "Too early" };
    const tries: [Member, Typed][] = [
      [verifier, decision],
      [member, { ...note(round), "evidence.0.title": "More", "evidence.0.url": "https://example.org/more" }],
      [steward, reopening],
    ];
    const order = [...tries.slice(round % 3), ...tries.slice(0, round % 3)];
    const results = await Promise.all(order.map(([who, typed]) => write(who, assignment.id, typed, { seen: 1 })));
    expect(results.filter(({ ok }) => ok)).toHaveLength(1);
    expect(results.flatMap((result) => (result.ok ? [] : result.refusal))).toEqual([
      "changed-meanwhile",
      "changed-meanwhile",
    ]);
    expect(await readLog(assignment.id)).toHaveLength(2);
  }
});

test("20 writers over several assignments of two reports: all are in, each report in the order of its instants", async () => {
  const organization = await createOrganization();
  const member = await createMember(organization, ["approver"]);
  const reports = await Promise.all([createReport(), createReport()]);
  const assignments: { id: string; reportId: string; recommendationId: string }[] = [];
  for (const report of reports) {
    const parent = await createRecommendation(report);
    for (let part = 0; part < 3; part++)
      assignments.push(...(await createRecommendation(report, [organization], { parentId: parent.id })).assignments);
  }
  const steps = times((index) => assignments[index % assignments.length] ?? assignments[0]);
  const started = new Set<string>();
  await Promise.all(
    steps.map((assignment, index) => {
      if (!assignment) throw new Error("No assignment.");
      const isFirst = !started.has(assignment.id);
      started.add(assignment.id);
      const begun = { kind: "progress", status: "in_progress", occurredOn: "2001", note: "A step" };
      return writeAtLast(member, assignment.id, isFirst ? begun : note(index));
    }),
  );
  for (const { id } of assignments) expect((await readLog(id)).length).toBeGreaterThan(2);
  for (const { id } of reports) {
    const log = await db.update.findMany({ where: { reportId: id }, orderBy: [{ recordedAt: "asc" }, { id: "asc" }] });
    expect(new Set(log.map(({ recordedAt }) => recordedAt.getTime())).size).toBe(log.length);
    const recommendations = await db.recommendation.findMany({ where: { reportId: id } });
    for (const { implementation, lastEntryAt, parentId } of recommendations) {
      expect(implementation).toBe("in_progress");
      if (!parentId) expect(lastEntryAt).toEqual(log.at(-1)?.recordedAt);
    }
  }
  expect(await db.update.count({ where: { reportId: { in: reports.map(({ id }) => id) } } })).toBe(writers);
});

test("one name for submissions to two reports at once makes one entry", async () => {
  const submissionId = randomUUID();
  const places = await Promise.all([createAssigned(), createAssigned()]);
  const results = await Promise.allSettled(
    places.map(({ member, assignment }) => write(member, assignment.id, note(0), { submissionId })),
  );
  expect(results.filter((result) => result.status === "fulfilled" && result.value.ok)).toHaveLength(1);
  expect(await db.update.count({ where: { submissionId } })).toBe(1);
  for (const { assignment } of places) await readLog(assignment.id);
});
