import "server-only";
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto";

// A secret of a second factor has to be read again, so it is not hashed but encrypted: AES-256-GCM, with a key that is
// derived from NEXTAUTH_SECRET for this alone, and bound to whose it is. Whoever reads the database reads none.

const cipher = "aes-256-gcm";
const lengths = { nonce: 12, tag: 16 };

export function seal(secret: Uint8Array, userId: string): Uint8Array<ArrayBuffer> {
  const nonce = randomBytes(lengths.nonce);
  const sealing = createCipheriv(cipher, key(), nonce).setAAD(Buffer.from(userId));
  const sealed = Buffer.concat([sealing.update(secret), sealing.final()]);
  return Uint8Array.from(Buffer.concat([nonce, sealing.getAuthTag(), sealed]));
}

/** Nothing where it was sealed for somebody else, or with an earlier NEXTAUTH_SECRET. */
export function unseal(sealed: Uint8Array, userId: string): Uint8Array | undefined {
  const nonce = sealed.subarray(0, lengths.nonce);
  const tag = sealed.subarray(lengths.nonce, lengths.nonce + lengths.tag);
  try {
    const opening = createDecipheriv(cipher, key(), nonce, { authTagLength: lengths.tag })
      .setAAD(Buffer.from(userId))
      .setAuthTag(tag);
    return Buffer.concat([opening.update(sealed.subarray(lengths.nonce + lengths.tag)), opening.final()]);
  } catch {
    return;
  }
}

function key(): Uint8Array {
  const secret = process.env.NEXTAUTH_SECRET;
  if (!secret) throw new Error("NEXTAUTH_SECRET is not set.");
  return new Uint8Array(hkdfSync("sha256", secret, "", "tamdan second factor", 32));
}
