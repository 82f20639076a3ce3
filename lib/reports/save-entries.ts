import "server-only";
import type { Database } from "#lib/db.ts";
import { compare, countNames, idOf } from "./comparison.ts";
import type { Register } from "./register.ts";

// What a register says of the recommendations and of who answers for them. Each answers with what it changed.

export async function saveRecommendations(
  tx: Database,
  register: Register,
  reportId: string,
  themeIds: Map<string, string>,
  at: Date,
) {
  const kept = await tx.recommendation.findMany({
    where: { reportId },
    include: { themes: { select: { themeId: true } } },
  });
  const ids = new Map(kept.map(({ code, id }) => [code, id]));
  const entries = register.recommendations.map((entry, position) => ({ ...entry, position }));
  const rowOf = (entry: (typeof entries)[number]) => ({
    code: entry.code,
    parentId: entry.parent === undefined ? null : idOf(ids, entry.parent),
    position: entry.position,
    kind: entry.kind,
    section: entry.section,
    locator: entry.locator,
    title: entry.title,
    statement: entry.statement,
    textComplete: entry.textComplete,
    editorialNote: entry.editorialNote ?? null,
    sourceUrl: entry.sourceUrl,
    priority: entry.priority,
    prioritySource: entry.prioritySource ?? null,
  });

  // A parent before its parts: each round creates those whose parent is there.
  let missing = entries.filter(({ code }) => !ids.has(code));
  while (missing.length > 0) {
    const ready = missing.filter(({ parent }) => parent === undefined || ids.has(parent));
    const created = await tx.recommendation.createManyAndReturn({
      data: ready.map((entry) => ({ ...rowOf(entry), reportId, publishedAt: at, createdAt: at })),
      select: { id: true, code: true },
    });
    for (const { code, id } of created) ids.set(code, id);
    missing = missing.filter(({ code }) => !ids.has(code));
  }

  const { fresh, changed, vanished } = compare(entries.map(rowOf), kept, ({ code }) => code);
  for (const { before, row } of changed) await tx.recommendation.update({ where: { id: before.id }, data: row });
  const rethemed = await saveThemesOf(tx, entries, kept, ids, themeIds);

  const moved = changed.filter(({ before, row }) => before.parentId !== row.parentId);
  return {
    ids,
    count: countNames(
      fresh.map(({ code }) => code),
      [...changed.map(({ row }) => row.code), ...rethemed],
      entries.length,
    ),
    /** Those whose parts are others than before, or will be once they have a state. */
    regrouped: [
      ...fresh.flatMap(({ parentId }) => parentId ?? []),
      ...moved.flatMap(({ before, row }) => [before.parentId ?? [], row.parentId ?? []].flat()),
    ],
    vanished: vanished
      .filter(({ withdrawnAt }) => !withdrawnAt)
      .map(({ code }) => `${code} is not among the recommendations of this file; it stays`),
  };
}

/** Answers with the codes of those whose themes changed. */
async function saveThemesOf(
  tx: Database,
  entries: Pick<Register["recommendations"][number], "code" | "themes">[],
  kept: { code: string; themes: { themeId: string }[] }[],
  ids: Map<string, string>,
  themeIds: Map<string, string>,
): Promise<string[]> {
  const before = new Map(kept.map(({ code, themes }) => [code, new Set(themes.map(({ themeId }) => themeId))]));
  const links = entries.map(({ code, themes }) => {
    const was = before.get(code) ?? new Set();
    const is = new Set(themes.map((theme) => idOf(themeIds, theme)));
    return {
      code,
      recommendationId: idOf(ids, code),
      added: [...is.difference(was)],
      removed: [...was.difference(is)],
    };
  });
  const changed = links.filter(({ added, removed }) => added.length + removed.length > 0);
  for (const { recommendationId, removed } of changed)
    if (removed.length > 0)
      await tx.recommendationTheme.deleteMany({ where: { recommendationId, themeId: { in: removed } } });
  await tx.recommendationTheme.createMany({
    data: changed.flatMap(({ recommendationId, added }) => added.map((themeId) => ({ recommendationId, themeId }))),
  });
  return changed.map(({ code }) => code);
}

export async function saveAssignments(
  tx: Database,
  register: Register,
  reportId: string,
  recommendationIds: Map<string, string>,
  organizationIds: Map<string, string>,
  at: Date,
) {
  const kept = await tx.assignment.findMany({
    where: { reportId },
    select: {
      id: true,
      reportId: true,
      recommendationId: true,
      organizationId: true,
      role: true,
      basis: true,
      withdrawnAt: true,
      withdrawnFor: true,
      recommendation: { select: { code: true } },
      organization: { select: { slug: true } },
    },
  });
  const rows = register.recommendations.flatMap(({ code, assignments }) =>
    assignments.map(({ organization, role, basis }) => ({
      reportId,
      recommendationId: idOf(recommendationIds, code),
      organizationId: idOf(organizationIds, organization),
      role,
      basis,
      // One that was withdrawn and is named again is followed again.
      withdrawnAt: null,
      withdrawnFor: null,
    })),
  );
  const { fresh, changed, vanished, count } = compare(
    rows,
    kept,
    (row) => `${row.recommendationId} ${row.organizationId}`,
  );
  await tx.assignment.createMany({ data: fresh.map((row) => ({ ...row, createdAt: at })) });
  for (const { before, row } of changed)
    await tx.assignment.update({
      where: { id: before.id },
      data: { role: row.role, basis: row.basis, withdrawnAt: null, withdrawnFor: null },
    });

  const named = new Set(register.recommendations.map(({ code }) => code));
  const divided = new Set(register.recommendations.map(({ parent }) => parent));
  const left = vanished.filter(({ withdrawnAt, recommendation }) => !withdrawnAt && named.has(recommendation.code));
  // Nothing was logged for these, or findConflicts had refused. A recommendation with parts must not keep them.
  const withdrawn = left.filter(({ recommendation }) => divided.has(recommendation.code));
  await tx.assignment.updateMany({
    where: { id: { in: withdrawn.map(({ id }) => id) } },
    data: { withdrawnAt: at, withdrawnFor: "The recommendation was divided into parts." },
  });
  return {
    count,
    touched: [...fresh, ...changed.map(({ before }) => before), ...withdrawn].map(
      ({ recommendationId }) => recommendationId,
    ),
    vanished: left.map((row) => {
      const what = `${row.organization.slug} is not assigned to ${row.recommendation.code} in this file`;
      return withdrawn.includes(row)
        ? `${what}, which has parts now; the assignment is withdrawn`
        : `${what}; the assignment stays`;
    }),
  };
}
