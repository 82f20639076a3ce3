import "server-only";
import { RateLimiterPostgres } from "rate-limiter-flexible";
import { pool } from "#lib/db.ts";
import { type Act, type By, limits } from "./limits.ts";

type Connections = typeof pool;
export type Limiter = RateLimiterPostgres;

/** What counts each act, by each thing that it is counted by. All instances on one database count together. */
export function limitersOn(connections: Connections): ReadonlyMap<`${Act} ${By}`, Limiter> {
  return new Map(
    (Object.keys(limits) as Act[]).flatMap((act) =>
      Object.entries(limits[act]).map(([by, { most, minutes }]) => [
        `${act} ${by as By}` as const,
        new RateLimiterPostgres({
          ...{ storeClient: connections, storeType: "pool", tableName: "rate_limits", tableCreated: true },
          ...{ keyPrefix: `${act} ${by}`, points: most, duration: minutes * 60 },
          // They share a table, and one of them keeps it clean: what has expired an hour ago goes, every five minutes.
          clearExpiredByTimeout: act === "token",
        }),
      ]),
    ),
  );
}

const kept = globalThis as unknown as { limiters?: ReturnType<typeof limitersOn> };
kept.limiters ??= limitersOn(pool);
export const limiters = kept.limiters;
