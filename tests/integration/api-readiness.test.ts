import { createServer, type Server } from "node:net";
import { afterEach, expect, test, vi } from "vitest";
import { GET as isAlive } from "#app/healthz/route.ts";
import { GET as isReady } from "#app/readyz/route.ts";
import { db } from "../support/owner.ts";

const servers: Server[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) server.close();
});

async function ask() {
  const askedAt = performance.now();
  const response = await isReady();
  expect(performance.now() - askedAt).toBeLessThan(2_000);
  expect(response.headers.get("Cache-Control")).toBe("no-store");
  return [response.status, (await response.text()).trim()];
}

/** The address of a server that takes every connection and never says a word. */
async function listenSilently(): Promise<number> {
  const server = createServer(() => {});
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return typeof address === "object" && address ? address.port : 0;
}

test("the process answers", async () => {
  const response = isAlive();
  expect([response.status, (await response.text()).trim()]).toEqual([200, "ok"]);
});

test("a migrated database is ready", async () => {
  expect(await ask()).toEqual([200, "ready"]);
});

test("a database that is not there is not ready", async () => {
  vi.stubEnv("DATABASE_URL", "postgres://nobody@127.0.0.1:9/nothing");
  expect(await ask()).toEqual([503, "The database does not answer."]);
});

test("a database that hangs is given up on", async () => {
  vi.stubEnv("DATABASE_URL", `postgres://nobody@127.0.0.1:${await listenSilently()}/nothing`);
  expect(await ask()).toEqual([503, "The database does not answer."]);
});

test("a database whose tables are locked is given up on", async () => {
  await db.$transaction(async (tx) => {
    await tx.$executeRaw`lock table _prisma_migrations in access exclusive mode`;
    expect(await ask()).toEqual([503, "The database does not answer."]);
  });
});

test("a database without migrations is not ready", async () => {
  const url = new URL(process.env.DATABASE_URL ?? "");
  url.pathname = "/template1";
  vi.stubEnv("DATABASE_URL", url.href);
  expect(await ask()).toEqual([503, "The database lacks migrations of this version."]);
});

test.each(["finished_at = null", "rolled_back_at = now()", "migration_name = 'another'"])(
  "a migration with %s is not applied",
  async (change) => {
    const kept = await db.$queryRaw<
      { id: string; finished_at: Date; rolled_back_at: Date | null; migration_name: string }[]
    >`
    select id, finished_at, rolled_back_at, migration_name from _prisma_migrations`;
    expect(kept.length).toBeGreaterThan(0);
    try {
      await db.$executeRawUnsafe(`update _prisma_migrations set ${change}`);
      expect(await ask()).toEqual([503, "The database lacks migrations of this version."]);
    } finally {
      for (const { id, finished_at, rolled_back_at, migration_name } of kept)
        await db.$executeRaw`
        update _prisma_migrations
        set finished_at = ${finished_at}, rolled_back_at = ${rolled_back_at}, migration_name = ${migration_name} where id = ${id}`;
    }
    expect(await ask()).toEqual([200, "ready"]);
  },
);
