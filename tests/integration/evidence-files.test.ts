import { randomBytes, randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { actingAs } from "#lib/acting.ts";
import { db as application } from "#lib/db.ts";
import { mostFileBytes } from "#lib/evidence/limits.ts";
import { visibleEvidence } from "#lib/evidence/policy.ts";
import { getEvidenceFile } from "#lib/evidence/queries.ts";
import { copyFile, readFile, saveFile } from "#lib/evidence/storage.ts";
import { fileColumns, insertFile, insertParts, type StoredFile } from "../support/evidence-files.ts";
import { answerTo, commit, connect, insert, insertEntry, link } from "../support/log.ts";
import { logFile, onDisk } from "../support/logged-file.ts";
import { db } from "../support/owner.ts";
import {
  createAssigned,
  createMember,
  createOrganization,
  createRecommendation,
  createReport,
} from "../support/report.ts";
import { pdf } from "../support/sample-files.ts";

const partSize = 1024 * 1024;
let client: pg.Client;
let given: Awaited<ReturnType<typeof createAssigned>>;

beforeAll(async () => {
  client = await connect();
  given = await createAssigned();
});
afterAll(() => client.end());

const raw = () => ({
  assignmentId: given.assignment.id,
  actorId: given.member.userId,
  organizationId: given.organization.id,
});

async function read(viewer: Viewer, id: string): Promise<Buffer | null> {
  const file = await getEvidenceFile(viewer, id);
  return file && Buffer.concat(await Array.fromAsync(file.content()));
}

describe("the bytes of a file", () => {
  test.each([1, 1000, partSize - 1, partSize, partSize + 1, 3 * partSize + 17, mostFileBytes])(
    "come back as they went in: %i of them",
    async (size) => {
      const content = randomBytes(size);
      const { evidenceId } = await logFile(given.member, given.assignment.id, { content });
      expect((await read(publicViewer, evidenceId))?.equals(content)).toBe(true);
      const { rows } = await client.query(
        "select octet_length(bytes) as size from evidence_parts where evidence_id = $1 order by position",
        [evidenceId],
      );
      expect(rows.length).toBe(Math.ceil(size / partSize));
      expect(Math.max(...rows.map((row) => row.size))).toBeLessThanOrEqual(partSize);
    },
  );

  test("one byte more than 20 MB is refused by the database too, and nothing of it stays", async () => {
    const before = await db.update.count();
    const content = Buffer.alloc(mostFileBytes + 1);
    await expect(logFile(given.member, given.assignment.id, { content })).rejects.toThrow(/evidence_file_check/);
    expect(await db.update.count()).toBe(before);
  });

  test("are copied to other evidence without leaving the database", async () => {
    const content = randomBytes(partSize + 5);
    const { evidenceId } = await logFile(given.member, given.assignment.id, { content });
    const copy = await logFile(given.member, given.assignment.id, { content }, (tx, id) =>
      copyFile(tx, evidenceId, id),
    );
    expect((await read(publicViewer, copy.evidenceId))?.equals(content)).toBe(true);
  });

  const wrongs: [string, Parameters<typeof logFile>[2], Parameters<typeof logFile>[3]][] = [
    ["of another hash", { content: pdf(), sha256: "0".repeat(64) }, undefined],
    ["of another length", { content: pdf(), size: pdf().length + 1 }, undefined],
    ["that are not there", { content: pdf() }, async () => {}],
    ["of which one is changed", { content: pdf() }, (tx, id) => onDisk(pdf("x"), (path) => saveFile(tx, id, path))],
  ];
  test.each(wrongs)("%s are refused by the database, and with them the entry", async (_what, file, save) => {
    const before = await db.update.count();
    await expect(logFile(given.member, given.assignment.id, file, save)).rejects.toThrow(
      "The file is not what its evidence says",
    );
    expect([
      await db.update.count(),
      await db.evidencePart.count({ where: { evidence: { sha256: file.sha256 ?? "" } } }),
    ]).toEqual([before, 0]);
  });

  test("a file that was cut short on its way out is an error and no shorter file", async () => {
    const { evidenceId } = await logFile(given.member, given.assignment.id, {
      content: randomBytes(3 * partSize),
      restricted: true,
    });
    const member = await createMember(given.organization, ["reporter"]);
    const parts = (await getEvidenceFile(member, evidenceId))?.content();
    expect((await parts?.next())?.value).toHaveLength(partSize);
    await db.membership.updateMany({ where: { userId: member.userId }, data: { endedAt: new Date() } });
    await expect(parts?.next()).rejects.toThrow(`only ${partSize} could be read`);
  });

  test("wait for a slow reader without holding a connection", async () => {
    const { evidenceId } = await logFile(given.member, given.assignment.id, {
      content: randomBytes(2 * partSize),
      restricted: true,
    });
    const readers = await Promise.all(
      Array.from({ length: 25 }, async () => {
        const parts = (await getEvidenceFile(given.member, evidenceId))?.content();
        await parts?.next();
        return parts;
      }),
    );
    expect(await application.$queryRaw`select 1 as one`).toEqual([{ one: 1 }]);
    const idle =
      "select count(*)::int as count from pg_stat_activity where datname = current_database() and state like 'idle in%'";
    expect((await client.query(idle)).rows).toEqual([{ count: 0 }]);
    for (const parts of readers) await parts?.return(undefined);
  });
});

describe("the database holds on to a file", () => {
  const answer = (file: Partial<StoredFile>, work: (id: string) => Promise<unknown>) =>
    answerTo(client, async () => work(await insertFile(client, raw(), { content: pdf(), ...file })));

  test.each([
    ["a change of a byte", "update evidence_parts set bytes = set_byte(bytes, 0, 0)"],
    ["another order", "update evidence_parts set position = position + 1"],
    ["a removal", "delete from evidence_parts"],
    ["emptying it all", "truncate evidence_parts"],
    ["another name", "update evidence set file_name = 'other.pdf'"],
    ["another hash", "update evidence set sha256 = repeat('0', 64)"],
    ["opening what is restricted", "update evidence set restricted = not restricted"],
  ])("%s is refused, also to the owner of the tables", async (_what, sql) => {
    expect(await answer({}, () => client.query(sql))).toMatch(/append-only/);
    expect(
      await answer({}, async () => {
        await client.query("set local role tamdan_app");
        await client.query(sql);
      }),
    ).toMatch(/permission denied|append-only/);
  });

  test("a part that comes late is refused", async () => {
    expect(
      await answer({}, (id) =>
        insert(client, "evidence_parts", { evidence_id: id, position: 9, bytes: Buffer.from("x") }),
      ),
    ).toMatch("The entry is finished");
    const { evidenceId } = await logFile(given.member, given.assignment.id, { content: pdf() });
    await expect(
      actingAs(given.member, new Date(), (tx) => onDisk(pdf(), (path) => saveFile(tx, evidenceId, path))),
    ).rejects.toThrow(/The entry is finished|constraint violated/);
  });

  test("a link has no bytes", async () => {
    const id = randomUUID();
    const told = await answerTo(client, async () => {
      await insertEntry(client, { ...raw(), evidence: [{ ...link, id }], state: null });
      await insertParts(client, id, pdf());
    });
    expect(told).toMatch("The entry is finished");
  });

  test("nobody adds bytes to an entry of somebody else", async () => {
    const other = await createMember(await createOrganization(), ["approver"]);
    const id = randomUUID();
    const told = await answerTo(client, async () => {
      await insertEntry(client, { ...raw(), evidence: [{ ...fileColumns({ content: pdf() }), id }], state: null });
      await actAs(other);
      await insertParts(client, id, pdf());
    });
    expect(told).toMatch(/row-level security/);
  });

  test.each([
    ["without a name", { file_name: null }],
    ["with an empty name", { file_name: " " }],
    ["without a kind", { type: null }],
    ["without a hash", { sha256: null }],
    ["with a hash that is none", { sha256: "A".repeat(64) }],
    ["without a length", { size: null }],
    ["of no bytes", { size: 0 }],
    ["of more than 20 MB", { size: mostFileBytes + 1 }],
    ["with an address", { url: "https://example.org/" }],
  ])("a file %s is refused", async (_what, changed) => {
    const told = await answerTo(client, () =>
      insertEntry(client, { ...raw(), evidence: [{ ...fileColumns({ content: pdf() }), ...changed }], state: null }),
    );
    expect(told).toMatch(/evidence_\w+check|not-null|null value/);
  });
});

async function actAs(viewer: Viewer) {
  await client.query("set local role tamdan_app");
  const { userId, organization } = viewer as Partial<Member>;
  await client.query("select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true)", [
    userId ?? "",
    organization?.id ?? "",
  ]);
}

describe("restricted evidence", () => {
  let viewers: Record<string, Viewer>;
  let open: string;
  let restricted: string;

  const rights = {
    public: false,
    "its reporter": true,
    "its approver": true,
    "another organization": false,
    "another organization of the same recommendation": false,
    "a verifier of another organization": true,
    "the steward of the report": true,
    "a reporter of the steward": false,
    "the steward of another report": false,
    "the successor of its organization": true,
    "the successor's successor": false,
    "somebody whose membership has ended": false,
    "somebody of another organization who says it is theirs": false,
  };

  beforeAll(async () => {
    const successor = await createOrganization();
    const heir = await createOrganization({ existsFrom: new Date("2020-01-01"), existsFromPrecision: "day" });
    await db.organization.update({ where: { id: successor.id }, data: { successorId: heir.id } });
    const own = await createOrganization({
      existsUntil: new Date("2003-12-31"),
      existsUntilPrecision: "year",
      successorId: successor.id,
    });
    const beside = await createOrganization();
    const stranger = await createOrganization();
    const anotherReport = await createReport();
    const { assignments } = await createRecommendation(given.report, [own, beside]);
    const assignment = assignments.find(({ organizationId }) => organizationId === own.id);
    if (!assignment) throw new Error("No assignment.");
    const approver = await createMember(own, ["approver"]);
    const ended = await createMember(own, ["approver"]);
    await db.membership.updateMany({ where: { userId: ended.userId }, data: { endedAt: new Date() } });
    const posing = await createMember(stranger, ["approver"]);
    viewers = {
      public: publicViewer,
      "its reporter": await createMember(own, ["reporter"]),
      "its approver": approver,
      "another organization": await createMember(stranger, ["reporter", "approver"]),
      "another organization of the same recommendation": await createMember(beside, ["approver"]),
      "a verifier of another organization": await createMember(stranger, ["verifier"]),
      "the steward of the report": await createMember(given.report.steward, ["steward"]),
      "a reporter of the steward": await createMember(given.report.steward, ["reporter"]),
      "the steward of another report": await createMember(anotherReport.steward, ["steward"]),
      "the successor of its organization": await createMember(successor, ["reporter"]),
      "the successor's successor": await createMember(heir, ["reporter"]),
      "somebody whose membership has ended": ended,
      "somebody of another organization who says it is theirs": { ...posing, organization: approver.organization },
    };
    ({ evidenceId: open } = await logFile(approver, assignment.id, { content: pdf() }));
    ({ evidenceId: restricted } = await logFile(approver, assignment.id, { content: pdf("secret"), restricted: true }));
  });

  test.each(Object.entries(rights))("for %s: %s", async (who, isReadable) => {
    const viewer = viewers[who] ?? publicViewer;
    expect(await read(viewer, open)).toEqual(pdf());
    expect(await read(viewer, restricted)).toEqual(isReadable ? pdf("secret") : null);
    expect(await getEvidenceFile(viewer, open)).toMatchObject({ isPublic: true });
    if (isReadable) expect(await getEvidenceFile(viewer, restricted)).toMatchObject({ isPublic: false });
  });

  test.each(Object.entries(rights))("in SQL as the application, for %s: %s", async (who, isReadable) => {
    await client.query("begin");
    try {
      await actAs(viewers[who] ?? publicViewer);
      for (const sql of [
        "select id from evidence where id = $1",
        "select 1 from evidence_parts where evidence_id = $1",
      ]) {
        expect((await client.query(sql, [open])).rows).toHaveLength(1);
        expect((await client.query(sql, [restricted])).rows).toHaveLength(isReadable ? 1 : 0);
      }
    } finally {
      await client.query("rollback");
    }
  });

  test.each(Object.entries(rights))("by the policy alone, for %s: %s", async (who, isReadable) => {
    // Of memberships, and of the day on which somebody begins to answer for another, the database knows more.
    const isLeftToTheDatabase = [
      "somebody whose membership has ended",
      "somebody of another organization who says it is theirs",
    ].includes(who);
    const found = await db.evidence.findMany({
      where: { AND: [{ id: { in: [open, restricted] } }, visibleEvidence(viewers[who] ?? publicViewer)] },
    });
    expect(found).toHaveLength(isReadable || isLeftToTheDatabase ? 2 : 1);
  });

  test("once its successor has ended as well, it is the successor's successor who reads, and the successor no more", async () => {
    const [successor, heir] = ["the successor of its organization", "the successor's successor"].map(
      (who) => viewers[who],
    ) as Member[];
    if (!successor || !heir) throw new Error("No successors.");
    await db.organization.update({
      where: { id: successor.organization.id },
      data: { existsUntil: new Date("2005-12-31"), existsUntilPrecision: "year" },
    });
    expect(await read(heir, restricted)).toEqual(pdf("secret"));
    expect(await read(successor, restricted)).toBeNull();
  });

  test("outside of a transaction that says who reads, the storage has nothing of it either", async () => {
    expect(await Array.fromAsync(readFile(restricted, (work) => work(application)))).toEqual([]);
    expect(await Array.fromAsync(readFile(open, (work) => work(application)))).toHaveLength(1);
  });
});

describe("a file of a recommendation that not everybody sees", () => {
  test.each([
    ["a draft", { publishedAt: null }, { public: false, own: false, steward: true }],
    [
      "withdrawn",
      { withdrawnAt: new Date(), withdrawnFor: "A mistake." },
      { public: false, own: false, steward: false },
    ],
  ])("which is %s", async (_what, fields, seen) => {
    const recommendation = await createRecommendation(given.report, [given.organization]);
    const { evidenceId } = await logFile(given.member, recommendation.assignments[0]?.id ?? "", { content: pdf() });
    await db.recommendation.update({ where: { id: recommendation.id }, data: fields });
    const viewers = {
      public: publicViewer,
      own: given.member,
      steward: await createMember(given.report.steward, ["steward"]),
    };
    for (const who of ["public", "own", "steward"] as const)
      expect([who, (await getEvidenceFile(viewers[who], evidenceId))?.isPublic]).toEqual([
        who,
        seen[who] ? false : undefined,
      ]);
  });
});

test.each([
  "",
  " ",
  "1",
  "1 or true",
  "'; drop table evidence",
  "../../etc/passwd",
  "\0",
  "កខគ",
  "00000000-0000-0000-0000-000000000000",
  "{}",
  "x".repeat(10_000),
])("there is no file at %j", async (id) => {
  expect(await getEvidenceFile(given.member, id)).toBeNull();
});

test("there is no file where there is a link, and none at an id in other letters", async () => {
  const id = randomUUID();
  await commit(client, async () => {
    await insertEntry(client, { ...raw(), evidence: [{ ...link, id }], state: { has_evidence: true } });
  });
  expect(await getEvidenceFile(given.member, id)).toBeNull();
  expect(await getEvidenceFile(given.member, `${id}0`)).toBeNull();
});
