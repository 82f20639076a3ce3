import { spawnSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withConnection } from "#lib/database/connection.ts";
import { type EmbeddedPostgres, startPostgres } from "#lib/database/embedded.ts";
import { findRunning, holdFolder } from "#lib/database/running.ts";

let folder: string;
let postgres: EmbeddedPostgres | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "tamdan-embedded-"));
});

afterEach(async () => {
  await postgres?.stop();
  postgres = undefined;
  await rm(folder, { recursive: true, force: true });
});

const ask = async (statement: string) => {
  const { rows } = await withConnection(postgres?.url ?? "", (client) =>
    client.query({ text: statement, rowMode: "array" }),
  );
  return rows.flat();
};

test("a cluster whose making was cut short is made anew", async () => {
  await mkdir(join(folder, "postgres.unfinished"));
  await writeFile(join(folder, "postgres.unfinished", "PG_VERSION"), "18\n");
  postgres = await startPostgres(folder, { password: "first" });
  expect(await ask("select 1")).toEqual([1]);
});

test("acknowledged writes are on the disk, pages have checksums, text is Unicode, and nobody else can connect", async () => {
  postgres = await startPostgres(folder, { password: "first" });
  const settings = ["fsync", "synchronous_commit", "full_page_writes", "data_checksums", "listen_addresses"];
  expect(await ask(settings.map((name) => `select current_setting('${name}')`).join(" union all "))).toEqual([
    "on",
    "on",
    "on",
    "on",
    "127.0.0.1",
  ]);
  expect(await ask("select lower('ÉTAT'), pg_encoding_to_char(encoding) from pg_database limit 1")).toEqual([
    "état",
    "UTF8",
  ]);
  expect(await ask("select rolsuper, rolcreaterole from pg_roles where rolname = current_user")).toEqual([
    false,
    false,
  ]);
  const wrong = Object.assign(new URL(postgres.url), { password: "second" }).href;
  await expect(withConnection(wrong, async () => {})).rejects.toMatchObject({ kind: "password-wrong" });
});

test("Khmer words have letters that an index can find, where the system knows them", async () => {
  postgres = await startPostgres(folder, { password: "first" });
  const known = spawnSync("locale", ["-a"], { encoding: "utf8" }).stdout ?? "";
  await ask("create extension pg_trgm");
  const [letters] = await ask("select cardinality(show_trgm('ឥណទាន'))");
  if (/^C\.utf-?8$/im.test(known)) expect(letters).toBeGreaterThan(3);
  else expect(letters).toBe(0);
});

test("data whose password was lost is opened with a new one", async () => {
  postgres = await startPostgres(folder, { password: "first" });
  await ask("create table kept (id int)");
  await postgres.stop();
  postgres = await startPostgres(folder, { password: "second", passwordIsNew: true });
  expect(await ask("select count(*)::int from kept")).toEqual([0]);
});

const left = JSON.stringify({ pid: 1, controlPort: 9, token: "stale" });

test.each([
  ["what a killed server left", left],
  ["nothing that can be read", ""],
  ["nothing", undefined],
])("of several that start at once on a folder with %s, one gets it and the others are told", async (_what, text) => {
  if (text !== undefined) await writeFile(join(folder, "running.json"), text);
  const tries = await Promise.allSettled(Array.from({ length: 8 }, () => holdFolder(folder)));
  const holds = tries.flatMap((one) => (one.status === "fulfilled" ? [one.value] : []));
  expect(holds).toHaveLength(1);
  for (const one of tries) if (one.status === "rejected") expect(one.reason).toMatchObject({ kind: "already-running" });
  await holds[0]?.tell({ address: "http://127.0.0.1:1" });
  expect((await findRunning(folder))?.address).toBe("http://127.0.0.1:1");
  await holds[0]?.release();
  expect(await findRunning(folder)).toBeUndefined();
  expect(await readdir(folder)).toEqual([]);
});
