import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { dayAt, toDatabaseDay } from "#lib/dates.ts";
import { answering, succession } from "#lib/organizations/succession.ts";
import { readSuccessors } from "#lib/organizations/successors.ts";
import { getReportProgress } from "#lib/progress/queries.ts";
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
import { entryTables, newestChange, type RegisterResult } from "#lib/register/edit.ts";
import { outline } from "#lib/register/order.ts";
import {
  addOrganization,
  addParticipant,
  editOrganization,
  organizationTables,
  removeParticipant,
} from "#lib/register/organization-commands.ts";
import { getEntry, getRegister, listEntries, listEntryChanges, listRegisterChanges } from "#lib/register/queries.ts";
import { addTheme, deleteTheme, moveTheme, renameTheme } from "#lib/register/theme-commands.ts";
import { commit, connect, insertEntry } from "../support/log.ts";
import { db } from "../support/owner.ts";
import {
  assignmentForm,
  createRegister,
  entryForm,
  organizationForm,
  type TypedEntry,
  type TypedOrganization,
} from "../support/register.ts";
import { createMember, createOrganization, createRecommendation, createReport, newSlug } from "../support/report.ts";

let clock = Date.now();
/** Each change a second after the one before it, and after what the tests prepare. */
const now = () => {
  clock += 1_000;
  return new Date(clock);
};

let client: pg.Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.end());

type Given = Awaited<ReturnType<typeof createRegister>>;
const reason = { reason: "It was entered twice." };
const seenEntry = (id: string) => newestChange(db, entryTables, id);
const seenAssignment = (id: string) => newestChange(db, ["assignments"], id);
const seenOrganization = (id: string) => newestChange(db, organizationTables, id);
const seenTheme = (id: string) => newestChange(db, ["themes"], id);
const createTheme = (given: Given, name = "Finance") =>
  db.theme.create({ data: { reportId: given.report.id, slug: newSlug("theme"), name, position: 0 } });
const draftOf = (given: Given, code = "D1") => createRecommendation(given.report, [], { code, publishedAt: null });

/** What is kept in the register, and how often it was changed: what a refused command leaves as it was. */
async function everything() {
  const tables = [
    "organizations",
    "participations",
    "themes",
    "recommendations",
    "recommendation_themes",
    "assignments",
  ];
  const kept: unknown[] = [];
  for (const table of tables)
    kept.push((await client.query(`select to_jsonb(t) as row from ${table} t order by 1`)).rows);
  return { kept, changes: await db.registerChange.count() };
}

function doneWith<Value>(result: RegisterResult<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
}

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
      expect(await runAs(viewer, statement(given))).toBe(0);
    });

    test(`${what} in SQL as the steward is written down with old, new and who`, async () => {
      const given = await createRegister();
      // What was published is not deleted.
      if (what.startsWith("deleting"))
        await db.recommendation.update({ where: { id: given.entry.id }, data: { publishedAt: null } });
      const last = (await db.registerChange.aggregate({ _max: { id: true } }))._max.id ?? 0n;
      expect(await runAs(given.steward, statement(given))).toBe(1);
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
      expect(await runAs(given.steward, statement)).toBe(0);
  });
});

/** How many rows a statement changes, as the application's role for this viewer; none when it is refused. */
async function runAs(viewer: Viewer, statement: string): Promise<number> {
  await client.query("begin");
  try {
    await client.query("set local role tamdan_app");
    if (viewer.kind === "member")
      await client.query("select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true)", [
        viewer.userId,
        viewer.organization.id,
      ]);
    const { rowCount } = await client.query(statement);
    await client.query("commit");
    return rowCount ?? 0;
  } catch {
    await client.query("rollback");
    return 0;
  }
}

describe("an entry", () => {
  test("is added with everything that was typed, as a draft that nobody else sees", async () => {
    const given = await createRegister();
    const theme = await createTheme(given);
    const typed: TypedEntry = {
      code: "R2",
      title: "  Lend\tto   women\n",
      statement: "First.\r\n\r\nSecond. កម្ពុជា 👩🏽‍🌾",
      kind: "need",
      textComplete: "",
      editorialNote: "Cut after the second point.",
      priority: "high",
      prioritySource: "Executive summary, point b",
      themes: theme.id,
    };
    const at = now();
    const { id } = doneWith(
      await addRecommendation(given.steward, given.report.id, entryForm(typed), { publish: false }, at),
    );
    expect(await db.recommendation.findUnique({ where: { id }, include: { themes: true } })).toMatchObject({
      reportId: given.report.id,
      code: "R2",
      title: "Lend to women",
      statement: "First.\n\nSecond. កម្ពុជា 👩🏽‍🌾",
      kind: "need",
      textComplete: false,
      editorialNote: "Cut after the second point.",
      priority: "high",
      prioritySource: "Executive summary, point b",
      publishedAt: null,
      createdAt: at,
      implementation: "not_started",
      themes: [{ themeId: theme.id }],
    });
    expect((await listEntries(given.steward, given.report.slug, "draft")).map(({ code }) => code)).toEqual(["R2"]);
    const stranger = await createMember(given.organization, ["approver"]);
    expect(await getRegister(stranger, given.report.slug)).toBeNull();
    expect(await listEntries(stranger, given.report.slug)).toEqual([]);
    expect(await getEntry(publicViewer, given.report.slug, "R2")).toBeNull();
    expect((await listEntryChanges(publicViewer, id)).changes).toEqual([]);
  });

  test("is edited, and what was, what is and who did it are written down and told", async () => {
    const given = await createRegister();
    const [first, second] = [await createTheme(given, "Finance"), await createTheme(given, "Women")];
    await db.recommendationTheme.create({ data: { recommendationId: given.entry.id, themeId: first.id } });
    const at = now();
    const seen = await seenEntry(given.entry.id);
    const typed = entryForm({
      code: "R1",
      title: "Lend to all",
      themes: second.id,
      priority: "low",
      prioritySource: "p. 3",
    });
    expect(
      await editRecommendation(
        given.steward,
        given.report.id,
        { id: given.entry.id, seen },
        typed,
        { publish: false },
        at,
      ),
    ).toMatchObject({ ok: true });
    const changes = await db.registerChange.findMany({
      where: { id: { gt: seen }, rowId: given.entry.id },
      orderBy: { id: "asc" },
    });
    expect(changes[0]).toMatchObject({
      recordedAt: at,
      reportId: given.report.id,
      tableName: "recommendations",
      kind: "changed",
      old: { title: "Lend to small enterprises", priority: "not_stated", priority_source: null },
      new: { title: "Lend to all", priority: "low", priority_source: "p. 3" },
      actorId: given.steward.userId,
      organizationId: given.report.steward.id,
    });
    const told = await listRegisterChanges(given.steward, given.report.slug, { recommendationId: given.entry.id }, 1);
    expect(told.changes.slice(0, 3)).toMatchObject([
      { table: "recommendation_themes", event: "added", subject: { name: "R1" }, now: { theme_id: "Women" } },
      { table: "recommendation_themes", event: "removed", old: { theme_id: "Finance" } },
      {
        table: "recommendations",
        event: "changed",
        old: { title: "Lend to small enterprises" },
        now: { title: "Lend to all" },
        actor: { name: given.steward.name },
      },
    ]);
    const shown = await listEntryChanges(publicViewer, given.entry.id);
    expect(shown.changes.map(({ table }) => table)).toContain("recommendations");
    expect((await listRegisterChanges(publicViewer, given.report.slug, {}, 1)).changes).toEqual([]);
  });

  test("saved as it stands changes nothing, so nothing is written down", async () => {
    const given = await createRegister();
    const { id } = doneWith(
      await addRecommendation(given.steward, given.report.id, entryForm(), { publish: true }, now()),
    );
    const seen = await seenEntry(id);
    const before = await everything();
    doneWith(
      await editRecommendation(given.steward, given.report.id, { id, seen }, entryForm(), { publish: false }, now()),
    );
    expect(await everything()).toEqual(before);
  });

  test("that two edit at once is the first one's; the second is told and can then save", async () => {
    const given = await createRegister();
    const other = await createMember(given.report.steward, ["steward"]);
    const target = { id: given.entry.id, seen: await seenEntry(given.entry.id) };
    const save = (viewer: Member, title: string, seen = target.seen) =>
      editRecommendation(
        viewer,
        given.report.id,
        { ...target, seen },
        entryForm({ code: "R1", title }),
        { publish: false },
        now(),
      );
    const answers = await Promise.all([save(given.steward, "One"), save(other, "Other")]);
    expect(answers.map((answer) => (answer.ok ? "done" : answer.refusal)).toSorted()).toEqual([
      "changed-meanwhile",
      "done",
    ]);
    const { title } = await db.recommendation.findUniqueOrThrow({ where: { id: given.entry.id } });
    expect(title).toBe(answers[0]?.ok ? "One" : "Other");
    expect(await save(other, "Both", await seenEntry(given.entry.id))).toMatchObject({ ok: true });
  });

  test("that only made way for another can be saved by whoever had it open", async () => {
    const given = await createRegister();
    const seen = await seenEntry(given.entry.id);
    const draft = await draftOf(given);
    doneWith(await moveRecommendation(given.steward, given.report.id, draft.id, "up", now()));
    await db.recommendation.update({ where: { id: given.entry.id }, data: { position: 55 } });
    const typed = entryForm({ code: "R1" });
    expect(
      await editRecommendation(
        given.steward,
        given.report.id,
        { id: given.entry.id, seen },
        typed,
        { publish: false },
        now(),
      ),
    ).toMatchObject({ ok: true });
  });

  test("that was published, or of which anything was logged, is never deleted, only withdrawn with a reason", async () => {
    const given = await createRegister();
    const { report, steward, entry, assignment } = given;
    const before = await everything();
    expect(await deleteRecommendation(steward, report.id, entry.id, now())).toMatchObject({ refusal: "has-log" });
    expect(await deleteAssignment(steward, report.id, assignment.id, now())).toMatchObject({ refusal: "has-log" });
    for (const table of [`assignments where id = '${assignment.id}'`, `recommendations where id = '${entry.id}'`])
      expect(await runAs(steward, `delete from ${table}`)).toBe(0);
    const approver = await createMember(given.organization, ["approver"]);
    await logNote(given, approver);
    expect(await deleteAssignment(steward, report.id, assignment.id, now())).toMatchObject({ refusal: "has-log" });
    expect(await runAs(steward, `delete from assignments where id = '${assignment.id}'`)).toBe(0);
    expect(await withdrawRecommendation(steward, report.id, entry.id, { reason: "" }, now())).toMatchObject({
      refusal: "invalid",
      detail: [{ field: "reason", code: "missing" }],
    });
    expect(await withdrawAssignment(steward, report.id, assignment.id, { reason: "" }, now())).toMatchObject({
      refusal: "invalid",
    });
    expect((await everything()).changes).toBe(before.changes);
    const at = now();
    doneWith(await withdrawRecommendation(steward, report.id, entry.id, reason, at));
    expect(await db.recommendation.findUnique({ where: { id: entry.id } })).toMatchObject({
      withdrawnAt: at,
      withdrawnFor: reason.reason,
    });
    expect(await withdrawRecommendation(steward, report.id, entry.id, reason, now())).toMatchObject({
      refusal: "withdrawn",
    });
    expect(await getEntry(steward, report.slug, "R1")).toMatchObject({ state: "withdrawn" });
  });

  test("that is a draft is deleted with what hangs on it, and what it said stays written down", async () => {
    const given = await createRegister();
    const { report, steward } = given;
    const theme = await createTheme(given);
    const { id } = doneWith(
      await addRecommendation(
        steward,
        report.id,
        entryForm({ code: "D9", themes: theme.id }),
        { publish: false },
        now(),
      ),
    );
    const { id: assigned } = doneWith(
      await assign(steward, report.id, id, assignmentForm(given.organization.id), now()),
    );
    doneWith(await deleteRecommendation(steward, report.id, id, now()));
    expect(await db.recommendation.findUnique({ where: { id } })).toBeNull();
    const [removed] = await db.registerChange.findMany({
      where: { rowId: id, tableName: "recommendations", kind: "removed" },
    });
    expect(removed).toMatchObject({ reportId: report.id, old: { code: "D9" }, new: null, actorId: steward.userId });
    const told = await listRegisterChanges(steward, report.slug, {}, 1);
    expect(told.changes.find(({ table, event }) => table === "assignments" && event === "removed")).toMatchObject({
      subject: { name: "D9", organization: given.organization.acronym },
    });
    expect(await db.assignment.findUnique({ where: { id: assigned } })).toBeNull();
  });

  test("with parts is neither withdrawn nor deleted nor assigned before them", async () => {
    const given = await createRegister();
    const { report, steward } = given;
    const parent = await draftOf(given, "P1");
    const part = await createRecommendation(report, [], { code: "P1.1", parentId: parent.id, publishedAt: null });
    expect(await withdrawRecommendation(steward, report.id, parent.id, reason, now())).toMatchObject({
      refusal: "has-parts",
    });
    expect(await deleteRecommendation(steward, report.id, parent.id, now())).toMatchObject({ refusal: "has-parts" });
    expect(await assign(steward, report.id, parent.id, assignmentForm(given.organization.id), now())).toMatchObject({
      detail: [{ field: "organization", code: "has-parts" }],
    });
    doneWith(await deleteRecommendation(steward, report.id, part.id, now()));
    doneWith(await deleteRecommendation(steward, report.id, parent.id, now()));
  });

  test("is put after the one it was added after, its parts go with it, and the others keep their order", async () => {
    const report = await createReport();
    const steward = await createMember(report.steward, ["steward"]);
    const ids: Record<string, string> = {};
    const add = async (code: string, typed: TypedEntry = {}, after?: string) => {
      const options = { publish: false, after: after && ids[after] };
      ids[code] = doneWith(
        await addRecommendation(steward, report.id, entryForm({ code, ...typed }), options, now()),
      ).id;
    };
    const order = async () =>
      (await listEntries(steward, report.slug)).map(({ code, depth }) => `${" ".repeat(depth)}${code}`);
    for (const code of ["A", "B", "C"]) await add(code);
    await add("B.1", { parent: ids.B });
    await add("B.2", { parent: ids.B }, "B.1");
    await add("A2", {}, "A");
    await add("A3", {}, "A2");
    expect(await order()).toEqual(["A", "A2", "A3", "B", " B.1", " B.2", "C"]);
    const move = async (code: string, to: "up" | "down" | number) =>
      doneWith(await moveRecommendation(steward, report.id, ids[code] ?? "", to, now()));
    await move("B", "up");
    await move("B.2", "up");
    await move("B.2", "up");
    await move("A", 99);
    await move("C", 1);
    expect(await order()).toEqual(["C", "A2", "B", " B.2", " B.1", "A3", "A"]);
    const seen = await seenEntry(ids.A ?? "");
    const typed = entryForm({ code: "A", parent: ids.B });
    doneWith(await editRecommendation(steward, report.id, { id: ids.A ?? "", seen }, typed, { publish: false }, now()));
    expect(await order()).toEqual(["C", "A2", "B", " B.2", " B.1", " A", "A3"]);
    const rows = await db.recommendation.findMany({ where: { reportId: report.id }, orderBy: { position: "asc" } });
    expect(rows.map(({ code }) => code)).toEqual(outline(rows).map(({ code }) => code));
    expect(new Set(rows.map(({ position }) => position)).size).toBe(rows.length);
    expect(await moveRecommendation(steward, report.id, ids.A ?? "", null, now())).toMatchObject({
      detail: [{ field: "move", code: "unreadable" }],
    });
  });
});

/** A note by somebody who may write it: from then on the assignment has a log. */
async function logNote({ assignment, organization }: Given, actor: Member, more: Record<string, unknown> = {}) {
  await commit(client, () =>
    insertEntry(client, {
      assignmentId: assignment.id,
      actorId: actor.userId,
      organizationId: organization.id,
      ...more,
    }),
  );
}

describe("roll-ups and figures", () => {
  test("follow what is published, assigned, withdrawn and brought back", async () => {
    const given = await createRegister();
    const { report, organization, entry, assignment, steward } = given;
    const parent = await createRecommendation(report, [], { code: "P1" });
    await db.recommendation.update({ where: { id: entry.id }, data: { parentId: parent.id } });
    const approver = await createMember(organization, ["approver"]);
    await logNote(given, approver, {
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
    await logNote(given, await createMember(organization, ["approver"]), {
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
    await logNote(given, approver, {
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

describe("organizations and themes", () => {
  test("an organization is added with its part, and ends with a successor as its dates say", async () => {
    const given = await createRegister();
    const { report, steward } = given;
    const successor = doneWith(await addOrganization(steward, report.id, organizationForm(), now()));
    expect(successor.slug).toMatch(/^rdb/);
    const seen = await seenOrganization(given.organization.id);
    const typed = organizationForm({
      existsFrom: "1993",
      existsUntil: "2003-03",
      successor: successor.id,
      part: "lends",
    });
    doneWith(await editOrganization(steward, report.id, { id: given.organization.id, seen }, typed, now()));
    expect(
      await db.organization.findUnique({ where: { id: given.organization.id }, include: { participations: true } }),
    ).toMatchObject({
      slug: given.organization.slug,
      existsFrom: toDatabaseDay("1993-01-01"),
      existsFromPrecision: "year",
      existsUntil: toDatabaseDay("2003-03-31"),
      existsUntilPrecision: "month",
      successorId: successor.id,
      participations: [{ part: "lends" }],
    });
    const told = await listRegisterChanges(steward, report.slug, { organizationId: given.organization.id }, 1);
    expect(told.changes[0]).toMatchObject({
      table: "participations",
      event: "changed",
      subject: { name: "RDB" },
      old: { part: null },
      now: { part: "lends" },
    });
    expect(told.changes[1]).toMatchObject({
      table: "organizations",
      now: { successor_id: "RDB", exists_until: "2003-03-31" },
    });
    expect(await editOrganization(steward, report.id, { id: given.organization.id, seen }, typed, now())).toMatchObject(
      {
        refusal: "changed-meanwhile",
      },
    );
  });

  test("an organization that was ever assigned, and the steward, keep their part in the report", async () => {
    const { report, steward, organization, assignment } = await createRegister();
    doneWith(await withdrawAssignment(steward, report.id, assignment.id, reason, now()));
    for (const id of [organization.id, report.steward.id])
      expect(await removeParticipant(steward, report.id, id, now())).toMatchObject({ refusal: "has-log" });
  });

  test("a theme that an entry has is not deleted", async () => {
    const given = await createRegister();
    const theme = await createTheme(given);
    await db.recommendationTheme.create({ data: { recommendationId: given.entry.id, themeId: theme.id } });
    expect(await deleteTheme(given.steward, given.report.id, theme.id, now())).toMatchObject({ refusal: "has-log" });
  });

  test("who answers for an organization is the same in the code and in the database, for lines of any length", async () => {
    const today = dayAt(new Date(), "Asia/Phnom_Penh");
    const ends = [null, "2003-03-31", "1999-12-31", today, "2999-12-31"];
    let successorId: string | null = null;
    const line: string[] = [];
    for (let at = 0; at < 26; at++) {
      const existsUntil = ends[at < 3 ? at : (at * 7) % 11 === 0 ? 3 : 1] ?? null;
      const organization: { id: string } = await createOrganization({
        successorId,
        existsUntil: existsUntil ? toDatabaseDay(existsUntil) : null,
        existsUntilPrecision: existsUntil ? "day" : null,
      });
      successorId = organization.id;
      line.push(organization.id);
    }
    // A line that is longer than anybody follows it.
    let last: string | null = null;
    for (let at = 0; at < 25; at++) {
      const organization: { id: string } = await createOrganization({
        successorId: last,
        existsUntil: toDatabaseDay("2001-01-01"),
        existsUntilPrecision: "day",
      });
      last = organization.id;
      line.push(organization.id);
    }
    const answers = new Set<string>();
    for (const id of line)
      for (const day of [today, "2003-04-01", "2003-03-31", "1990-01-01"]) {
        const selected = await db.organization.findUniqueOrThrow({ where: { id }, select: succession });
        const organization = (await readSuccessors(db, [selected]))(selected);
        const { rows } = await client.query("select answering_organization($1, $2::date) as id", [id, day]);
        expect(answering(organization, day).id).toBe(rows[0].id);
        answers.add(rows[0].id);
      }
    expect(answers.size).toBeGreaterThan(10);
  });
});

describe("bad input gets a sentence at its field, and nothing is written", () => {
  let given: Given;
  let other: Given;
  let parent: Awaited<ReturnType<typeof createRecommendation>>;
  let part: Awaited<ReturnType<typeof createRecommendation>>;
  let gone: Awaited<ReturnType<typeof createRecommendation>>;
  beforeAll(async () => {
    given = await createRegister();
    other = await createRegister();
    parent = await createRecommendation(given.report, [], { code: "P1" });
    part = await createRecommendation(given.report, [], { code: "P1.1", parentId: parent.id });
    gone = await createRecommendation(given.report, [], {
      code: "G1",
      withdrawnAt: new Date(),
      withdrawnFor: "Gone.",
    });
  });

  const huge = "ក".repeat(10_000_000);
  const bad: [string, TypedEntry | (() => TypedEntry), string[]][] = [
    [
      "nothing typed",
      { code: "", title: "", statement: "", kind: "", section: "", locator: "", sourceUrl: "", priority: "" },
      [
        "section.missing",
        "locator.missing",
        "sourceUrl.missing",
        "code.missing",
        "title.missing",
        "statement.missing",
        "kind.missing",
        "priority.missing",
      ],
    ],
    [
      "only spaces",
      { code: "  ", title: "\t \n", statement: "\u00A0\u2003" },
      ["code.missing", "title.missing", "statement.missing"],
    ],
    [
      "nothing that is seen",
      { title: "\u200B\u2060", statement: "\uFEFF\u00AD" },
      ["title.missing", "statement.missing"],
    ],
    ["only control characters", { title: "\u0000\u0007", statement: "\u001B" }, ["title.missing", "statement.missing"]],
    ["only marks of direction", { title: "\u202E", locator: "\u2066\u2069" }, ["locator.missing", "title.missing"]],
    ["10 MB of title", { title: huge }, ["title.too-long"]],
    ["10 MB of statement", { statement: huge }, ["statement.too-long"]],
    ["10 MB of code", { code: "A".repeat(10_000_000) }, ["code.too-long"]],
    ["10 MB of address", { sourceUrl: `https://example.org/${"a".repeat(10_000_000)}` }, ["sourceUrl.too-long"]],
    ["a title of 501 characters", { title: "a".repeat(501) }, ["title.too-long"]],
    ["a statement of 20,001", { statement: "a".repeat(20_001) }, ["statement.too-long"]],
    ["a section of 501", { section: "a".repeat(501) }, ["section.too-long"]],
    ["a locator of 501", { locator: "a".repeat(501) }, ["locator.too-long"]],
    ["a note of 20,001", { editorialNote: "a".repeat(20_001) }, ["editorialNote.too-long"]],
    ["a code of 31", { code: "A".repeat(31) }, ["code.too-long"]],
    ["an address of 2,001", { sourceUrl: `https://a.org/${"a".repeat(2000)}` }, ["sourceUrl.too-long"]],
    [
      "a source of a priority of 501",
      { priority: "high", prioritySource: "a".repeat(501) },
      ["prioritySource.too-long"],
    ],
    ["half a character in the title", { title: "A\uD800" }, ["title.broken"]],
    ["half a character in the statement", { statement: "\uDC00B" }, ["statement.broken"]],
    ["a replacement character", { locator: "item \uFFFD" }, ["locator.broken"]],
    ["a code with a space", { code: "R 1" }, ["code.unreadable"]],
    ["a code with a slash", { code: "R1/2" }, ["code.unreadable"]],
    ["a code that climbs", { code: "../../etc" }, ["code.unreadable"]],
    ["a code with two dots", { code: "R1..2" }, ["code.unreadable"]],
    ["a code that ends in a dot", { code: "R1." }, ["code.unreadable"]],
    ["a code of markup", { code: "<b>" }, ["code.unreadable"]],
    ["a code in Khmer digits", { code: "R១" }, ["code.unreadable"]],
    ["a code of an emoji", { code: "👩🏽‍🌾" }, ["code.unreadable"]],
    ["a code with a query", { code: "R1?x=1" }, ["code.unreadable"]],
    ["a code with a fragment", { code: "R1#x" }, ["code.unreadable"]],
    ["a code with SQL", { code: "R1'; drop table themes" }, ["code.unreadable"]],
    ["a code that is taken", { code: "R1" }, ["code.taken"]],
    ["a code that a withdrawn entry has", { code: "G1" }, ["code.taken"]],
    ["a script for an address", { sourceUrl: "javascript:alert(1)" }, ["sourceUrl.unreadable"]],
    ["a script in capitals", { sourceUrl: "JaVaScRiPt:alert(1)" }, ["sourceUrl.unreadable"]],
    ["a script after a tab", { sourceUrl: "java\tscript:alert(1)" }, ["sourceUrl.unreadable"]],
    ["data for an address", { sourceUrl: "data:text/html,<script>" }, ["sourceUrl.unreadable"]],
    ["a file for an address", { sourceUrl: "file:///etc/passwd" }, ["sourceUrl.unreadable"]],
    ["mail for an address", { sourceUrl: "mailto:a@example.org" }, ["sourceUrl.unreadable"]],
    ["an address without a scheme", { sourceUrl: "www.example.org" }, ["sourceUrl.unreadable"]],
    ["an address with a space", { sourceUrl: "https://example.org/a b" }, ["sourceUrl.unreadable"]],
    ["an address with two lines", { sourceUrl: "https://example.org\nhttps://example.com" }, ["sourceUrl.unreadable"]],
    ["an address without a host", { sourceUrl: "https://" }, ["sourceUrl.unreadable"]],
    ["an address by its slashes", { sourceUrl: "//example.org" }, ["sourceUrl.unreadable"]],
    ["no kind", { kind: "" }, ["kind.missing"]],
    ["a kind that there is not", { kind: "wish" }, ["kind.missing"]],
    ["a kind of JavaScript's own", { kind: "__proto__" }, ["kind.missing"]],
    ["a priority that there is not", { priority: "urgent" }, ["priority.missing"]],
    ["a priority without a source", { priority: "high" }, ["prioritySource.missing"]],
    ["a priority with a blank source", { priority: "low", prioritySource: "\u200B" }, ["prioritySource.missing"]],
    ["a source without a priority", { prioritySource: "page 3" }, ["priority.without"]],
    ["a parent that is no id", { parent: "R1" }, ["parent.unknown"]],
    ["a parent that there is not", { parent: randomUUID() }, ["parent.unknown"]],
    ["a parent of another report", () => ({ parent: other.entry.id }), ["parent.unknown"]],
    ["a parent that was withdrawn", () => ({ parent: gone.id }), ["parent.unknown"]],
    ["a parent that somebody answers for", () => ({ parent: given.entry.id }), ["parent.assigned"]],
    ["a theme that there is not", { themes: randomUUID() }, ["themes.unknown"]],
    ["a theme that is no id", { themes: "finance" }, ["themes.unknown"]],
    [
      "everything at once",
      { code: "R1", title: "", sourceUrl: "x", parent: "x", themes: "x", priority: "high" },
      [
        "sourceUrl.unreadable",
        "code.taken",
        "title.missing",
        "parent.unknown",
        "prioritySource.missing",
        "themes.unknown",
      ],
    ],
  ];

  test.each(bad)("entry: %s", async (_, typed, expected) => {
    const before = await everything();
    const form = entryForm(typeof typed === "function" ? typed() : typed);
    const answer = await addRecommendation(given.steward, given.report.id, form, { publish: true }, now());
    expect(problemsOf(answer)).toEqual(expected);
    expect(await everything()).toEqual(before);
  });

  test("entry: a theme of another report", async () => {
    const theme = await createTheme(other);
    const answer = await addRecommendation(
      given.steward,
      given.report.id,
      entryForm({ themes: theme.id }),
      { publish: true },
      now(),
    );
    expect(problemsOf(answer)).toEqual(["themes.unknown"]);
  });

  test.each<[string, () => string]>([
    ["itself", () => parent.id],
    ["its own part", () => part.id],
  ])("entry: part of %s", async (_, parentId) => {
    const target = { id: parent.id, seen: await seenEntry(parent.id) };
    const form = entryForm({ code: "P1", parent: parentId() });
    const answer = await editRecommendation(given.steward, given.report.id, target, form, { publish: false }, now());
    expect(problemsOf(answer)).toEqual(["parent.circle"]);
  });

  const badOrganizations: [string, TypedOrganization, string[]][] = [
    [
      "nothing typed",
      { name: "", acronym: "", organizationKind: "" },
      ["name.missing", "acronym.missing", "organizationKind.missing"],
    ],
    ["a name of 501", { name: "a".repeat(501) }, ["name.too-long"]],
    ["a kind that there is not", { organizationKind: "ngo" }, ["organizationKind.missing"]],
    ["31 February", { existsFrom: "2001-02-31" }, ["existsFrom.unreadable"]],
    ["the year 0", { existsUntil: "0000" }, ["existsUntil.unreadable"]],
    ["a date in words", { existsUntil: "March 2001" }, ["existsUntil.unreadable"]],
    ["an end before the beginning", { existsFrom: "2003-04", existsUntil: "2003-03" }, ["existsUntil.before-it-began"]],
    ["a successor that there is not", { successor: randomUUID() }, ["successor.unknown"]],
    ["a successor that is no id", { successor: "acleda" }, ["successor.unknown"]],
    ["half a character", { acronym: "A\uD800" }, ["acronym.broken"]],
    ["a part of 501", { part: "a".repeat(501) }, ["part.too-long"]],
  ];

  test.each(badOrganizations)("organization: %s", async (_, typed, expected) => {
    const before = await everything();
    const answer = await addOrganization(given.steward, given.report.id, organizationForm(typed), now());
    expect(problemsOf(answer)).toEqual(expected);
    expect(await everything()).toEqual(before);
  });

  test("organization: one of this name is known, in whatever letters; a form that is sent twice adds one", async () => {
    const form = organizationForm();
    doneWith(await addOrganization(given.steward, given.report.id, form, now()));
    const before = await everything();
    for (const name of [form.name, form.name.toUpperCase()]) {
      const again = await addOrganization(given.steward, given.report.id, { ...form, name }, now());
      expect(problemsOf(again)).toEqual(["name.taken"]);
    }
    expect(await everything()).toEqual(before);
  });

  test("organization: succeeded by itself, or by one that it succeeds", async () => {
    const { id } = given.organization;
    const heir = await createOrganization({ successorId: id });
    for (const successor of [id, heir.id]) {
      const target = { id, seen: await seenOrganization(id) };
      const answer = await editOrganization(
        given.steward,
        given.report.id,
        target,
        organizationForm({ successor }),
        now(),
      );
      expect(problemsOf(answer)).toEqual(["successor.circle"]);
    }
  });

  test("ids of another report lead nowhere", async () => {
    const { report, steward } = given;
    const before = await everything();
    const theme = await createTheme(other);
    const target = (id: string) => ({ id, seen: 0 });
    const { entry, assignment, organization } = other;
    const answers = await Promise.all([
      editRecommendation(steward, report.id, target(entry.id), entryForm(), { publish: false }, now()),
      publishRecommendation(steward, report.id, entry.id, now()),
      withdrawRecommendation(steward, report.id, entry.id, reason, now()),
      deleteRecommendation(steward, report.id, entry.id, now()),
      moveRecommendation(steward, report.id, entry.id, "up", now()),
      assign(steward, report.id, entry.id, assignmentForm(given.organization.id), now()),
      changeAssignment(steward, report.id, target(assignment.id), { role: "lead", basis: "stated" }, now()),
      withdrawAssignment(steward, report.id, assignment.id, reason, now()),
      deleteAssignment(steward, report.id, assignment.id, now()),
      editOrganization(steward, report.id, target(organization.id), organizationForm(), now()),
      removeParticipant(steward, report.id, organization.id, now()),
      renameTheme(steward, report.id, target(theme.id), { name: "x" }, now()),
      moveTheme(steward, report.id, theme.id, "up", now()),
      deleteTheme(steward, report.id, theme.id, now()),
    ]);
    expect(new Set(answers.map((answer) => (answer.ok ? "done" : answer.refusal)))).toEqual(new Set(["not-found"]));
    await db.theme.delete({ where: { id: theme.id } });
    expect((await everything()).kept).toEqual(before.kept);
  });

  test("an organization without a part in the report, and one that is assigned already, are not assigned", async () => {
    const stranger = await createOrganization();
    const cases: [string, string][] = [
      [stranger.id, "organization.unknown"],
      ["", "organization.missing"],
      ["x", "organization.unknown"],
      [given.organization.id, "organization.taken"],
    ];
    for (const [id, problem] of cases)
      expect(
        problemsOf(await assign(given.steward, given.report.id, given.entry.id, assignmentForm(id), now())),
      ).toEqual([problem]);
  });
});

function problemsOf(answer: RegisterResult<unknown>): string[] {
  return answer.ok ? [] : (answer.detail ?? []).map(({ field, code }) => `${field}.${code}`);
}

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
    expect(await runAs(other.steward, ended)).toBe(0);
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
    expect(await runAs(steward, earlier)).toBe(0);
    const row = await db.assignment.findUniqueOrThrow({ where: { id: assignment.id } });
    expect(row.createdAt).toEqual(assignment.createdAt);
  });

  test("the status of an entry cannot be set by itself", async () => {
    const { entry, steward } = await createRegister();
    const claim = `update recommendations set implementation = 'implemented' where id = '${entry.id}'`;
    expect(await runAs(steward, claim)).toBe(0);
  });
});
