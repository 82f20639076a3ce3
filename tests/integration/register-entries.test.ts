import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Member, publicViewer } from "#lib/accounts/viewer.ts";
import { listEntryChanges, listRegisterChanges } from "#lib/register/change-queries.ts";
import {
  addRecommendation,
  assign,
  deleteAssignment,
  deleteRecommendation,
  editRecommendation,
  moveRecommendation,
  withdrawAssignment,
  withdrawRecommendation,
} from "#lib/register/commands.ts";
import { outline } from "#lib/register/order.ts";
import { getEntry, getRegister, listEntries } from "#lib/register/queries.ts";
import { connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { assignmentForm, createRegister, entryForm, type TypedEntry } from "../support/register.ts";
import {
  createTheme,
  doneWith,
  draftOf,
  everything,
  logNote,
  now,
  reason,
  runAs,
  seenEntry,
} from "../support/register-commands.ts";
import { createMember, createRecommendation, createReport } from "../support/report.ts";

// The entries of a register, and who answers for them.

let client: pg.Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.end());

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
    const before = await everything(client);
    doneWith(
      await editRecommendation(given.steward, given.report.id, { id, seen }, entryForm(), { publish: false }, now()),
    );
    expect(await everything(client)).toEqual(before);
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
    const before = await everything(client);
    expect(await deleteRecommendation(steward, report.id, entry.id, now())).toMatchObject({ refusal: "has-log" });
    expect(await deleteAssignment(steward, report.id, assignment.id, now())).toMatchObject({ refusal: "has-log" });
    for (const table of [`assignments where id = '${assignment.id}'`, `recommendations where id = '${entry.id}'`])
      expect(await runAs(client, steward, `delete from ${table}`)).toBe(0);
    const approver = await createMember(given.organization, ["approver"]);
    await logNote(client, given, approver);
    expect(await deleteAssignment(steward, report.id, assignment.id, now())).toMatchObject({ refusal: "has-log" });
    expect(await runAs(client, steward, `delete from assignments where id = '${assignment.id}'`)).toBe(0);
    expect(await withdrawRecommendation(steward, report.id, entry.id, { reason: "" }, now())).toMatchObject({
      refusal: "invalid",
      detail: [{ field: "reason", code: "missing" }],
    });
    expect(await withdrawAssignment(steward, report.id, assignment.id, { reason: "" }, now())).toMatchObject({
      refusal: "invalid",
    });
    expect((await everything(client)).changes).toBe(before.changes);
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
