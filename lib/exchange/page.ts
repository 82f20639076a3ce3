import { z } from "zod";
import { done, type Result, refused } from "#lib/result.ts";

/** How many items a page of a list has. */
export const limits = { usual: 100, most: 500 } as const;

const Limit = z
  .string()
  .regex(/^\d{1,3}$/)
  .transform(Number)
  .pipe(z.int().min(1).max(limits.most));

/** The last instant that has four digits for its year. */
const lastInstant = 253_402_300_799_999;

// A list continues after the key of its last item: what is added meanwhile neither repeats an item nor skips one.

export const RecommendationCursor = z.tuple([z.int32(), z.guid()]).transform(([position, id]) => ({ position, id }));
export const keyOfRecommendation = ({ position, id }: { position: number; id: string }) => [position, id];

export const UpdateCursor = z
  .tuple([z.int().min(0).max(lastInstant), z.guid()])
  .transform(([at, id]) => ({ recordedAt: new Date(at), id }));
export const keyOfUpdate = ({ recordedAt, id }: { recordedAt: Date; id: string }) => [recordedAt.getTime(), id];

export const ChangeCursor = z
  .tuple([z.int32(), z.guid(), z.int32(), z.guid()])
  .transform(([place, organizationId, position, id]) => ({ place, organizationId, position, id }));
export const keyOfChange = (row: z.infer<typeof ChangeCursor>) => [row.place, row.organizationId, row.position, row.id];

/** What an address says of the page of a list. */
export function readPage<After>(
  request: Request,
  cursor: z.ZodType<After>,
): Result<{ after: After | undefined; limit: number }, "malformed-cursor" | "malformed-limit"> {
  const { searchParams } = new URL(request.url);
  const limit = Limit.safeParse(searchParams.get("limit") ?? String(limits.usual));
  if (!limit.success) return refused("malformed-limit");
  const after = cursor.optional().safeParse(decode(searchParams.get("cursor")));
  if (!after.success) return refused("malformed-cursor");
  return done({ after: after.data, limit: limit.data });
}

/** A page of at most `limit` items, made of one row more where the list goes on. */
export function writePage<Row, Item>(
  rows: Row[],
  limit: number,
  write: (row: Row) => Item,
  keyOf: (row: Row) => unknown[],
) {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { items: shown.map(write), next: last && rows.length > limit ? encode(keyOf(last)) : null };
}

function encode(key: unknown[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/** Nothing for no cursor, `null` for one that cannot be read. */
function decode(cursor: string | null): unknown {
  if (cursor === null) return;
  try {
    return JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    return null;
  }
}
