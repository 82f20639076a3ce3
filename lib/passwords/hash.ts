import "server-only";
import { type Argon2Parameters, argon2, randomBytes, timingSafeEqual } from "node:crypto";

/** Memory in KiB: what OWASP names first for argon2id, some 60 ms. Raised here, a password gets it at its next sign-in. */
const cost = { memory: 47_104, passes: 1, parallelism: 1 };
type Cost = typeof cost;

/** With its cost and salt in the usual form, so that either can change later. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  return written(cost, salt, await computeTag(password, salt, cost));
}

/** Is it the password of this hash? Without one the same is computed, of nobody's, and the answer is no. */
export async function matchesPassword(password: string, hash: string | undefined): Promise<boolean> {
  const { salt, tag, ...its } = parsed(hash ?? nobodys);
  const isSame = timingSafeEqual(await computeTag(password, salt, its), tag);
  return isSame && hash !== undefined;
}

/** Whether it was made at another cost than now. */
export function isOutdated(hash: string): boolean {
  const { memory, passes, parallelism } = parsed(hash);
  return memory !== cost.memory || passes !== cost.passes || parallelism !== cost.parallelism;
}

const form = /^\$argon2id\$v=19\$m=(\d+),t=(\d+),p=(\d+)\$([\w+/]+)\$([\w+/]+)$/;
const nobodys = written(cost, randomBytes(16), randomBytes(32));

function written({ memory, passes, parallelism }: Cost, salt: Buffer, tag: Buffer): string {
  const [saltText, tagText] = [salt, tag].map((bytes) => bytes.toString("base64").replace(/=+$/, ""));
  return `$argon2id$v=19$m=${memory},t=${passes},p=${parallelism}$${saltText}$${tagText}`;
}

function parsed(hash: string): Cost & { salt: Buffer; tag: Buffer } {
  const [, memory, passes, parallelism, salt = "", tag = ""] = form.exec(hash) ?? [];
  if (!memory) throw new Error("A password hash that is none of ours.");
  return {
    ...{ memory: Number(memory), passes: Number(passes), parallelism: Number(parallelism) },
    ...{ salt: Buffer.from(salt, "base64"), tag: Buffer.from(tag, "base64") },
  };
}

function computeTag(password: string, nonce: Buffer, its: Cost): Promise<Buffer> {
  const parameters: Argon2Parameters = { message: Buffer.from(password), nonce, tagLength: 32, ...its };
  return new Promise((settle, fail) => {
    argon2("argon2id", parameters, (error, tag) => (error ? fail(error) : settle(tag)));
  });
}
