import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { Pool } from "pg";
import { statementName } from "#lib/database/statement-names.ts";
import { PrismaClient } from "#lib/generated/client.ts";

/** One client and one pool a process: the development server evaluates modules again, and must not open a second pool. */
const kept = globalThis as unknown as { db?: PrismaClient; pool?: Pool };

kept.pool ??= openPool();
kept.db ??= connect(kept.pool);
export const db: PrismaClient = kept.db;
/** The connections of the client, for what speaks to Postgres by itself (lib/limits/limiters.ts, lib/exports/rows.ts). */
export const pool: Pool = kept.pool;

/** Inside a transaction or out of it. */
export type Database = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">;

/**
 * Connections take on the role `tamdan_app`, which owns nothing: privileges and row-level security hold for whatever they
 * do. The scripts of whoever keeps the database (migrate, load, audit) say that they are the owner.
 */
function openPool() {
  const isOwner = process.env.DATABASE_ROLE === "owner";
  const pool = new Pool({
    connectionString: process.env.DATABASE_URL,
    application_name: "tamdan",
    ...(!isOwner && { options: "-c role=tamdan_app" }),
  });
  // Of a connection that broke while nobody used it: the next one is new, and says so itself if it cannot be had.
  return pool.on("error", () => {});
}

function connect(pool: Pool) {
  return new PrismaClient({
    adapter: new PrismaPg(pool, {
      disposeExternalPool: true,
      statementNameGenerator: ({ sql }) => statementName(sql),
    }),
    transactionOptions: { maxWait: 5_000, timeout: 15_000 },
  });
}
