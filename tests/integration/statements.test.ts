import { randomUUID } from "node:crypto";
import pg from "pg";
import { expect, test, vi } from "vitest";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import { toDatabaseDay } from "#lib/dates.ts";
import { answering } from "#lib/organizations/succession.ts";
import { getRecommendation } from "#lib/recommendations/queries.ts";
import { listRegister } from "#lib/recommendations/register-rows.ts";
import { db } from "../support/owner.ts";
import { createAssigned, createMember, createOrganization } from "../support/report.ts";

// How many statements a page or an entry costs, counted where they leave for Postgres.

async function counting<Value>(work: () => Promise<Value>) {
  using sent = vi.spyOn(pg.Client.prototype, "query");
  const value = await work();
  return { value, statements: sent.mock.calls.length };
}

type Given = Awaited<ReturnType<typeof createAssigned>>;

const read = ({ report, recommendation }: Given) =>
  counting(() => getRecommendation(publicViewer, report.slug, recommendation.code));

const readRegister = ({ report }: Given) => counting(() => listRegister(publicViewer, report.id, undefined, 100));

const log = ({ assignment }: Given, member: Given["member"]) =>
  counting(() =>
    logEntry(
      member,
      { assignmentId: assignment.id, submissionId: randomUUID(), seen: 0 },
      parseEntry({ kind: "note", status: "note", note: "We look.", occurredOn: "2001", source: "A letter." }),
      new Date(),
    ),
  );

/** An organization that was succeeded twice, and who answers for it now. */
async function end({ organization }: Given) {
  const heir = await createOrganization();
  const gone = { existsUntil: toDatabaseDay("2002-12-31"), existsUntilPrecision: "year" } as const;
  const between = await createOrganization({ ...gone, successorId: heir.id });
  await db.organization.update({ where: { id: organization.id }, data: { ...gone, successorId: between.id } });
  return heir;
}

test("reading a recommendation of an organization that has not ended asks for no successors", async () => {
  const { value, statements } = await read(await createAssigned());
  expect(value?.assignments).toHaveLength(1);
  expect(statements).toBe(1);
});

test("logging for an organization that has not ended asks for no successors", async () => {
  const given = await createAssigned();
  const { value, statements } = await log(given, given.member);
  expect(value).toMatchObject({ ok: true });
  expect(statements).toBeGreaterThan(10);
  expect(statements).toBeLessThanOrEqual(35);
});

test("one statement reads all successors of all organizations that have ended", async () => {
  const given = await createAssigned();
  const before = { page: await read(given), register: await readRegister(given) };
  const heir = await end(given);
  const after = { page: await read(given), register: await readRegister(given) };
  expect(after.page.statements).toBe(before.page.statements + 1);
  expect(after.register.statements).toBe(before.register.statements + 1);
  for (const assignment of [after.page.value?.assignments[0], after.register.value[0]?.assignments[0]])
    expect(assignment && answering(assignment.organization, "2026-01-01")).toMatchObject({
      id: heir.id,
      slug: heir.slug,
    });
});

// The assignment is read before the report is locked, and again after it.
test("logging for an organization that has ended asks for its successors once with each reading of the assignment", async () => {
  const other = await createAssigned();
  const own = await log(other, other.member);
  const given = await createAssigned();
  const successor = await createMember(await end(given), ["approver"]);
  const { value, statements } = await log(given, successor);
  expect(value).toMatchObject({ ok: true });
  expect(statements).toBe(own.statements + 2);
});
