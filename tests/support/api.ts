import { createHash } from "node:crypto";
import { v7 as uuid } from "uuid";
import { expect } from "vitest";
import type { z } from "zod";
import { logEntry } from "#lib/assignments/commands.ts";
import { columnsOf, logEntryOf, type StateColumns, stateOf } from "#lib/assignments/projection.ts";
import { apply } from "#lib/assignments/state.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { entryOf, type Typed } from "./entry.ts";
import { db } from "./owner.ts";
import { memberOf } from "./report.ts";

// The open data interface, asked by its routes; and what is logged for it to tell.

export const slug = "cmb-97-021";

export const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

/** The instants at which entries are recorded: a second after each other, since the log goes on and never back. */
let clock = Date.now() - 3_000_000;
export const sameInstant = () => new Date(clock);
export const nextInstant = () => {
  clock += 1000;
  return sameInstant();
};

export type Route = { GET: (request: Request, context: { params: Promise<{ report: string }> }) => Promise<Response> };

export const ask = (route: Route, query = "", report = slug) =>
  route.GET(new Request(`http://tamdan.test/api/v1/reports/${report}/x${query}`), {
    params: Promise.resolve({ report }),
  });

export async function read<Schema extends z.ZodType>(route: Route, schema: Schema, query = "") {
  const response = await ask(route, query);
  expect(response.status).toBe(200);
  return schema.parse(await response.json());
}

/** Every item of a list, page after page. */
export async function readAll<Item>(
  route: Route,
  schema: z.ZodType<{ items: Item[]; next: string | null }>,
  limit: number,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor = ""; ; ) {
    const page = await read(route, schema, `?limit=${limit}${cursor}`);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    items.push(...page.items);
    if (page.next === null) return items;
    if (items.length > 10_000) throw new Error("The list does not end.");
    cursor = `&cursor=${page.next}`;
  }
}

export const hide = (code: string, data: { publishedAt: null } | { withdrawnAt: Date; withdrawnFor: string }) =>
  db.recommendation.updateMany({ where: { code }, data });
export const hideNothing = () =>
  db.recommendation.updateMany({ data: { publishedAt: new Date(), withdrawnAt: null, withdrawnFor: null } });

export const assignmentOf = (code: string, organization: string) =>
  db.assignment.findFirstOrThrow({ where: { recommendation: { code }, organization: { slug: organization } } });

export async function log(organization: string, code: string, entry: Typed, now = nextInstant()) {
  const assignment = await assignmentOf(code, organization);
  const logged = await logEntry(
    await memberOf(organization),
    { assignmentId: assignment.id, submissionId: uuid(), seen: assignment.logLength },
    entryOf({ occurredOn: "2001-03", ...entry }),
    now,
  );
  if (!logged.ok) throw new Error(JSON.stringify(logged));
  return logged.value.updateId;
}

/**
 * An entry by the steward, past the command, and the state that it gives. `state` is what the assignment is to look like
 * instead, though no entry says so: figures are counted of more states than a short log reaches.
 */
export async function append(
  organization: string,
  code: string,
  entry: Pick<Prisma.UpdateUncheckedCreateInput, "kind"> & Partial<Prisma.UpdateUncheckedCreateInput>,
  state?: Partial<StateColumns>,
) {
  const assignment = await assignmentOf(code, organization);
  const { id: assignmentId, reportId, organizationId, logLength, headHash } = assignment;
  const steward = await memberOf("ilo");
  const { id = uuid(), recordedAt = nextInstant(), ...said } = entry;
  const hash = createHash("sha256").update(id).digest("hex");
  const own = said.kind === "verification" || said.kind === "exit_decision";
  const written = {
    submissionId: uuid(),
    assignmentId,
    reportId,
    sequence: logLength + 1,
    previousHash: headHash,
    actorId: steward.userId,
    actingOrganizationId: steward.organization.id,
    ...(own ? {} : { onBehalfOfId: organizationId, source: "A call." }),
    occurredOn: new Date("2001-12-31"),
    occurredPrecision: "year",
  } as const;
  const row = { ...written, ...said, id, recordedAt, hash };
  const update = await db.$transaction(async (tx) => {
    const update = await tx.update.create({ data: row, include: { evidence: true } });
    const after = columnsOf(apply(stateOf(assignment), logEntryOf(update)));
    if (state) await tx.$executeRaw`alter table assignments disable trigger assignments_as_logged`;
    await tx.assignment.update({
      where: { id: assignmentId },
      data: { ...after, ...state, logLength: written.sequence, headHash: hash },
    });
    // What waits for the end of the transaction: a table is not altered before that is done.
    await tx.$executeRaw`set constraints all immediate`;
    if (state) await tx.$executeRaw`alter table assignments enable always trigger assignments_as_logged`;
    return update;
  });
  return update.id;
}

export const oneTarget = {
  targetOn: new Date("2010-12-31"),
  targetPrecision: "year",
  originalTargetOn: new Date("2009-12-31"),
  originalTargetPrecision: "year",
} as const;
export const farTarget = {
  targetOn: new Date("2910-12-31"),
  targetPrecision: "year",
  originalTargetOn: new Date("2909-12-31"),
  originalTargetPrecision: "year",
} as const;

/** The log begins with entries of long ago: what is recorded later cannot be recorded before. */
export async function beginLog() {
  const states = [
    ["R1.3", 200, { response: "accepted", decideBy: null, ...oneTarget, targetChanges: 2 }],
    [
      "R1.4",
      100,
      { response: "under_consideration", decideBy: new Date("2901-01-01"), ...farTarget, targetChanges: 3 },
    ],
  ] as const;
  for (const [code, days, state] of states) {
    const { response, decideBy } = state;
    await append("ministry", code, { kind: "response", response, decideBy, recordedAt: daysAgo(days) }, state);
  }
}
