import { findObstacle } from "#lib/database/readiness.ts";

/** The database answers and has every migration that this code needs. */
export async function GET(): Promise<Response> {
  const obstacle = await findObstacle(process.env.DATABASE_URL ?? "");
  const headers = { "Cache-Control": "no-store" };
  if (obstacle) return new Response(`${sentences[obstacle]}\n`, { status: 503, headers });
  return new Response("ready\n", { headers });
}

const sentences = {
  "database-silent": "The database does not answer.",
  "not-migrated": "The database lacks migrations of this version.",
} as const;
