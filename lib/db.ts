import "server-only";
import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "#lib/generated/client.ts";

/** One client a process: the development server evaluates modules again, and must not open a second pool. */
const kept = globalThis as unknown as { db?: PrismaClient };

kept.db ??= connect();
export const db: PrismaClient = kept.db;

/** Inside a transaction or out of it. */
export type Database = Omit<PrismaClient, "$connect" | "$disconnect" | "$on" | "$transaction" | "$extends">;

function connect() {
  return new PrismaClient({
    adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL, application_name: "tamdan" }),
    transactionOptions: { maxWait: 5_000, timeout: 15_000 },
  });
}
