import { PrismaPg } from "@prisma/adapter-pg";
import { PrismaClient } from "#lib/generated/client.ts";

/** The database as its owner sees it: tests prepare and look with it, past what the application may do. */
export const db = new PrismaClient({
  adapter: new PrismaPg({ connectionString: process.env.DATABASE_URL, application_name: "tamdan" }),
});
