import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import {
  addRecommendation,
  assign,
  changeAssignment,
  deleteAssignment,
  deleteRecommendation,
  editRecommendation,
  moveRecommendation,
  publishRecommendation,
  withdrawAssignment,
  withdrawRecommendation,
} from "#lib/register/commands.ts";
import type { RegisterResult } from "#lib/register/edit.ts";
import {
  addOrganization,
  addParticipant,
  editOrganization,
  removeParticipant,
} from "#lib/register/organization-commands.ts";
import { addTheme, deleteTheme, moveTheme, renameTheme } from "#lib/register/theme-commands.ts";
import { connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { assignmentForm, createRegister, entryForm, organizationForm } from "../support/register.ts";
import {
  createTheme,
  draftOf,
  type Given,
  now,
  reason,
  runAs,
  seenAssignment,
  seenEntry,
  seenOrganization,
  seenTheme,
} from "../support/register-commands.ts";
import { createMember, createOrganization, createReport } from "../support/report.ts";

// Who may change a register.

let client: pg.Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.end());

/** Every command, right in everything but who gives it. */
const commands: Record<string, (viewer: Viewer, given: Given) => Promise<RegisterResult<unknown>>> = {
  addRecommendation: (viewer, { report }) =>
    addRecommendation(viewer, report.id, entryForm({ code: "N1" }), { publish: true }, now()),
  editRecommendation: async (viewer, { report, entry }) =>
    editRecommendation(
      viewer,
      report.id,
      { id: entry.id, seen: await seenEntry(entry.id) },
      entryForm({ code: "R1" }),
      { publish: false },
      now(),
    ),
  publishRecommendation: async (viewer, given) =>
    publishRecommendation(viewer, given.report.id, (await draftOf(given)).id, now()),
  withdrawRecommendation: (viewer, { report, entry }) =>
    withdrawRecommendation(viewer, report.id, entry.id, reason, now()),
  deleteRecommendation: async (viewer, given) =>
    deleteRecommendation(viewer, given.report.id, (await draftOf(given)).id, now()),
  moveRecommendation: async (viewer, given) =>
    moveRecommendation(viewer, given.report.id, (await draftOf(given)).id, "up", now()),
  assign: async (viewer, given) =>
    assign(viewer, given.report.id, given.entry.id, assignmentForm(given.report.steward.id), now()),
  changeAssignment: async (viewer, { report, assignment }) =>
    changeAssignment(
      viewer,
      report.id,
      { id: assignment.id, seen: await seenAssignment(assignment.id) },
      { role: "support", basis: "stated" },
      now(),
    ),
  withdrawAssignment: (viewer, { report, assignment }) =>
    withdrawAssignment(viewer, report.id, assignment.id, reason, now()),
  deleteAssignment: async (viewer, { report, entry, assignment }) => {
    await db.recommendation.update({ where: { id: entry.id }, data: { publishedAt: null } });
    return deleteAssignment(viewer, report.id, assignment.id, now());
  },
  addOrganization: (viewer, { report }) => addOrganization(viewer, report.id, organizationForm(), now()),
  editOrganization: async (viewer, { report, organization }) =>
    editOrganization(
      viewer,
      report.id,
      { id: organization.id, seen: await seenOrganization(organization.id) },
      organizationForm(),
      now(),
    ),
  addParticipant: async (viewer, { report }) =>
    addParticipant(viewer, report.id, (await createOrganization()).id, now()),
  removeParticipant: async (viewer, { report }) => {
    const { id: organizationId } = await createOrganization();
    await db.participation.create({
      data: { reportId: report.id, organizationId, function: "stakeholder", position: 9 },
    });
    return removeParticipant(viewer, report.id, organizationId, now());
  },
  addTheme: (viewer, { report }) => addTheme(viewer, report.id, { name: "Finance" }, now()),
  renameTheme: async (viewer, given) => {
    const { id } = await createTheme(given);
    return renameTheme(viewer, given.report.id, { id, seen: await seenTheme(id) }, { name: "Credit" }, now());
  },
  moveTheme: async (viewer, given) => {
    await createTheme(given, "First");
    const { id } = await db.theme.create({
      data: { reportId: given.report.id, slug: "second", name: "Second", position: 1 },
    });
    return moveTheme(viewer, given.report.id, id, "up", now());
  },
  deleteTheme: async (viewer, given) => deleteTheme(viewer, given.report.id, (await createTheme(given)).id, now()),
};

const viewers: Record<string, (given: Given) => Promise<Viewer>> = {
  "the public": async () => publicViewer,
  "a reporter": ({ organization }) => createMember(organization, ["reporter"]),
  "an approver": ({ organization }) => createMember(organization, ["approver"]),
  "a verifier": async () => createMember(await createOrganization(), ["verifier"]),
  "a steward elsewhere": async () => createMember((await createReport()).steward, ["steward"]),
  "a member of the steward without the role": ({ report }) =>
    createMember(report.steward, ["reporter", "approver", "verifier"]),
  "a steward who was removed a moment ago": async ({ report, steward }) => {
    await db.membership.updateMany({
      where: { userId: steward.userId, organizationId: report.steward.id },
      data: { endedAt: new Date() },
    });
    return steward;
  },
};

describe("the register is its steward's alone", () => {
  for (const [command, give] of Object.entries(commands)) {
    test.each(Object.entries(viewers))(`${command} by %s is refused and leaves nothing`, async (_, viewerOf) => {
      const given = await createRegister();
      const viewer = await viewerOf(given);
      expect(await give(viewer, given)).toMatchObject({ ok: false, refusal: "not-yours" });
      // What the test itself prepared was nobody's doing.
      const done = { actorId: { not: null }, reportId: given.report.id };
      expect(await db.registerChange.count({ where: done })).toBe(0);
    });

    test(`${command} by the steward is done, and written down with who did it`, async () => {
      const given = await createRegister();
      const last = await db.registerChange.aggregate({ _max: { id: true } });
      expect(await give(given.steward, given)).toMatchObject({ ok: true });
      const changes = await db.registerChange.findMany({
        where: { id: { gt: last._max.id ?? 0 }, actorId: given.steward.userId },
      });
      expect(changes.length).toBeGreaterThan(0);
      expect(new Set(changes.map(({ organizationId }) => organizationId))).toEqual(new Set([given.report.steward.id]));
    });
  }

  /** The same past every function of ours, as the role that the application works as. */
  const statements: Record<string, (given: Given) => string> = {
    "adding an entry": ({ report }) =>
      `insert into recommendations (id, report_id, code, position, kind, section, locator, title, statement, text_complete, source_url)
       values (gen_random_uuid(), '${report.id}', 'S1', 99, 'need', 's', 'l', 't', 's', true, 'https://example.org')`,
    "changing an entry": ({ entry }) => `update recommendations set title = 'Other' where id = '${entry.id}'`,
    "withdrawing an entry": ({ entry }) =>
      `update recommendations set withdrawn_at = now(), withdrawn_for = 'x' where id = '${entry.id}'`,
    "moving an entry": ({ entry }) => `update recommendations set position = 77 where id = '${entry.id}'`,
    "adding a theme": ({ report }) =>
      `insert into themes (id, report_id, slug, name, position) values (gen_random_uuid(), '${report.id}', 's', 'S', 9)`,
    "changing an assignment": ({ assignment }) =>
      `update assignments set role = 'support' where id = '${assignment.id}'`,
    "withdrawing an assignment": ({ assignment }) =>
      `update assignments set withdrawn_at = now(), withdrawn_for = 'x' where id = '${assignment.id}'`,
    "deleting an assignment": ({ assignment }) => `delete from assignments where id = '${assignment.id}'`,
    "adding an assignment": ({ report, entry }) =>
      `insert into assignments (id, report_id, recommendation_id, organization_id, role, basis)
       values (gen_random_uuid(), '${report.id}', '${entry.id}', '${report.steward.id}', 'lead', 'stated')`,
    "changing an organization": ({ organization }) =>
      `update organizations set name = 'Other' where id = '${organization.id}'`,
    "changing a part": ({ report, organization }) =>
      `update participations set part = 'Other' where report_id = '${report.id}' and organization_id = '${organization.id}'`,
    "changing the report": ({ report }) => `update reports set title = 'Other' where id = '${report.id}'`,
  };

  for (const [what, statement] of Object.entries(statements)) {
    test.each(Object.entries(viewers))(`${what} in SQL as %s is refused by the database`, async (_who, viewerOf) => {
      const given = await createRegister();
      const viewer = await viewerOf(given);
      expect(await runAs(client, viewer, statement(given))).toBe(0);
    });

    test(`${what} in SQL as the steward is written down with old, new and who`, async () => {
      const given = await createRegister();
      // What was published is not deleted.
      if (what.startsWith("deleting"))
        await db.recommendation.update({ where: { id: given.entry.id }, data: { publishedAt: null } });
      const last = (await db.registerChange.aggregate({ _max: { id: true } }))._max.id ?? 0n;
      expect(await runAs(client, given.steward, statement(given))).toBe(1);
      const changes = await db.registerChange.findMany({ where: { id: { gt: last } } });
      expect(changes).toMatchObject([{ actorId: given.steward.userId, organizationId: given.report.steward.id }]);
      const [change] = changes;
      expect([change?.old === null, change?.new === null]).toEqual(
        { added: [true, false], changed: [false, false], removed: [false, true] }[change?.kind ?? "changed"],
      );
    });
  }

  test("nobody changes or removes what was written down", async () => {
    const given = await createRegister();
    for (const statement of ["update register_changes set old = null", "delete from register_changes"])
      expect(await runAs(client, given.steward, statement)).toBe(0);
  });
});
