import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { getReportProgress } from "#lib/progress/queries.ts";
import { listRegisterChanges } from "#lib/register/change-queries.ts";
import {
  addRecommendation,
  assign,
  editRecommendation,
  publishRecommendation,
  withdrawAssignment,
  withdrawRecommendation,
} from "#lib/register/commands.ts";
import { addParticipant, editOrganization } from "#lib/register/organization-commands.ts";
import { connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { assignmentForm, createRegister, entryForm, organizationForm } from "../support/register.ts";
import { doneWith, logNote, now, reason, runAs, seenEntry, seenOrganization } from "../support/register-commands.ts";
import { createMember, createRecommendation } from "../support/report.ts";

// What a change of a register does to roll-ups and figures, to other reports and to the past.

let client: pg.Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.end());

describe("roll-ups and figures", () => {
  test("follow what is published, assigned, withdrawn and brought back", async () => {
    const given = await createRegister();
    const { report, organization, entry, assignment, steward } = given;
    const parent = await createRecommendation(report, [], { code: "P1" });
    await db.recommendation.update({ where: { id: entry.id }, data: { parentId: parent.id } });
    const approver = await createMember(organization, ["approver"]);
    await logNote(client, given, approver, {
      entry: { kind: "progress", previous_implementation: "not_started", implementation: "in_progress" },
      state: { implementation: "in_progress" },
    });
    await db.recommendation.update({ where: { id: entry.id }, data: { implementation: "in_progress" } });
    const of = async (id: string) => (await db.recommendation.findUniqueOrThrow({ where: { id } })).implementation;
    const total = async () =>
      (await getReportProgress(await db.report.findUniqueOrThrow({ where: { id: report.id } }), new Date())).all.total;

    // A part that is added and published changes what its parent is.
    const { id: part } = doneWith(
      await addRecommendation(
        steward,
        report.id,
        entryForm({ code: "P1.2", parent: parent.id }),
        { publish: false },
        now(),
      ),
    );
    expect(await total()).toBe(1);
    doneWith(await publishRecommendation(steward, report.id, part, now()));
    expect(await of(parent.id)).toBe("in_progress");
    doneWith(await assign(steward, report.id, part, assignmentForm(organization.id), now()));
    expect(await total()).toBe(2);

    doneWith(await withdrawAssignment(steward, report.id, assignment.id, reason, now()));
    expect([await of(entry.id), await of(parent.id), await total()]).toEqual(["not_started", "not_started", 1]);

    // The same organization assigned again goes on with its log.
    const again = doneWith(await assign(steward, report.id, entry.id, assignmentForm(organization.id), now()));
    expect(again.id).toBe(assignment.id);
    expect(await db.assignment.findUnique({ where: { id: assignment.id } })).toMatchObject({
      withdrawnAt: null,
      withdrawnFor: null,
      logLength: 1,
    });
    expect([await of(entry.id), await of(parent.id), await total()]).toEqual(["in_progress", "in_progress", 2]);

    doneWith(await withdrawRecommendation(steward, report.id, entry.id, reason, now()));
    expect([await of(parent.id), await total()]).toEqual(["not_started", 1]);
    const { changes } = await listRegisterChanges(steward, report.slug, { recommendationId: entry.id }, 1);
    expect(changes.filter(({ actor }) => actor).map(({ table, event }) => `${table} ${event}`)).toEqual([
      "recommendations withdrawn",
      "assignments restored",
      "assignments withdrawn",
    ]);
  });

  test("of somebody who had to wait are kept after what was written meanwhile", async () => {
    const given = await createRegister();
    const { report, organization, entry, assignment, steward } = given;
    await logNote(client, given, await createMember(organization, ["approver"]), {
      entry: { kind: "progress", previous_implementation: "not_started", implementation: "in_progress" },
      state: { implementation: "in_progress" },
    });
    const before = new Date(Date.now() - 60_000);
    await db.recommendation.update({ where: { id: entry.id }, data: { implementation: "in_progress" } });
    doneWith(await withdrawAssignment(steward, report.id, assignment.id, reason, before));
    const { states, ...standing } = await db.recommendation.findUniqueOrThrow({
      where: { id: entry.id },
      select: {
        implementation: true,
        lastEntryAt: true,
        states: { orderBy: { recordedAt: "desc" }, take: 1, select: { implementation: true, lastEntryAt: true } },
      },
    });
    expect([standing.implementation, states]).toEqual(["not_started", [standing]]);
  });

  test("follow an entry that becomes part of another one", async () => {
    const given = await createRegister();
    const { report, entry, steward } = given;
    const approver = await createMember(given.organization, ["approver"]);
    await logNote(client, given, approver, {
      entry: { kind: "progress", previous_implementation: "not_started", implementation: "in_progress" },
      state: { implementation: "in_progress" },
    });
    const [one, other] = [
      await createRecommendation(report, [], { code: "P1" }),
      await createRecommendation(report, [], { code: "P2" }),
    ];
    const become = async (parent: string) =>
      doneWith(
        await editRecommendation(
          steward,
          report.id,
          { id: entry.id, seen: await seenEntry(entry.id) },
          entryForm({ code: "R1", parent }),
          { publish: false },
          now(),
        ),
      );
    const states = async () =>
      (await db.recommendation.findMany({ where: { id: { in: [one.id, other.id] } }, orderBy: { code: "asc" } })).map(
        ({ implementation }) => implementation,
      );
    await become(one.id);
    expect(await states()).toEqual(["in_progress", "not_started"]);
    await become(other.id);
    expect(await states()).toEqual(["not_started", "in_progress"]);
    await become("");
    expect(await states()).toEqual(["not_started", "not_started"]);
  });
});

describe("what reports share, and what the past was", () => {
  test("an organization of two stewards is changed by neither alone, and keeps what it was", async () => {
    const [given, other] = [await createRegister(), await createRegister()];
    const { id, name } = given.organization;
    expect(await addParticipant(other.steward, other.report.id, id, now())).toMatchObject({ ok: true });
    const seen = await seenOrganization(id);
    for (const { steward, report } of [given, other])
      expect(await editOrganization(steward, report.id, { id, seen }, organizationForm(), now())).toMatchObject({
        ok: false,
        refusal: "of-others",
      });
    const ended = `update organizations set exists_until = '2001-01-01', successor_id = '${other.report.steward.id}' where id = '${id}'`;
    expect(await runAs(client, other.steward, ended)).toBe(0);
    expect(await db.organization.findUnique({ where: { id } })).toMatchObject({ name, existsUntil: null });
  });

  test("an assignment that was withdrawn and came back was not there in between", async () => {
    const { report, organization, entry, assignment, steward } = await createRegister();
    await db.assignment.update({ where: { id: assignment.id }, data: { createdAt: new Date("2001-01-01") } });
    const on = (day: string) => new Date(`${day}T05:00:00Z`);
    await withdrawAssignment(steward, report.id, assignment.id, reason, on("2001-03-01"));
    await assign(steward, report.id, entry.id, assignmentForm(organization.id), on("2001-05-01"));
    const totals = await Promise.all(
      ["2001-02-01", "2001-04-01", "2001-06-01"].map((day) => getReportProgress(report, new Date(), day)),
    );
    expect(totals.map(({ all }) => all.total)).toEqual([1, 0, 1]);
  });

  test("the day from which an assignment counts cannot be moved", async () => {
    const { assignment, steward } = await createRegister();
    const earlier = `update assignments set created_at = '2001-01-01' where id = '${assignment.id}'`;
    expect(await runAs(client, steward, earlier)).toBe(0);
    const row = await db.assignment.findUniqueOrThrow({ where: { id: assignment.id } });
    expect(row.createdAt).toEqual(assignment.createdAt);
  });

  test("the status of an entry cannot be set by itself", async () => {
    const { entry, steward } = await createRegister();
    const claim = `update recommendations set implementation = 'implemented' where id = '${entry.id}'`;
    expect(await runAs(client, steward, claim)).toBe(0);
  });
});
