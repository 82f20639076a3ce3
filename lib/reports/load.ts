import "server-only";
import { createHash } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { firstDay, toDatabaseDay } from "#lib/dates.ts";
import { type Database, db } from "#lib/db.ts";
import { keepRollUp, lockReport } from "#lib/recommendations/commands.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { type Register, readRegister } from "./register.ts";

export type Count = { new: number; changed: number; unchanged: number };

/** What a load did. `vanished` is a sentence for each thing that is kept although the file does not name it any more. */
export type Loaded = {
  report: string;
  /** The file was loaded before, and the caller asked for new files only. */
  skipped: boolean;
  recommendations: Count;
  assignments: Count;
  organizations: Count;
  themes: Count;
  vanished: string[];
};

export type LoadRefusal = "invalid-register" | "conflicting-register";

/**
 * Loads a register file: the whole of it, or nothing with a sentence for each thing to mend. The file corrects the register
 * and only that: no log entry, no state of an assignment, and nothing is removed that it does not name.
 */
export async function loadRegister(
  file: string,
  now: Date,
  options: { onlyIfNew?: boolean } = {},
): Promise<Result<Loaded, LoadRefusal, string[]>> {
  const read = readRegister(file);
  if (!read.ok) return read;
  const hash = createHash("sha256").update(file).digest("hex");
  return db.$transaction((tx) => load(tx, read.value, hash, now, options), { maxWait: 10_000, timeout: 60_000 });
}

/** The load in lines for a terminal, what matters most last. */
export function wordLoaded(loaded: Loaded): string[] {
  return [
    ...(loaded.skipped ? [`${loaded.report}: this file is loaded already`] : loaded.vanished),
    wordCount(loaded.organizations, "organization"),
    wordCount(loaded.themes, "theme"),
    wordCount(loaded.assignments, "assignment"),
    wordCount(loaded.recommendations, "recommendation"),
  ];
}

function wordCount(count: Count, noun: string): string {
  const total = count.new + count.changed + count.unchanged;
  return `${total} ${noun}${total === 1 ? "" : "s"}: ${count.new} new, ${count.changed} changed, ${count.unchanged} unchanged`;
}

async function load(
  tx: Database,
  register: Register,
  hash: string,
  now: Date,
  options: { onlyIfNew?: boolean },
): Promise<Result<Loaded, LoadRefusal, string[]>> {
  // One load at a time: a report's first has no row to lock, and reports share organizations.
  await tx.$executeRaw`select pg_advisory_xact_lock(hashtext('tamdan load register'))`;
  const kept = await tx.report.findUnique({
    where: { slug: register.report.slug },
    select: { id: true, registerHashes: true },
  });
  if (kept) await lockReport(tx, kept.id);
  if (options.onlyIfNew && kept?.registerHashes.includes(hash)) return done(skipped(register));
  const conflicts = kept ? await findConflicts(tx, kept.id, register) : [];
  if (conflicts.length > 0) return refused("conflicting-register", conflicts);

  const organizations = await saveOrganizations(tx, register, kept?.id);
  const reportId = await saveReport(tx, register, hash, organizations.ids);
  const participations = await saveParticipations(tx, register, reportId, organizations.ids);
  const themes = await saveThemes(tx, register, reportId);
  const recommendations = await saveRecommendations(tx, register, reportId, themes.ids, now);
  const assignments = await saveAssignments(tx, register, reportId, recommendations.ids, organizations.ids, now);
  await keepRollUp(tx, [...new Set([...recommendations.regrouped, ...assignments.touched])]);

  return done({
    report: register.report.slug,
    skipped: false,
    recommendations: recommendations.count,
    assignments: assignments.count,
    organizations: countNames(
      participations.fresh,
      [...organizations.changed, ...participations.changed],
      register.organizations.length,
    ),
    themes: themes.count,
    vanished: [...participations.vanished, ...themes.vanished, ...recommendations.vanished, ...assignments.vanished],
  });
}

function skipped({ report, organizations, themes, recommendations }: Register): Loaded {
  const unchanged = (count: number): Count => ({ new: 0, changed: 0, unchanged: count });
  return {
    report: report.slug,
    skipped: true,
    recommendations: unchanged(recommendations.length),
    assignments: unchanged(recommendations.flatMap(({ assignments }) => assignments).length),
    organizations: unchanged(organizations.length),
    themes: unchanged(Object.keys(themes).length),
    vanished: [],
  };
}

/** Where the file is sound, but does not go with what is in the register already and stays there. Read before anything is written. */
async function findConflicts(tx: Database, reportId: string, register: Register): Promise<string[]> {
  const slugs = register.organizations.map(({ slug }) => slug);
  const codes = new Set(register.recommendations.map(({ code }) => code));
  const divided = new Set(register.recommendations.map(({ parent }) => parent));

  const stewards = await tx.participation.findMany({
    where: { reportId, function: "steward", organization: { slug: { notIn: slugs } } },
    select: { organization: { select: { slug: true } } },
  });
  const parts = await tx.recommendation.findMany({
    where: { reportId, parentId: { not: null }, withdrawnAt: null },
    orderBy: { position: "asc" },
    select: { code: true, parent: { select: { code: true } } },
  });
  const answered = await tx.assignment.findMany({
    where: { reportId, withdrawnAt: null, logLength: { gt: 0 } },
    select: { recommendation: { select: { code: true } }, organization: { select: { slug: true } } },
  });

  const conflicts = stewards.map(
    ({ organization }) =>
      `organizations: ${organization.slug} is the steward and missing here; name it, as a stakeholder if another is the steward now`,
  );
  const missing = Map.groupBy(
    parts.filter(({ code }) => !codes.has(code)),
    ({ parent }) => parent?.code,
  );
  for (const [at, { code, assignments }] of register.recommendations.entries()) {
    const path = `recommendations[${at}]`;
    const left = missing.get(code) ?? [];
    if (left.length > 0 && assignments.length > 0)
      conflicts.push(
        `${path}.assignments: ${code} keeps parts that this file does not name (${left.map((part) => part.code).join(", ")}), and so no assignments of its own; name and assign its parts`,
      );
    if (!divided.has(code)) continue;
    const organizations = answered
      .filter(({ recommendation }) => recommendation.code === code)
      .map(({ organization }) => organization.slug);
    if (organizations.length > 0)
      conflicts.push(
        `${path}: ${code} cannot get parts, because ${organizations.join(", ")} logged progress on it; leave it whole, with its assignments`,
      );
  }
  return conflicts;
}

async function saveOrganizations(tx: Database, register: Register, reportId: string | undefined) {
  const slugs = register.organizations.map(({ slug }) => slug);
  const kept = await tx.organization.findMany({
    where: { slug: { in: slugs } },
    select: {
      id: true,
      slug: true,
      name: true,
      acronym: true,
      kind: true,
      iatiIdentifier: true,
      existsFrom: true,
      existsUntil: true,
      successorId: true,
      participations: { where: { reportId: { not: reportId } }, take: 1, select: { reportId: true } },
    },
  });
  // What this file leaves out of an organization that another report has too, that report's file may have said.
  const silent = new Map(kept.map((row) => [row.slug, row.participations.length > 0 ? undefined : null]));
  const rows = register.organizations.map(({ slug, name, acronym, kind, iatiIdentifier, existsFrom, existsUntil }) => ({
    slug,
    name,
    acronym,
    kind,
    iatiIdentifier: iatiIdentifier ?? silent.get(slug),
    existsFrom: existsFrom ? toDatabaseDay(firstDay(existsFrom)) : silent.get(slug),
    existsUntil: existsUntil ? toDatabaseDay(existsUntil.on) : silent.get(slug),
  }));
  const { fresh, changed } = compare(rows, kept, ({ slug }) => slug);
  const created = await tx.organization.createManyAndReturn({ data: fresh, select: { id: true, slug: true } });
  for (const { before, row } of changed) await tx.organization.update({ where: { id: before.id }, data: row });

  // Successors second: they may be new themselves.
  const ids = new Map([...kept, ...created].map(({ slug, id }) => [slug, id]));
  const succeeded = register.organizations
    .map(({ slug, successor }) => ({
      slug,
      successorId: successor === undefined ? silent.get(slug) : idOf(ids, successor),
    }))
    .filter(
      ({ slug, successorId }) =>
        successorId !== undefined && successorId !== (kept.find((row) => row.slug === slug)?.successorId ?? null),
    );
  for (const { slug, successorId } of succeeded)
    await tx.organization.update({ where: { slug }, data: { successorId } });
  return { ids, changed: [...changed.map(({ row }) => row.slug), ...succeeded.map(({ slug }) => slug)] };
}

async function saveReport(
  tx: Database,
  { report, kinds }: Register,
  hash: string,
  organizationIds: Map<string, string>,
): Promise<string> {
  const row = {
    slug: report.slug,
    title: report.title,
    subtitle: report.subtitle ?? null,
    timeZone: report.timeZone,
    publishedOn: toDatabaseDay(report.publishedOn.on),
    publishedPrecision: report.publishedOn.precision,
    pages: report.pages ?? null,
    language: report.language,
    sourceUrl: report.sourceUrl,
    rights: report.rights ?? null,
    coverageHeld: report.coverage.held,
    coverageNotHeld: report.coverage.notHeld,
    coverageNote: report.coverage.note ?? null,
    kindMeanings: kinds ?? {},
    authorId: idOf(organizationIds, report.author),
    funderId: report.funder === undefined ? null : idOf(organizationIds, report.funder),
  };
  const kept = await tx.report.findUnique({ where: { slug: report.slug } });
  if (!kept) return (await tx.report.create({ data: { ...row, registerHashes: [hash] }, select: { id: true } })).id;
  const registerHashes = [...new Set([...kept.registerHashes, hash])];
  if (differs({ ...row, registerHashes }, kept))
    await tx.report.update({ where: { id: kept.id }, data: { ...row, registerHashes } });
  return kept.id;
}

async function saveParticipations(
  tx: Database,
  register: Register,
  reportId: string,
  organizationIds: Map<string, string>,
) {
  const kept = await tx.participation.findMany({
    where: { reportId },
    include: { organization: { select: { slug: true } } },
  });
  const rows = register.organizations.map(({ slug, function: what, part }, position) => ({
    reportId,
    organizationId: idOf(organizationIds, slug),
    function: what,
    part: part ?? null,
    position,
  }));
  const { fresh, changed, vanished } = compare(rows, kept, ({ organizationId }) => organizationId);
  await tx.participation.createMany({ data: fresh });
  for (const { row } of changed) {
    const { organizationId } = row;
    await tx.participation.update({ where: { reportId_organizationId: { reportId, organizationId } }, data: row });
  }
  const slugs = new Map([...organizationIds].map(([slug, id]) => [id, slug]));
  return {
    fresh: fresh.map(({ organizationId }) => idOf(slugs, organizationId)),
    changed: changed.map(({ row }) => idOf(slugs, row.organizationId)),
    vanished: vanished.map(
      ({ organization }) => `${organization.slug} is not among the organizations of this file; it stays`,
    ),
  };
}

async function saveThemes(tx: Database, register: Register, reportId: string) {
  const kept = await tx.theme.findMany({
    where: { reportId },
    select: { id: true, slug: true, name: true, position: true },
  });
  const rows = Object.entries(register.themes).map(([slug, name], position) => ({ slug, name, position }));
  const { fresh, changed, vanished, count } = compare(rows, kept, ({ slug }) => slug);
  const created = await tx.theme.createManyAndReturn({
    data: fresh.map((row) => ({ ...row, reportId })),
    select: { id: true, slug: true },
  });
  for (const { before, row } of changed) await tx.theme.update({ where: { id: before.id }, data: row });
  return {
    ids: new Map([...kept, ...created].map(({ slug, id }) => [slug, id])),
    count,
    vanished: vanished.map(({ slug }) => `${slug} is not among the themes of this file; it stays`),
  };
}

async function saveRecommendations(
  tx: Database,
  register: Register,
  reportId: string,
  themeIds: Map<string, string>,
  publishedAt: Date,
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
      data: ready.map((entry) => ({ ...rowOf(entry), reportId, publishedAt })),
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

async function saveAssignments(
  tx: Database,
  register: Register,
  reportId: string,
  recommendationIds: Map<string, string>,
  organizationIds: Map<string, string>,
  now: Date,
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
  await tx.assignment.createMany({ data: fresh });
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
    data: { withdrawnAt: now, withdrawnFor: "The recommendation was divided into parts." },
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

/** What the file says beside what is kept. A column that is `undefined` in a row is left as it is. */
function compare<Row extends object, Kept extends object>(
  rows: Row[],
  kept: Kept[],
  keyOf: (row: Row | Kept) => string,
) {
  const before = new Map(kept.map((one) => [keyOf(one), one]));
  const keys = new Set(rows.map(keyOf));
  const known = rows.flatMap((row) => {
    const one = before.get(keyOf(row));
    return one ? [{ before: one, row }] : [];
  });
  const fresh = rows.filter((row) => !before.has(keyOf(row)));
  const changed = known.filter(({ before, row }) => differs(row, before));
  const count: Count = { new: fresh.length, changed: changed.length, unchanged: known.length - changed.length };
  return { fresh, changed, count, vanished: kept.filter((one) => !keys.has(keyOf(one))) };
}

function differs(row: object, kept: object): boolean {
  const columns: Record<string, unknown> = { ...kept };
  return Object.entries(row).some(
    ([column, value]) => value !== undefined && !isDeepStrictEqual(value, columns[column]),
  );
}

function countNames(fresh: string[], changed: string[], total: number): Count {
  const others = new Set(changed).difference(new Set(fresh)).size;
  return { new: fresh.length, changed: others, unchanged: total - fresh.length - others };
}

/** The schema has seen to it that every name in a file leads somewhere. */
function idOf(ids: Map<string, string>, name: string): string {
  const id = ids.get(name);
  if (id === undefined) throw new Error(`Nothing was saved under the name ${name}.`);
  return id;
}
