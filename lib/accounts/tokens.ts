import { createHash, randomBytes } from "node:crypto";

/** Unguessable, and safe in an address. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of a token: whoever reads the database cannot sign in with it. */
export function hashToken(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
