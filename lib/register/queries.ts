import "server-only";
import { cache } from "react";
import type { Viewer } from "#lib/accounts/viewer.ts";
import { db } from "#lib/db.ts";
import { entryTables, newestChange } from "./edit.ts";
import { outline } from "./order.ts";
import { organizationTables } from "./organization-commands.ts";
import { canEditRegister } from "./policy.ts";
import { type EntryState, stateOfEntry } from "./schema.ts";

/** The report whose register the viewer edits; nothing for anybody else. Every page of the register asks this first. */
export const getRegister = cache(async (viewer: Viewer, slug: string) => {
  const report = await db.report.findUnique({
    where: { slug },
    select: {
      id: true,
      slug: true,
      title: true,
      timeZone: true,
      sourceUrl: true,
      themes: {
        orderBy: { position: "asc" },
        select: { id: true, name: true, _count: { select: { recommendations: true } } },
      },
      participations: {
        orderBy: { position: "asc" },
        select: {
          function: true,
          part: true,
          organization: {
            select: {
              id: true,
              slug: true,
              name: true,
              acronym: true,
              kind: true,
              existsUntil: true,
              existsUntilPrecision: true,
              successor: { select: { acronym: true } },
            },
          },
        },
      },
    },
  });
  const stewardIds = (report?.participations ?? [])
    .filter((participation) => participation.function === "steward")
    .map(({ organization }) => organization.id);
  return report && canEditRegister(viewer, stewardIds) ? report : null;
});

export type Register = NonNullable<Awaited<ReturnType<typeof getRegister>>>;

/** All entries in their order, drafts and withdrawn ones among them; those of one state if one is asked for. */
export async function listEntries(viewer: Viewer, slug: string, state?: EntryState) {
  const register = await getRegister(viewer, slug);
  if (!register) return [];
  const rows = await db.recommendation.findMany({
    where: { reportId: register.id },
    select: {
      id: true,
      code: true,
      title: true,
      parentId: true,
      position: true,
      kind: true,
      section: true,
      locator: true,
      priority: true,
      textComplete: true,
      publishedAt: true,
      withdrawnAt: true,
      assignments: {
        where: { withdrawnAt: null },
        orderBy: [{ role: "asc" }, { organization: { acronym: "asc" } }],
        select: { organization: { select: { acronym: true } } },
      },
    },
  });
  return outline(rows)
    .map((row) => ({ ...row, state: stateOfEntry(row) }))
    .filter((row) => !state || row.state === state);
}

export type ListedEntry = Awaited<ReturnType<typeof listEntries>>[number];

/** An entry with everything that its steward edits, by its code. */
export const getEntry = cache(async (viewer: Viewer, slug: string, code: string) => {
  const register = await getRegister(viewer, slug);
  const entry =
    register &&
    (await db.recommendation.findUnique({
      where: { reportId_code: { reportId: register.id, code } },
      include: {
        themes: { select: { themeId: true } },
        parts: { orderBy: { position: "asc" }, select: { id: true, code: true, title: true, withdrawnAt: true } },
        assignments: {
          orderBy: [
            { withdrawnAt: { sort: "asc", nulls: "first" } },
            { role: "asc" },
            { organization: { acronym: "asc" } },
          ],
          select: {
            id: true,
            organizationId: true,
            role: true,
            basis: true,
            withdrawnAt: true,
            withdrawnFor: true,
            logLength: true,
            organization: { select: { slug: true, name: true, acronym: true } },
          },
        },
        _count: { select: { states: true } },
      },
    }));
  if (!entry) return null;
  const assignments = [];
  for (const assignment of entry.assignments)
    assignments.push({ ...assignment, seen: await newestChange(db, ["assignments"], assignment.id) });
  return { ...entry, assignments, state: stateOfEntry(entry), seen: await newestChange(db, entryTables, entry.id) };
});

export type Entry = NonNullable<Awaited<ReturnType<typeof getEntry>>>;

/** An organization of the report with what its steward edits. */
export const getParticipant = cache(async (viewer: Viewer, slug: string, organization: string) => {
  const register = await getRegister(viewer, slug);
  const row =
    register &&
    (await db.organization.findFirst({
      where: { slug: organization, participations: { some: { reportId: register.id } } },
      include: {
        participations: { where: { reportId: register.id }, select: { function: true, part: true } },
        _count: { select: { assignments: { where: { reportId: register.id } } } },
      },
    }));
  return row && { ...row, seen: await newestChange(db, organizationTables, row.id) };
});

/** Every organization that is known here, of whichever report. */
export async function listKnownOrganizations(viewer: Viewer, slug: string) {
  if (!(await getRegister(viewer, slug))) return [];
  return db.organization.findMany({ orderBy: { name: "asc" }, select: { id: true, name: true, acronym: true } });
}

/** The newest change of each theme, as a form has to have seen it. */
export async function listSeenThemes(viewer: Viewer, slug: string) {
  const register = await getRegister(viewer, slug);
  const themes = [];
  for (const theme of register?.themes ?? [])
    themes.push({ ...theme, seen: await newestChange(db, ["themes"], theme.id) });
  return themes;
}
