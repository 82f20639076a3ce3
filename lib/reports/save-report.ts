import "server-only";
import { firstDay, toDatabaseDay } from "#lib/dates.ts";
import type { Database } from "#lib/db.ts";
import { compare, differs, idOf } from "./comparison.ts";
import type { Register } from "./register.ts";

// What a register says of the report itself, its organizations and its themes. Each answers with what it changed.

export async function saveOrganizations(tx: Database, register: Register, reportId: string | undefined) {
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
      existsFromPrecision: true,
      existsUntil: true,
      existsUntilPrecision: true,
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
    existsFromPrecision: existsFrom ? existsFrom.precision : silent.get(slug),
    existsUntil: existsUntil ? toDatabaseDay(existsUntil.on) : silent.get(slug),
    existsUntilPrecision: existsUntil ? existsUntil.precision : silent.get(slug),
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

export async function saveReport(
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

export async function saveParticipations(
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

export async function saveThemes(tx: Database, register: Register, reportId: string) {
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
