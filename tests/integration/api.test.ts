import { createHash, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { v7 as uuid } from "uuid";
import { beforeAll, describe, expect, test } from "vitest";
import * as recommendationsRoute from "#app/api/v1/reports/[report]/recommendations/route.ts";
import * as updatesRoute from "#app/api/v1/reports/[report]/updates/route.ts";
import { Evidence, RecommendationPage, Update, UpdatePage } from "#lib/exchange/schema.ts";
import { Prisma } from "#lib/generated/client.ts";
import {
  append,
  ask,
  assignmentOf,
  beginLog,
  daysAgo,
  hide,
  hideNothing,
  log,
  nextInstant,
  read,
  readAll,
  sameInstant,
  slug,
} from "../support/api.ts";
import { db } from "../support/owner.ts";

const register = JSON.parse(readFileSync(`prisma/reports/${slug}.json`, "utf8"));

const readRecommendations = (limit = 500) => readAll(recommendationsRoute, RecommendationPage, limit);
const readUpdates = (limit = 500) => readAll(updatesRoute, UpdatePage, limit);

beforeAll(beginLog);

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
      const recordedAt = number % 7 === 0 ? nextInstant() : sameInstant();
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
