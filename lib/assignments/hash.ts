import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/**
 * SHA-256, in hexadecimal, of an entry's canonical content (RFC 8785). The content names the hash of the entry before
 * it, so that no entry of a chain can be changed, left out or put in between without changing all that follow. Empty
 * fields are left out: a column that is added later changes no hash.
 */
export function hashEntry(content: Record<string, unknown>): string {
  return createHash("sha256").update(canonicalize(said(content)) ?? "").digest("hex");
}

function said(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(said);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null && part !== undefined && !(Array.isArray(part) && part.length === 0))
      .map(([key, part]) => [key, said(part)]),
  );
}
