import "server-only";
import { v7 as uuid } from "uuid";
import type { Viewer } from "#lib/accounts/viewer.ts";
import type { Database } from "#lib/db.ts";
import { keepRollUp } from "#lib/recommendations/commands.ts";
import { done, refused } from "#lib/result.ts";
import { editRegister, entryTables, newestChange, type RegisterResult, savePositions } from "./edit.ts";
import { judgeAssignment, judgeEntry, judgeReason, judgeRole, type Problem, type RegisterEntry } from "./judge.ts";
import { type Move, moveEntry, placeEntry } from "./order.ts";
import { type AssignmentForm, type EntryForm, isDeletable, type ReasonForm } from "./schema.ts";

// What a steward does with the entries of a register, and with who answers for them.

type Saved = { id: string; code: string };

/** Adds an entry, as a draft or published at once, after one of its siblings or after all of them. */
export function addRecommendation(
  viewer: Viewer,
  reportId: string,
  form: EntryForm,
  { after, publish }: { after?: string; publish: boolean },
  now: Date,
): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx, at) => {
    const register = await readRegister(tx, reportId);
    const problems = judgeEntry(form, null, register);
    const columns = columnsOf(form);
    if (problems.length > 0 || !columns) return refused("invalid", problems);
    const id = uuid();
    const positions = placeEntry(register.entries, { id, parentId: columns.parentId }, after ?? null);
    const position = positions.get(id) ?? 0;
    positions.delete(id);
    await tx.recommendation.create({
      data: { ...columns, id, reportId, position, publishedAt: publish ? at : null, createdAt: at },
    });
    await saveThemes(tx, id, form.themes);
    await savePositions(tx, positions);
    if (publish) await keepRollUp(tx, [id]);
    return done({ id, code: columns.code });
  });
}

/** Changes what an entry says, if nobody has since its writer saw it. */
export function editRecommendation(
  viewer: Viewer,
  reportId: string,
  { id, seen }: { id: string; seen: number },
  form: EntryForm,
  { publish }: { publish: boolean },
  now: Date,
): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx, at) => {
    const entry = await findEntry(tx, reportId, id);
    if (!entry) return refused("not-found");
    if (entry.withdrawnAt) return refused("withdrawn");
    if ((await newestChange(tx, entryTables, id)) !== seen) return refused("changed-meanwhile");
    const register = await readRegister(tx, reportId);
    const problems = judgeEntry(form, id, register);
    const columns = columnsOf(form);
    if (problems.length > 0 || !columns) return refused("invalid", problems);
    await tx.recommendation.update({
      where: { id },
      data: { ...columns, publishedAt: entry.publishedAt ?? (publish ? at : null) },
    });
    await saveThemes(tx, id, form.themes);
    if (columns.parentId !== entry.parentId)
      await savePositions(tx, placeEntry(register.entries, { id, parentId: columns.parentId }, null));
    await keepRollUp(tx, [id, ...(entry.parentId ? [entry.parentId] : [])]);
    return done({ id, code: columns.code });
  });
}

async function saveThemes(tx: Database, recommendationId: string, themeIds: readonly string[]) {
  const kept = await tx.recommendationTheme.findMany({ where: { recommendationId }, select: { themeId: true } });
  const was = new Set(kept.map(({ themeId }) => themeId));
  const is = new Set(themeIds);
  const removed = [...was.difference(is)];
  if (removed.length > 0)
    await tx.recommendationTheme.deleteMany({ where: { recommendationId, themeId: { in: removed } } });
  await tx.recommendationTheme.createMany({
    data: [...is.difference(was)].map((themeId) => ({ recommendationId, themeId })),
  });
}

/** From now on everybody sees it, it is counted, and its assignments can have a log. */
export function publishRecommendation(viewer: Viewer, reportId: string, id: string, now: Date) {
  return editRegister<Saved>(viewer, reportId, now, async (tx, at) => {
    const entry = await findEntry(tx, reportId, id);
    if (!entry) return refused("not-found");
    if (entry.withdrawnAt) return refused("withdrawn");
    await tx.recommendation.updateMany({ where: { id, publishedAt: null }, data: { publishedAt: at } });
    await keepRollUp(tx, [id]);
    return done({ id, code: entry.code });
  });
}

/** Nobody but the steward sees it any more, and it is counted nowhere; its log stays. */
export function withdrawRecommendation(viewer: Viewer, reportId: string, id: string, form: ReasonForm, now: Date) {
  return editRegister<Saved>(viewer, reportId, now, async (tx, at) => {
    const entry = await findEntry(tx, reportId, id);
    if (!entry) return refused("not-found");
    if (entry.withdrawnAt) return refused("withdrawn");
    if (entry.parts.some(({ withdrawnAt }) => !withdrawnAt)) return refused("has-parts");
    const problems = judgeReason(form);
    if (problems.length > 0) return refused("invalid", problems);
    await tx.recommendation.update({ where: { id }, data: { withdrawnAt: at, withdrawnFor: form.reason } });
    await keepRollUp(tx, [id]);
    return done({ id, code: entry.code });
  });
}

/** A draft that nothing was logged for leaves nothing behind but the note that it was there. */
export function deleteRecommendation(viewer: Viewer, reportId: string, id: string, now: Date) {
  return editRegister<Saved>(viewer, reportId, now, async (tx) => {
    const entry = await findEntry(tx, reportId, id);
    if (!entry) return refused("not-found");
    if (entry.parts.length > 0) return refused("has-parts");
    if (!isDeletable(entry)) return refused("has-log");
    await tx.assignment.deleteMany({ where: { recommendationId: id } });
    await tx.recommendationTheme.deleteMany({ where: { recommendationId: id } });
    await tx.recommendation.delete({ where: { id } });
    return done({ id, code: entry.code });
  });
}

/** Moves an entry among its siblings, with its parts. */
export function moveRecommendation(viewer: Viewer, reportId: string, id: string, move: Move | null, now: Date) {
  return editRegister<Saved>(viewer, reportId, now, async (tx) => {
    const { entries } = await readRegister(tx, reportId);
    const entry = entries.find((one) => one.id === id);
    if (!entry) return refused("not-found");
    if (move === null) return refused("invalid", [{ field: "move", code: "unreadable" }]);
    await savePositions(tx, moveEntry(entries, id, move));
    return done({ id, code: entry.code });
  });
}

// Who answers.

/** An organization answers for an entry from now on. One that was withdrawn comes back, and its log goes on. */
export function assign(
  viewer: Viewer,
  reportId: string,
  recommendationId: string,
  form: AssignmentForm,
  now: Date,
): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx, at) => {
    const entry = await findEntry(tx, reportId, recommendationId);
    if (!entry) return refused("not-found");
    if (entry.withdrawnAt) return refused("withdrawn");
    const participants = await tx.participation.findMany({ where: { reportId }, select: { organizationId: true } });
    const problems = judgeAssignment(form, {
      participantIds: participants.map(({ organizationId }) => organizationId),
      assignedIds: entry.assignments.filter((one) => !one.withdrawnAt).map(({ organizationId }) => organizationId),
      hasParts: entry.parts.some(({ withdrawnAt }) => !withdrawnAt),
    });
    const { organization: organizationId, role, basis } = form;
    if (problems.length > 0 || !organizationId || !role || !basis) return refused("invalid", problems);
    const { id } = await tx.assignment.upsert({
      where: { recommendationId_organizationId: { recommendationId, organizationId } },
      create: { reportId, recommendationId, organizationId, role, basis, createdAt: at },
      update: { role, basis, withdrawnAt: null, withdrawnFor: null },
      select: { id: true },
    });
    await keepRollUp(tx, [recommendationId]);
    return done({ id, code: entry.code });
  });
}

/** Lead or support, stated or proposed. */
export function changeAssignment(
  viewer: Viewer,
  reportId: string,
  { id, seen }: { id: string; seen: number },
  { role, basis }: Pick<AssignmentForm, "role" | "basis">,
  now: Date,
) {
  return editAssignment(viewer, reportId, id, now, async (tx, { withdrawnAt }) => {
    if (withdrawnAt) return "withdrawn";
    if ((await newestChange(tx, ["assignments"], id)) !== seen) return "changed-meanwhile";
    const problems = judgeRole({ role, basis });
    if (problems.length > 0 || !role || !basis) return problems;
    await tx.assignment.update({ where: { id }, data: { role, basis } });
  });
}

/** It is counted no more and nothing is logged for it; what was logged stays. */
export function withdrawAssignment(viewer: Viewer, reportId: string, id: string, form: ReasonForm, now: Date) {
  return editAssignment(viewer, reportId, id, now, async (tx, { withdrawnAt }, at) => {
    if (withdrawnAt) return "withdrawn";
    const problems = judgeReason(form);
    if (problems.length > 0) return problems;
    await tx.assignment.update({ where: { id }, data: { withdrawnAt: at, withdrawnFor: form.reason } });
  });
}

/** Only that of a draft: a published one has counted, and is withdrawn instead. */
export function deleteAssignment(viewer: Viewer, reportId: string, id: string, now: Date) {
  return editAssignment(viewer, reportId, id, now, async (tx, { logLength, recommendation }) => {
    if (logLength > 0 || recommendation.publishedAt) return "has-log";
    await tx.assignment.delete({ where: { id, logLength: 0 } });
  });
}

type AssignmentRow = NonNullable<Awaited<ReturnType<typeof findAssignment>>>;

function editAssignment(
  viewer: Viewer,
  reportId: string,
  id: string,
  now: Date,
  work: (
    tx: Database,
    row: AssignmentRow,
    at: Date,
  ) => Promise<"withdrawn" | "changed-meanwhile" | "has-log" | Problem[] | undefined>,
): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx, at) => {
    const row = await findAssignment(tx, reportId, id);
    if (!row) return refused("not-found");
    const refusal = await work(tx, row, at);
    if (Array.isArray(refusal)) return refused("invalid", refusal);
    if (refusal) return refused(refusal);
    await keepRollUp(tx, [row.recommendationId]);
    return done({ id, code: row.recommendation.code });
  });
}

function findAssignment(tx: Database, reportId: string, id: string) {
  return tx.assignment.findFirst({
    where: { id, reportId },
    select: {
      recommendationId: true,
      withdrawnAt: true,
      logLength: true,
      recommendation: { select: { code: true, publishedAt: true } },
    },
  });
}

function findEntry(tx: Database, reportId: string, id: string) {
  return tx.recommendation.findFirst({
    where: { id, reportId },
    select: {
      code: true,
      parentId: true,
      publishedAt: true,
      withdrawnAt: true,
      parts: { select: { withdrawnAt: true } },
      assignments: { select: { organizationId: true, withdrawnAt: true, logLength: true } },
      _count: { select: { states: true } },
    },
  });
}

/** All entries of a report as they are judged and ordered, and the themes that they can have. */
async function readRegister(tx: Database, reportId: string) {
  const [rows, themes] = [
    await tx.recommendation.findMany({
      where: { reportId },
      orderBy: [{ position: "asc" }, { id: "asc" }],
      select: {
        id: true,
        code: true,
        parentId: true,
        position: true,
        withdrawnAt: true,
        assignments: { where: { withdrawnAt: null }, select: { organizationId: true } },
      },
    }),
    await tx.theme.findMany({ where: { reportId }, select: { id: true } }),
  ];
  const entries = rows.map(({ withdrawnAt, assignments, ...row }): RegisterEntry & typeof row => ({
    ...row,
    isWithdrawn: withdrawnAt !== null,
    assigned: assignments.map(({ organizationId }) => organizationId),
  }));
  return { entries, themeIds: themes.map(({ id }) => id) };
}

/** What a sound form writes; nothing where it leaves something out, which the judge has told. */
function columnsOf({ kind, priority, parent, themes: _, ...form }: EntryForm) {
  if (kind === null || priority === null || parent === "unknown") return;
  return {
    ...form,
    kind,
    priority,
    parentId: parent,
    editorialNote: form.editorialNote || null,
    prioritySource: form.prioritySource || null,
  };
}
