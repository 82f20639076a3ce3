import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { statementName } from "#lib/database/statement-names.ts";
import { PrismaClient } from "#lib/generated/client.ts";

/** One client a process: the development server evaluates modules again, and must not open a second pool. */
const kept = globalThis as unknown as { db?: PrismaClient };

kept.db ??= connect();
export const db: PrismaClient = kept.db;

/** Inside a transaction or out of it. */
export type Database = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">;

/**
 * Connections take on the role `tamdan_app`, which owns nothing: privileges and row-level security hold for whatever they
 * do. The scripts of whoever keeps the database (migrate, load, audit) say that they are the owner.
 */
function connect() {
  const isOwner = process.env.DATABASE_ROLE === "owner";
  return new PrismaClient({
    adapter: new PrismaPg(
      {
        connectionString: process.env.DATABASE_URL,
        application_name: "tamdan",
        ...(!isOwner && { options: "-c role=tamdan_app" }),
      },
      { statementNameGenerator: ({ sql }) => statementName(sql) },
    ),
    transactionOptions: { maxWait: 5_000, timeout: 15_000 },
  });
}
