import { parse } from "csv-parse/sync";
import pg from "pg";
import { beforeAll, describe, expect, test, vi } from "vitest";
import { writeAccess } from "#lib/access/csv.ts";
import { watchedOrganizations } from "#lib/access/policy.ts";
import { getWatch, listAccess, readAccess, type Watch } from "#lib/access/queries.ts";
import { AccessDetails, AccessFilters, Before, writeCursor } from "#lib/access/schema.ts";
import { wordAccess } from "#lib/access/wording.ts";
import type { LinkRefusal } from "#lib/accounts/link.ts";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { readLog } from "#lib/exports/rows.ts";
import { selectRows } from "#lib/exports/selection.ts";
import type { Prisma } from "#lib/generated/client.ts";
import { AccessKind } from "#lib/generated/enums.ts";
import type { IdentityRefusal } from "#lib/identities/commands.ts";
import { limits } from "#lib/limits/limits.ts";
import { Filters } from "#lib/recommendations/schema.ts";
import { readReport } from "#lib/reports/queries.ts";
import { words } from "#lib/words.ts";
import { connect } from "../support/log.ts";
import { logFile } from "../support/logged-file.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "../support/report.ts";

type Cast = Awaited<ReturnType<typeof createCast>>;
let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
});

/** A report with an organization, people of it in every role, of its steward, and of others. */
async function createCast() {
  const [report, other] = [await createReport(), await createReport()];
  const [own, stranger] = [await createOrganization(), await createOrganization()];
  const takesPart = (reportId: string, organizationId: string) =>
    db.participation.create({ data: { reportId, organizationId, function: "stakeholder", position: 9 } });
  await takesPart(report.id, own.id);
  await takesPart(report.id, other.steward.id);
  await takesPart(other.id, stranger.id);
  return {
    ...{ report, own, ilo: report.steward, otherIlo: other.steward, stranger },
    public: publicViewer as Viewer,
    approver: await createMember(own, ["reporter", "approver"]),
    reporter: await createMember(own, ["reporter"]),
    verifier: await createMember(own, ["verifier"]),
    /** Steward of no report: the organization keeps none. */
    ownSteward: await createMember(own, ["steward"]),
    steward: await createMember(report.steward, ["steward"]),
    stewardsApprover: await createMember(report.steward, ["approver"]),
    otherSteward: await createMember(other.steward, ["steward"]),
    otherStewardsApprover: await createMember(other.steward, ["steward", "approver"]),
  };
}

const viewers = () =>
  Object.entries(cast).filter(
    (one): one is [string, Viewer] => Object.hasOwn(Object(one[1]), "kind") && !Object.hasOwn(Object(one[1]), "slug"),
  );

async function watchOf(viewer: Viewer): Promise<Watch> {
  const watch = await getWatch(viewer);
  if (!watch) throw new Error("Reads nothing.");
  return watch;
}

type Entry = Partial<Prisma.AccessEntryCreateManyInput>;

/** Entries with a mark that no other test's have. */
async function record(mark: string, entries: Entry[]) {
  await db.accessEntry.createMany({
    data: entries.map((entry) => ({
      recordedAt: new Date(),
      kind: "signed_in",
      ...entry,
      details: { ...Object(entry.details), name: mark },
    })),
  });
}

const filters = (set: Record<string, string> = {}) => AccessFilters.parse(set);

async function list(watch: Watch, mark: string, set: Record<string, string> = {}) {
  const rows = await listAccess(watch, filters(set), undefined, 1000);
  return rows.filter(({ details }) => details.name === mark);
}

describe("whose entries somebody reads", () => {
  test("is the same in TypeScript and in SQL, whoever acts", async () => {
    const client = await connect();
    const people = viewers();
    expect(people).toHaveLength(9);
    const counts: Record<string, number> = {};
    for (const [who, viewer] of people) {
      await client.query("begin");
      await client.query(
        "select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true)",
        viewer.kind === "member" ? [viewer.userId, viewer.organization.id] : ["", ""],
      );
      const { rows } = await client.query(
        "select watched_organizations()::text[] as ids, is_any_acting_steward() as is",
      );
      await client.query("rollback");
      const organizations = await db.organization.findMany({
        where: watchedOrganizations(viewer),
        select: { id: true },
      });
      expect([who, organizations.map(({ id }) => id).toSorted()]).toEqual([who, rows[0].ids.toSorted()]);
      const watch = await getWatch(viewer);
      expect([who, watch?.isSteward ?? false]).toEqual([who, rows[0].is]);
      counts[who] = organizations.length;
    }
    await client.end();
    expect(counts).toEqual({
      ...{ public: 0, reporter: 0, verifier: 0, ownSteward: 0, approver: 1, stewardsApprover: 1 },
      // Of the organizations of a report: its steward, who answers in it, and the steward of the other, who answers too.
      ...{ steward: 3, otherSteward: 2, otherStewardsApprover: 2 },
    });
  });

  test("is theirs whose people they manage; what is of no organization is the steward's", async () => {
    const mark = "whose";
    await record(mark, [
      { organizationId: cast.own.id, actorId: cast.reporter.userId },
      { organizationId: cast.stranger.id },
      { organizationId: cast.ilo.id },
      { kind: "sign_in_failed", aboutId: cast.reporter.userId },
    ]);
    const seen = async (viewer: Viewer) =>
      (await list(await watchOf(viewer), mark))
        .map(({ organization, kind }) => organization?.acronym ?? kind)
        .toSorted();
    const { own, ilo, stranger } = cast;
    expect(await seen(cast.approver)).toEqual([own.acronym]);
    expect(await seen(cast.steward)).toEqual([own.acronym, ilo.acronym, "sign_in_failed"].toSorted());
    expect(await seen(cast.otherSteward)).toEqual([stranger.acronym, "sign_in_failed"].toSorted());
    for (const viewer of [cast.public, cast.reporter, cast.verifier, cast.ownSteward])
      expect(await getWatch(viewer)).toBeUndefined();
  });

  test("is no more where somebody says to read more than they may: the database knows better", async () => {
    const mark = "pretended";
    await record(mark, [{ organizationId: cast.own.id }, { organizationId: cast.ilo.id }, {}]);
    const all = { ...(await watchOf(cast.steward)), member: cast.approver };
    expect((await list(all, mark)).map(({ organization }) => organization?.slug)).toEqual([cast.own.slug]);
    expect(await list({ ...all, member: cast.verifier as Member }, mark)).toEqual([]);
  });
});

test("entries are narrowed by kind, person, organization and days, alone and together", async () => {
  const mark = "narrowed";
  const { reporter, approver, own, ilo, steward } = cast;
  // The day begins in Phnom Penh seven hours before it does in Greenwich.
  await record(mark, [
    { actorId: reporter.userId, organizationId: own.id, recordedAt: new Date("2026-03-04T16:59:59.999Z") },
    {
      actorId: reporter.userId,
      organizationId: own.id,
      recordedAt: new Date("2026-03-04T17:00:00.000Z"),
      kind: "signed_out",
    },
    {
      actorId: approver.userId,
      aboutId: reporter.userId,
      organizationId: own.id,
      recordedAt: new Date("2026-03-05T16:59:59.999Z"),
      kind: "membership_changed",
    },
    { actorId: steward.userId, organizationId: ilo.id, recordedAt: new Date("2026-03-05T17:00:00.000Z") },
  ]);
  const watch = await watchOf(cast.steward);
  expect(watch.timeZone).toBe("Asia/Phnom_Penh");
  const found = async (set: Record<string, string>) => (await list(watch, mark, set)).map(({ kind }) => kind);
  expect(await found({})).toEqual(["signed_in", "membership_changed", "signed_out", "signed_in"]);
  expect(await found({ kind: "signed_in" })).toHaveLength(2);
  expect(await found({ person: reporter.userId })).toEqual(["membership_changed", "signed_out", "signed_in"]);
  expect(await found({ organization: ilo.slug })).toEqual(["signed_in"]);
  expect(await found({ organization: cast.stranger.slug })).toEqual([]);
  expect(await found({ from: "2026-03-05", to: "2026-03-05" })).toEqual(["membership_changed", "signed_out"]);
  expect(await found({ to: "2026-03-04" })).toEqual(["signed_in"]);
  expect(await found({ from: "2026-03-06" })).toEqual(["signed_in"]);
  expect(await found({ person: reporter.userId, organization: own.slug, kind: "signed_in" })).toEqual(["signed_in"]);
  expect(await found({ kind: "nonsense", person: "1 or 1=1", organization: "%", from: "2026-02-30" })).toHaveLength(4);
});

test("page after page tells each entry once, also where several were recorded at the same instant", async () => {
  const mark = "paged";
  const recordedAt = new Date("2026-04-01T00:00:00Z");
  await record(mark, [
    ...Array.from({ length: 7 }, () => ({ recordedAt, organizationId: cast.own.id })),
    { recordedAt: new Date(recordedAt.getTime() + 1), organizationId: cast.own.id },
    { recordedAt: new Date(recordedAt.getTime() - 1), organizationId: cast.own.id },
  ]);
  const watch = await watchOf(cast.approver);
  const day = filters({ from: "2026-04-01", to: "2026-04-01" });
  const told: bigint[] = [];
  let before: ReturnType<typeof Before.parse>;
  for (let page = 0; page < 10; page++) {
    const rows = await listAccess(watch, day, before, 2);
    told.push(...rows.map(({ id }) => id));
    const last = rows.at(-1);
    if (!last) break;
    before = Before.parse(writeCursor(last));
    expect(before).toEqual({ at: last.recordedAt, id: last.id });
  }
  expect(told).toHaveLength(9);
  expect(new Set(told).size).toBe(9);
  expect(Before.parse("1-2; drop table")).toBeUndefined();
});

test("a page of a long log is read from an index, however it is narrowed, and not sorted", async () => {
  await db.$executeRaw`
    insert into access_entries (recorded_at, kind, actor_id, about_id, organization_id)
    select now() - n * interval '1 minute', (enum_range(null::access_kind))[1 + n % 24],
      case n % 3 when 0 then ${cast.reporter.userId}::uuid when 1 then ${cast.steward.userId}::uuid end,
      case n % 50 when 0 then ${cast.approver.userId}::uuid end,
      case n % 4 when 0 then ${cast.own.id}::uuid when 1 then ${cast.ilo.id}::uuid when 2 then ${cast.stranger.id}::uuid end
    from generate_series(1, 40000) n`;
  await db.$executeRaw`analyze access_entries`;
  const watch = await watchOf(cast.steward);
  const cursor = { at: new Date(Date.now() - 3_600_000_000), id: 1_000_000n };
  const narrowings: Record<string, string>[] = [
    {},
    { kind: "invited" },
    { organization: cast.own.slug },
    { from: "2026-01-01", to: "2026-12-31" },
  ];
  for (const set of narrowings) {
    const plan = await planOf(watch.member, () => listAccess(watch, filters(set), cursor, 51));
    expect(plan, JSON.stringify(set)).toMatch(/Index Scan (Backward )?using "?access_entries_/);
    expect(plan, JSON.stringify(set)).not.toMatch(/Seq Scan on access_entries|\bSort\b/);
  }
  const byPerson = await planOf(watch.member, () =>
    listAccess(watch, filters({ person: cast.approver.userId }), undefined, 51),
  );
  expect(byPerson).not.toMatch(/Seq Scan on access_entries/);
});

/** How Postgres reads the access log for what `work` asks, as who acts. */
async function planOf(member: Member, work: () => Promise<unknown>): Promise<string> {
  let asked: { text: string; values: unknown[] } | undefined;
  {
    using sent = vi.spyOn(pg.Client.prototype, "query");
    await work();
    asked = sent.mock.calls
      .map(([query]) => query as unknown as { text: string; values: unknown[] })
      .find(({ text }) => /from "public"\."access_entries"/i.test(text ?? ""));
  }
  if (!asked) throw new Error("The access log was not asked.");
  const client = await connect();
  await client.query("begin");
  await client.query("set local role tamdan_app");
  await client.query("select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true)", [
    member.userId,
    member.organization.id,
  ]);
  const { rows } = await client.query(`explain ${asked.text}`, asked.values);
  await client.end();
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}

test("every kind has its words, with all that it tells and with nothing", () => {
  const about = { id: "1", name: "Sok Chan" };
  const full = AccessDetails.parse({
    ...{ way: "password", secondFactor: "totp", roles: ["reporter"], was: ["reporter"], is: ["reporter", "approver"] },
    ...{ count: 2, reason: "everywhere", isRequired: false, what: "file", name: "A key", code: "R1.2" },
    ...{ isConfirmed: true, issuer: "https://login.example.org", act: "password", by: "pair", report: "cmb-97-021" },
    ...{ file: "list.csv", evidence: "2", invitation: "3", browser: "Firefox on Windows" },
  });
  expect(Object.keys(full).toSorted()).toEqual(Object.keys(AccessDetails.unwrap().shape).toSorted());
  expect(Object.values(full)).not.toContain(undefined);
  for (const kind of Object.values(AccessKind))
    for (const entry of [
      { kind, about, details: full },
      { kind, about: null, details: {} },
    ]) {
      const said = wordAccess(entry, words);
      expect(said, kind).toMatch(/^[A-Z].+[^ ,]$/);
      expect(said, kind).not.toMatch(/undefined|none|[{}]/);
    }
  for (const act of Object.keys(limits) as (keyof typeof limits)[])
    expect(wordAccess({ kind: "limit_hit", about: null, details: { act } }, words)).not.toMatch(/of$/);
  expect(wordAccess({ kind: "sign_in_failed", about, details: { way: "password" } }, words)).toBe(
    "Could not sign in with a password, as Sok Chan",
  );
  expect(wordAccess({ kind: "membership_changed", about, details: full }, words)).toBe(
    "Changed the roles of Sok Chan: Reporter, now Reporter, Approver",
  );
});

const kept: [AccessKind, Record<string, string | number | boolean>, string][] = [
  [
    "sign_in_failed",
    { way: "password", secondFactor: "wrong" },
    "Could not sign in with a password: the code was wrong",
  ],
  [
    "sign_in_failed",
    { way: "password", secondFactor: "too-many" },
    "Could not sign in with a password: too many codes were wrong",
  ],
  ["sign_in_failed", { way: "link", reason: "expired" }, "Could not sign in by a one-time link: its time was over"],
  ["sign_in_failed", { way: "passkey", reason: "wrong" }, "Could not sign in with a passkey: it was not right"],
  [
    "sign_in_failed",
    { way: "identity", reason: "not-recent" },
    "Could not sign in by single sign-on: the provider had not asked anew",
  ],
  ["sign_in_failed", { way: "link", reason: "one of later" }, "Could not sign in by a one-time link"],
  ["signed_in", { way: "password", secondFactor: "totp" }, "Signed in with a password and a code"],
  ["session_ended", { count: 1, reason: "chosen" }, "Ended a session, chosen from their list"],
  ["email_changed", { isConfirmed: true }, "Confirmed the e-mail of the account"],
  ["email_changed", {}, "Changed the e-mail of the account"],
  ["name_changed", {}, "Changed their name"],
  ["identity_linked", { issuer: "https://login.example.org" }, "Linked a single sign-on of https://login.example.org"],
  ["invited", { roles: "nonsense", invitation: "an id" }, "Invited somebody as"],
  [
    "limit_hit",
    { act: "password", by: "address" },
    "Reached the limit of passwords that are tried, from one network address",
  ],
  [
    "restricted_exported",
    { what: "export", report: "a-report", file: "list.csv" },
    "Downloaded an export that holds restricted evidence: list.csv of a-report",
  ],
];

test.each(kept)("%s with %j says why and of what", async (kind, details, said) => {
  const mark = `said ${JSON.stringify(details)}`;
  await record(mark, [{ kind, organizationId: cast.own.id, details }]);
  const watch = await watchOf(cast.approver);
  const [row] = await list(watch, mark);
  expect(row && wordAccess({ ...row, details: { ...row.details, name: undefined } }, words)).toBe(said);
  // And to other programs all that was kept, also what has no words.
  const text = (await Array.fromAsync(writeAccess(readAccess(watch, filters({ kind })), words))).join("");
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true });
  const told = rows.map((one) => JSON.parse(one["Details (JSON)"] ?? "null"));
  expect(told).toContainEqual({ ...details, name: mark });
});

test("every reason for which somebody is refused has words", () => {
  const wordReason = (reason: string) =>
    wordAccess({ kind: "sign_in_failed", about: null, details: AccessDetails.parse({ way: "link", reason }) }, words);
  const reasons = {
    ...{ unknown: true, used: true, expired: true, ended: true, off: true, over: true, cancelled: true, failed: true },
    ...{ "not-recent": true, wrong: true },
  } satisfies Record<LinkRefusal | IdentityRefusal | "wrong", true>;
  for (const reason of Object.keys(reasons)) expect(wordReason(reason), reason).toMatch(/^Could not .+ link: .{10,}$/);
});

test("as a CSV it is all that is narrowed, with words and codes, and no name runs as a formula", async () => {
  const mark = "exported";
  await db.user.update({
    where: { id: cast.verifier.kind === "member" ? cast.verifier.userId : "" },
    data: { name: "=HYPERLINK(1)" },
  });
  const { userId } = cast.verifier as Member;
  const recordedAt = new Date("2026-05-05T05:00:00Z");
  await record(
    mark,
    Array.from({ length: 1005 }, () => ({
      actorId: userId,
      organizationId: cast.own.id,
      recordedAt,
      address: "192.0.2.9",
      details: { way: "passkey", browser: "Firefox on Windows" },
    })),
  );
  const watch = await watchOf(cast.approver);
  const text = (await Array.fromAsync(writeAccess(readAccess(watch, filters({ person: userId })), words))).join("");
  const rows: Record<string, string>[] = parse(text, { columns: true, bom: true });
  expect(rows).toHaveLength(1005);
  expect(new Set(rows.map((row) => row.Entry)).size).toBe(1005);
  expect(rows[0]).toMatchObject({
    ...{
      "Recorded (UTC)": "2026-05-05T05:00:00.000Z",
      Kind: "Sign-in",
      "Kind, code": "signed_in",
      What: "Signed in with a passkey",
    },
    ...{
      Who: "'=HYPERLINK(1)",
      "Who, id": userId,
      Organization: cast.own.acronym,
      "Network address": "192.0.2.9",
      Browser: "Firefox on Windows",
    },
  });
});

test("that an export holds restricted evidence is told before it is given out, once, and only if it does", async () => {
  const report = await createReport();
  const organization = await createOrganization();
  const { assignments } = await createRecommendation(report, [organization]);
  const assignmentId = assignments[0]?.id ?? "";
  const approver = await createMember(organization, ["approver"]);
  const stranger = await createMember(await createOrganization(), ["approver"]);
  await logFile(approver, assignmentId, { content: Buffer.from("Open.") });
  const given = await readReport({ slug: report.slug });
  if (!given) throw new Error("No report.");
  const read = async (viewer: Viewer) => {
    const told: string[] = [];
    const selection = await selectRows({
      ...{ viewer, report: given, filters: Filters.parse({}), now: new Date(), asOf: undefined },
      whenRestricted: async () => void told.push("restricted"),
    });
    for await (const rows of readLog(selection))
      told.push(...rows.flatMap(({ evidence }) => evidence.map(() => "evidence")));
    return told;
  };
  expect(await read(approver)).toEqual(["evidence"]);
  await logFile(approver, assignmentId, { content: Buffer.from("Closed."), restricted: true });
  await logFile(approver, assignmentId, { content: Buffer.from("Closed too."), restricted: true });
  expect(await read(approver)).toEqual(["restricted", "evidence", "evidence", "evidence"]);
  for (const viewer of [stranger, publicViewer]) expect(await read(viewer)).toEqual(["evidence"]);
});
