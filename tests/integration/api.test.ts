import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { v7 as uuid } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import type { z } from "zod";
import * as unknownAddress from "#app/api/v1/[[...unknown]]/route.ts";
import * as interfaceRoute from "#app/api/v1/openapi.json/route.ts";
import * as recommendationsRoute from "#app/api/v1/reports/[report]/recommendations/route.ts";
import * as summaryRoute from "#app/api/v1/reports/[report]/summary/route.ts";
import * as updatesRoute from "#app/api/v1/reports/[report]/updates/route.ts";
import type { Member } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { columnsOf, logEntryOf, type StateColumns, stateOf } from "#lib/assignments/projection.ts";
import { apply } from "#lib/assignments/state.ts";
import { addDays, dayAt, toDatabaseDay } from "#lib/dates.ts";
import { Evidence, Problem, RecommendationPage, Summary, Update, UpdatePage } from "#lib/exchange/schema.ts";
import { Prisma } from "#lib/generated/client.ts";
import { entryOf, type Typed } from "../support/entry.ts";
import { db } from "../support/owner.ts";

const slug = "cmb-97-021";
const register = JSON.parse(readFileSync(`prisma/reports/${slug}.json`, "utf8"));

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);

/** The instants at which entries are recorded: a second after each other, since the log goes on and never back. */
let clock = Date.now() - 3_000_000;
const nextInstant = () => {
  clock += 1000;
  return new Date(clock);
};

type Route = { GET: (request: Request, context: { params: Promise<{ report: string }> }) => Promise<Response> };

const ask = (route: Route, query = "", report = slug) =>
  route.GET(new Request(`http://tamdan.test/api/v1/reports/${report}/x${query}`), {
    params: Promise.resolve({ report }),
  });

async function read<Schema extends z.ZodType>(route: Route, schema: Schema, query = "") {
  const response = await ask(route, query);
  expect(response.status).toBe(200);
  return schema.parse(await response.json());
}

/** Every item of a list, page after page. */
async function readAll<Item>(
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

const readRecommendations = (limit = 500) => readAll(recommendationsRoute, RecommendationPage, limit);
const readUpdates = (limit = 500) => readAll(updatesRoute, UpdatePage, limit);

async function memberOf(organization: string): Promise<Member> {
  const {
    user,
    organization: own,
    roles,
  } = await db.membership.findFirstOrThrow({
    where: { organization: { slug: organization } },
    include: { user: true, organization: true },
  });
  return {
    kind: "member",
    sessionId: uuid(),
    shownAt: new Date(),
    userId: user.id,
    name: user.name,
    organization: own,
    roles,
    organizations: [own],
  };
}

const hide = (code: string, data: { publishedAt: null } | { withdrawnAt: Date; withdrawnFor: string }) =>
  db.recommendation.updateMany({ where: { code }, data });
const hideNothing = () =>
  db.recommendation.updateMany({ data: { publishedAt: new Date(), withdrawnAt: null, withdrawnFor: null } });

const assignmentOf = (code: string, organization: string) =>
  db.assignment.findFirstOrThrow({ where: { recommendation: { code }, organization: { slug: organization } } });

async function log(organization: string, code: string, entry: Typed, now = nextInstant()) {
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
async function append(
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

const oneTarget = {
  targetOn: new Date("2010-12-31"),
  targetPrecision: "year",
  originalTargetOn: new Date("2009-12-31"),
  originalTargetPrecision: "year",
} as const;
const farTarget = {
  targetOn: new Date("2910-12-31"),
  targetPrecision: "year",
  originalTargetOn: new Date("2909-12-31"),
  originalTargetPrecision: "year",
} as const;

// The log begins with entries of long ago: what is recorded later cannot be recorded before.
beforeAll(async () => {
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
});

describe("the register", () => {
  test("goes out whole, in its order", async () => {
    const items = await readRecommendations();
    expect(items.map(({ code }) => code)).toEqual(register.recommendations.map(({ code }: { code: string }) => code));
    expect(items).toHaveLength(17);
    expect(items.flatMap(({ assignments }) => assignments)).toHaveLength(37);
  });

  test("says what the file says, and where each assignment stands", async () => {
    const file = register.recommendations.find(({ code }: { code: string }) => code === "R1.2");
    const target = { targetOn: new Date("2002-06-30"), targetPrecision: "month" } as const;
    const original = { originalTargetOn: target.targetOn, originalTargetPrecision: target.targetPrecision };
    const answered = nextInstant();
    const state = { response: "accepted", ...target, ...original } as const;
    await append("undp", "R1.2", { kind: "response", response: "accepted", recordedAt: answered }, state);
    const now = nextInstant();
    await log("acleda", "R1.2", { status: "in_progress", note: "Begun." }, now);
    const item = (await readRecommendations()).find(({ code }) => code === "R1.2");
    const standing = {
      response: "awaiting_response",
      decideBy: null,
      implementation: "not_started",
      exitRequested: null,
      verification: "self_reported",
      submittedAt: null,
      completedOn: null,
      hasEvidence: false,
      targetOn: null,
      originalTargetOn: null,
      targetChanges: 0,
      logLength: 1,
      headHash: expect.stringMatching(/^[0-9a-f]{64}$/),
    };
    expect(item).toEqual({
      code: "R1.2",
      parent: "R1",
      kind: file.kind,
      title: file.title,
      statement: file.statement,
      textComplete: file.textComplete,
      section: file.section,
      locator: file.locator,
      sourceUrl: file.sourceUrl,
      priority: "not_stated",
      prioritySource: null,
      themes: ["information", "finance"],
      implementation: "in_progress",
      assignments: [
        {
          ...standing,
          organization: "acleda",
          answeredBy: "acleda",
          role: "lead",
          basis: "proposed",
          implementation: "in_progress",
          lastEntryAt: now.toISOString(),
        },
        {
          ...standing,
          organization: "undp",
          answeredBy: "undp",
          role: "support",
          basis: "proposed",
          response: "accepted",
          targetOn: "2002-06",
          originalTargetOn: "2002-06",
          lastEntryAt: answered.toISOString(),
        },
      ],
    });
  });

  test.each([1, 4, 16, 17])(
    "continues without a gap or a repetition, %i at a time, where several stand at one position",
    async (limit) => {
      await db.recommendation.updateMany({
        where: { code: { in: ["R3.2", "R3.3", "R3.4", "E1"] } },
        data: { position: 9 },
      });
      const codes = (await readRecommendations(limit)).map(({ code }) => code);
      expect(codes).toHaveLength(17);
      expect(new Set(codes).size).toBe(17);
      expect(codes).toEqual((await readRecommendations()).map(({ code }) => code));
    },
  );

  test("shows no draft, nothing withdrawn, and does not name them as parents", async () => {
    const hidden = [
      { code: "R3", data: { publishedAt: null } },
      { code: "F1", data: { publishedAt: null } },
      { code: "F2", data: { withdrawnAt: new Date(), withdrawnFor: "Tried out." } },
      { code: "R1", data: { withdrawnAt: new Date(), withdrawnFor: "Tried out." } },
    ];
    for (const { code, data } of hidden) await hide(code, data);
    const items = await readRecommendations();
    expect(items).toHaveLength(13);
    for (const { code } of hidden)
      expect(items.filter((item) => item.code === code || item.parent === code)).toEqual([]);
    await hideNothing();
  });

  test("shows no withdrawn assignment", async () => {
    const { id } = await assignmentOf("F3", "undp");
    const of = async () =>
      (await readRecommendations())
        .find(({ code }) => code === "F3")
        ?.assignments.map(({ organization }) => organization);
    expect(await of()).toContain("undp");
    await db.assignment.update({ where: { id }, data: { withdrawnAt: new Date(), withdrawnFor: "Tried out." } });
    expect(await of()).not.toContain("undp");
    await db.assignment.update({ where: { id }, data: { withdrawnAt: null, withdrawnFor: null } });
  });
});

describe("the log", () => {
  test("goes out entry by entry, with the day that it happened and the instant that it was recorded", async () => {
    const now = nextInstant();
    const id = await log(
      "acleda",
      "R1.2",
      {
        status: "partially_implemented",
        note: "Half.",
        whatRemains: "The other half.",
        "evidence.0.title": "Report",
        "evidence.0.url": "https://example.org/report",
      },
      now,
    );
    const written = await db.update.findUniqueOrThrow({ where: { id }, include: { evidence: true } });
    const unsaid = Object.keys(Update.shape).map((name) => [name, null]);
    expect((await readUpdates()).find((update) => update.id === id)).toEqual({
      ...Object.fromEntries(unsaid),
      id,
      sequence: written.sequence,
      kind: "progress",
      recommendation: "R1.2",
      organization: "acleda",
      enteredBy: "acleda",
      previousImplementation: written.previousImplementation,
      implementation: "partially_implemented",
      note: "Half.",
      whatRemains: "The other half.",
      evidence: [
        {
          ...Object.fromEntries(Object.keys(Evidence.shape).map((name) => [name, null])),
          id: written.evidence[0]?.id,
          kind: "link",
          title: "Report",
          url: "https://example.org/report",
        },
      ],
      occurredOn: "2001-03",
      precision: "month",
      recordedAt: now.toISOString(),
      previousHash: written.previousHash,
      hash: written.hash,
    });
  });

  test("says of every column of the log what it says, but for who wrote it and by which form", () => {
    const renamed = ["reportId", "assignmentId", "actorId", "actingOrganizationId", "onBehalfOfId"];
    const folded = ["submissionId", "occurredPrecision", "completedPrecision", "targetPrecision"];
    const columns = Object.values(Prisma.UpdateScalarFieldEnum);
    const unsaid = columns.filter((column) => !(column in Update.shape));
    expect(unsaid.sort()).toEqual([...renamed, ...folded].sort());
  });

  test("a file goes out with its length, its hash and its address", async () => {
    const id = uuid();
    const file = {
      kind: "file",
      type: "text/plain",
      fileName: "notes.txt",
      size: 5,
      sha256: createHash("sha256").update("Notes").digest("hex"),
    } as const;
    const updateId = await append("veterans", "R3.2", {
      kind: "note",
      note: "A file.",
      evidence: {
        create: [
          {
            id,
            position: 0,
            title: "Notes",
            ...file,
            parts: { create: [{ position: 0, bytes: Buffer.from("Notes") }] },
          },
        ],
      },
    });
    const update = (await readUpdates()).find((one) => one.id === updateId);
    expect(update?.evidence).toEqual([
      {
        id,
        title: "Notes",
        ...file,
        url: null,
        address: `/evidence/${id}`,
        issuer: null,
        documentOn: null,
        language: null,
      },
    ]);
  });

  test("names who entered an entry, and for whom", async () => {
    const id = await append("ministry", "F3", { kind: "note", note: "By telephone." });
    expect((await readUpdates()).find((update) => update.id === id)).toMatchObject({
      organization: "ministry",
      enteredBy: "ilo",
      onBehalfOf: "ministry",
      occurredOn: "2001",
      precision: "year",
      implementation: null,
      evidence: [],
    });
  });

  test("shows no restricted evidence", async () => {
    const paper = { title: "Open", url: "https://example.org/open" };
    const closed = { title: "Closed", url: "https://example.org/closed", restricted: true };
    const evidence = [paper, closed].map((one, position) => ({ id: uuid(), position, ...one }));
    const updateId = await append("veterans", "R3.2", {
      kind: "note",
      note: "Papers.",
      evidence: { create: evidence },
    });
    const update = (await readUpdates()).find(({ id }) => id === updateId);
    expect(update?.evidence.map(({ title }) => title)).toEqual(["Open"]);
    expect(await (await ask(updatesRoute)).text()).not.toContain("closed");
  });

  test("continues without a gap or a repetition, however many were recorded at one instant", async () => {
    const writers = [
      ["ministry", "R2"],
      ["undp", "R2"],
      ["acleda", "R1.2"],
    ] as const;
    for (let number = 0; number < 300; number += 1) {
      const [organization, code] = writers[number % 3] ?? writers[0];
      // Seven at each instant, in no order: pages end within them.
      const recordedAt = number % 7 === 0 ? nextInstant() : new Date(clock);
      await append(organization, code, { id: randomUUID(), kind: "note", note: `Number ${number}.`, recordedAt });
    }
    const kept = await db.$queryRaw<{ id: string }[]>`select id from updates order by recorded_at, id`;
    const all = kept.map(({ id }) => id);
    expect(all.length).toBeGreaterThan(300);
    for (const limit of [1, 3, 10, 100, 500]) expect((await readUpdates(limit)).map(({ id }) => id)).toEqual(all);
  });

  test("a reader who stopped gets what came since, and nothing twice, though a writer's clock is slow", async () => {
    const before = await read(updatesRoute, UpdatePage, "?limit=300");
    const rest = await read(updatesRoute, UpdatePage, `?cursor=${before.next}`);
    const id = await log("undp", "R2", { status: "note", note: "Later." }, daysAgo(1));
    const again = await read(updatesRoute, UpdatePage, `?cursor=${before.next}`);
    expect(again.items.map((item) => item.id)).toEqual([...rest.items.map((item) => item.id), id]);
  });

  test("shows nothing of a draft or of what is withdrawn", async () => {
    const shown = async () => (await readUpdates()).filter(({ recommendation }) => recommendation === "R2").length;
    const all = (await readUpdates()).length;
    const own = await shown();
    expect(own).toBeGreaterThan(100);
    for (const data of [{ publishedAt: null }, { withdrawnAt: new Date(), withdrawnFor: "Tried out." }]) {
      await hide("R2", data);
      expect(await shown()).toBe(0);
      expect((await readUpdates(50)).length).toBe(all - own);
      await hideNothing();
    }
  });
});

describe("the summary", () => {
  const open = `a.implementation in ('not_started', 'in_progress', 'partially_implemented')`;
  const accepted = `a.response in ('accepted', 'partially_accepted')`;
  const implemented = `a.implementation in ('implemented', 'implemented_differently')`;
  const isApplicable = `a.implementation <> 'no_longer_applicable'`;
  const today = `(now() at time zone 'Asia/Phnom_Penh')::date`;
  /** The first instant of the day so many days ago, where the report is. */
  const dayStarts = (days: number) => `(${today} - ${days})::timestamp at time zone 'Asia/Phnom_Penh'`;

  /** The table of domain.md, once more and straight: the condition for n, within the condition for N. */
  const figures: Record<string, [string, string]> = {
    responseRate: [`a.response not in ('awaiting_response', 'under_consideration')`, `true`],
    acceptanceRate: [accepted, `${accepted} or a.response = 'not_accepted'`],
    verifiedImplementation: [`${implemented} and a.verification = 'verified'`, `${accepted} and ${isApplicable}`],
    reportedImplementation: [implemented, `${accepted} and ${isApplicable}`],
    claimGap: [`${implemented} and a.verification <> 'verified'`, `${accepted} and ${isApplicable}`],
    wholeReport: [`${implemented} and a.verification = 'verified'`, `a.response <> 'not_applicable'`],
    overdue: [`a.target_on < ${today}`, `${open} and a.target_on is not null`],
    withoutTarget: [`a.target_on is null`, open],
    fresh: [`a.last_entry_at >= ${dayStarts(90)}`, open],
    stale: [`coalesce(a.last_entry_at, a.created_at) < ${dayStarts(120)}`, open],
    evidenceCoverage: [`a.has_evidence`, implemented],
    onTime: [`${implemented} and a.completed_on <= a.original_target_on`, `a.original_target_on <= ${today}`],
    slippage: [`a.target_changes >= 2`, `${open} and a.target_on is not null`],
    exits: [`a.implementation in ('no_longer_applicable', 'not_implemented')`, `true`],
    verificationBacklog: [`a.submitted_at < ${dayStarts(30)}`, `a.verification = 'submitted'`],
  };

  const scope = `from assignments a join recommendations r on r.id = a.recommendation_id join organizations o on o.id = a.organization_id
    where a.withdrawn_at is null and r.published_at is not null and r.withdrawn_at is null`;

  async function count(condition: string, within = "true"): Promise<number> {
    const [row] = await db.$queryRawUnsafe<{ count: number }[]>(
      `select count(*)::int as count ${scope} and (${within}) and (${condition})`,
    );
    return row?.count ?? 0;
  }

  beforeAll(async () => {
    const completed = {
      howIntentMet: "As meant.",
      completedOn: "2001-04",
      "evidence.0.title": "Report",
      "evidence.0.url": "https://example.org/report",
    };
    await log("ministry", "R1.1", { status: "implemented", ...completed });
    await log("undp", "R1.1", { status: "implemented", ...completed });
    await log("acleda", "R1.1", { status: "implemented_differently", doneInstead: "Another way.", ...completed });
    await log("ministry", "R3.3", { status: "implemented", ...completed });
    const found = { kind: "verification", verificationBasis: "A visit.", justification: "Seen." } as const;
    await append("ministry", "R3.3", { ...found, verification: "not_verified" });
    await log("ministry", "R3.3", { status: "implemented", ...completed });
    await append("acleda", "R1.1", { ...found, verification: "verified" });
    await append("acleda", "R1.1", { ...found, verification: "partly_verified" });
    const here = dayAt(new Date(), "Asia/Phnom_Penh");
    const targetIn = (days: number) => {
      const on = toDatabaseDay(addDays(here, days));
      return { targetOn: on, targetPrecision: "day", originalTargetOn: on, originalTargetPrecision: "day" } as const;
    };
    const states = [
      // A target is past on the day after it, and due on its day.
      ["R3.4", "ministry", targetIn(0)],
      ["R3.4", "undp", targetIn(-1)],
      ["R3.5", "ministry", targetIn(1)],
      [
        "R1.1",
        "ministry",
        { response: "accepted", verification: "verified", ...oneTarget, completedOn: new Date("2001-04-30") },
      ],
      ["R1.1", "undp", { response: "partially_accepted", ...oneTarget, submittedAt: daysAgo(40) }],
      [
        "R1.1",
        "acleda",
        {
          response: "not_accepted",
          implementation: "implemented_differently",
          verification: "verified",
          completedOn: new Date("2001-04-30"),
          completedPrecision: "month",
          originalTargetOn: new Date("2000-12-31"),
          originalTargetPrecision: "year",
        },
      ],
      ["R1.3", "undp", { response: "not_applicable", ...farTarget, targetChanges: 1 }],
      ["R2", "undp", { response: "accepted", implementation: "no_longer_applicable" }],
      ["R2", "ministry", { response: "accepted", implementation: "not_implemented" }],
    ] as const;
    for (const [code, organization, state] of states)
      await append(organization, code, { kind: "response", response: "accepted" }, state);
    await hide("R3.1", { publishedAt: null });
    const { id } = await assignmentOf("F1", "undp");
    await db.assignment.update({ where: { id }, data: { withdrawnAt: new Date(), withdrawnFor: "Tried out." } });
  });

  test("each figure is the n of N that the table says, counted independently", async () => {
    const summary = await read(summaryRoute, Summary);
    const counted = await Promise.all(
      Object.entries(figures).map(
        async ([key, [n, of]]) => [key, { n: await count(n, of), of: await count(of) }] as const,
      ),
    );
    expect(summary.figures).toEqual({ ...Object.fromEntries(counted), overturned: { n: 2, of: 3 } });
    // Figures that are all or nothing would agree by accident.
    const telling = counted.filter(([, { n, of }]) => n > 0 && n < of).map(([key]) => key);
    expect(telling).toEqual(Object.keys(figures).filter((key) => key !== "evidenceCoverage"));
  });

  test("the counts of each axis are those of the assignments, and sum to all", async () => {
    const { counts, figures } = await read(summaryRoute, Summary);
    for (const [axis, codes] of Object.entries(counts)) {
      for (const [code, number] of Object.entries(codes))
        expect(number, `${axis} ${code}`).toBe(await count(`a.${axis} = '${code}'`));
      expect(Object.values(codes).reduce((sum, number) => sum + number, 0)).toBe(figures.responseRate.of);
    }
  });

  test("each cut has its own, and organizations sum to the whole", async () => {
    const { byOrganization, byTheme, figures } = await read(summaryRoute, Summary);
    expect(byOrganization.map(({ organization }) => organization)).toEqual(["undp", "ministry", "acleda", "veterans"]);
    expect(byOrganization.reduce((sum, { total }) => sum + total, 0)).toBe(figures.responseRate.of);
    for (const { organization, total, figures } of byOrganization) {
      expect(total).toBe(await count(`o.slug = '${organization}'`));
      expect(figures.overdue.n).toBe(await count(`${open} and a.target_on < ${today}`, `o.slug = '${organization}'`));
    }
    expect(byTheme.length).toBeGreaterThan(5);
    for (const { theme, total } of byTheme)
      expect(total).toBe(
        await count(
          `exists (select from recommendation_themes l join themes t on t.id = l.theme_id where l.recommendation_id = r.id and t.slug = '${theme}')`,
        ),
      );
  });

  test("is as of today, where the report is", async () => {
    expect(await read(summaryRoute, Summary)).toMatchObject({
      report: slug,
      asOf: dayAt(new Date(), "Asia/Phnom_Penh"),
    });
  });
});

describe("a request that is refused", () => {
  const lists: Route[] = [recommendationsRoute, updatesRoute];
  const all: Route[] = [...lists, summaryRoute];

  async function expectProblem(response: Response, status: number, name: string) {
    expect(response.headers.get("Content-Type")).toBe("application/problem+json");
    expect(response.headers.get("Access-Control-Allow-Origin")).toBe("*");
    expect(response.status).toBe(status);
    expect(Problem.parse(await response.json())).toMatchObject({
      status,
      type: `/api/v1/openapi.json#/components/responses/${name}`,
    });
  }

  test.each(["no-such-report", "", "CMB-97-021", "cmb-97-021\0", "'", "cmb_97_021", "\ud800", "x".repeat(5000)])(
    "names the report %j: 404",
    async (report) => {
      for (const { GET } of all)
        await expectProblem(
          await GET(new Request("http://tamdan.test/"), { params: Promise.resolve({ report }) }),
          404,
          "unknown-report",
        );
    },
  );

  test("has a cursor or a limit that says nothing: 400", async () => {
    for (const route of lists) {
      await expectProblem(await ask(route, "?cursor=nonsense"), 400, "malformed-cursor");
      await expectProblem(await ask(route, "?cursor="), 400, "malformed-cursor");
      await expectProblem(await ask(route, "?limit=501"), 400, "malformed-limit");
      await expectProblem(await ask(route, "?limit=many"), 400, "malformed-limit");
    }
  });

  test("a cursor of one list does not continue the other: 400", async () => {
    const { next } = await read(updatesRoute, UpdatePage, "?limit=1");
    await expectProblem(await ask(recommendationsRoute, `?cursor=${next}`), 400, "malformed-cursor");
  });

  test("would change something: 405, with what is allowed", async () => {
    for (const route of [recommendationsRoute, updatesRoute, summaryRoute, interfaceRoute])
      for (const method of ["POST", "PUT", "PATCH", "DELETE"] as const) {
        const response = route[method]();
        expect(response.headers.get("Allow")).toBe("GET, HEAD, OPTIONS");
        await expectProblem(response, 405, "method-not-allowed");
      }
  });

  test("is for an address that there is not: 404, whatever the method", async () => {
    const { GET, POST, PUT, PATCH, DELETE, OPTIONS } = unknownAddress;
    for (const method of [GET, POST, PUT, PATCH, DELETE, OPTIONS])
      await expectProblem(method(), 404, "unknown-address");
  });
});

describe("an answer", () => {
  test("may be read by the page of anybody, is asked for again each time, and is what it says it is", async () => {
    for (const response of [
      await ask(recommendationsRoute),
      await ask(updatesRoute),
      await ask(summaryRoute),
      interfaceRoute.GET(new Request("http://tamdan.test/")),
    ]) {
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "access-control-allow-origin": "*",
        "cache-control": "no-cache",
        "content-type": "application/json",
        etag: expect.stringMatching(/^W\/"/),
      });
    }
  });

  test("is not sent again until something has changed", async () => {
    const askAgain = (tag: string | null) =>
      updatesRoute.GET(new Request("http://tamdan.test/?limit=500", { headers: { "If-None-Match": tag ?? "" } }), {
        params: Promise.resolve({ report: slug }),
      });
    const tag = (await ask(updatesRoute, "?limit=500")).headers.get("ETag");
    expect((await askAgain(tag)).status).toBe(304);
    await log("veterans", "R3.2", { status: "note", note: "Again." }, new Date());
    expect((await askAgain(tag)).status).toBe(200);
  });
});
