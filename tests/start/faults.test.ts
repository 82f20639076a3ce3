import { spawnSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withConnection } from "#lib/database/connection.ts";
import { createDatabase, startTestPostgres } from "../support/databases.ts";
import { runIn } from "../support/tamdan.ts";

const root = resolve(import.meta.dirname, "../..");
const required = { NEXTAUTH_SECRET: "x".repeat(32), NEXTAUTH_URL: "http://127.0.0.1:3000" };
let postgres: Awaited<ReturnType<typeof startTestPostgres>>;
let folder: string;

beforeAll(async () => {
  postgres = await startTestPostgres();
  folder = await mkdtemp(join(tmpdir(), "tamdan-faults-"));
});

afterAll(async () => {
  await postgres.stop();
  await rm(folder, { recursive: true, force: true });
});

/** The one sentence with which a script ends, and nothing else on standard output; steps may be told before it. */
async function faultOf(script: string[], variables: Record<string, string>): Promise<string> {
  const run = runIn(root, [process.execPath, ...script], { DATA_DIR: join(folder, "data"), ...variables });
  expect(await run.ended).toBe(1);
  const sentences = run.errors().filter((line) => !line.endsWith(" …") && !line.startsWith("  still at it"));
  expect(sentences.join("\n")).not.toMatch(/^\s+at |Error:/m);
  expect(run.out()).toEqual([]);
  return sentences.join("\n");
}

const startFault = (variables: Record<string, string>) => faultOf(["scripts/start.ts"], variables);
/** What a start does before it serves, without building anything first. */
const migrateFault = (variables: Record<string, string>) =>
  faultOf(["scripts/on-database.ts", "migrate.ts"], { ...required, ...variables });

describe("a variable", () => {
  test.each([
    ["PORT", "http", "PORT must be a whole number from 0 to 65535 (0 takes any free port)."],
    ["PORT", "70000", "PORT must be a whole number from 0 to 65535 (0 takes any free port)."],
    ["HOST", "localhost:80", "HOST must be a host name or an IP address without a port, such as 127.0.0.1 or 0.0.0.0."],
    ["NEXTAUTH_SECRET", "short", "NEXTAUTH_SECRET must have 32 characters or more; `openssl rand -hex 32` makes one."],
    [
      "NEXTAUTH_URL",
      "example.org",
      "NEXTAUTH_URL must be the address at which people reach Tamdan, such as https://example.org.",
    ],
    [
      "HOST",
      "0.0.0.0",
      "NEXTAUTH_URL is missing; as others can reach HOST 0.0.0.0, set it to the https address at which they do, or to http://localhost:3000 if only this machine itself may.",
    ],
    [
      "NEXTAUTH_URL",
      "https://example.org",
      "PROXIES is missing; it must be set when NEXTAUTH_URL begins with https: how many proxies stand before Tamdan and add to X-Forwarded-For, which is mostly 1.",
    ],
  ])("%s=%s is refused with what it must be", async (name, value, sentence) => {
    expect(await startFault({ [name]: value })).toBe(sentence);
  });

  test("every one that is wrong or missing is told, each in a sentence", async () => {
    expect((await startFault({ PORT: "-1", DATABASE_URL: "mysql://somewhere/x" })).split("\n")).toEqual([
      "PORT must be a whole number from 0 to 65535 (0 takes any free port).",
      "DATABASE_URL must look like postgresql://user:password@host:5432/database.",
      "NEXTAUTH_SECRET is missing; it must be set when DATABASE_URL is set.",
      "NEXTAUTH_URL is missing; it must be set when DATABASE_URL is set.",
    ]);
  });
});

describe("the machine", () => {
  test("a port that is taken", async () => {
    const server = createServer();
    const port = await new Promise<number>((listening) => {
      server.listen(0, "127.0.0.1", () => {
        const address = server.address();
        listening(typeof address === "object" && address ? address.port : 0);
      });
    });
    expect(await startFault({ PORT: String(port) })).toBe(
      `Port ${port} on 127.0.0.1 is taken by another program: stop it, or choose another port with PORT.`,
    );
    server.close();
  });

  test("an address that is not this machine's", async () => {
    expect(await startFault({ HOST: "192.0.2.1", NEXTAUTH_URL: "http://127.0.0.1:3000" })).toBe(
      "HOST is 192.0.2.1, which is no address of this machine: choose 127.0.0.1, 0.0.0.0 or one that it has.",
    );
  });

  test("a Node.js that is too old", () => {
    const older = "data:text/javascript,Object.defineProperty(process,'versions',{value:{node:'18.20.4'}})";
    const { status, stderr } = spawnSync(process.execPath, ["--import", older, "scripts/install.mjs"], {
      cwd: root,
      encoding: "utf8",
    });
    expect([status, stderr]).toEqual([
      1,
      "Tamdan needs Node.js 20.19 or newer and this is 18.20.4: install a newer one.\n",
    ]);
  });

  test("a data folder that cannot be", async () => {
    const file = join(folder, "file");
    await writeFile(file, "");
    expect(await startFault({ DATA_DIR: join(file, "data") })).toBe(
      `Tamdan cannot write to its data folder ${join(file, "data")} (ENOTDIR): make it writable, or choose another with DATA_DIR.`,
    );
  });

  test.skipIf(process.getuid?.() === 0)("a data folder that is closed", async () => {
    const closed = await mkdtemp(join(folder, "closed-"));
    await chmod(closed, 0o500);
    expect(await startFault({ DATA_DIR: closed })).toBe(
      `Tamdan cannot write to its data folder ${closed} (EACCES): make it writable, or choose another with DATA_DIR.`,
    );
  });

  test("secrets that are no secrets", async () => {
    const dataFolder = await mkdtemp(join(folder, "secrets-"));
    await writeFile(join(dataFolder, "secrets.json"), "{}");
    expect(await faultOf(["scripts/on-database.ts", "migrate.ts"], { DATA_DIR: dataFolder })).toBe(
      `${join(dataFolder, "secrets.json")} cannot be read as what Tamdan wrote: restore it from a backup, or delete it and a new one is made (everybody signs in anew).`,
    );
  });

  test("a disk that is full", async ({ skip }) => {
    const disk = await mkdtemp(join(folder, "disk-"));
    // A small disk of its own can only be had by root, and not in every container.
    if (spawnSync("mount", ["-t", "tmpfs", "-o", "size=16m", "tmpfs", disk]).status !== 0) return skip();
    try {
      const dataFolder = join(disk, "data");
      expect(await faultOf(["scripts/on-database.ts", "migrate.ts"], { DATA_DIR: dataFolder })).toBe(
        `The disk that holds ${dataFolder} is full: free some space and start again.`,
      );
    } finally {
      spawnSync("umount", [disk]);
    }
  });

  test("no server to ask for the connection string", async () => {
    expect(await faultOf(["scripts/db-url.ts"], {})).toBe(
      `No Tamdan is running on ${join(folder, "data")} and DATABASE_URL is not set: start one with npm start, or set DATABASE_URL.`,
    );
  });
});

describe("the database", () => {
  const changed = (change: Partial<URL>) => Object.assign(new URL(postgres.templateUrl), change).href;

  test("nobody answers", async () => {
    expect(await migrateFault({ DATABASE_URL: changed({ port: "9" }) })).toBe(
      "The database at 127.0.0.1:9 does not answer (connect ECONNREFUSED 127.0.0.1:9): start it, or correct DATABASE_URL.",
    );
  });

  test("a password that is wrong", async () => {
    const { host } = new URL(postgres.templateUrl);
    expect(await migrateFault({ DATABASE_URL: changed({ password: "wrong" }) })).toBe(
      `The database at ${host} refuses the password or the user tamdan: correct DATABASE_URL.`,
    );
  });

  test("a database that is not there", async () => {
    const { host } = new URL(postgres.templateUrl);
    expect(await migrateFault({ DATABASE_URL: changed({ pathname: "/nowhere" }) })).toBe(
      `The server at ${host} has no database nowhere: create it, or correct DATABASE_URL.`,
    );
  });

  test.each([
    [
      "newer than the code",
      `insert into _prisma_migrations (id, checksum, migration_name, finished_at, applied_steps_count)
       values ('a', 'b', '29990101000000_later', now(), 1)`,
      "The database is newer than this version of Tamdan (it knows 29990101000000_later): start the version that it was used with, or a newer one.",
    ],
    [
      "with a migration that was changed afterwards",
      `update _prisma_migrations set checksum = 'another' where migration_name like '%_init'`,
      /^The migration \d+_init was changed after this database had applied it: put back its file/,
    ],
  ])("one that is %s", async (_what, statement, sentence) => {
    const database = await createDatabase(postgres.templateUrl);
    await withConnection(database.url, (client) => client.query(statement));
    const said = await migrateFault({ DATABASE_URL: database.url });
    if (typeof sentence === "string") expect(said).toBe(sentence);
    else expect(said).toMatch(sentence);
    await database.drop();
  });

  test("one that another program uses", async () => {
    const database = await createDatabase(postgres.templateUrl, { empty: true });
    await withConnection(database.url, (client) => client.query("create table orders (id int)"));
    expect(await migrateFault({ DATABASE_URL: database.url })).toBe(
      `The database ${new URL(database.url).pathname.slice(1)} holds tables of another program: name an empty one in DATABASE_URL.`,
    );
    await database.drop();
  });

  test("one that refuses a migration is left as it was, and migrates once that is mended", async () => {
    const database = await createDatabase(postgres.templateUrl, { empty: true });
    const tables = () =>
      withConnection(database.url, async (client) => {
        const { rows } = await client.query("select tablename from pg_tables where schemaname = 'public' order by 1");
        return rows.map(({ tablename }) => tablename);
      });
    await withConnection(database.url, (client) => client.query("create type organization_kind as enum ('other')"));
    expect(await migrateFault({ DATABASE_URL: database.url })).toMatch(
      /^The database refused a migration and was left as it was: .*"organization_kind" already exists.*Mend that and start again\.$/,
    );
    expect(await tables()).toEqual(["_prisma_migrations"]);

    await withConnection(database.url, (client) => client.query("drop type organization_kind"));
    const again = runIn(root, [process.execPath, "scripts/on-database.ts", "migrate.ts"], {
      ...required,
      DATABASE_URL: database.url,
    });
    expect(await again.ended).toBe(0);
    expect(again.out().at(-1)).toBe("The database is up to date.");
    expect(await tables()).toContain("recommendations");
    await database.drop();
  });

  test("a start says it too, before it serves", async () => {
    expect(await startFault({ ...required, DATABASE_URL: changed({ port: "9" }) })).toContain("does not answer");
  });
});
