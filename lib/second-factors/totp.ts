import { Secret, TOTP } from "otpauth";

/** What apps take for granted: SHA-1, six digits, thirty seconds. */
const period = 30;
/** Clocks differ: the code of the step before and of the step after are right too. */
const tolerance = 1;

export function newSecret(): Uint8Array {
  return new Secret({ size: 20 }).bytes;
}

/** The step of the code, if it is right at this instant. */
export function stepOf(secret: Uint8Array, code: string, now: Date): bigint | undefined {
  if (!/^\d{6}$/.test(code)) return;
  const timestamp = now.getTime();
  const delta = totp(secret).validate({ token: code, timestamp, window: tolerance });
  return delta === null ? undefined : BigInt(Math.floor(timestamp / 1000 / period) + delta);
}

/** The code of this instant. */
export function codeAt(secret: Uint8Array, now: Date): string {
  return totp(secret).generate({ timestamp: now.getTime() });
}

/** What an app reads from the picture, and what somebody types who cannot take one. */
export function secretToShow(secret: Uint8Array, issuer: string, label: string): { address: string; typed: string } {
  const shown = totp(secret, issuer, label);
  return { address: shown.toString(), typed: shown.secret.base32.replace(/(.{4})(?=.)/g, "$1 ") };
}

function totp(secret: Uint8Array, issuer = "", label = ""): TOTP {
  return new TOTP({
    ...{ issuer, label, period, algorithm: "SHA1", digits: 6 },
    secret: new Secret({ buffer: Uint8Array.from(secret).buffer }),
  });
}
