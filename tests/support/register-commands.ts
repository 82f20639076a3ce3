import type pg from "pg";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { entryTables, newestChange, type RegisterResult } from "#lib/register/edit.ts";
import { organizationTables } from "#lib/register/organization-commands.ts";
import { commit, insertEntry } from "./log.ts";
import { db } from "./owner.ts";
import type { createRegister } from "./register.ts";
import { createRecommendation, newSlug } from "./report.ts";

// What the tests of the commands of a register share.

let clock = 0;
/** Each change a second after the one before it, and after what the tests prepare. */
export const now = () => {
  clock = Math.max(clock, Date.now()) + 1_000;
  return new Date(clock);
};

export type Given = Awaited<ReturnType<typeof createRegister>>;
export const reason = { reason: "It was entered twice." };
export const seenEntry = (id: string) => newestChange(db, entryTables, id);
export const seenAssignment = (id: string) => newestChange(db, ["assignments"], id);
export const seenOrganization = (id: string) => newestChange(db, organizationTables, id);
export const seenTheme = (id: string) => newestChange(db, ["themes"], id);
export const createTheme = (given: Given, name = "Finance") =>
  db.theme.create({ data: { reportId: given.report.id, slug: newSlug("theme"), name, position: 0 } });
export const draftOf = (given: Given, code = "D1") =>
  createRecommendation(given.report, [], { code, publishedAt: null });

/** What is kept in the register, and how often it was changed: what a refused command leaves as it was. */
export async function everything(client: pg.Client) {
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

export function doneWith<Value>(result: RegisterResult<Value>): Value {
  if (!result.ok) throw new Error(JSON.stringify(result));
  return result.value;
}

/** How many rows a statement changes, as the application's role for this viewer; none when it is refused. */
export async function runAs(client: pg.Client, viewer: Viewer, statement: string): Promise<number> {
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

/** A note by somebody who may write it: from then on the assignment has a log. */
export async function logNote(
  client: pg.Client,
  { assignment, organization }: Given,
  actor: Member,
  more: Record<string, unknown> = {},
) {
  await commit(client, () =>
    insertEntry(client, {
      assignmentId: assignment.id,
      actorId: actor.userId,
      organizationId: organization.id,
      ...more,
    }),
  );
}

export function problemsOf(answer: RegisterResult<unknown>): string[] {
  return answer.ok ? [] : (answer.detail ?? []).map(({ field, code }) => `${field}.${code}`);
}
