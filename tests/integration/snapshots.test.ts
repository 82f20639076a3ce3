import { createHash } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { headlineCounts, headlineOf } from "#lib/progress/headline.ts";
import { getFurtherCuts, getMovement, getReportProgress } from "#lib/progress/queries.ts";
import { editRecommendation, withdrawAssignment, withdrawRecommendation } from "#lib/register/commands.ts";
import { entryTables, newestChange } from "#lib/register/edit.ts";
import { editOrganization, organizationTables } from "#lib/register/organization-commands.ts";
import { renameTheme } from "#lib/register/theme-commands.ts";
import { getSnapshotFile, listSnapshots } from "#lib/snapshots/queries.ts";
import { writers } from "#lib/snapshots/writers.ts";
import { complete, completeKinds } from "../support/entry.ts";
import { answerTo, connect } from "../support/log.ts";
import { db } from "../support/owner.ts";
import { entryForm, organizationForm } from "../support/register.ts";
import { createMember, createRecommendation } from "../support/report.ts";
import {
  bytesOf,
  countFrozen,
  createFollowed,
  type Followed,
  freeze,
  frozen,
  idOf,
  later,
  log,
  on,
  quarter,
  read,
} from "../support/snapshots.ts";

let client: pg.Client;
beforeAll(async () => {
  client = await connect();
});
afterAll(() => client.end());

let given: Followed;
beforeEach(async () => {
  given = await createFollowed();
});

/** The first organization has accepted R1 and reports it as implemented. */
async function report() {
  await log(given, idOf(given.shared), completeKinds.response, "2026-02-10", 0);
  await log(given, idOf(given.shared), complete.implemented, "2026-03-10", 1);
}

describe("a day that is frozen", () => {
  test("has the figures, the movement and the texts of its end, and not what was logged before it was frozen", async () => {
    await report();
    await log(given, idOf(given.single), complete.in_progress, "2026-10-02", 0);
    const { content, recommendations, day, title, slug, createdAt, actor, organization } = await frozen(given);
    expect({ day, title, slug, createdAt }).toEqual({
      day: quarter,
      title: "Q3 2026",
      slug: "q3-2026",
      createdAt: later,
    });
    expect([actor.name, organization.acronym]).toEqual([given.steward.name, given.steward.organization.acronym]);

    const { today, ...progress } = await getReportProgress(given.report, later, quarter);
    expect(content).toMatchObject({ on: today, ...progress });
    expect(content).toMatchObject(await getFurtherCuts(given.report, later, quarter));
    expect(content.movement).toEqual(await getMovement(given.report, later, quarter));
    expect(content.all.figures.reportedImplementation).toEqual({ n: 1, of: 1 });
    expect(content.byTheme.map(({ slug, total }) => [slug, total])).toEqual([["finance", 2]]);
    expect(content.themes).toEqual([{ slug: "finance", name: "Finance" }]);
    expect(content.report).toMatchObject({
      title: given.report.title,
      published: { on: "2000-08-31", precision: "month" },
    });

    const [shared, single] = recommendations;
    expect(shared).toMatchObject({
      code: "R1",
      statement: given.shared.statement,
      implementation: "partially_implemented",
    });
    expect(single).toMatchObject({ code: "R2", implementation: "not_started" });
    const own = shared?.assignments.find(({ id }) => id === idOf(given.shared));
    const head = await db.update.findFirst({ where: { assignmentId: own?.id ?? "" }, orderBy: { sequence: "desc" } });
    expect(own).toMatchObject({
      organization: given.organizations[0].slug,
      implementation: "implemented",
      response: "accepted",
      verification: "submitted",
      submittedAt: on("2026-03-10"),
      completedOn: { on: "2001-02-28", precision: "month" },
      logLength: 2,
      headHash: head?.hash,
    });
    expect(single?.assignments).toMatchObject([{ implementation: "not_started", logLength: 0, headHash: null }]);
  });

  test("is the same after later entries, edits of the register, withdrawals and other settings", async () => {
    await report();
    const before = await frozen(given);
    const file = await bytesOf(given, before.slug, "json");
    const { steward, report: followed, shared, single, theme, organizations } = given;
    const now = () => new Date();

    await log(given, idOf(single), complete.in_progress, "2026-10-08", 0);
    const seen = (tables: readonly string[], id: string) => newestChange(db, tables, id);
    const changes = [
      await renameTheme(
        steward,
        followed.id,
        { id: theme.id, seen: await seen(["themes"], theme.id) },
        { name: "Money" },
        now(),
      ),
      await editRecommendation(
        steward,
        followed.id,
        { id: shared.id, seen: await seen(entryTables, shared.id) },
        entryForm({ code: "R9", title: "Another title", statement: "Another statement." }),
        { publish: false },
        now(),
      ),
      await editOrganization(
        steward,
        followed.id,
        { id: organizations[0].id, seen: await seen(organizationTables, organizations[0].id) },
        organizationForm({ name: "Another name", acronym: "AN" }),
        now(),
      ),
      await withdrawAssignment(
        steward,
        followed.id,
        shared.assignments[1]?.id ?? "",
        { reason: "Never asked." },
        now(),
      ),
      await withdrawRecommendation(steward, followed.id, single.id, { reason: "Entered twice." }, now()),
    ];
    expect(changes.map(({ ok }) => ok)).toEqual(changes.map(() => true));
    await db.report.update({ where: { id: followed.id }, data: { title: "Another report", freshDays: 1 } });

    expect(await read(followed.slug, before.slug)).toEqual(before);
    expect(await bytesOf(given, before.slug, "json")).toEqual(file);
    const after = await frozen(given, { title: "Q3 2026 again" }, now());
    expect(after.recommendations.map(({ code, title }) => `${code} ${title}`)).toEqual([
      "R9 Another title",
      `R2 ${single.title}`,
    ]);
    expect(after.content.report.title).toBe("Another report");
    // What stood at the end of that day is the log's, whatever the register says since.
    expect(after.content.all).toEqual(before.content.all);
  });

  test("is listed for everybody, the latest day first, with its headline", async () => {
    await report();
    await frozen(given, { title: "January", day: "2026-01-31" });
    await frozen(given);
    const listed = await listSnapshots(given.report.id);
    expect(listed.map(({ title, slug, headline: { of, parts } }) => [title, slug, of, headlineCounts(parts)])).toEqual([
      ["Q3 2026", "q3-2026", { measure: "due", count: 1 }, { verified: 0, reported: 1, gap: 1 }],
      ["January", "january", { measure: "assigned", count: 3 }, { verified: 0, reported: 0, gap: 0 }],
    ]);
    for (const { slug, headline } of listed)
      expect(headline).toEqual(headlineOf((await read(given.report.slug, slug)).content.all.measures));
  });

  test.each([
    ["Q3 2026", "q3-2026"],
    ["2026, third quarter", "snapshot-2026-third-quarter"],
    ["ត្រីមាសទី៣", "snapshot"],
    ["Compare", "compare-2"],
  ])("as “%s” has the address %s", async (title, slug) => {
    expect((await frozen(given, { title })).slug).toBe(slug);
  });

  test("has no draft in it", async () => {
    await createRecommendation(given.report, [], { code: "D1", publishedAt: null });
    expect((await frozen(given)).recommendations.map(({ code }) => code)).toEqual(["R1", "R2"]);
  });
});

describe("its exports", () => {
  test("are kept byte for byte, with their length and hash", async () => {
    const { slug, files } = await frozen(given);
    const { file, bytes } = await bytesOf(given, slug, "json");
    const sha256 = createHash("sha256").update(bytes).digest("hex");
    expect(file).toMatchObject({ type: "application/json", size: bytes.length, sha256 });
    expect(file.fileName).toBe(`${given.report.slug}-q3-2026.json`);
    expect(files).toEqual([{ format: "json", type: "application/json", size: bytes.length, sha256 }]);
    const { content, recommendations } = await read(given.report.slug, slug);
    expect(recommendations).toHaveLength(2);
    expect(JSON.parse(bytes.toString())).toEqual(JSON.parse(JSON.stringify({ ...content, recommendations })));
  });

  test("are those of the report as of that day, in every format that it is exported in", async () => {
    await report();
    await log(given, idOf(given.single), complete.in_progress, "2026-10-02", 0);
    const answer = await freeze(given.steward, given.report.id, {}, later, writers);
    expect(answer.ok).toBe(true);
    const { files } = await read(given.report.slug, "q3-2026");
    expect(files.map(({ format }) => format)).toEqual(["docx", "xlsx", "csv", "json"]);
    for (const { format, type, size, sha256 } of files) {
      const { file, bytes } = await bytesOf(given, "q3-2026", format);
      expect(file).toMatchObject({ type, size, sha256 });
      expect(createHash("sha256").update(bytes).digest("hex")).toBe(sha256);
      expect(bytes.length).toBe(size);
    }
    const rows = (await bytesOf(given, "q3-2026", "csv")).bytes.toString().split("\r\n");
    expect(rows.filter((row) => /^"?R[12]"?,/.test(row))).toHaveLength(3);
    expect(rows.filter((row) => row.includes("implemented,"))).toHaveLength(1);
    expect(rows.filter((row) => row.includes("in_progress,"))).toHaveLength(0);
  });

  test("of more than a megabyte are kept in parts", async () => {
    const mega = 1024 * 1024;
    const sent = Buffer.alloc(2.5 * mega, "Tamdan តាមដាន ");
    async function* write() {
      yield sent.subarray(0, 700_000);
      yield sent.subarray(700_000);
    }
    const answer = await freeze(given.steward, given.report.id, {}, later, [
      { format: "bin", type: "text/plain", write },
    ]);
    expect(answer.ok).toBe(true);
    const { bytes, sizes } = await bytesOf(given, "q3-2026", "bin");
    expect(sizes).toEqual([mega, mega, mega / 2]);
    expect(bytes.equals(sent)).toBe(true);
  });

  test("that cannot be written freeze nothing", async () => {
    const before = await countFrozen();
    // biome-ignore lint/correctness/useYield: it fails before it has anything
    async function* write(): AsyncGenerator<string> {
      throw new Error("The disk is full.");
    }
    const half = { format: "half", type: "text/plain", write };
    await expect(freeze(given.steward, given.report.id, {}, later, [half])).rejects.toThrow("The disk is full.");
    expect(await countFrozen()).toEqual(before);
  });

  test.each(["csv", "../json", "JSON", ""])("there are none of the format %j", async (format) => {
    const { slug } = await frozen(given);
    expect(await getSnapshotFile(given.report.slug, slug, format)).toBeNull();
  });
});

describe("nothing is frozen", () => {
  const viewers: Record<string, (given: Followed) => Promise<Viewer>> = {
    "by the public": async () => publicViewer,
    "by an approver of an organization": async ({ approver }) => approver,
    "by a verifier of the steward's organization": ({ report }) => createMember(report.steward, ["verifier"]),
    "by the steward of another report": async () => (await createFollowed()).steward,
    "by a steward whose membership has ended": async ({ steward }) => {
      await db.membership.updateMany({ where: { userId: steward.userId }, data: { endedAt: new Date() } });
      return steward;
    },
  };
  test.each(Object.entries(viewers))("%s", async (_, viewerOf) => {
    const viewer = await viewerOf(given);
    const before = await countFrozen();
    expect(await freeze(viewer, given.report.id)).toMatchObject({ ok: false, refusal: "not-yours" });
    expect(await countFrozen()).toEqual(before);
  });

  const bad: [string, { title?: string; day?: string }, string[]][] = [
    ["without a title and a day", { title: " \u200b", day: "" }, ["title.missing", "day.missing"]],
    ["with a title of 101 characters", { title: "a".repeat(101) }, ["title.too-long"]],
    ["of a day to come", { day: "2026-10-08" }, ["day.in-the-future"]],
    ["of a day that is not over", { day: "2026-10-07" }, ["day.not-over"]],
    ["of a day that there is not", { day: "2026-02-30" }, ["day.no-such-day"]],
    ["of a month", { day: "2026-09" }, ["day.no-such-day"]],
    ["of a day on which nothing was followed yet", { day: "2026-01-04" }, ["day.nothing-then"]],
  ];
  test.each(bad)("%s", async (_, typed, expected) => {
    const before = await countFrozen();
    const answer = await freeze(given.steward, given.report.id, typed);
    expect(answer).toMatchObject({ ok: false, refusal: "invalid" });
    expect(answer.ok ? [] : answer.detail?.map(({ field, code }) => `${field}.${code}`)).toEqual(expected);
    expect(await countFrozen()).toEqual(before);
  });

  test("twice: of two that freeze a day under one title at once, one does and the other is told", async () => {
    const answers = await Promise.all([1, 2].map(() => freeze(given.steward, given.report.id)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
    expect(answers.find(({ ok }) => !ok)).toMatchObject({ detail: [{ field: "title", code: "frozen" }] });
  });

  test("as often as somebody presses the button: more at once than there are connections", async () => {
    const answers = await Promise.all(Array.from({ length: 15 }, () => freeze(given.steward, given.report.id)));
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  });

  test("but another day under the same title is, at an address of its own", async () => {
    await frozen(given);
    expect((await frozen(given, { day: "2026-09-29" })).slug).toBe("q3-2026-2");
    expect((await read(given.report.slug, "q3-2026")).day).toBe(quarter);
  });
});

describe("the database", () => {
  test.each([
    "update snapshots set title = 'Q4 2026'",
    "update snapshots set content = '{}'",
    "delete from snapshots",
    "truncate snapshots cascade",
    "update snapshot_recommendations set content = '{}'",
    "delete from snapshot_recommendations",
    "truncate snapshot_recommendations",
    "update snapshot_files set sha256 = ''",
    "delete from snapshot_files",
    "update snapshot_parts set bytes = ''",
    "delete from snapshot_parts",
    "truncate snapshot_parts",
  ])("refuses, even its owner: %s", async (sql) => {
    await frozen(given);
    expect(await answerTo(client, () => client.query(sql))).toContain("append-only");
  });

  test("takes a snapshot from the steward of its report only, and no file after it was frozen", async () => {
    const { slug } = await frozen(given);
    const { id } = await db.snapshot.findFirstOrThrow({ where: { reportId: given.report.id, slug } });
    const actAs = async ({ userId, organization }: Followed["steward"], at: Date) => {
      await client.query("set local role tamdan_app");
      await client.query(
        "select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true), set_config('tamdan.at', $3, true)",
        [userId, organization.id, at.toISOString()],
      );
    };
    const add = (actor: Followed["steward"], as: Followed["steward"]) =>
      answerTo(client, async () => {
        await actAs(as, later);
        await client.query(
          `insert into snapshots (id, report_id, slug, title, day, content, created_at, actor_id, organization_id)
             values (gen_random_uuid(), $1, 'x', 'x', '2026-01-31', '{}', $2, $3, $4)`,
          [given.report.id, later, actor.userId, actor.organization.id],
        );
      });
    expect(await add(given.approver, given.approver)).toContain("row-level security");
    expect(await add(given.steward, given.approver)).toContain("row-level security");
    const file = (at: Date) =>
      answerTo(client, async () => {
        await actAs(given.steward, at);
        await client.query(
          "insert into snapshot_files (id, snapshot_id, format, type, size, sha256) values (gen_random_uuid(), $1, 'csv', 'text/csv', 0, '')",
          [id],
        );
      });
    expect(await file(new Date())).toContain("row-level security");
  });
});
