import { createHash, randomUUID } from "node:crypto";
import { afterEach, describe, expect, test } from "vitest";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { logEntryOf, stateOf } from "#lib/assignments/projection.ts";
import type { Submission } from "#lib/assignments/schema.ts";
import { replay } from "#lib/assignments/state.ts";
import { dayAt } from "#lib/dates.ts";
import type { Implementation, Role } from "#lib/generated/enums.ts";
import { complete, confirmation, entryOf, type Typed } from "../support/entry.ts";
import { db } from "../support/owner.ts";
import {
  createAssigned,
  createMember,
  createOrganization,
  createRecommendation,
  createReport,
} from "../support/report.ts";

/** When tests write. Later than anything that happened, and no later than the database's clock. */
const now = new Date(Date.now() - 3_600_000);
const submissionTo = (assignmentId: string, seen = 0) => ({ assignmentId, submissionId: randomUUID(), seen });
const note = (words: string): Typed => ({ status: "note", note: words, occurredOn: "2001-03-05" });

const log = (viewer: Viewer, assignmentId: string, typed: Typed, seen = 0) =>
  logEntry(viewer, submissionTo(assignmentId, seen), entryOf(typed), now);
const confirm = (viewer: Viewer, submission: Submission, at: Date) =>
  logEntry(viewer, submission, entryOf(confirmation), at);

const assignmentOf = (id: string) => db.assignment.findUniqueOrThrow({ where: { id } });
const recommendationOf = (id: string) => db.recommendation.findUniqueOrThrow({ where: { id } });
const logOf = (assignmentId: string) =>
  db.update.findMany({ where: { assignmentId }, orderBy: { sequence: "asc" }, include: { evidence: true } });

/** Everything that a refused or broken write must leave as it was. */
async function everything() {
  return {
    updates: await db.update.count(),
    evidence: await db.evidence.count(),
    assignments: await db.assignment.findMany({ orderBy: { id: "asc" } }),
    recommendations: await db.recommendation.findMany({ orderBy: { id: "asc" } }),
  };
}

describe("progress that may be logged", () => {
  test("is written with its evidence, the state after it and the roll-ups above, in the words that were typed", async () => {
    const { report, organization, member } = await createAssigned();
    const parent = await createRecommendation(report);
    const part = await createRecommendation(report, [organization, await createOrganization()], {
      parentId: parent.id,
    });
    const assignment = part.assignments.find(({ organizationId }) => organizationId === organization.id);
    if (!assignment) throw new Error("Not assigned.");
    const submission = submissionTo(assignment.id);
    const typed = {
      ...complete.partially_implemented,
      note: " ការប្រជុំ\r\n👩🏽‍🌾 ",
      howIntentMet: "Left out: another status asks.",
    };
    const answer = await logEntry(member, submission, entryOf(typed), now);

    const [entry, ...others] = await logOf(assignment.id);
    if (!answer.ok || !entry) throw new Error(JSON.stringify(answer));
    expect(others).toEqual([]);
    expect(entry).toMatchObject({
      id: answer.value.updateId,
      reportId: report.id,
      sequence: 1,
      submissionId: submission.submissionId,
      kind: "progress",
      actorId: member.userId,
      actingOrganizationId: organization.id,
      onBehalfOfId: null,
      occurredOn: new Date("2001-03-05T00:00:00Z"),
      occurredPrecision: "day",
      recordedAt: now,
      note: "ការប្រជុំ\n👩🏽‍🌾",
      previousImplementation: "not_started",
      implementation: "partially_implemented",
      whatRemains: "The other branches.",
      howIntentMet: null,
      previousHash: null,
    });
    expect(entry.evidence).toMatchObject([
      { position: 0, kind: "link", title: typed["evidence.0.title"], url: typed["evidence.0.url"], restricted: false },
    ]);
    const after = {
      implementation: "partially_implemented",
      exitRequested: null,
      verification: "self_reported",
      hasEvidence: true,
      logLength: 1,
      headHash: entry.hash,
      lastEntryAt: now,
    };
    expect(await assignmentOf(assignment.id)).toMatchObject(after);
    const above = { implementation: "partially_implemented", lastEntryAt: now };
    expect(await recommendationOf(part.id)).toMatchObject(above);
    expect(await recommendationOf(parent.id)).toMatchObject(above);
  });

  test("when implemented is submitted for verification, completed on the day that was named", async () => {
    const { assignment, member, recommendation } = await createAssigned();
    expect(await log(member, assignment.id, complete.implemented)).toMatchObject({ ok: true });
    expect(await assignmentOf(assignment.id)).toMatchObject({
      implementation: "implemented",
      verification: "submitted",
      submittedAt: now,
      completedOn: new Date("2001-02-28T00:00:00Z"),
      completedPrecision: "month",
    });
    expect((await recommendationOf(recommendation.id)).implementation).toBe("implemented");
  });

  test("when it asks to leave changes no status until the steward confirms", async () => {
    const { assignment, member, recommendation } = await createAssigned();
    await log(member, assignment.id, complete.in_progress);
    await log(member, assignment.id, complete.not_implemented, 1);
    const asked = { implementation: "in_progress", exitRequested: "not_implemented" };
    expect(await assignmentOf(assignment.id)).toMatchObject(asked);
    expect((await recommendationOf(recommendation.id)).implementation).toBe("in_progress");
    await log(member, assignment.id, complete.not_started, 2);
    expect(await assignmentOf(assignment.id)).toMatchObject({ implementation: "not_started", exitRequested: null });
  });

  test("gives a state that the log, read back and replayed, gives again", async () => {
    const { assignment, member } = await createAssigned();
    const steps: Typed[] = [
      complete.in_progress,
      note("A visit."),
      complete.not_started,
      complete.partially_implemented,
      complete.no_longer_applicable,
      complete.implemented_differently,
    ];
    for (const [seen, typed] of steps.entries())
      expect(await log(member, assignment.id, typed, seen)).toMatchObject({ ok: true });
    expect(await confirm(member, submissionTo(assignment.id, steps.length), now)).toMatchObject({ ok: true });
    const entries = (await logOf(assignment.id)).map(logEntryOf);
    expect(entries).toHaveLength(7);
    expect(stateOf(await assignmentOf(assignment.id))).toEqual(replay(entries));
  });

  test("a confirmation is dated today where the report is, says nothing more and changes no status", async () => {
    const { assignment, member, report } = await createAssigned(["reporter"]);
    await log(member, assignment.id, complete.in_progress);
    expect(await confirm(member, submissionTo(assignment.id, 1), now)).toMatchObject({ ok: true });
    const [, entry] = await logOf(assignment.id);
    expect(entry).toMatchObject({
      kind: "confirmation",
      note: null,
      implementation: null,
      occurredPrecision: "day",
      evidence: [],
    });
    expect(entry && dayAt(entry.recordedAt, report.timeZone)).toBe(entry?.occurredOn.toISOString().slice(0, 10));
    expect(await assignmentOf(assignment.id)).toMatchObject({
      implementation: "in_progress",
      logLength: 2,
      lastEntryAt: entry?.recordedAt,
    });
  });

  test("each entry is recorded later than all before it in the report, though a writer's clock is slow", async () => {
    const { assignment, member, report, organization } = await createAssigned();
    const { assignments } = await createRecommendation(report, [organization]);
    const slow = new Date(now.getTime() - 60_000);
    await log(member, assignment.id, note("By the right clock."));
    await logEntry(member, submissionTo(assignments[0]?.id ?? ""), entryOf(note("By a slow clock.")), slow);
    await logEntry(member, submissionTo(assignment.id, 1), entryOf(note("And again.")), slow);
    const instants = await db.update.findMany({ where: { reportId: report.id }, orderBy: { id: "asc" } });
    expect(instants.map(({ recordedAt }) => recordedAt.getTime() - now.getTime())).toEqual([0, 1, 2]);
  });
});

describe("what is refused, and leaves everything as it was", () => {
  async function refusedWith(refusal: string, attempt: () => Promise<{ ok: boolean }>) {
    const before = await everything();
    expect(await attempt()).toMatchObject({ ok: false, refusal });
    expect(await everything()).toEqual(before);
  }

  test("the public", async () => {
    const { assignment } = await createAssigned();
    await refusedWith("not-yours", () => log(publicViewer, assignment.id, complete.in_progress));
    await refusedWith("not-yours", () => confirm(publicViewer, submissionTo(assignment.id), now));
  });

  test("another organization, one that shares the recommendation included", async () => {
    const { report } = await createAssigned();
    const organizations = [await createOrganization(), await createOrganization()] as const;
    const { assignments } = await createRecommendation(report, [...organizations]);
    const own = assignments.find(({ organizationId }) => organizationId === organizations[0].id)?.id ?? "";
    for (const other of [organizations[1], await createOrganization()]) {
      const member = await createMember(other, ["reporter", "approver", "steward", "verifier"]);
      await refusedWith("not-yours", () => log(member, own, complete.in_progress));
      await refusedWith("not-yours", () => confirm(member, submissionTo(own), now));
    }
  });

  test.each<Role>(["steward", "verifier"])("a %s, even of the organization itself", async (role) => {
    const { assignment, member } = await createAssigned([role]);
    await refusedWith("not-yours", () => log(member, assignment.id, complete.in_progress));
    await refusedWith("not-yours", () => confirm(member, submissionTo(assignment.id), now));
  });

  test("the steward of the report, for an organization, without saying from where it is known", async () => {
    const { assignment, report } = await createAssigned();
    const steward = await createMember(report.steward, ["steward", "verifier"]);
    await refusedWith("invalid", () => log(steward, assignment.id, complete.in_progress));
    const others = await createMember((await createReport()).steward, ["steward", "verifier"]);
    const typed = { ...complete.in_progress, source: "A telephone call." };
    await refusedWith("not-yours", () => log(others, assignment.id, typed));
    expect(await log(steward, assignment.id, typed)).toMatchObject({ ok: true });
  });

  test("who says to act for an organization that they are no member of, or no more", async () => {
    const { assignment, organization, member } = await createAssigned();
    const stranger = await createMember(await createOrganization(), ["approver"]);
    const pretender: Member = { ...stranger, organization: member.organization };
    await refusedWith("not-yours", () => log(pretender, assignment.id, complete.in_progress));
    await db.membership.updateMany({ where: { userId: member.userId }, data: { endedAt: now } });
    await refusedWith("not-yours", () => log(member, assignment.id, complete.in_progress));
    const removed = await createMember(organization, ["approver"]);
    await db.user.update({ where: { id: removed.userId }, data: { endedAt: now } });
    await refusedWith("not-yours", () => confirm(removed, submissionTo(assignment.id), now));
  });

  test("who has lost the role since they were looked up", async () => {
    const { assignment, member } = await createAssigned(["approver"]);
    await db.membership.updateMany({ where: { userId: member.userId }, data: { roles: ["reporter"] } });
    await refusedWith("invalid", () => log(member, assignment.id, complete.implemented));
    await db.membership.updateMany({ where: { userId: member.userId }, data: { roles: ["verifier"] } });
    await refusedWith("not-yours", () => log(member, assignment.id, complete.in_progress));
  });

  test("an assignment that does not exist, or is withdrawn", async () => {
    const { assignment, member } = await createAssigned();
    await refusedWith("not-found", () => log(member, randomUUID(), complete.in_progress));
    await db.assignment.update({ where: { id: assignment.id }, data: { withdrawnAt: now, withdrawnFor: "A slip." } });
    await refusedWith("not-found", () => log(member, assignment.id, complete.in_progress));
  });

  test.each([
    ["a draft", { publishedAt: null }],
    ["withdrawn", { withdrawnAt: now, withdrawnFor: "A slip." }],
  ])("an assignment of a recommendation that is %s", async (_, fields) => {
    const { report, organization, member } = await createAssigned();
    const { assignments } = await createRecommendation(report, [organization], fields);
    await refusedWith("not-found", () => log(member, assignments[0]?.id ?? "", complete.in_progress));
  });

  test("a writer who has not seen the newest entry, and one who claims to have seen more than there is", async () => {
    const { assignment, member } = await createAssigned();
    await refusedWith("changed-meanwhile", () => log(member, assignment.id, note("Too far."), 1));
    await log(member, assignment.id, note("First."));
    await refusedWith("changed-meanwhile", () => log(member, assignment.id, note("Unseeing.")));
    await refusedWith("changed-meanwhile", () => confirm(member, submissionTo(assignment.id), now));
    expect(await log(member, assignment.id, note("Seeing."), 1)).toMatchObject({ ok: true });
  });

  test("what does not have what it must, with every problem at its field", async () => {
    const { assignment, member } = await createAssigned(["reporter"]);
    const answer = await log(member, assignment.id, {
      ...complete.implemented,
      occurredOn: "2999",
      "evidence.0.url": "",
    });
    expect(answer).toEqual({
      ok: false,
      refusal: "invalid",
      detail: [
        { field: "status", code: "approver-only" },
        { field: "occurredOn", code: "in-the-future" },
        { field: "evidence.0.url", code: "missing" },
      ],
    });
    await refusedWith("invalid", () => log(member, assignment.id, complete.not_started));
    await refusedWith("invalid", () => log(member, assignment.id, {}));
  });
});

describe("a failure in the middle", () => {
  afterEach(async () => {
    for (const table of ["evidence", "assignments", "recommendations"])
      await db.$executeRawUnsafe(`drop trigger if exists break_here on ${table}`);
  });

  test.each(["evidence", "assignments", "recommendations"])("when writing %s leaves nothing", async (table) => {
    const { assignment, member } = await createAssigned();
    await db.$executeRawUnsafe(
      "create or replace function break_here() returns trigger language plpgsql as $$ begin raise exception 'Broken on purpose.'; end $$",
    );
    await db.$executeRawUnsafe(
      `create trigger break_here after insert or update on ${table} for each row execute function break_here()`,
    );
    const before = await everything();
    const submission = submissionTo(assignment.id);
    const attempt = () => logEntry(member, submission, entryOf(complete.implemented), now);
    await expect(attempt()).rejects.toThrow("Broken on purpose.");
    expect(await everything()).toEqual(before);
    await db.$executeRawUnsafe(`drop trigger break_here on ${table}`);
    // Nothing of the first attempt stands in the way of the same form sent again.
    expect(await attempt()).toMatchObject({ ok: true });
  });
});

describe("writers at once", () => {
  test("of two writers at once, one wins and the other is told", async () => {
    const { assignment, member, organization } = await createAssigned();
    const colleague = await createMember(organization, ["reporter"]);
    const answers = await Promise.all([
      log(member, assignment.id, note("One.")),
      log(colleague, assignment.id, note("Other.")),
    ]);
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers).toContainEqual({ ok: false, refusal: "changed-meanwhile", detail: undefined });
    expect(await logOf(assignment.id)).toHaveLength(1);
  });

  test("of twenty, one wins; and when each tries again with what it sees, all are written, one after the other", async () => {
    const { assignment, member, recommendation } = await createAssigned();
    const words = Array.from({ length: 20 }, (_, index) => `Number ${index}.`);
    const first = await Promise.all(words.map((one) => log(member, assignment.id, note(one))));
    expect(first.filter(({ ok }) => ok)).toHaveLength(1);
    expect(first.filter((answer) => !answer.ok && answer.refusal === "changed-meanwhile")).toHaveLength(19);

    const persist = async (one: string) => {
      for (let attempt = 0; attempt < 100; attempt += 1) {
        const { logLength } = await assignmentOf(assignment.id);
        if ((await log(member, assignment.id, note(one), logLength)).ok) return;
      }
      throw new Error("Never won.");
    };
    const lost = words.filter((_, index) => !first[index]?.ok);
    await Promise.all(lost.map(persist));
    const entries = await logOf(assignment.id);
    expect(entries.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(entries.map((entry) => entry.note).toSorted()).toEqual(words.toSorted());
    expect(new Set(entries.map(({ recordedAt }) => recordedAt.getTime())).size).toBe(20);
    expect(await assignmentOf(assignment.id)).toMatchObject({ logLength: 20, headHash: entries.at(-1)?.hash });
    expect((await recommendationOf(recommendation.id)).lastEntryAt).toEqual(entries.at(-1)?.recordedAt);
  }, 60_000);

  test("two organizations on one recommendation both write, and the roll-up counts both", async () => {
    const { report } = await createAssigned();
    const organizations = [await createOrganization(), await createOrganization()];
    const members = await Promise.all(organizations.map((one) => createMember(one, ["approver"])));
    for (let round = 0; round < 5; round += 1) {
      const parent = await createRecommendation(report);
      const shared = await createRecommendation(report, organizations, { parentId: parent.id });
      const own = (member: Member) =>
        shared.assignments.find(({ organizationId }) => organizationId === member.organization.id)?.id ?? "";
      const answers = await Promise.all(members.map((member) => log(member, own(member), complete.implemented)));
      expect(answers).toMatchObject([{ ok: true }, { ok: true }]);
      const kept = await Promise.all([recommendationOf(shared.id), recommendationOf(parent.id)]);
      expect(kept.map(({ implementation }) => implementation)).toEqual(["implemented", "implemented"]);
    }
  });

  test("so do organizations on two parts of one parent", async () => {
    const { report } = await createAssigned();
    const organization = await createOrganization();
    const member = await createMember(organization, ["approver"]);
    const statuses: Implementation[] = ["implemented", "in_progress"];
    for (let round = 0; round < 5; round += 1) {
      const parent = await createRecommendation(report);
      const parts = [
        await createRecommendation(report, [organization], { parentId: parent.id }),
        await createRecommendation(report, [organization], { parentId: parent.id }),
      ];
      await Promise.all(
        parts.map(({ assignments }, index) =>
          log(member, assignments[0]?.id ?? "", complete[statuses[index] ?? "in_progress"]),
        ),
      );
      expect((await recommendationOf(parent.id)).implementation).toBe("partially_implemented");
    }
  });
});

describe("the same form sent twice", () => {
  test("at once makes one entry, and both are told of it", async () => {
    const { assignment, member } = await createAssigned();
    const submission = submissionTo(assignment.id);
    const entry = entryOf(complete.partially_implemented);
    const answers = await Promise.all([1, 2, 3, 4].map(() => logEntry(member, submission, entry, now)));
    const [first] = await logOf(assignment.id);
    expect(answers).toEqual(Array(4).fill({ ok: true, value: { updateId: first?.id } }));
    expect(await logOf(assignment.id)).toHaveLength(1);
  });

  test("later makes one entry too, though the log has gone on and days have passed", async () => {
    const { assignment, member } = await createAssigned();
    const later = new Date(now.getTime() + 3_000_000);
    const form = submissionTo(assignment.id);
    const first = await logEntry(member, form, entryOf(complete.in_progress), now);
    const confirmation = submissionTo(assignment.id, 1);
    const second = await confirm(member, confirmation, now);
    expect(await logEntry(member, form, entryOf(complete.in_progress), later)).toEqual(first);
    expect(await confirm(member, confirmation, new Date(later.getTime() + 5 * 86_400_000))).toEqual(second);
    expect(await logOf(assignment.id)).toHaveLength(2);
  });

  test.each<[string, Typed]>([
    ["another note", { note: "Something else." }],
    ["another status", { status: "not_started", justification: "No." }],
    ["another day", { occurredOn: "2001-03" }],
    ["another link", { "evidence.0.url": "https://example.org/other" }],
    ["another title", { "evidence.0.title": "Other" }],
    ["no link", { "evidence.0.title": "", "evidence.0.url": "" }],
    ["another text of a field of its status", { whatRemains: "More." }],
  ])("with %s is refused, not swallowed", async (_, changed) => {
    const { assignment, member } = await createAssigned();
    const submission = submissionTo(assignment.id);
    await logEntry(member, submission, entryOf(complete.partially_implemented), now);
    const again = await logEntry(member, submission, entryOf({ ...complete.partially_implemented, ...changed }), now);
    expect(again).toMatchObject({ ok: false, refusal: "changed-meanwhile" });
    expect(await logOf(assignment.id)).toHaveLength(1);
  });

  test("by somebody else, or for another assignment, is refused", async () => {
    const { assignment, member, organization, report } = await createAssigned();
    const colleague = await createMember(organization, ["approver"]);
    const { assignments } = await createRecommendation(report, [organization]);
    const submission = submissionTo(assignment.id);
    await logEntry(member, submission, entryOf(complete.in_progress), now);
    const refusal = { ok: false, refusal: "changed-meanwhile" };
    expect(await logEntry(colleague, submission, entryOf(complete.in_progress), now)).toMatchObject(refusal);
    const elsewhere = { ...submission, assignmentId: assignments[0]?.id ?? "" };
    expect(await logEntry(member, elsewhere, entryOf(complete.in_progress), now)).toMatchObject(refusal);
    expect(await confirm(member, submission, now)).toMatchObject(refusal);
  });
});

describe("the chain of hashes", () => {
  type Row = Record<string, unknown>;

  /** RFC 8785 for what an entry holds: texts, whole numbers, truth values, lists and objects with plain keys. */
  function canonical(value: unknown): string {
    if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    const parts = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
    return `{${parts.map(([key, part]) => `${JSON.stringify(key)}:${canonical(part)}`).join(",")}}`;
  }

  /** A row of the table as the content that was hashed: names as in the code, nothing that is empty. */
  function contentOf(row: Row, left: string[]): Row {
    return Object.fromEntries(
      Object.entries(row)
        .filter(([name, value]) => value !== null && !left.includes(name))
        .map(([name, value]) => [name.replace(/_(.)/g, (_, letter: string) => letter.toUpperCase()), value]),
    );
  }

  /** From the stored rows alone, in SQL and without the code that wrote them. */
  async function recompute(
    assignmentId: string,
  ): Promise<{ stored: string; computed: string; previous: string | null }[]> {
    const rows = await db.$queryRaw<{ entry: Row; evidence: Row[] }[]>`
      select to_jsonb(u) || jsonb_build_object('recorded_at', to_char(u.recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) as entry,
        (select coalesce(jsonb_agg(to_jsonb(e) order by e.position), '[]') from evidence e where e.update_id = u.id) as evidence
      from updates u where u.assignment_id = ${assignmentId}::uuid order by u.sequence`;
    return rows.map(({ entry, evidence }) => {
      const papers = evidence.map((one) => contentOf(one, ["update_id"]));
      const content = { ...contentOf(entry, ["hash"]), ...(papers.length > 0 && { evidence: papers }) };
      return {
        stored: String(entry.hash),
        computed: createHash("sha256").update(canonical(content)).digest("hex"),
        previous: entry.previous_hash as string | null,
      };
    });
  }

  test("can be computed again from the stored rows alone, each entry from the one before it", async () => {
    const { assignment, member } = await createAssigned();
    const steps: Typed[] = [
      { ...complete.in_progress, note: 'ខ្មែរ 👩🏽‍🌾 "quoted" \\ </script>\n\ttab \u2028', occurredOn: "2001" },
      { ...note("A visit."), "evidence.0.title": "Photo", "evidence.0.url": "https://example.org/ខ្មែរ" },
      complete.not_started,
      complete.partially_implemented,
      complete.no_longer_applicable,
      complete.implemented_differently,
    ];
    for (const [seen, typed] of steps.entries())
      expect(await log(member, assignment.id, typed, seen)).toMatchObject({ ok: true });
    await confirm(member, submissionTo(assignment.id, steps.length), now);

    const chain = await recompute(assignment.id);
    expect(chain).toHaveLength(7);
    expect(chain.map(({ computed }) => computed)).toEqual(chain.map(({ stored }) => stored));
    expect(chain.map(({ previous }) => previous)).toEqual([null, ...chain.slice(0, -1).map(({ stored }) => stored)]);
    expect((await assignmentOf(assignment.id)).headHash).toBe(chain.at(-1)?.stored);
  });

  test("shows a change that was made past the triggers", async () => {
    const { assignment, member } = await createAssigned();
    await log(member, assignment.id, complete.partially_implemented);
    const isWhole = async () => (await recompute(assignment.id)).every(({ stored, computed }) => stored === computed);
    expect(await isWhole()).toBe(true);
    const changes = [
      ["updates", "updates_append_only", "note = note || '.'"],
      ["updates", "updates_append_only", "recorded_at = recorded_at - interval '1 ms'"],
      ["evidence", "evidence_append_only", "restricted = true"],
      ["evidence", "evidence_append_only", "issuer = 'Somebody'"],
    ] as const;
    for (const [table, trigger, set] of changes) {
      await db.$executeRawUnsafe(`alter table ${table} disable trigger ${trigger}`);
      const before = await db.$queryRawUnsafe<Row[]>(`select * from ${table}`);
      await db.$executeRawUnsafe(`update ${table} set ${set}`);
      expect([set, await isWhole()]).toEqual([set, false]);
      for (const row of before)
        await db.$executeRawUnsafe(
          table === "updates"
            ? "update updates set note = $2, recorded_at = $3 where id = $1::uuid"
            : "update evidence set restricted = $2, issuer = $3 where id = $1::uuid",
          row.id,
          ...(table === "updates" ? [row.note, row.recorded_at] : [row.restricted, row.issuer]),
        );
      await db.$executeRawUnsafe(`alter table ${table} enable always trigger ${trigger}`);
      expect(await isWhole()).toBe(true);
    }
  });
});
