import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { fromDatabaseDay } from "#lib/dates.ts";

/**
 * SHA-256, in hexadecimal, of an entry's canonical content (RFC 8785). The content names the hash of the entry before
 * it, so that no entry of a chain can be changed, left out or put in between without changing all that follow. The
 * content is the whole row as it is stored, without the hash itself, and its evidence in order: whoever has the rows can
 * hash them again. A calendar day (`…On`) is written 2001-03-05, an instant (`…At`) in ISO 8601. Empty fields are left
 * out: a column that is added later changes no hash.
 */
export function hashEntry(content: Record<string, unknown>): string {
  return createHash("sha256")
    .update(canonicalize(said(content)) ?? "")
    .digest("hex");
}

function said(value: unknown, key = ""): unknown {
  if (value instanceof Date) return key.endsWith("On") ? fromDatabaseDay(value) : value.toISOString();
  if (Array.isArray(value)) return value.map((part) => said(part));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== null && part !== undefined && !(Array.isArray(part) && part.length === 0))
      .map(([name, part]) => [name, said(part, name)]),
  );
}
