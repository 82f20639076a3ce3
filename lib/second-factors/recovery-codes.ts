import { createHash, randomInt } from "node:crypto";

const howMany = 10;
/** Without what looks like something else. */
const signs = "ABCDEFGHJKMNPQRSTVWXYZ23456789";
/** 28 signs of 30 are 137 bits: nobody guesses one, so a plain hash of it is enough. */
const groups = 7;

/** Codes to sign in with in place of the app, each once. They are shown this once. */
export function newRecoveryCodes(): string[] {
  const group = () => Array.from({ length: 4 }, () => signs[randomInt(signs.length)]).join("");
  return Array.from({ length: howMany }, () => Array.from({ length: groups }, group).join("-"));
}

/** What is kept of a code, however it was typed. */
export function hashRecoveryCode(code: string): string {
  const plain = code.toUpperCase().replace(/[^A-Z0-9]/g, "");
  return createHash("sha256").update(plain).digest("hex");
}
