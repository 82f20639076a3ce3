import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { DatabaseError } from "pg";
import { withConnection } from "#lib/database/connection.ts";
import { startPostgres } from "#lib/database/embedded.ts";
import { generateClient } from "../../scripts/build.ts";
import { runProgram, serverScript } from "../../scripts/programs.ts";

/** Nothing of a test has to outlive the machine: it may be fast instead. */
const settings = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "300" };

/**
 * A Postgres for one run of tests, whose database is migrated, holds the register and has an account for each
 * organization. It is a template: tests work on copies of it and never on itself.
 */
export async function startTestPostgres(): Promise<{ templateUrl: string; stop(): Promise<void> }> {
  await generateClient();
  const folder = await mkdtemp(join(tmpdir(), "tamdan-test-"));
  const postgres = await startPostgres(folder, { password: randomBytes(16).toString("hex"), settings });
  const stop = async () => {
    await postgres.stop();
    await rm(folder, { recursive: true, force: true });
  };
  const { code } = await runProgram({
    arguments: serverScript("prepare.ts"),
    variables: { DATABASE_URL: postgres.url, DATABASE_ROLE: "owner", NEXTAUTH_URL: "http://127.0.0.1" },
    output: "kept",
  });
  if (code === 0) return { templateUrl: postgres.url, stop };
  await stop();
  throw new Error("The database of the tests could not be prepared; what it said stands above.");
}

export type TestDatabase = { url: string; drop(): Promise<void> };

/** A copy of the template, migrated and with the register; or, on request, an empty database. */
export async function createDatabase(templateUrl: string, { empty = false } = {}): Promise<TestDatabase> {
  const name = `test_${randomBytes(8).toString("hex")}`;
  const template = empty ? "template0" : new URL(templateUrl).pathname.slice(1);
  await onServer(templateUrl, `create database ${name} template ${template} strategy file_copy`);
  return {
    url: withName(templateUrl, name),
    drop: () => drop(templateUrl, name),
  };
}

/** Postgres' own cleaning of a table, which only it may end, keeps a database for a moment. */
async function drop(templateUrl: string, name: string, attempts = 50): Promise<void> {
  try {
    await onServer(templateUrl, `drop database if exists ${name} with (force)`);
  } catch (error) {
    const isCleaning = error instanceof DatabaseError && error.code === "42501";
    if (!isCleaning || attempts === 1) throw error;
    await setTimeout(200);
    await drop(templateUrl, name, attempts - 1);
  }
}

async function onServer(templateUrl: string, statement: string) {
  // Not on the template itself: it cannot be copied while anybody is connected to it.
  await withConnection(withName(templateUrl, "postgres"), (client) => client.query(statement));
}

function withName(url: string, name: string) {
  return Object.assign(new URL(url), { pathname: `/${name}` }).href;
}
