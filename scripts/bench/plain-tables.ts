import { withConnection } from "#lib/database/connection.ts";

/**
 * Tables for the plain server to write into: the same columns, checks and indexes, without triggers, policies, roles or
 * chains. What it updates is there in full; where it only adds, it begins empty.
 */
export async function makePlainTables(url: string): Promise<void> {
  await withConnection(url, async (client) => {
    await client.query("drop schema if exists plain cascade");
    await client.query("create schema plain");
    for (const table of ["reports", "recommendations", "assignments"]) {
      await client.query(`create table plain.${table} (like public.${table} including all)`);
      await client.query(`insert into plain.${table} select * from public.${table}`);
    }
    for (const table of ["updates", "evidence", "assignment_states", "recommendation_states"])
      await client.query(`create table plain.${table} (like public.${table} including all)`);
    await client.query("vacuum analyze plain.reports, plain.recommendations, plain.assignments");
  });
}
