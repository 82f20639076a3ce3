import { randomUUID } from "node:crypto";
import { beforeEach, describe, expect, test } from "vitest";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { assignedColumns, assignedOf } from "#lib/assignments/assigned.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { capacityFor } from "#lib/assignments/policy.ts";
import { listEnteredForUs } from "#lib/assignments/queries.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import { dayAt, toDatabaseDay } from "#lib/dates.ts";
import type { Organization, Report } from "#lib/generated/client.ts";
import type { Role } from "#lib/generated/enums.ts";
import { withSuccessors } from "#lib/organizations/successors.ts";
import { getStewardship } from "#lib/stewardship/queries.ts";
import { getVerificationQueue, listDecided } from "#lib/verification/queries.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "../support/report.ts";

type Steward = Report & { steward: Organization };
type Typed = Record<string, string>;

const day = 86_400_000;
const now = new Date();
const link = { "evidence.0.title": "Annual report", "evidence.0.url": "https://example.org/report.pdf" };
const claim = {
  kind: "progress",
  status: "implemented",
  occurredOn: "2001",
  completedOn: "2001-02",
  howIntentMet: "In full.",
  ...link,
};
const exit = {
  kind: "progress",
  status: "not_implemented",
  occurredOn: "2001",
  exitReason: "other",
  justification: "There is no money.",
};
const decision = (verification: string) => ({
  kind: "verification",
  verification,
  verificationBasis: "The report was read.",
  justification: "It names no branch.",
});

/** Adds an entry as people do, and returns its id. */
async function log(viewer: Viewer, assignmentId: string, typed: Typed, at = now): Promise<string> {
  const { logLength } = await db.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
  const submission = { assignmentId, submissionId: randomUUID(), seen: logLength };
  const answer = await logEntry(viewer, submission, parseEntry(typed), at);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer.value.updateId;
}

async function assign(report: Report, organization: Organization, fields = {}) {
  const { assignments } = await createRecommendation(report, [organization], fields);
  if (!assignments[0]) throw new Error("Not assigned.");
  return assignments[0];
}

/** The same person with another organization of theirs beside the one they act for. */
async function join(member: Member, organization: Organization, roles: Role[] = ["reporter"]): Promise<Member> {
  await db.membership.create({ data: { userId: member.userId, organizationId: organization.id, roles } });
  return { ...member, organizations: [...member.organizations, organization] };
}

let report: Steward;
let organization: Organization;
let approver: Member;
let steward: Member;
let verifier: Member;

beforeEach(async () => {
  // What earlier tests left waiting waits no more: a queue is over all reports.
  await db.recommendation.updateMany({ data: { withdrawnAt: now, withdrawnFor: "An earlier test." } });
  report = await createReport();
  organization = await createOrganization();
  approver = await createMember(organization, ["approver"]);
  steward = await createMember(report.steward, ["steward"]);
  verifier = await createMember(await createOrganization(), ["verifier"]);
});

const ago = (days: number) => new Date(now.getTime() - days * day);
const queueOf = async (viewer: Viewer, page = 1) => {
  const queue = await getVerificationQueue(viewer, now, page);
  if (!queue) throw new Error("No queue.");
  return queue;
};
const idsOf = (items: readonly { id: string }[]) => items.map(({ id }) => id);

describe("what waits for verification", () => {
  test("stands in the order of its submission, over all reports, with what supports it", async () => {
    const other = await createReport();
    const [middle, early, late] = [
      await assign(report, organization),
      await assign(other, organization),
      await assign(report, organization),
    ];
    await log(approver, middle.id, claim, ago(3));
    await log(approver, late.id, claim, ago(2));
    await log(approver, early.id, claim, ago(40));

    const { items, found, page, pages, withheld } = await queueOf(verifier);
    expect(idsOf(items)).toEqual([early.id, middle.id, late.id]);
    expect({ found, page, pages, withheld }).toEqual({
      found: 3,
      page: 1,
      pages: 1,
      withheld: { own: 0, successor: 0, claimed: 0 },
    });
    expect(items[0]).toMatchObject({
      implementation: "implemented",
      submittedAt: ago(40),
      completedOn: toDatabaseDay("2001-02-28"),
      completedPrecision: "month",
      organization: { slug: organization.slug },
      recommendation: { code: "R1", report: { slug: other.slug, verificationDays: 30 } },
      evidence: [{ kind: "link", title: "Annual report", url: "https://example.org/report.pdf", restricted: false }],
    });
  });

  test("has pages, none of which repeats or leaves out anything; beyond the last one the last is given", async () => {
    const assignments = [];
    for (let count = 0; count < 27; count++) assignments.push(await assign(report, organization));
    for (const { id } of assignments) await log(approver, id, claim, ago(3));

    const [first, second] = [await queueOf(verifier, 1), await queueOf(verifier, 2)];
    expect([first.items.length, second.items.length, first.pages, first.found]).toEqual([25, 2, 2, 27]);
    expect(new Set([...idsOf(first.items), ...idsOf(second.items)])).toEqual(new Set(idsOf(assignments)));
    expect(idsOf((await queueOf(verifier, 99)).items)).toEqual(idsOf(second.items));
  });

  test("shows restricted evidence, and only that of the claim and after it", async () => {
    const { id } = await assign(report, organization);
    const piece = (title: string, restricted = "") => ({
      "evidence.0.title": title,
      "evidence.0.url": "https://example.org/a",
      ...(restricted && { "evidence.0.restricted": restricted }),
    });
    const partly = {
      kind: "progress",
      status: "partially_implemented",
      occurredOn: "2001",
      note: "n",
      whatRemains: "w",
    };
    await log(approver, id, { ...partly, ...piece("Of an earlier status") });
    await log(approver, id, { ...claim, ...piece("Payroll", "on") });
    await log(verifier, id, decision("more_evidence_requested"));
    await log(approver, id, { kind: "reply", note: "Here it is.", ...piece("Minutes") });

    const [item] = (await queueOf(verifier)).items;
    expect(item?.evidence.map(({ title, restricted }) => [title, restricted])).toEqual([
      ["Payroll", true],
      ["Minutes", false],
    ]);
  });

  test("is not offered to who belongs to the organization, its successor or who entered the claim, and is counted", async () => {
    const [own, ended, silent, free] = [
      await createOrganization(),
      await createOrganization({ existsUntil: toDatabaseDay("2005-12-31"), existsUntilPrecision: "year" }),
      await createOrganization(),
      await createOrganization(),
    ];
    const successor = await createOrganization();
    await db.organization.update({ where: { id: ended.id }, data: { successorId: successor.id } });
    for (const one of [own, ended, free])
      await log(await createMember(one, ["approver"]), (await assign(report, one)).id, claim);
    await log(steward, (await assign(report, silent)).id, { ...claim, source: "A letter." });

    const offered = async (viewer: Viewer) => {
      const { items, withheld } = await queueOf(viewer);
      return [items.map((item) => item.organization.slug).toSorted(), withheld];
    };
    const all = [own, ended, silent, free].map(({ slug }) => slug).toSorted();
    const without = (one: Organization) => all.filter((slug) => slug !== one.slug);
    const none = { own: 0, successor: 0, claimed: 0 };
    expect(await offered(verifier)).toEqual([all, none]);
    expect(await offered(await join(verifier, own))).toEqual([without(own), { ...none, own: 1 }]);
    expect(await offered(await createMember(successor, ["verifier"]))).toEqual([
      without(ended),
      { ...none, successor: 1 },
    ]);
    expect(await offered(await createMember(report.steward, ["verifier"]))).toEqual([
      without(silent),
      { ...none, claimed: 1 },
    ]);

    const many = await join(await join(await createMember(report.steward, ["verifier"]), own), successor);
    const rows = await db.assignment.findMany({
      where: { verification: "submitted", recommendation: { withdrawnAt: null } },
      select: { id: true, ...assignedColumns },
    });
    const told = await withSuccessors(db, rows);
    const may = told.filter((row) => capacityFor(many, assignedOf(row, dayAt(now, report.timeZone)), "verification"));
    expect(idsOf((await queueOf(many)).items).toSorted()).toEqual(idsOf(may).toSorted());
    expect(may).toHaveLength(1);
  });

  test("is neither a draft nor withdrawn", async () => {
    const [draft, withdrawn, left] = [
      await assign(report, organization),
      await assign(report, organization),
      await assign(report, organization),
    ];
    for (const { id } of [draft, withdrawn, left]) await log(approver, id, claim);
    expect((await queueOf(verifier)).found).toBe(3);
    await db.recommendation.update({ where: { id: draft.recommendationId }, data: { publishedAt: null } });
    await db.recommendation.update({
      where: { id: withdrawn.recommendationId },
      data: { withdrawnAt: now, withdrawnFor: "Entered twice." },
    });
    await db.assignment.update({ where: { id: left.id }, data: { withdrawnAt: now, withdrawnFor: "A mistake." } });
    expect(await queueOf(verifier)).toMatchObject({ found: 0, items: [], pages: 1 });
  });

  test("leaves the queue with the decision, and what was returned or cannot be verified stands apart", async () => {
    const [returned, unverifiable, done] = [
      await assign(report, organization),
      await assign(report, organization),
      await assign(report, organization),
    ];
    for (const { id } of [returned, unverifiable, done]) await log(approver, id, claim, ago(9));
    await log(verifier, returned.id, decision("more_evidence_requested"), ago(5));
    await log(approver, returned.id, { kind: "note", status: "note", note: "We look.", occurredOn: "2001" }, ago(4));
    await log(verifier, unverifiable.id, decision("cannot_verify"), ago(3));
    await log(verifier, done.id, decision("verified"), ago(2));

    expect((await queueOf(verifier)).found).toBe(0);
    const asked = await listDecided("more_evidence_requested");
    expect(idsOf(asked.items)).toEqual([returned.id]);
    expect(asked.items[0]?.updates).toMatchObject([{ recordedAt: ago(5), justification: "It names no branch." }]);
    expect(idsOf((await listDecided("more_evidence_requested", organization.id)).items)).toEqual([returned.id]);
    expect(await listDecided("more_evidence_requested", report.steward.id)).toEqual({ items: [], found: 0 });
    expect(idsOf((await listDecided("cannot_verify")).items)).toEqual([unverifiable.id]);

    await log(approver, returned.id, { kind: "reply", note: "Here.", ...link }, ago(1));
    expect(idsOf((await queueOf(verifier)).items)).toEqual([returned.id]);
    expect((await listDecided("more_evidence_requested")).found).toBe(0);
  });

  test.each(["reporter", "approver", "steward"] as const)("is no business of a %s, nor of the public", async (role) => {
    expect(await getVerificationQueue(await createMember(report.steward, [role]), now, 1)).toBeNull();
    expect(await getVerificationQueue(publicViewer, now, 1)).toBeNull();
  });
});

const waitingFor = async (viewer: Viewer, page = 1) => {
  const waiting = await getStewardship(viewer, now, page);
  if (!waiting) throw new Error("No steward.");
  return waiting;
};

describe("what waits for the steward", () => {
  test("are the exits of the own reports, the oldest request first, as they are asked for now", async () => {
    const [late, early, refused] = [
      await assign(report, organization),
      await assign(report, organization),
      await assign(report, organization),
    ];
    const elsewhere = await createReport();
    await log(approver, (await assign(elsewhere, organization)).id, exit, ago(9));
    await log(approver, early.id, exit, ago(8));
    await log(approver, refused.id, exit, ago(7));
    await log(steward, refused.id, { kind: "exit_decision", exitDecision: "refused", justification: "Try." }, ago(6));
    await log(approver, late.id, exit, ago(5));
    await log(approver, late.id, {
      ...exit,
      kind: "correction",
      status: "no_longer_applicable",
      exitReason: "merged",
      correctionReason: "Mistyped.",
    });

    const { exits } = await waitingFor(steward);
    expect(exits.items.map(({ assignmentId }) => assignmentId)).toEqual([early.id, late.id]);
    expect(exits).toMatchObject({ found: 2, page: 1, pages: 1 });
    expect(exits.items[0]).toMatchObject({
      implementation: "not_started",
      exitRequested: "not_implemented",
      exitReason: "other",
      justification: "There is no money.",
      recordedAt: ago(8),
      enteredBy: organization.acronym,
      isOnBehalf: false,
      report: report.slug,
      organization: organization.slug,
    });
    expect(exits.items[1]).toMatchObject({ exitRequested: "no_longer_applicable", exitReason: "merged" });
    const other = await createMember(elsewhere.steward, ["steward"]);
    expect((await waitingFor(other)).exits.found).toBe(1);
  });

  test("have pages", async () => {
    for (let count = 0; count < 26; count++) await log(approver, (await assign(report, organization)).id, exit, ago(1));
    const [first, second] = [(await waitingFor(steward)).exits, (await waitingFor(steward, 9)).exits];
    expect([first.items.length, second.items.length, second.page, second.found]).toEqual([25, 1, 2, 26]);
  });

  test("is not a draft's or withdrawn one's exit", async () => {
    const [draft, left] = [await assign(report, organization), await assign(report, organization)];
    for (const { id } of [draft, left]) await log(approver, id, exit);
    await db.recommendation.update({ where: { id: draft.recommendationId }, data: { publishedAt: null } });
    await db.assignment.update({ where: { id: left.id }, data: { withdrawnAt: now, withdrawnFor: "A mistake." } });
    expect((await waitingFor(steward)).exits).toMatchObject({ found: 0, items: [] });
  });

  test("is a contested entry on behalf, until it is answered", async () => {
    const { id } = await assign(report, organization);
    const steps = { kind: "progress", status: "in_progress", occurredOn: "2001", note: "A group met." };
    const entryId = await log(steward, id, { ...steps, source: "A letter." }, ago(9));
    const contest = { kind: "reply", stance: "contested", note: "It never met.", aboutId: entryId };
    const contested = async () => (await waitingFor(steward)).contested.items.map(({ entry }) => entry.id);

    expect(await contested()).toEqual([]);
    const contestId = await log(approver, id, contest, ago(8));
    const { items, found } = (await waitingFor(steward)).contested;
    expect(found).toBe(1);
    expect(items).toMatchObject([
      { entry: { id: entryId }, contest: { id: contestId, note: "It never met." }, report: { slug: report.slug } },
    ]);
    const other = await createMember((await createReport()).steward, ["steward"]);
    expect((await waitingFor(other)).contested.found).toBe(0);

    await log(approver, id, { kind: "confirmation" }, ago(7));
    expect(await contested()).toEqual([entryId]);
    await log(approver, id, { ...contest, note: "Still." }, ago(6));
    expect((await waitingFor(steward)).contested.items).toMatchObject([{ contest: { note: "Still." } }]);
    await log(approver, id, { ...contest, stance: "confirmed", note: "It met after all." }, ago(5));
    expect(await contested()).toEqual([]);
    await log(approver, id, contest, ago(4));
    expect(await contested()).toEqual([entryId]);
    await log(
      steward,
      id,
      { kind: "note", status: "note", note: "We asked.", occurredOn: "2001", source: "x" },
      ago(3),
    );
    expect(await contested()).toEqual([]);
  });

  test("is answered too when the organization states it itself", async () => {
    const { id } = await assign(report, organization);
    const steps = { kind: "progress", status: "in_progress", occurredOn: "2001", note: "A group met." };
    const aboutId = await log(steward, id, { ...steps, source: "A letter." }, ago(9));
    await log(approver, id, { kind: "reply", stance: "contested", note: "No.", aboutId }, ago(8));
    expect((await waitingFor(steward)).contested.found).toBe(1);
    await log(
      approver,
      id,
      { kind: "progress", status: "not_started", occurredOn: "2001", justification: "No." },
      ago(7),
    );
    expect((await waitingFor(steward)).contested.found).toBe(0);
  });

  test("are organizations without an account, or silent for longer than the report allows", async () => {
    const [without, silent, busy, done] = [
      await createOrganization({ name: "A" }),
      await createOrganization({ name: "B" }),
      await createOrganization({ name: "C" }),
      await createOrganization({ name: "D" }),
    ];
    const formerly = await createMember(without, ["approver"]);
    await db.user.update({ where: { id: formerly.userId }, data: { endedAt: now } });
    const members = new Map<Organization, Member>();
    for (const one of [silent, busy, done]) members.set(one, await createMember(one, ["approver"]));
    const write = (one: Organization, id: string, typed: Typed, at: Date) =>
      log(members.get(one) as Member, id, typed, at);
    const old = { createdAt: ago(500) };
    for (const one of [without, silent, busy, done]) {
      const { id } = await assign(report, one);
      await db.assignment.update({ where: { id }, data: old });
      if (one === done) await write(one, id, claim, ago(300));
      if (one === silent) await write(one, id, { kind: "confirmation" }, ago(122));
      if (one === busy) await write(one, id, { kind: "confirmation" }, ago(119));
    }
    await assign(await createReport(), await createOrganization());

    expect((await waitingFor(steward)).silent).toMatchObject([
      { organization: without.slug, hasAccount: false, assignments: 1, open: 1, lastEntryAt: null },
      { organization: silent.slug, hasAccount: true, lastEntryAt: ago(122), report: report.slug },
    ]);
  });

  test("are organizations that have ended, those first for which nobody answers", async () => {
    const until = { existsUntil: toDatabaseDay("2005-12-31"), existsUntilPrecision: "year" } as const;
    const successor = await createOrganization();
    const merged = await createOrganization({ ...until, successorId: successor.id });
    const ceased = await createOrganization(until);
    const lasting = await createOrganization({
      existsUntil: toDatabaseDay("2999-12-31"),
      existsUntilPrecision: "year",
    });
    for (const one of [merged, ceased, lasting]) await assign(report, one);
    const { ended } = await waitingFor(steward);
    expect(ended.map((one) => [one.organization.slug, one.answering?.slug])).toEqual([
      [ceased.slug, undefined],
      [merged.slug, successor.slug],
    ]);
  });

  test.each(["reporter", "approver", "verifier"] as const)(
    "is no business of a %s, nor of the public",
    async (role) => {
      expect(await getStewardship(await createMember(report.steward, [role]), now, 1)).toBeNull();
      expect(await getStewardship(publicViewer, now, 1)).toBeNull();
    },
  );
});

describe("what was entered for an organization", () => {
  const steps = {
    kind: "progress",
    status: "in_progress",
    occurredOn: "2001",
    note: "A group met.",
    source: "A letter.",
  };
  const waiting = async (viewer: Member) => (await listEnteredForUs(viewer, now)).items.map(({ entry }) => entry.id);

  test("waits for it, the oldest first, until it is confirmed or contested", async () => {
    const [one, other] = [await assign(report, organization), await assign(report, organization)];
    const first = await log(steward, one.id, steps, ago(3));
    const second = await log(steward, other.id, steps, ago(2));
    await log(approver, other.id, { kind: "confirmation" }, ago(1));
    expect(await waiting(approver)).toEqual([first, second]);
    expect(await waiting(await createMember(organization, ["reporter"]))).toEqual([first, second]);
    expect(await waiting(await createMember(organization, ["verifier"]))).toEqual([]);
    expect(await waiting(steward)).toEqual([]);
    expect(await waiting(await createMember(await createOrganization(), ["approver"]))).toEqual([]);

    await log(approver, one.id, { kind: "reply", stance: "confirmed", aboutId: first });
    expect(await waiting(approver)).toEqual([second]);
    await log(approver, other.id, { kind: "reply", stance: "contested", note: "No.", aboutId: second });
    expect(await waiting(approver)).toEqual([]);
  });

  test("waits for the successor of one that has ended, but not what the successor entered itself", async () => {
    const { id } = await assign(report, organization);
    const entered = await log(steward, id, steps, ago(3));
    const successor = await createOrganization();
    const until = { existsUntil: toDatabaseDay("2005-12-31"), existsUntilPrecision: "year" } as const;
    await db.organization.update({ where: { id: organization.id }, data: { ...until, successorId: successor.id } });
    const heir = await createMember(successor, ["approver"]);
    await log(heir, id, { kind: "confirmation" }, ago(2));
    expect(await waiting(heir)).toEqual([entered]);
  });
});
