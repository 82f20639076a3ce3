import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import type { Member } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { addDays, addMonths, startOfDay } from "#lib/dates.ts";
import { findMiscount } from "#lib/progress/kept-counts.ts";
import { getReportProgress } from "#lib/progress/queries.ts";
import {
  addRecommendation,
  assign,
  changeAssignment,
  deleteAssignment,
  deleteRecommendation,
  editRecommendation,
  publishRecommendation,
  withdrawAssignment,
  withdrawRecommendation,
} from "#lib/register/commands.ts";
import { entryTables, newestChange } from "#lib/register/edit.ts";
import { loadRegister } from "#lib/reports/load.ts";
import { complete, confirmation, entryOf, type Typed } from "../support/entry.ts";
import { answerTo, commit, connect, insertEntry } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { assignmentForm, entryForm } from "../support/register.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "../support/report.ts";

// The kept counts are those of a recount from the beginning, whatever changed.

// Register files are loaded by whoever keeps the database.
vi.hoisted(() => {
  process.env.DATABASE_ROLE = "owner";
});

type Given = Awaited<ReturnType<typeof create>>;
let given: Given;

/** A report of last year, with two entries of two organizations, two themes, and a log. */
async function create() {
  const since = new Date(Date.now() - 400 * 86_400_000);
  const report = await createReport({ createdAt: since });
  const organizations = [await createOrganization(), await createOrganization(), await createOrganization()] as const;
  const members = await Promise.all(organizations.map((one) => createMember(one, ["approver"])));
  const [first, second] = organizations;
  const themes = await db.theme.createManyAndReturn({
    data: [0, 1, 2].map((position) => ({ reportId: report.id, slug: `theme-${position}`, name: "T", position })),
  });
  const entries = [
    await createRecommendation(report, [first, second], { publishedAt: since }),
    await createRecommendation(report, [first], { publishedAt: since }),
  ] as const;
  await db.assignment.updateMany({ where: { reportId: report.id }, data: { createdAt: since } });
  const [assignment] = entries[0].assignments;
  const [member] = members;
  if (!assignment || !member) throw new Error("A report without an assignment.");
  const made = {
    ...{ report, organizations, members, themes, entries, assignment, member, since },
    steward: await createMember(report.steward, ["steward"]),
  };
  for (const [seen, typed] of [complete.in_progress, complete.partially_implemented].entries())
    await log(member, assignment.id, seen, typed, new Date(since.getTime() + (50 + seen) * 86_400_000));
  return made;
}

async function log(member: Member, assignmentId: string, seen: number, typed: Typed, at = new Date()) {
  const result = await logEntry(member, { assignmentId, seen, submissionId: randomUUID() }, entryOf(typed), at);
  expect(result).toMatchObject({ ok: true });
}

const kept = (reportId: string) => db.$queryRaw<object[]>`
  select cut::text, key, measure::text, grain::text, day::text, value, change
  from (
    select t.report_id, cut, key, grain, day, line.* from tallies t cross join lateral tally_lines(t) line
    union all select report_id, cut, key, grain, day, 'delay', value, change from delay_tallies) lines
  where report_id = ${reportId}::uuid and change <> 0 order by 1, 2, 3, 4, 5, 6`;

/** What is kept is what a recount keeps; and asking for a miscount finds none. */
async function expectKept({ report }: { report: { id: string } }) {
  const before = await kept(report.id);
  const miscount = await findMiscount(db);
  await db.$queryRaw`select recount_report(${report.id}::uuid)::text`;
  expect(before).toEqual(await kept(report.id));
  expect(miscount).toBeUndefined();
}

beforeEach(async () => {
  given = await create();
});

const link = ({ entries, themes }: Given, entry: 0 | 1, theme: number) => ({
  recommendationId: entries[entry].id,
  themeId: themes[theme]?.id ?? "",
});
const at = (day: number, { since }: Given) => new Date(since.getTime() + day * 86_400_000);

const changes: Record<string, (given: Given) => Promise<unknown>> = {
  "an entry": ({ member, assignment }) => log(member, assignment.id, 2, complete.implemented),
  "two entries on one day": async ({ member, assignment }) => {
    await log(member, assignment.id, 2, confirmation);
    await log(member, assignment.id, 3, complete.implemented);
  },
  "one link of a theme": async (all) => db.recommendationTheme.create({ data: link(all, 0, 0) }),
  "several links in one statement, and some of them again": async (all) => {
    await db.recommendationTheme.createMany({ data: [link(all, 0, 0), link(all, 0, 1), link(all, 1, 1)] });
    await db.recommendationTheme.createMany({ data: [link(all, 0, 1), link(all, 0, 2)], skipDuplicates: true });
  },
  "several links taken away in one statement": async (all) => {
    await db.recommendationTheme.createMany({ data: [link(all, 0, 0), link(all, 0, 1), link(all, 0, 2)] });
    await db.recommendationTheme.deleteMany({
      where: { recommendationId: all.entries[0].id, themeId: { not: all.themes[0]?.id } },
    });
  },
  "a link that is moved": async (all) => {
    await db.recommendationTheme.create({ data: link(all, 0, 0) });
    await db.$executeRaw`update recommendation_themes set theme_id = ${all.themes[2]?.id}::uuid where recommendation_id = ${all.entries[0].id}::uuid`;
  },
  "another kind and priority of all at once": ({ report }) =>
    db.recommendation.updateMany({
      where: { reportId: report.id },
      data: { kind: "need", priority: "high", prioritySource: "Annex" },
    }),
  "another role of all at once": ({ report }) =>
    db.assignment.updateMany({ where: { reportId: report.id }, data: { role: "support" } }),
  "an earlier beginning": ({ report }) =>
    db.assignment.updateMany({ where: { reportId: report.id }, data: { createdAt: new Date("2019-08-31") } }),
  "a beginning after the first entry": (all) =>
    db.assignment.update({ where: { id: all.assignment.id }, data: { createdAt: at(51, all) } }),
  "an entry before the assignment began": async (all) => {
    await db.assignment.update({ where: { id: all.assignment.id }, data: { createdAt: at(300, all) } });
    await log(all.member, all.assignment.id, 2, complete.implemented, at(200, all));
  },
  "an entry before it was published": async (all) => {
    await db.recommendation.update({ where: { id: all.entries[0].id }, data: { publishedAt: at(300, all) } });
    await log(all.member, all.assignment.id, 2, complete.implemented, at(200, all));
  },
  "an entry from before a time away": async (all) => {
    await db.assignment.update({
      where: { id: all.assignment.id },
      data: { withdrawnAt: at(200, all), withdrawnFor: "A slip." },
    });
    await db.assignment.update({ where: { id: all.assignment.id }, data: { withdrawnAt: null, withdrawnFor: null } });
    await log(all.member, all.assignment.id, 2, complete.implemented, at(100, all));
  },
  "an entry and a change of the register in one statement": async ({ assignment, member }) => {
    const client = await connect();
    try {
      await commit(client, () =>
        insertEntry(client, {
          assignmentId: assignment.id,
          actorId: member.userId,
          organizationId: member.organization.id,
          state: { role: "support" },
        }),
      );
    } finally {
      await client.end();
    }
  },
  "one withdrawn that had not begun": async (all) => {
    await db.assignment.update({
      where: { id: all.assignment.id },
      data: { createdAt: at(300, all), withdrawnAt: at(200, all), withdrawnFor: "A slip." },
    });
  },
  "other spans": ({ report }) =>
    db.report.update({
      where: { id: report.id },
      data: { reportingInterval: 30, graceDays: 1, freshDays: 7, verificationDays: 3, outstandingMonths: 2 },
    }),
  "another zone": ({ report }) =>
    db.report.update({ where: { id: report.id }, data: { timeZone: "Pacific/Kiritimati" } }),
};

test.each(Object.keys(changes))("after %s", async (name) => {
  await changes[name]?.(given);
  await expectKept(given);
});

test("a change that is taken back leaves no trace", async () => {
  const before = await kept(given.report.id);
  const client = await connect();
  await answerTo(client, async () => {
    await client.query("update assignments set role = 'support'");
    await client.query("delete from recommendation_themes");
  });
  await client.end();
  expect(await kept(given.report.id)).toEqual(before);
});

const doneWith = <Value>(result: { ok: boolean; value?: Value }) => {
  expect(result).toMatchObject({ ok: true });
  return result.value as Value;
};

test("after everything that a steward does to a register", async () => {
  const { report, steward, organizations, entries, themes, assignment, member } = given;
  const reason = { reason: "It was entered twice." };
  let clock = Date.now();
  const now = () => {
    clock += 1000;
    return new Date(clock);
  };
  const themed = { code: "N1", themes: themes.map(({ id }) => id).join(" ") };
  const added = doneWith(await addRecommendation(steward, report.id, entryForm(themed), { publish: false }, now()));
  const drafted = doneWith(await assign(steward, report.id, added.id, assignmentForm(organizations[0].id), now()));
  const other = doneWith(await assign(steward, report.id, added.id, assignmentForm(organizations[1].id), now()));
  await expectKept(given);
  doneWith(await deleteAssignment(steward, report.id, drafted.id, now()));
  doneWith(await publishRecommendation(steward, report.id, added.id, now()));
  await expectKept(given);
  const seen = async (id: string, tables: readonly string[]) => newestChange(db, tables, id);
  const form = entryForm({
    code: "N1",
    kind: "need",
    priority: "high",
    prioritySource: "Annex",
    themes: themes[1]?.id ?? "",
  });
  doneWith(
    await editRecommendation(
      steward,
      report.id,
      { id: added.id, seen: await seen(added.id, entryTables) },
      form,
      { publish: false },
      now(),
    ),
  );
  await expectKept(given);
  doneWith(
    await changeAssignment(
      steward,
      report.id,
      { id: other.id, seen: await seen(other.id, ["assignments"]) },
      { role: "support", basis: "stated" },
      now(),
    ),
  );
  doneWith(await withdrawAssignment(steward, report.id, assignment.id, reason, now()));
  await expectKept(given);
  doneWith(await assign(steward, report.id, entries[0].id, assignmentForm(organizations[0].id), now()));
  await log(member, assignment.id, 2, complete.implemented, now());
  await expectKept(given);
  doneWith(await withdrawRecommendation(steward, report.id, entries[1].id, reason, now()));
  const draft = doneWith(
    await addRecommendation(steward, report.id, entryForm({ code: "N2" }), { publish: false }, now()),
  );
  doneWith(await deleteRecommendation(steward, report.id, draft.id, now()));
  await expectKept(given);
});

test("after a register file is loaded, and a corrected one after it", async () => {
  // biome-ignore lint/suspicious/noExplicitAny: what a person with an editor may do to it.
  const register: any = JSON.parse(readFileSync("prisma/reports/cmb-97-021.json", "utf8"));
  const load = async () => expect(await loadRegister(JSON.stringify(register), new Date())).toMatchObject({ ok: true });
  const report = await db.report.findUniqueOrThrow({ where: { slug: register.report.slug } });
  await expectKept({ report });
  const assigned = register.recommendations.filter(({ assignments }: { assignments: [] }) => assignments.length > 1);
  assigned[0].assignments.pop();
  for (const assignment of assigned[1].assignments) assignment.role = assignment.role === "lead" ? "support" : "lead";
  const slugs = Object.keys(register.themes);
  for (const entry of register.recommendations)
    entry.themes = entry.themes.length > 1 ? slugs.slice(-1) : slugs.slice(0, 3);
  for (const entry of register.recommendations.slice(0, 5)) entry.kind = entry.kind === "need" ? "intention" : "need";
  await load();
  await expectKept({ report });
  const { all } = await getReportProgress(report, new Date());
  expect(all.total).toBeGreaterThan(10);
});

test("whoever changes a count past the triggers is found out", async () => {
  await db.$executeRaw`update tallies set in_progress = 2 where report_id = ${given.report.id}::uuid and cut = 'report' and grain = 'day' and in_progress = 1`;
  expect(await findMiscount(db)).toEqual({
    report: given.report.slug,
    ...{ cut: "report", key: "", measure: "in_progress", kept: 2, counted: 1 },
  });
  await db.$executeRaw`update tallies set in_progress = 0 where report_id = ${given.report.id}::uuid`;
  expect(await findMiscount(db)).toMatchObject({ measure: "in_progress", kept: 0 });
  await db.$queryRaw`select recount_report(${given.report.id}::uuid)::text`;
  expect(await findMiscount(db)).toBeUndefined();
});

describe("the days on which time alone changes a count", () => {
  const days: string[] = [];
  beforeAll(() => {
    // Every day of four years with a leap day, and the ends of February around a century without one.
    for (let day = "2023-01-01"; day < "2027-01-01"; day = addDays(day, 1)) days.push(day);
    for (let day = "2099-02-20"; day < "2100-04-10"; day = addDays(day, 1)) days.push(day);
  });

  test.each([1, 2, 6, 12, 18, 60, 1200])(
    "%i months after a day are those before the first day that is longer",
    async (months) => {
      const rows = await db.$queryRaw<{ day: string; first: string }[]>`
      select day, months_after(day::date, ${months}::int)::text as first from unnest(${days}::text[]) day`;
      const isLonger = (day: string, on: string) => day < addMonths(on, -months);
      const wrong = rows.filter(({ day, first }) => !isLonger(day, first) || isLonger(day, addDays(first, -1)));
      expect(wrong).toEqual([]);
    },
  );

  test("a day of Postgres is one of the product, in every zone that changes its clocks", async () => {
    const wrong: unknown[] = [];
    for (const zone of [
      "America/New_York",
      "Europe/London",
      "Pacific/Kiritimati",
      "Asia/Phnom_Penh",
      "America/Santiago",
    ]) {
      const instants = days.flatMap((day) => {
        const begins = startOfDay(day, zone);
        return [begins, new Date(begins.getTime() - 1)];
      });
      const rows = await db.$queryRaw<{ day: string }[]>`
        select (at at time zone ${zone})::date::text as day from unnest(${instants}::timestamptz[]) with ordinality as u (at, n) order by n`;
      for (const [index, { day }] of rows.entries()) {
        const begun = days[Math.floor(index / 2)] ?? "";
        if (day !== (index % 2 === 0 ? begun : addDays(begun, -1))) wrong.push([zone, begun, day]);
      }
    }
    expect(wrong).toEqual([]);
  });
});
