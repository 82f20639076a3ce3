import { createHash } from "node:crypto";
import type { z } from "zod";
import { headers } from "./headers.ts";

/** What the schema says and nothing else; nothing at all when the reader has it already. */
export function answer<Schema extends z.ZodType>(request: Request, schema: Schema, value: z.input<Schema>): Response {
  const body = JSON.stringify(schema.parse(value));
  // Weak: whatever compresses the answer on its way may keep the tag.
  const tag = `"${createHash("sha256").update(body).digest("base64url")}"`;
  const tagged = { ...headers, ETag: `W/${tag}` };
  if (isHeld(request, tag)) return new Response(null, { status: 304, headers: tagged });
  return new Response(body, { headers: { ...tagged, "Content-Type": "application/json" } });
}

function isHeld(request: Request, tag: string): boolean {
  const held = request.headers.get("If-None-Match")?.split(",") ?? [];
  return held.some((one) => one.trim().replace(/^W\//, "") === tag);
}
