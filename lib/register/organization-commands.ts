import "server-only";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { firstDay, toDatabaseDay } from "#lib/dates.ts";
import type { Database } from "#lib/db.ts";
import { done, refused } from "#lib/result.ts";
import { newSlug } from "./codes.ts";
import { editRegister, newestChange, type RegisterResult } from "./edit.ts";
import { judgeOrganization } from "./judge.ts";
import type { OrganizationForm } from "./schema.ts";

// What a steward does with organizations: those of the report, each with its part in it.

type Saved = { id: string; slug: string };

/** The tables whose changes are those of an organization in a report. */
export const organizationTables = ["organizations", "participations"] as const;

/** Adds an organization that none of the reports knows yet, as one that may answer in this one. */
export function addOrganization(
  viewer: Viewer,
  reportId: string,
  form: OrganizationForm,
  now: Date,
): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx, at) => {
    const all = await listKnown(tx);
    const problems = judgeOrganization(form, null, all);
    const columns = columnsOf(form);
    if (problems.length > 0 || !columns) return refused("invalid", problems);
    const slug = newSlug(form.acronym, "organization", new Set(all.map((one) => one.slug)));
    const { id } = await tx.organization.create({ data: { ...columns, slug, createdAt: at }, select: { id: true } });
    await participate(tx, reportId, id, form.part);
    return done({ id, slug });
  });
}

/** Changes an organization of this report, if nobody has since its writer saw it. Its address stays. */
export function editOrganization(
  viewer: Viewer,
  reportId: string,
  { id, seen }: { id: string; seen: number },
  form: OrganizationForm,
  now: Date,
): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx, _, member) => {
    const organization = await findParticipant(tx, reportId, id);
    if (!organization) return refused("not-found");
    if ((await newestChange(tx, organizationTables, id)) !== seen) return refused("changed-meanwhile");
    // Who succeeds a body writes for it in all reports.
    const kept = { function: "steward", organizationId: member.organization.id } as const;
    const elsewhere = { organizationId: id, report: { participations: { none: kept } } };
    if ((await tx.participation.count({ where: elsewhere })) > 0) return refused("of-others");
    const problems = judgeOrganization(form, id, await listKnown(tx));
    const columns = columnsOf(form);
    if (problems.length > 0 || !columns) return refused("invalid", problems);
    await tx.organization.update({ where: { id }, data: columns });
    await tx.participation.update({
      where: { reportId_organizationId: { reportId, organizationId: id } },
      data: { part: form.part || null },
    });
    return done({ id, slug: organization.slug });
  });
}

/** An organization that another report knows may answer in this one too. */
export function addParticipant(
  viewer: Viewer,
  reportId: string,
  organizationId: string | null,
  now: Date,
): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx) => {
    if (organizationId === null) return refused("invalid", [{ field: "organization", code: "missing" }]);
    const organization =
      organizationId === "unknown"
        ? null
        : await tx.organization.findUnique({
            where: { id: organizationId },
            select: { id: true, slug: true, participations: { where: { reportId }, select: { reportId: true } } },
          });
    if (!organization) return refused("invalid", [{ field: "organization", code: "unknown" }]);
    const { id, slug, participations } = organization;
    if (participations.length === 0) await participate(tx, reportId, id, "");
    return done({ id, slug });
  });
}

/** An organization that never answered for anything here leaves the report; it stays known. */
export function removeParticipant(
  viewer: Viewer,
  reportId: string,
  organizationId: string,
  now: Date,
): Promise<RegisterResult<Saved>> {
  return editRegister(viewer, reportId, now, async (tx) => {
    const organization = await findParticipant(tx, reportId, organizationId);
    if (!organization) return refused("not-found");
    if (organization._count.assignments > 0 || organization.participations.some((one) => one.function === "steward"))
      return refused("has-log");
    await tx.participation.delete({ where: { reportId_organizationId: { reportId, organizationId } } });
    return done({ id: organizationId, slug: organization.slug });
  });
}

async function participate(tx: Database, reportId: string, organizationId: string, part: string) {
  const last = await tx.participation.aggregate({ where: { reportId }, _max: { position: true } });
  const position = (last._max.position ?? -1) + 1;
  await tx.participation.create({
    data: { reportId, organizationId, function: "stakeholder", part: part || null, position },
  });
}

function findParticipant(tx: Database, reportId: string, id: string) {
  return tx.organization.findFirst({
    where: { id, participations: { some: { reportId } } },
    select: {
      slug: true,
      participations: { where: { reportId }, select: { function: true } },
      _count: { select: { assignments: { where: { reportId } } } },
    },
  });
}

function listKnown(tx: Database) {
  return tx.organization.findMany({ select: { id: true, slug: true, name: true, successorId: true } });
}

function columnsOf(form: OrganizationForm) {
  const { name, acronym, organizationKind: kind, existsFrom, existsUntil, successor } = form;
  if (kind === null || existsFrom === "unreadable" || existsUntil === "unreadable" || successor === "unknown") return;
  return {
    name,
    acronym,
    kind,
    iatiIdentifier: form.iatiIdentifier || null,
    existsFrom: existsFrom && toDatabaseDay(firstDay(existsFrom)),
    existsFromPrecision: existsFrom?.precision ?? null,
    existsUntil: existsUntil && toDatabaseDay(existsUntil.on),
    existsUntilPrecision: existsUntil?.precision ?? null,
    successorId: successor,
  };
}
