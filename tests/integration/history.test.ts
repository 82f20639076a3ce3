import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import { type Member, publicViewer } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import { stanceOn } from "#lib/assignments/standing.ts";
import { addDays, dayAt } from "#lib/dates.ts";
import { getOrganization, listAssignments, listOrganizations, listWork } from "#lib/organizations/queries.ts";
import { listEntries, listHistory, listLatestUpdates, listSince } from "#lib/updates/queries.ts";
import { listContested, listStanding } from "#lib/updates/standing.ts";
import { db } from "../support/owner.ts";
import {
  createAssigned,
  createMember,
  createOrganization,
  createRecommendation,
  createReport,
} from "../support/report.ts";

const link = { "evidence.0.title": "Annual report", "evidence.0.url": "https://example.org/annual-report.pdf" };
const locked = {
  "evidence.1.title": "List of borrowers",
  "evidence.1.url": "https://example.org/borrowers",
  "evidence.1.restricted": "on",
};
const happened = { occurredOn: "2001-03" };
const half = {
  kind: "progress",
  status: "partially_implemented",
  ...happened,
  note: "Two branches lend.",
  whatRemains: "The other branches.",
  ...link,
};
const done = {
  kind: "progress",
  status: "implemented",
  ...happened,
  completedOn: "2001-02",
  howIntentMet: "Every branch lends.",
  ...link,
};
const because = { verificationBasis: "A visit.", justification: "What was found there." };
const today = dayAt(new Date(), "Asia/Phnom_Penh");
const inDays = (days: number) => addDays(today, days);

async function write(
  who: Member,
  assignmentId: string,
  typed: Record<string, string>,
  now = new Date(),
): Promise<string> {
  const { logLength } = await db.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
  const submission = { assignmentId, submissionId: randomUUID(), seen: logLength };
  const result = await logEntry(who, submission, parseEntry(typed), now);
  if (!result.ok) throw new Error(JSON.stringify([typed, result]));
  return result.value.updateId;
}

/** An assignment with its approver, the steward of its report, a verifier, and members of others. */
async function createCast() {
  const assigned = await createAssigned();
  const verifying = await createOrganization();
  const other = await createOrganization();
  return {
    ...assigned,
    steward: await createMember(assigned.report.steward, ["steward"]),
    verifier: await createMember(verifying, ["verifier"]),
    stranger: await createMember(other, ["approver", "reporter"]),
    former: await createFormerMember(assigned.organization),
  };
}

/** Somebody who was removed a moment ago, and whose page still believes otherwise. */
async function createFormerMember(organization: Parameters<typeof createMember>[0]) {
  const member = await createMember(organization, ["approver"]);
  await db.membership.updateMany({ where: { userId: member.userId }, data: { endedAt: new Date() } });
  return member;
}

type Cast = Awaited<ReturnType<typeof createCast>>;

async function historyOf(
  { recommendation }: Pick<Cast, "recommendation">,
  viewer: Member | typeof publicViewer = publicViewer,
) {
  const { entries } = await listHistory(viewer, recommendation.id, { page: 1 });
  return entries;
}

describe("restricted evidence", () => {
  let cast: Cast;
  let id: string;
  beforeAll(async () => {
    cast = await createCast();
    id = await write(cast.member, cast.assignment.id, { ...half, ...locked });
  });

  test.each([
    ["public", false],
    ["stranger", false],
    ["former", false],
    ["member", true],
    ["steward", true],
    ["verifier", true],
  ] as const)("in every list of entries, seen by %s: %j", async (who, isSeen) => {
    const viewer = who === "public" ? publicViewer : cast[who];
    const lists = [
      await historyOf(cast, viewer),
      await listSince(viewer, cast.assignment.id, 0),
      await listLatestUpdates(viewer, cast.report.id, 10),
      await listEntries(viewer, [id]),
      [(await listStanding(viewer, [cast.assignment.id], new Date())).get(cast.assignment.id)?.claim],
    ];
    for (const entries of lists) {
      expect(entries).toHaveLength(1);
      expect(entries[0]?.evidence.map(({ title, restricted }) => [title, restricted])).toEqual([
        ["Annual report", false],
        ...(isSeen ? [["List of borrowers", true]] : []),
      ]);
    }
  });
});

describe("the history", () => {
  test("says what a target and a key action were before", async () => {
    const cast = await createCast();
    const log = (typed: Record<string, string>) => write(cast.member, cast.assignment.id, typed);
    const action = { kind: "action", actionWhat: "Train", responsibleUnit: "Credit", actionState: "planned" };
    await log({ kind: "target", targetOn: inDays(10) });
    await log({ kind: "target", targetOn: inDays(20), delayReason: "funding" });
    const actionId = await log({ ...action, noTargetReason: "Unclear." }).then(
      async (id) => (await db.update.findUniqueOrThrow({ where: { id } })).actionId ?? "",
    );
    await log({ ...action, actionWhat: "Print", targetOn: inDays(5) });
    await log({ ...action, actionId, targetOn: inDays(6) });
    await log({ ...action, actionId, targetOn: inDays(7), delayReason: "staffing", actionState: "done" });
    const earlier = (await historyOf(cast)).toReversed().map((entry) => entry.earlier);
    const on = (days: number) => ({ on: inDays(days), precision: "day" });
    expect(earlier).toEqual([
      null,
      { targetOn: on(10), actionState: null },
      null,
      null,
      { targetOn: null, actionState: "planned" },
      { targetOn: on(6), actionState: "planned" },
    ]);
  });

  test("shows beside an entry what was said of it later, wherever that stands", async () => {
    const cast = await createCast();
    const log = (who: Member, typed: Record<string, string>) => write(who, cast.assignment.id, typed);
    const claim = await log(cast.member, done);
    const decision = await log(cast.verifier, {
      kind: "verification",
      verification: "more_evidence_requested",
      ...because,
    });
    for (let number = 0; number < 60; number += 1) await log(cast.member, { kind: "confirmation" });
    const reply = await log(cast.member, { kind: "reply", note: "Here it is.", aboutId: decision });
    const { entries, page, pages } = await listHistory(publicViewer, cast.recommendation.id, { page: 2 });
    expect([page, pages]).toEqual([2, 2]);
    const of = (id: string) => entries.find((entry) => entry.id === id);
    expect(of(claim)?.aboutThis.map((one) => one.id)).toEqual([decision]);
    expect(of(decision)?.aboutThis.map((one) => [one.id, one.note])).toEqual([[reply, "Here it is."]]);
  });

  test("opens on the page on which an entry stands, and on the page asked for where there is none such", async () => {
    const cast = await createCast();
    const ids: string[] = [];
    for (let number = 0; number < 101; number += 1)
      ids.unshift(await write(cast.member, cast.assignment.id, { kind: "note", note: `${number}`, ...happened }));
    const elsewhere = await createCast();
    const foreign = await write(elsewhere.member, elsewhere.assignment.id, { kind: "confirmation" });
    for (const [place, entry] of [
      [1, ids[0]],
      [1, ids[49]],
      [2, ids[50]],
      [2, ids[99]],
      [3, ids[100]],
      [2, foreign],
      [2, undefined],
    ] as const) {
      const { page, entries } = await listHistory(publicViewer, cast.recommendation.id, { page: 2, entry });
      expect(page).toBe(place);
      if (entry && entry !== foreign) expect(entries.map(({ id }) => id)).toContain(entry);
    }
  });

  test("says how many entries there are and on how many pages, from whichever page, also from one that is not there", async () => {
    const cast = await createCast();
    let written = 0;
    const read = async (asked: number) => {
      const { found, page, pages, entries } = await listHistory(publicViewer, cast.recommendation.id, { page: asked });
      return [found, page, pages, entries.length];
    };
    expect(await read(1)).toEqual([0, 1, 1, 0]);
    expect(await read(2)).toEqual([0, 1, 1, 0]);
    for (const { entries, first, last } of [
      { entries: 49, first: [1, 1, 49], last: [1, 1, 49] },
      { entries: 50, first: [1, 1, 50], last: [1, 1, 50] },
      { entries: 51, first: [1, 2, 50], last: [2, 2, 1] },
    ]) {
      for (; written < entries; written += 1) await write(cast.member, cast.assignment.id, { kind: "confirmation" });
      expect(await read(1)).toEqual([entries, ...first]);
      for (const asked of [2, 100_000]) expect(await read(asked)).toEqual([entries, ...last]);
    }
  });
});

describe("what stands of a log", () => {
  test("is the newest entry of each sort, and a correction in the place of what it corrects", async () => {
    const cast = await createCast();
    const log = (who: Member, typed: Record<string, string>) => write(who, cast.assignment.id, typed);
    const standing = async () => {
      const found = (await listStanding(publicViewer, [cast.assignment.id], new Date())).get(cast.assignment.id);
      if (!found) throw new Error("Nothing stands.");
      return found;
    };
    expect(await standing()).toEqual({ targets: [], actions: [] });
    await log(cast.member, { kind: "response", response: "accepted", ...happened });
    const answer = await log(cast.member, {
      kind: "correction",
      response: "not_accepted",
      justification: "A mistake.",
      correctionReason: "Mistyped.",
      ...happened,
    });
    await log(cast.member, { kind: "target", targetOn: inDays(9) });
    const target = await log(cast.member, { kind: "correction", targetOn: inDays(8), correctionReason: "Mistyped." });
    await log(cast.member, half);
    const claim = await log(cast.member, { ...half, kind: "correction", correctionReason: "Mistyped." });
    const exit = await log(cast.member, {
      kind: "progress",
      status: "not_implemented",
      exitReason: "other",
      justification: "No money.",
      ...happened,
    });
    const refusal = await log(cast.steward, { kind: "exit_decision", exitDecision: "refused", justification: "No." });
    await log(cast.member, { kind: "note", note: "As you say.", ...happened });
    const found = await standing();
    expect([found.answer?.id, found.target?.id, found.claim?.id, found.exit?.id, found.exit_decision?.id]).toEqual([
      answer,
      target,
      claim,
      exit,
      refusal,
    ]);
    expect(found.targets.map(({ id, on }) => [id, on.on])).toEqual([[target, inDays(8)]]);
    expect(found.verification).toBeUndefined();
  });

  test("as it was recorded up to an instant", async () => {
    const cast = await createCast();
    const before = new Date(Date.now() - 60_000);
    const first = await write(cast.member, cast.assignment.id, half, before);
    await write(cast.member, cast.assignment.id, done);
    const at = async (until: Date) =>
      (await listStanding(publicViewer, [cast.assignment.id], until)).get(cast.assignment.id)?.claim?.id;
    expect(await at(new Date(before.getTime() - 1))).toBeUndefined();
    expect(await at(before)).toBe(first);
    expect(await at(new Date())).not.toBe(first);
  });

  test("is contested from when its organization says so until it confirms it or another entry stands", async () => {
    const cast = await createCast();
    const log = (who: Member, typed: Record<string, string>) => write(who, cast.assignment.id, typed);
    const isContested = async () => (await listContested([cast.assignment.id], new Date())).has(cast.assignment.id);
    const onBehalf = await log(cast.steward, { ...half, source: "A letter." });
    expect(await isContested()).toBe(false);
    await log(cast.member, { kind: "reply", stance: "contested", note: "No.", aboutId: onBehalf });
    expect(await isContested()).toBe(true);
    const claim = (await listStanding(publicViewer, [cast.assignment.id], new Date())).get(cast.assignment.id)?.claim;
    expect(stanceOn(claim)).toMatchObject({ stance: "contested", note: "No." });
    await log(cast.member, { kind: "reply", stance: "confirmed", aboutId: onBehalf });
    expect(await isContested()).toBe(false);
    await log(cast.member, { kind: "reply", stance: "contested", note: "No again.", aboutId: onBehalf });
    expect(await isContested()).toBe(true);
    await log(cast.member, { ...done, source: "" });
    expect(await isContested()).toBe(false);
  });
});

describe("the assignments of an organization", () => {
  test("say what each waits for, and what is returned comes first in its work", async () => {
    const report = await createReport();
    const organization = await createOrganization();
    const member = await createMember(organization, ["approver"]);
    const verifier = await createMember(await createOrganization(), ["verifier"]);
    const steward = await createMember(report.steward, ["steward"]);
    const codes = ["R1", "R2", "R3", "R4", "R5"];
    const ids = new Map<string, string>();
    for (const code of codes) {
      const { assignments } = await createRecommendation(report, [organization]);
      ids.set(code, assignments[0]?.id ?? "");
    }
    const log = (who: Member, code: string, typed: Record<string, string>, now?: Date) =>
      write(who, ids.get(code) ?? "", typed, now);
    const weekAgo = new Date(Date.now() - 7 * 86_400_000);
    const accepted = { kind: "response", response: "accepted", ...happened };
    await log(
      member,
      "R2",
      { kind: "response", response: "under_consideration", ...happened, decideBy: inDays(-3) },
      weekAgo,
    );
    await log(member, "R3", accepted);
    await log(member, "R3", {
      kind: "progress",
      status: "not_implemented",
      exitReason: "other",
      justification: "No.",
      ...happened,
    });
    await log(member, "R4", accepted);
    await log(member, "R4", done);
    await log(verifier, "R4", { kind: "verification", verification: "more_evidence_requested", ...because });
    const onBehalf = await log(steward, "R5", { ...accepted, source: "A letter." });
    await log(member, "R5", { kind: "reply", stance: "contested", note: "No.", aboutId: onBehalf });
    const found = await getOrganization(organization.slug);
    if (!found) throw new Error("No organization.");
    const { items } = await listAssignments(found, 100, new Date());
    expect(items.map(({ recommendation, needs }) => [recommendation.code, needs])).toEqual([
      ["R1", ["awaiting_response"]],
      ["R2", ["decision_late"]],
      ["R3", ["exit_requested"]],
      ["R4", ["returned"]],
      ["R5", ["contested"]],
    ]);
    const work = await listWork(member, new Date(), 1);
    expect(work.items.map(({ recommendation }) => recommendation.code)).toEqual(["R4", "R1", "R2", "R3", "R5"]);
  });
});

describe("an entry that was corrected", () => {
  test("stays so, and since when, however much is said of it later", async () => {
    const cast = await createCast();
    const { id } = cast.assignment;
    const begun = Date.now() - 3_600_000;
    const at = (minutes: number) => new Date(begun + minutes * 60_000);
    const entered = { kind: "response", response: "accepted", ...happened, source: "A letter." };
    const entry = await write(cast.steward, id, entered, at(0));
    const corrected = { ...entered, kind: "correction", aboutId: entry, correctionReason: "A typing mistake." };
    await write(cast.steward, id, { ...corrected, note: "In full." }, at(1));
    await write(cast.steward, id, { ...corrected, note: "In full, by letter." }, at(2));
    const read = async (until?: Date) =>
      (await listLatestUpdates(publicViewer, cast.report.id, 20, until)).find((one) => one.id === entry);
    expect(await read(at(0))).toMatchObject({ correctedAt: null });
    expect(await read()).toMatchObject({ correctedAt: at(2) });
    const reply = { kind: "reply", aboutId: entry };
    for (let minutes = 3; minutes < 9; minutes++)
      await write(
        cast.member,
        id,
        { ...reply, stance: minutes % 2 ? "contested" : "confirmed", note: "So." },
        at(minutes),
      );
    const beside = (await read())?.aboutThis ?? [];
    expect(beside.map(({ kind }) => kind)).toEqual(Array(5).fill("reply"));
    expect(await read()).toMatchObject({ correctedAt: at(2) });
    expect(await read(at(1))).toMatchObject({ correctedAt: at(1) });
  });
});

describe("of what an organization answers for", () => {
  test("drafts are neither listed nor counted, now or on a day", async () => {
    const { report, organization } = await createAssigned();
    const draft = await createRecommendation(report, [organization], { publishedAt: null });
    const found = await getOrganization(organization.slug);
    if (!found) throw new Error("No organization.");
    const read = async () => {
      const listed = await Promise.all([undefined, today].map((day) => listAssignments(found, 100, new Date(), day)));
      const row = (await listOrganizations()).find(({ slug }) => slug === organization.slug);
      const codes = listed.map(({ items }) => items.map(({ recommendation }) => recommendation.code));
      return { found: listed.map((one) => one.found), codes, counted: row?._count.assignments };
    };
    expect(await read()).toEqual({ found: [1, 1], codes: [["R1"], ["R1"]], counted: 1 });
    await db.recommendation.update({ where: { id: draft.id }, data: { publishedAt: new Date() } });
    expect(await read()).toEqual({
      found: [2, 2],
      codes: [
        ["R1", "R2"],
        ["R1", "R2"],
      ],
      counted: 2,
    });
  });
});
