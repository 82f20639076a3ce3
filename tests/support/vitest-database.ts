import { afterAll, inject } from "vitest";
import { createDatabase } from "./databases.ts";

// Before each test file, and before it imports anything: a database of its own, as #lib/db.ts will find it.
const database = await createDatabase(inject("templateUrl"));
Object.assign(process.env, { DATABASE_URL: database.url, NEXTAUTH_URL: "http://127.0.0.1:3000" });

afterAll(async () => {
  for (const { db } of [await import("#lib/db.ts"), await import("./owner.ts")]) await db.$disconnect();
  await database.drop();
});
