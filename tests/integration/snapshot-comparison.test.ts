import { randomUUID } from "node:crypto";
import pg from "pg";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { publicViewer } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { stateOf } from "#lib/assignments/projection.ts";
import { changesBetween } from "#lib/changes/changes.ts";
import { addDays, dayAt } from "#lib/dates.ts";
import { listRegister } from "#lib/recommendations/register-rows.ts";
import { editRecommendation, withdrawAssignment, withdrawRecommendation } from "#lib/register/commands.ts";
import { entryTables, newestChange } from "#lib/register/edit.ts";
import { getReport } from "#lib/reports/queries.ts";
import { getCompared, listComparedAssignments, listComparedRegister } from "#lib/snapshots/compared.ts";
import { complete, entryOf } from "../support/entry.ts";
import { createListedReport } from "../support/listed-report.ts";
import { db } from "../support/owner.ts";
import { entryForm } from "../support/register.ts";
import { createRecommendation } from "../support/report.ts";
import { createFollowed, type Followed, frozen, read } from "../support/snapshots.ts";

// What differs is found by the logs, and has to be what a plain comparison of everything finds.

async function compare(slug: string, one: string, other: string) {
  const report = await getReport(slug);
  if (!report) throw new Error("The report is missing.");
  const ends = await getCompared(report, { one, other, page: 1 }, new Date());
  if (typeof ends === "string") throw new Error(ends);
  const first = await listComparedAssignments(report, ends, 1);
  const items = [...first.items];
  for (let page = 2; page <= first.pages; page++)
    items.push(...(await listComparedAssignments(report, ends, page)).items);
  return { ends, found: first.found, items, register: await listComparedRegister(report, ends) };
}

const here = (day: Date) => dayAt(day, "Asia/Phnom_Penh");

describe("of a random history", () => {
  let made: Awaited<ReturnType<typeof createListedReport>>;
  const now = new Date();
  const days = [900, 300, 40].map((before) => addDays(here(now), -before));
  beforeAll(async () => {
    made = await createListedReport(200);
    const [first, second, third, fourth] = await db.assignment.findMany({
      where: { reportId: made.report.id },
      orderBy: { lastEntryAt: "desc" },
    });
    const at = (days: number) => new Date(now.getTime() - days * 86_400_000);
    const [gone, back] = [
      { withdrawnAt: at(500), withdrawnFor: "A slip." },
      { withdrawnAt: null, withdrawnFor: null },
    ];
    await db.assignment.update({ where: { id: first?.id ?? "" }, data: gone });
    for (const one of [second, third]) {
      await db.assignment.update({ where: { id: one?.id ?? "" }, data: gone });
      await db.$transaction(async (tx) => {
        await tx.$executeRaw`select set_config('tamdan.at', ${at(one === second ? 400 : 200).toISOString()}, true)`;
        await tx.assignment.update({ where: { id: one?.id ?? "" }, data: back });
      });
    }
    await db.assignment.update({ where: { id: fourth?.id ?? "" }, data: { createdAt: at(100) } });
    for (const [index, day] of days.entries()) await frozen(made, { title: `Day ${index}`, day }, now);
  }, 120_000);

  const slugOf = (index: number | "now") => (index === "now" ? index : `day-${index}`);

  /** Every assignment that is there at an end, by its id, with what it is of and its state. */
  async function standOf(index: number | "now") {
    const rows =
      index === "now"
        ? (await listRegister(publicViewer, made.report.id, undefined, 1_000)).map((row) => ({
            ...row,
            assignments: row.assignments.map((one) => ({
              ...one,
              ...stateOf(one),
              organization: one.organization.slug,
            })),
          }))
        : (await read(made.report.slug, slugOf(index))).recommendations;
    return new Map(rows.flatMap((row) => row.assignments.map((assignment) => [assignment.id, { row, assignment }])));
  }

  test.each<[number, number | "now"]>([
    [0, 1],
    [1, 2],
    [0, 2],
    [0, "now"],
    [2, "now"],
  ])("between day %s and %s every assignment that changed is named, and no other", async (one, other) => {
    const [before, after] = [await standOf(one), await standOf(other)];
    const expected = [...new Map([...before, ...after]).keys()].flatMap((id) => {
      const [was, is] = [before.get(id)?.assignment ?? null, after.get(id)?.assignment ?? null];
      const changes = changesBetween(was, is);
      const isLogged = was !== null && is !== null && was.logLength !== is.logLength;
      const { row, assignment } = after.get(id) ?? before.get(id) ?? {};
      const { code, title } = row ?? {};
      return changes.length > 0 || isLogged
        ? [{ id, code, title, organization: assignment?.organization, changes }]
        : [];
    });
    const { found, items } = await compare(made.report.slug, slugOf(other), slugOf(one));
    const byId = <Item extends { id: string }>(all: Item[]) => all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
    expect(
      byId(items.map(({ id, code, title, organization, changes }) => ({ id, code, title, organization, changes }))),
    ).toEqual(byId(expected));
    expect(found).toBe(expected.length);
    expect(found).toBeGreaterThan(other === "now" && one === 2 ? 0 : 10);
  });
});

describe("the register", () => {
  const from = new Date();
  const yesterday = addDays(here(from), -1);
  let given: Followed;
  const freezeNow = (title: string) => frozen(given, { title, day: yesterday }, new Date());
  const word = async (entry: { id: string }, typed: { code: string; title: string; statement?: string }) => {
    const seen = await newestChange(db, entryTables, entry.id);
    const { steward, report } = given;
    const saved = await editRecommendation(
      ...[steward, report.id, { id: entry.id, seen }, entryForm(typed), { publish: false }, new Date()],
    );
    if (!saved.ok) throw new Error(JSON.stringify(saved));
  };

  test("names what came, went or was reworded, as each end has it, and not what is as it was", async () => {
    given = await createFollowed();
    const { report, steward, shared, single } = given;
    const same = await createRecommendation(report, [], { code: "R3", title: "The same" });
    await createRecommendation(report, [], { code: "D1", publishedAt: null });
    await freezeNow("First");
    await word(shared, { code: "R1", title: "Lend to women", statement: shared.statement });
    await word(same, { code: "R3", title: "Another" });
    await word(same, { code: "R3", title: "The same", statement: same.statement });
    await freezeNow("Second");
    await word(shared, { code: "R1", title: "Lend to all", statement: shared.statement });
    await withdrawRecommendation(steward, report.id, single.id, { reason: "Entered twice." }, new Date());
    await createRecommendation(report, [], { code: "R4", title: "New", publishedAt: new Date() });

    const was = `R1 ${shared.title}`;
    expect((await compare(report.slug, "first", "second")).register).toEqual({
      found: 1,
      items: [{ what: "reworded", code: "R1", title: "Lend to women", was }],
    });
    expect((await compare(report.slug, "now", "first")).register).toEqual({
      found: 3,
      items: [
        { what: "reworded", code: "R1", title: "Lend to all", was },
        { what: "added", code: "R4", title: "New", was: null },
        { what: "gone", code: "R2", title: single.title, was: null },
      ],
    });
    expect((await compare(report.slug, "second", "now")).register.items[0]).toMatchObject({ was: "R1 Lend to women" });
  });

  test("names fifty at most, and says how many there are", async () => {
    given = await createFollowed();
    await freezeNow("First");
    for (let number = 0; number < 51; number++)
      await createRecommendation(given.report, [], { code: `N${number}`, publishedAt: new Date() });
    const { register } = await compare(given.report.slug, "first", "now");
    expect([register.found, register.items.length]).toEqual([51, 50]);
  });

  test("lends what changed the words of the later end: of a snapshot those that were frozen", async () => {
    given = await createFollowed();
    const { report, approver, single, shared, steward } = given;
    const earlier = addDays(here(from), -20);
    const submission = { assignmentId: single.assignments[0]?.id ?? "", submissionId: randomUUID(), seen: 0 };
    const at = new Date(from.getTime() - 10 * 86_400_000);
    expect(await logEntry(approver, submission, entryOf(complete.in_progress), at)).toMatchObject({ ok: true });
    await frozen(given, { title: "Earlier", day: earlier }, new Date());
    await freezeNow("Later");
    await word(single, { code: "R2", title: "Another title" });
    const goneId = shared.assignments[1]?.id ?? "";
    await withdrawAssignment(steward, report.id, goneId, { reason: "Never asked." }, new Date());
    await word(shared, { code: "R9", title: "Yet another" });
    await db.organization.update({ where: { id: given.organizations[0].id }, data: { acronym: "New" } });

    const titlesOf = ({ items }: Awaited<ReturnType<typeof compare>>) =>
      items.map(({ code, title, changes }) => [`${code} ${title}`, changes.map(({ what }) => what)]);
    const old = await compare(report.slug, "earlier", "later");
    expect(titlesOf(old)).toEqual([[`R2 ${single.title}`, ["implementation"]]]);
    expect(old.ends[1].stand.organizations.map(({ acronym }) => acronym)).not.toContain("New");
    const toNow = await compare(report.slug, "earlier", "now");
    expect(titlesOf(toNow)).toEqual([
      ["R2 Another title", ["implementation"]],
      [`R1 ${shared.title}`, ["removed"]],
    ]);
    expect(toNow.ends[1].stand.organizations.map(({ acronym }) => acronym)).toContain("New");
  });
});

test("a comparison reads as much of a large report as of a small one", async () => {
  const given = await createFollowed();
  const { report, shared } = given;
  const day = addDays(here(new Date()), -1);
  const rowsRead = async (title: string) => {
    const { slug } = await frozen(given, { title, day }, new Date());
    using added = vi.spyOn(pg.Result.prototype as unknown as { addRow(row: unknown): void }, "addRow");
    await compare(report.slug, slug, "now");
    return added.mock.calls.length;
  };
  const small = await rowsRead("Small");
  const { id: _, assignments: __, ...fields } = shared;
  await db.recommendation.createMany({
    data: Array.from({ length: 600 }, (_, index) => ({ ...fields, code: `R1.${index}`, position: index + 10 })),
  });
  await db.recommendation.updateMany({ where: { reportId: report.id }, data: { createdAt: shared.createdAt } });
  const large = await rowsRead("Large");
  expect(small).toBeGreaterThan(10);
  expect(large).toBeLessThanOrEqual(small);
});
