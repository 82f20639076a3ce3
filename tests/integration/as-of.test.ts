import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, test } from "vitest";
import * as changesRoute from "#app/api/v1/reports/[report]/changes/route.ts";
import * as recommendationsRoute from "#app/api/v1/reports/[report]/recommendations/route.ts";
import * as summaryRoute from "#app/api/v1/reports/[report]/summary/route.ts";
import * as updatesRoute from "#app/api/v1/reports/[report]/updates/route.ts";
import { type Member, publicViewer } from "#lib/accounts/viewer.ts";
import { lastInstant } from "#lib/as-of.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { logEntryOf } from "#lib/assignments/projection.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import { replay, type State } from "#lib/assignments/state.ts";
import { isImplemented, isOpen } from "#lib/assignments/status.ts";
import { markRead } from "#lib/changes/commands.ts";
import {
  type ChangedAssignment,
  countChanges,
  getVisit,
  type Key,
  listChanges,
  listRegisterChanges,
} from "#lib/changes/queries.ts";
import { addDays, type Day, dayAt } from "#lib/dates.ts";
import { ChangePage, RecommendationPage, Summary, UpdatePage } from "#lib/exchange/schema.ts";
import { Implementation } from "#lib/generated/enums.ts";
import { getOrganization, listAssignments } from "#lib/organizations/queries.ts";
import { getReportProgress } from "#lib/progress/queries.ts";
import { thresholdsAt } from "#lib/progress/thresholds.ts";
import { keepRollUp } from "#lib/recommendations/commands.ts";
import { getRecommendation, listRecommendations } from "#lib/recommendations/queries.ts";
import { listRegister } from "#lib/recommendations/register-rows.ts";
import { rollUp } from "#lib/recommendations/rollup.ts";
import { parseFilters } from "#lib/recommendations/schema.ts";
import { listHistory, listLatestUpdates } from "#lib/updates/queries.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "../support/report.ts";

// A history of two years, with everything that can happen in it, and then any day of it against a replay written here.

const timeZone = "Asia/Phnom_Penh";
const beginning = new Date("2024-01-10T09:00:00Z");
const length = 600;
const now = new Date();

/** The same numbers in every run. */
function randomOf(seed: number) {
  let state = seed;
  return (below: number) => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const link = { "evidence.0.title": "Report", "evidence.0.url": "https://example.org/report" };
const said = { occurredOn: "2023", note: "A group met.", justification: "It is so." };
const decided = { verificationBasis: "A visit.", justification: "Seen." };
const exit = { ...said, exitReason: "other" };
const done = { ...said, completedOn: "2023-05", howIntentMet: "In full.", ...link };

type Typed = Record<string, string>;

/** What an organization, a verifier and the steward may log; much of it is refused where it does not fit, and leaves nothing. */
const entries: { by: "own" | "verifier" | "steward"; typed: Typed }[] = [
  { by: "own", typed: { kind: "progress", status: "in_progress", ...said } },
  { by: "own", typed: { kind: "progress", status: "not_started", ...said } },
  { by: "own", typed: { kind: "progress", status: "partially_implemented", ...said, whatRemains: "More.", ...link } },
  { by: "own", typed: { kind: "progress", status: "implemented", ...done } },
  { by: "own", typed: { kind: "progress", status: "implemented_differently", ...done, doneInstead: "Another." } },
  { by: "own", typed: { kind: "progress", status: "not_implemented", ...exit } },
  { by: "own", typed: { kind: "progress", status: "no_longer_applicable", ...exit } },
  { by: "own", typed: { kind: "note", ...said } },
  { by: "own", typed: { kind: "confirmation" } },
  { by: "own", typed: { kind: "response", response: "accepted", occurredOn: "2023" } },
  { by: "own", typed: { kind: "response", response: "not_accepted", ...said } },
  { by: "own", typed: { kind: "target", targetOn: "2024-06", delayReason: "funding", justification: "Late." } },
  { by: "own", typed: { kind: "target", targetOn: "2025-03-05", delayReason: "funding", justification: "Late." } },
  {
    by: "own",
    typed: { kind: "correction", status: "in_progress", ...said, correctionReason: "It was mistyped." },
  },
  { by: "own", typed: { kind: "correction", targetOn: "2024-12", correctionReason: "It was mistyped." } },
  {
    by: "own",
    typed: { kind: "correction", response: "accepted", occurredOn: "2023", correctionReason: "It was mistyped." },
  },
  { by: "verifier", typed: { kind: "verification", verification: "verified", ...decided } },
  { by: "verifier", typed: { kind: "verification", verification: "partly_verified", ...decided } },
  { by: "verifier", typed: { kind: "verification", verification: "more_evidence_requested", ...decided } },
  { by: "steward", typed: { kind: "exit_decision", exitDecision: "confirmed", justification: "So it is." } },
  { by: "steward", typed: { kind: "exit_decision", exitDecision: "refused", justification: "It is not so." } },
  { by: "steward", typed: { kind: "reopening", status: "in_progress", justification: "There is more to do." } },
];

type Report = Awaited<ReturnType<typeof createReport>>;
let report: Report;
let organizations: Awaited<ReturnType<typeof createOrganization>>[] = [];
const kinds = new Set<string>();

async function write(who: Member, assignmentId: string, typed: Typed, at: Date) {
  const { logLength } = await db.assignment.findUniqueOrThrow({ where: { id: assignmentId } });
  const submission = { assignmentId, submissionId: randomUUID(), seen: logLength };
  return logEntry(who, submission, parseEntry(typed), at);
}

/** A change of the register at an instant of the past, with the roll-ups that follow from it. */
async function register(at: Date, recommendationIds: string[], work: (tx: typeof db) => Promise<unknown>) {
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`select set_config('tamdan.at', ${at.toISOString()}, true)`;
    await work(tx as typeof db);
    await keepRollUp(tx, recommendationIds);
  });
}

const daysOn = (days: number) => new Date(beginning.getTime() + days * 86_400_000);

beforeAll(async () => {
  report = await createReport({ timeZone, createdAt: beginning });
  organizations = [await createOrganization(), await createOrganization(), await createOrganization()];
  const steward = await createMember(report.steward, ["steward"]);
  const verifier = await createMember(await createOrganization(), ["verifier"]);
  const members = new Map<string, Member>();
  for (const organization of organizations)
    members.set(organization.id, await createMember(organization, ["approver"]));

  const published = { publishedAt: beginning };
  const [first, second] = organizations;
  const theme = await db.theme.create({ data: { reportId: report.id, slug: "lending", name: "Lending", position: 0 } });
  const themed = { themes: { create: { themeId: theme.id } } } as object;
  const parent = await createRecommendation(report, [], published);
  const parts = [
    await createRecommendation(report, organizations, { ...published, parentId: parent.id, ...themed }),
    await createRecommendation(report, [organizations[0] ?? parent], { ...published, parentId: parent.id }),
  ];
  const others = [
    await createRecommendation(report, organizations, { ...published, kind: "need", ...themed }),
    await createRecommendation(report, organizations, { publishedAt: daysOn(120), title: "Train women" }),
    await createRecommendation(report, organizations, published),
    await createRecommendation(report, [first ?? parent, second ?? parent], published),
  ];
  await db.assignment.updateMany({ where: { reportId: report.id }, data: { createdAt: beginning } });
  const late = others[3]?.assignments[1]?.id ?? "";
  await db.assignment.update({ where: { id: late }, data: { createdAt: daysOn(200) } });
  const withdrawnPart = parts[1]?.id ?? "";
  const withdrawn = others[0]?.assignments[2]?.id ?? "";
  const events = [
    {
      day: 300,
      ids: [others[0]?.id ?? ""],
      work: (tx: typeof db, at: Date) =>
        tx.assignment.update({ where: { id: withdrawn }, data: { withdrawnAt: at, withdrawnFor: "A mistake." } }),
    },
    {
      day: 400,
      ids: [parent.id],
      work: (tx: typeof db, at: Date) =>
        tx.recommendation.update({
          where: { id: withdrawnPart },
          data: { withdrawnAt: at, withdrawnFor: "A mistake." },
        }),
    },
  ];

  const random = randomOf(2026);
  const assignments = await db.assignment.findMany({ where: { reportId: report.id }, orderBy: { id: "asc" } });
  let day = 0;
  while (day < length) {
    const before = day;
    day += random(4);
    for (const event of events.filter((one) => one.day > before && one.day <= day)) {
      const at = daysOn(event.day);
      await register(at, event.ids, (tx) => event.work(tx, at));
    }
    const at = new Date(daysOn(day).getTime() + random(86_400_000));
    const assignment = assignments[random(assignments.length)];
    const entry = entries[random(entries.length)];
    if (!assignment || !entry || at < assignment.createdAt) continue;
    const own = members.get(assignment.organizationId);
    const who = { own, verifier, steward }[entry.by];
    if (who && (await write(who, assignment.id, entry.typed, at)).ok) kinds.add(entry.typed.kind ?? "");
  }
}, 180_000);

const listAll = () =>
  Promise.all([
    db.recommendation.findMany({
      where: { reportId: report.id },
      orderBy: { position: "asc" },
      include: { assignments: { include: { organization: true } } },
    }),
    db.update.findMany({
      where: { reportId: report.id },
      orderBy: { recordedAt: "asc" },
      include: { evidence: true },
    }),
  ]);
/** All rows, read once: nothing is written after the history. */
let all: ReturnType<typeof listAll> | undefined;

/** What stood at the end of a day, computed here from the rows of the log and of the register alone. */
async function replayed(day: Day) {
  const until = lastInstant(day, timeZone);
  all ??= listAll();
  const [recommendations, updates] = await all;
  const log = updates.filter(({ recordedAt }) => recordedAt <= until);
  const stood = (row: { from: Date | null; to: Date | null }) =>
    row.from !== null && row.from <= until && (row.to === null || row.to > until);
  const visible = recommendations.filter(({ publishedAt, withdrawnAt }) =>
    stood({ from: publishedAt, to: withdrawnAt }),
  );
  const items = visible.map((recommendation) => ({
    ...recommendation,
    assignments: recommendation.assignments
      .filter(({ createdAt, withdrawnAt }) => stood({ from: createdAt, to: withdrawnAt }))
      .map((assignment) => {
        const own = log.filter(({ assignmentId }) => assignmentId === assignment.id);
        return { ...assignment, own, state: replay(own.map(logEntryOf)) };
      }),
  }));
  type Item = (typeof items)[number];
  const statusOf = ({ id, assignments }: Item): Implementation =>
    rollUp([
      ...assignments.map(({ state }) => state.implementation),
      ...items.filter(({ parentId }) => parentId === id).map(statusOf),
    ]);
  return { until, log, items: items.map((item) => ({ ...item, status: statusOf(item) })) };
}

const random = randomOf(7);
const days = Array.from({ length: 16 }, () => dayAt(daysOn(random(length + 20)), timeZone));

test("the history holds every kind of entry, corrections among them", () => {
  expect([...kinds].sort()).toEqual(
    [...new Set(entries.map(({ typed }) => typed.kind))].filter((kind) => kind !== undefined).sort(),
  );
});

describe.each(days)("as of %s", (day) => {
  test("the figures count what a replay of the entries of then gives", async () => {
    const { until, log, items } = await replayed(day);
    const { today, freshSince, staleBefore, submittedBefore } = thresholdsAt(until, report);
    const all = items.flatMap(({ assignments }) => assignments);
    const progress = await getReportProgress(report, now, day);
    expect(progress.today).toBe(day);
    expect(progress.all.total).toBe(all.length);
    const count = (is: (state: State, createdAt: Date) => boolean) =>
      all.filter(({ state, createdAt }) => is(state, createdAt)).length;
    for (const [code, n] of Object.entries(progress.all.counts.implementation))
      expect([code, n]).toEqual([code, count(({ implementation }) => implementation === code)]);
    for (const [code, n] of Object.entries(progress.all.counts.response))
      expect([code, n]).toEqual([code, count(({ response }) => response === code)]);
    for (const [code, n] of Object.entries(progress.all.counts.verification))
      expect([code, n]).toEqual([code, count(({ verification }) => verification === code)]);
    const open = ({ implementation }: State) => isOpen(implementation);
    const { figures } = progress.all;
    expect(figures.overdue.n).toBe(count((state) => open(state) && (state.targetOn?.on ?? "9") < today));
    expect(figures.withoutTarget).toEqual({ n: count((s) => open(s) && !s.targetOn), of: count(open) });
    expect(figures.fresh.n).toBe(count((s) => open(s) && s.lastEntryAt !== null && s.lastEntryAt >= freshSince));
    expect(figures.stale.n).toBe(count((s, createdAt) => open(s) && (s.lastEntryAt ?? createdAt) < staleBefore));
    expect(figures.slippage.n).toBe(count((s) => open(s) && s.targetOn !== null && s.targetChanges >= 2));
    expect(figures.evidenceCoverage.n).toBe(count((s) => isImplemented(s.implementation) && s.hasEvidence));
    expect(figures.verificationBacklog.n).toBe(
      count((s) => s.verification === "submitted" && s.submittedAt !== null && s.submittedAt < submittedBefore),
    );
    const counted = new Set(all.map(({ id }) => id));
    const decisions = log.filter(({ kind, assignmentId }) => kind === "verification" && counted.has(assignmentId));
    expect(figures.overturned).toEqual({
      n: decisions.filter(({ verification }) => verification === "partly_verified").length,
      of: decisions.length,
    });
    for (const { slug, total } of progress.byOrganization)
      expect([slug, total]).toEqual([slug, all.filter(({ organization }) => organization.slug === slug).length]);
  });

  test("the list holds what stood then, by every status, for all and for each organization", async () => {
    const { until, items } = await replayed(day);
    const codes = async (parameters: Record<string, string>) => {
      const list = await listRecommendations(publicViewer, report, parseFilters(parameters), now, until);
      expect(list.found).toBe(list.items.length);
      return list.items.map(({ code }) => code);
    };
    const codesOf = (chosen: typeof items) => chosen.map(({ code }) => code);
    expect(await codes({})).toEqual(codesOf(items));
    for (const status of Object.values(Implementation)) {
      expect(await codes({ status })).toEqual(codesOf(items.filter((item) => item.status === status)));
      for (const { slug } of organizations)
        expect(await codes({ status, organization: slug })).toEqual(
          codesOf(
            items.filter(({ assignments }) =>
              assignments.some(
                ({ organization, state }) => organization.slug === slug && state.implementation === status,
              ),
            ),
          ),
        );
    }
    const list = await listRecommendations(publicViewer, report, parseFilters({ sort: "latest" }), now, until);
    const latest = list.items.map(({ lastEntryAt }) => lastEntryAt?.getTime() ?? 0);
    expect(latest).toEqual(latest.toSorted((one, other) => other - one));
    for (const item of list.items) {
      const expected = items.find(({ code }) => code === item.code);
      expect(item.implementation).toBe(expected?.status);
      for (const { id, implementation, verification } of item.assignments)
        expect(expected?.assignments.find((one) => one.id === id)?.state).toMatchObject({
          implementation,
          verification,
        });
    }
  });

  test("a recommendation, its history, the register and an organization show what stood then", async () => {
    const { until, log, items } = await replayed(day);
    for (const item of items) {
      const shown = await getRecommendation(publicViewer, report.slug, item.code, day);
      expect(shown?.implementation).toBe(item.status);
      expect(shown?.assignments.map(({ id }) => id).sort()).toEqual(item.assignments.map(({ id }) => id).sort());
      for (const assignment of shown?.assignments ?? []) {
        const { state, own } = item.assignments.find(({ id }) => id === assignment.id) ?? {};
        const { response, implementation, exitRequested, verification, lastEntryAt } = assignment;
        expect(state).toMatchObject({ response, implementation, exitRequested, verification, lastEntryAt });
        expect(assignment.logLength).toBe(own?.length);
      }
      for (const part of shown?.parts ?? [])
        expect(part.implementation).toBe(items.find(({ code }) => code === part.code)?.status);
      const history = await listHistory(publicViewer, item.id, { page: 1 }, until);
      expect(history.entries.every(({ recordedAt }) => recordedAt <= until)).toBe(true);
      if (!items.some(({ parentId }) => parentId === item.id))
        expect(history.found).toBe(
          log.filter((one) => item.assignments.some(({ own }) => own.includes(one))).length + withdrawnOf(item.id),
        );
    }
    function withdrawnOf(id: string) {
      const counted = new Set(items.find((item) => item.id === id)?.assignments.map((assignment) => assignment.id));
      return log.filter(
        ({ assignmentId }) => !counted.has(assignmentId) && assignmentsOf.get(id)?.includes(assignmentId),
      ).length;
    }

    const rows = await listRegister(publicViewer, report.id, undefined, 500, until);
    expect(rows.map(({ code, implementation }) => [code, implementation])).toEqual(
      items.map(({ code, status }) => [code, status]),
    );
    const heads = rows.flatMap(({ assignments }) => assignments).map(({ id, headHash }) => [id, headHash]);
    const expectedHeads = items
      .flatMap(({ assignments }) => assignments)
      .map(({ id, own }) => [id, own.at(-1)?.hash ?? null]);
    expect(new Map(heads as [string, string | null][])).toEqual(new Map(expectedHeads as [string, string | null][]));

    const latest = await listLatestUpdates(publicViewer, report.id, 5, until);
    expect(latest.every(({ recordedAt }) => recordedAt <= until)).toBe(true);

    for (const { id, slug } of organizations) {
      const organization = await getOrganization(slug);
      if (!organization) throw new Error("No organization.");
      const { found, items: assigned } = await listAssignments(organization, 100, new Date(), day);
      const expected = items.flatMap(({ assignments }) => assignments).filter((one) => one.organizationId === id);
      expect(found).toBe(expected.length);
      expect(assigned.map((one) => [one.recommendation.code, one.implementation, one.lastEntryAt])).toEqual(
        items.flatMap(({ code, assignments }) =>
          assignments
            .filter(({ organizationId }) => organizationId === id)
            .map(({ state }) => [code, state.implementation, state.lastEntryAt]),
        ),
      );
    }
  });
});

const assignmentsOf = new Map<string, string[]>();
beforeAll(async () => {
  for (const { id, recommendationId } of await db.assignment.findMany({ where: { reportId: report.id } }))
    assignmentsOf.set(recommendationId, [...(assignmentsOf.get(recommendationId) ?? []), id]);
});

test("as of the end of today everything is as it is now, by every filter", async () => {
  const until = lastInstant(addDays(dayAt(now, timeZone), 1), timeZone);
  const filters = [
    {},
    { kind: "need" },
    { theme: "lending" },
    { words: "women TRAIN" },
    { words: "50% _" },
    { sort: "latest" },
    { theme: "lending", status: "in_progress" },
    { organization: organizations[0]?.slug ?? "" },
    { organization: "nobody" },
    { page: "9" },
    ...Object.values(Implementation).map((status) => ({ status })),
  ];
  for (const parameters of filters) {
    const asked = parseFilters(parameters);
    expect(await listRecommendations(publicViewer, report, asked, now, until)).toEqual(
      await listRecommendations(publicViewer, report, asked, now),
    );
  }
  const tomorrow = addDays(dayAt(now, timeZone), 1);
  const then = await getReportProgress(report, now, tomorrow);
  const later = await getReportProgress(report, until);
  expect(then).toEqual(later);
});

describe.each(Array.from({ length: 12 }, () => [daysOn(random(length)), daysOn(random(length + 20))] as const))(
  "between %o and %o",
  (one, other) => {
    const [from, to] = one < other ? [one, other] : [other, one];
    const days = { from: dayAt(from, timeZone), to: dayAt(to, timeZone) };
    const span = { from: lastInstant(days.from, timeZone), to: lastInstant(days.to, timeZone) };

    test("what changed is what two replays differ in, piece by piece, and so are the sums", async () => {
      const [before, after] = [await replayed(days.from), await replayed(days.to)];
      const statesOf = ({ items }: typeof before) =>
        new Map(items.flatMap(({ assignments }) => assignments).map(({ id, state }) => [id, state]));
      const [was, is] = [statesOf(before), statesOf(after)];
      const countOf = ({ log }: typeof before, id: string) => log.filter((entry) => entry.assignmentId === id).length;
      const all = await db.assignment.findMany({ where: { reportId: report.id } });
      const expected = all.flatMap(({ id }) => {
        const ends = { before: was.get(id) ?? null, after: is.get(id) ?? null };
        const entries = countOf(after, id) - countOf(before, id);
        const isTouched = entries > 0 || was.has(id) !== is.has(id);
        return isTouched && (ends.before || ends.after) ? [{ id, ...ends, entries }] : [];
      });

      const rows: ChangedAssignment[] = [];
      for (let after: Key | undefined; ; ) {
        const piece = await listChanges(report.id, span, { after, take: 4 });
        rows.push(...piece);
        after = piece.at(-1);
        if (piece.length < 4) break;
      }
      const byId = (one: { id: string }, other: { id: string }) => (one.id < other.id ? -1 : 1);
      const shown = rows.map(({ id, before, after, entries }) => ({ id, before, after, entries }));
      expect(shown.toSorted(byId)).toEqual(expected.toSorted(byId));
      expect(await listChanges(report.id, span, { skip: 2, take: 500 })).toEqual(rows.slice(2));

      const { all: sums, changed } = await countChanges(report.id, span);
      const count = (is: (row: (typeof rows)[number]) => boolean) => rows.filter(is).length;
      const tells = (what: string) =>
        count(({ after, changes }) => after !== null && changes.some((one) => one.what === what));
      expect(sums).toMatchObject({
        assignments: rows.length,
        added: tells("added"),
        removed: count(({ after }) => after === null),
      });
      // An assignment that was added is counted for what it is, whatever it was when it did not count.
      const stayed = rows.every(({ before, after }) => before && after);
      if (stayed)
        expect(sums).toMatchObject({
          implementation: tells("implementation"),
          response: tells("response"),
          verification: tells("verification"),
          target: tells("firstTarget") + tells("target") + tells("targetDropped"),
        });
      expect([...changed].sort()).toEqual([...new Set(rows.map(({ organization }) => organization))].sort());

      const register = await listRegisterChanges(report.id, span);
      const codes = ({ items }: typeof before) => new Set(items.map(({ code }) => code));
      const [had, has] = [codes(before), codes(after)];
      expect(
        register.items
          .filter(({ isThere }) => isThere)
          .map(({ code }) => code)
          .sort(),
      ).toEqual([...has.difference(had)].sort());
      expect(
        register.items
          .filter(({ isThere }) => !isThere)
          .map(({ code }) => code)
          .sort(),
      ).toEqual([...had.difference(has)].sort());
      expect(register.found).toBe(register.items.length);
    });
  },
);

describe("the open data", () => {
  type Route = { GET: (request: Request, context: { params: Promise<{ report: string }> }) => Promise<Response> };
  const ask = (route: Route, query: string) =>
    route.GET(new Request(`http://tamdan.test/x?${query}`), { params: Promise.resolve({ report: report.slug }) });
  const read = async (route: Route, query: string) => (await ask(route, query)).json();

  test("answers as of a day what the pages show, and says which day it is", async () => {
    for (const day of days.slice(0, 6)) {
      const { until, log, items } = await replayed(day);
      const summary = Summary.parse(await read(summaryRoute, `asOf=${day}`));
      const progress = await getReportProgress(report, now, day);
      expect(summary).toMatchObject({ asOf: day, figures: progress.all.figures, counts: progress.all.counts });
      const register = RecommendationPage.parse(await read(recommendationsRoute, `asOf=${day}&limit=500`));
      expect(register.items.map(({ code, implementation }) => [code, implementation])).toEqual(
        items.map(({ code, status }) => [code, status]),
      );
      const updates = UpdatePage.parse(await read(updatesRoute, `asOf=${day}&limit=500`));
      const visible = new Set(items.flatMap(({ id }) => assignmentsOf.get(id) ?? []));
      expect(updates.items.map(({ id }) => id)).toEqual(
        log
          .filter(({ assignmentId }) => visible.has(assignmentId))
          .slice(0, 500)
          .map(({ id }) => id),
      );
      expect(updates.items.every(({ recordedAt }) => new Date(recordedAt) <= until)).toBe(true);
    }
    expect(await read(summaryRoute, `asOf=${dayAt(now, timeZone)}`)).toEqual(await read(summaryRoute, ""));
  });

  test("answers what changed between two days, page after page", async () => {
    const asked = "from=2024-03-01&to=2024-12-01";
    const whole = ChangePage.parse(await read(changesRoute, asked));
    expect(whole.items.length).toBeGreaterThan(5);
    const items = [];
    for (let cursor = ""; ; ) {
      const page = ChangePage.parse(await read(changesRoute, `${asked}&limit=3${cursor}`));
      items.push(...page.items);
      if (page.next === null) break;
      cursor = `&cursor=${page.next}`;
    }
    expect(items).toEqual(whole.items);
  });

  test.each(["2026-02-30", "soon", "", "9999-12-31", "2024", "%00", "2024-01-01T00:00:00Z"])(
    "refuses the day %j with what to mend",
    async (day) => {
      for (const [route, name] of [
        [summaryRoute, "asOf"],
        [recommendationsRoute, "asOf"],
        [updatesRoute, "asOf"],
        [changesRoute, "from"],
        [changesRoute, "to"],
      ] as const) {
        const response = await ask(route, `${name}=${day}`);
        expect(response.status).toBe(400);
        expect(response.headers.get("Content-Type")).toBe("application/problem+json");
        expect(await response.json()).toMatchObject({ title: "Malformed day" });
      }
    },
  );

  test("refuses a period that ends before it begins", async () => {
    const response = await ask(changesRoute, "from=2024-02-01&to=2024-01-01");
    expect([response.status, (await response.json()).title]).toEqual([400, "Malformed period"]);
  });
});

describe("the last visit", () => {
  test("begins with the account, is what somebody says, their own alone, and never goes back", async () => {
    const [first, second] = [
      await createMember(organizations[0] ?? report.steward, ["reporter"]),
      await createMember(organizations[0] ?? report.steward, ["reporter"]),
    ];
    const membership = await db.membership.findFirstOrThrow({ where: { userId: first.userId } });
    expect(await getVisit(first, report.id)).toEqual({ at: membership.createdAt, isFirst: true });

    const shownAt = new Date(now.getTime() - 60_000);
    expect(await markRead(first, report.slug, shownAt, now)).toMatchObject({ ok: true });
    expect(await getVisit(first, report.id)).toEqual({ at: shownAt, isFirst: false });
    expect(await getVisit(second, report.id)).toMatchObject({ isFirst: true });

    await markRead(first, report.slug, beginning, now);
    expect(await getVisit(first, report.id)).toEqual({ at: shownAt, isFirst: false });
    await markRead(first, report.slug, new Date("9999-01-01"), now);
    expect(await getVisit(first, report.id)).toEqual({ at: now, isFirst: false });
    expect(await markRead(first, "no-report", now, now)).toMatchObject({ ok: false, refusal: "not-found" });
  });
});
