import type { z } from "zod";
import { isHeld, tagOf } from "#lib/conditional.ts";
import { headers } from "./headers.ts";

/** What the schema says and nothing else; nothing at all when the reader has it already. */
export function answer<Schema extends z.ZodType>(request: Request, schema: Schema, value: z.input<Schema>): Response {
  const body = JSON.stringify(schema.parse(value));
  const tag = tagOf(body);
  const tagged = { ...headers, ETag: tag };
  if (isHeld(request, tag)) return new Response(null, { status: 304, headers: tagged });
  return new Response(body, { headers: { ...tagged, "Content-Type": "application/json" } });
}
