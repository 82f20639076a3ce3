import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Member } from "#lib/accounts/viewer.ts";
import { answerTo, type Columns, commit, connect, insert } from "../support/log.ts";
import { createMember, createOrganization, createRecommendation, createReport, newSlug } from "../support/report.ts";

// Who freezes a day, as the rows see it: whatever the code asks.

const client = await connect();
type Cast = Awaited<ReturnType<typeof createCast>>;
let cast: Cast;
/** A snapshot with a file, frozen before. */
let frozen: { id: string; fileId: string; at: string };

async function createCast() {
  const [report, other] = [await createReport(), await createReport()];
  const organization = await createOrganization();
  await createRecommendation(report, [organization]);
  const actors = {
    steward: await createMember(report.steward, ["steward"]),
    colleague: await createMember(report.steward, ["steward"]),
    approverOfSteward: await createMember(report.steward, ["approver"]),
    approver: await createMember(organization, ["approver"]),
    stewardNowhere: await createMember(organization, ["steward"]),
    otherSteward: await createMember(other.steward, ["steward"]),
    verifier: await createMember(await createOrganization(), ["verifier"]),
  };
  return { report, organization, actors };
}

beforeAll(async () => {
  cast = await createCast();
  frozen = await commit(client, () => freeze(cast.actors.steward));
});
afterAll(() => client.end());

async function become(acting: Member | undefined, at: string) {
  await client.query("set local role tamdan_app");
  await client.query(
    "select set_config('tamdan.user', $1, true), set_config('tamdan.organization', $2, true), set_config('tamdan.at', $3, true)",
    [acting?.userId ?? "", acting?.organization.id ?? "", at],
  );
}

const bytes = Buffer.from("R1,R2");

/** A snapshot as the code writes it, but for what is said. */
async function freeze(acting: Member | undefined, said: Columns = {}) {
  const at = new Date().toISOString();
  await become(acting, at);
  const [id, fileId] = [randomUUID(), randomUUID()];
  await insert(client, "snapshots", {
    ...{
      id,
      report_id: cast.report.id,
      slug: newSlug("q"),
      title: "Q3",
      day: "2026-09-30",
      content: "{}",
      created_at: at,
    },
    ...{
      actor_id: acting?.userId ?? cast.actors.steward.userId,
      organization_id: acting?.organization.id ?? cast.report.steward.id,
    },
    ...said,
  });
  await addRecommendation(id);
  await addFile(id, fileId);
  await addPart(fileId);
  return { id, fileId, at };
}

const addRecommendation = (snapshot_id: string, position = 0) =>
  insert(client, "snapshot_recommendations", {
    snapshot_id,
    position,
    recommendation_id: randomUUID(),
    content: "{}",
    organizations: ["a"],
    themes: [],
  });
const addFile = (snapshot_id: string, id: string, format = "csv") =>
  insert(client, "snapshot_files", {
    ...{ id, snapshot_id, format, type: "text/csv", size: bytes.length },
    sha256: createHash("sha256").update(bytes).digest("hex"),
  });
const addPart = (file_id: string, position = 0) => insert(client, "snapshot_parts", { file_id, position, bytes });

const policy = (table: string) => `new row violates row-level security policy for table "${table}"`;

describe("a snapshot", () => {
  test("is frozen by the steward who acts, with its files", async () => {
    expect(await answerTo(client, () => freeze(cast.actors.steward))).toBe("taken");
  });

  test.each(["approverOfSteward", "approver", "stewardNowhere", "otherSteward", "verifier"] as const)(
    "is not frozen by: %s",
    async (name) => {
      expect(await answerTo(client, () => freeze(cast.actors[name]))).toBe(policy("snapshots"));
    },
  );

  test("is not frozen by nobody", async () => {
    expect(await answerTo(client, () => freeze(undefined))).toBe(policy("snapshots"));
  });

  test.each<[string, (all: Cast) => Columns]>([
    ["a colleague's name", ({ actors }) => ({ actor_id: actors.colleague.userId })],
    ["another organization's name", ({ organization }) => ({ organization_id: organization.id })],
    ["the name of another day", () => ({ created_at: "2001-01-01T00:00:00Z" })],
  ])("is not frozen in %s", async (_, said) => {
    expect(await answerTo(client, () => freeze(cast.actors.steward, said(cast)))).toBe(policy("snapshots"));
  });

  test("is there for everybody to read", async () => {
    let read = 0;
    await answerTo(client, async () => {
      await become(undefined, "");
      for (const table of ["snapshots", "snapshot_recommendations", "snapshot_files", "snapshot_parts"])
        read += (await client.query(`select * from ${table}`)).rowCount ?? 0;
    });
    expect(read).toBe(4);
  });
});

describe("what was frozen", () => {
  // Also who says to act at the instant at which it was frozen.
  test.each(["steward", "colleague", "otherSteward", "approver"] as const)(
    "gets no other recommendation or file, by: %s",
    async (name) => {
      for (const at of [new Date().toISOString(), frozen.at]) {
        const later = (work: () => Promise<unknown>) =>
          answerTo(client, async () => {
            await become(cast.actors[name], at);
            await work();
          });
        expect(await later(() => addRecommendation(frozen.id, 1))).toBe(policy("snapshot_recommendations"));
        expect(await later(() => addFile(frozen.id, randomUUID(), "xlsx"))).toBe(policy("snapshot_files"));
        expect(await later(() => addPart(frozen.fileId, 1))).toBe(policy("snapshot_parts"));
      }
    },
  );

  test.each([
    "update snapshots set title = 'Another'",
    "update snapshot_parts set bytes = ''",
    "delete from snapshot_files",
    "truncate snapshot_parts",
  ])("is not changed by its steward: %s", async (sql) => {
    const said = await answerTo(client, async () => {
      await become(cast.actors.steward, frozen.at);
      await client.query(sql);
    });
    expect(said).toMatch(/^permission denied for table snapshot/);
  });
});
