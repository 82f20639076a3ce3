import { z } from "zod";
import { parseDatedDay } from "#lib/dates.ts";
import { AccessKind, Role, SecondFactor, SignInWay } from "#lib/generated/enums.ts";
import { type Act, type By, limits } from "#lib/limits/limits.ts";

const OneDay = z
  .string()
  .refine((text) => parseDatedDay(text)?.precision === "day")
  .optional()
  .catch(undefined);

/** By what the access log is narrowed; what makes no sense narrows nothing. */
export const AccessFilters = z.object({
  kind: z.enum(AccessKind).optional().catch(undefined),
  /** Of or about whom. */
  person: z.uuid().optional().catch(undefined),
  /** A slug. */
  organization: z
    .string()
    .regex(/^[a-z0-9-]{1,100}$/)
    .optional()
    .catch(undefined),
  from: OneDay,
  to: OneDay,
});
export type AccessFilters = z.infer<typeof AccessFilters>;

/** Where the page before ended. */
export type AccessCursor = { at: Date; id: bigint };

export const Before = z
  .string()
  .regex(/^\d{1,15}-\d{1,18}$/)
  .transform((text): AccessCursor => {
    const [at = "", id = ""] = text.split("-");
    return { at: new Date(Number(at)), id: BigInt(id) };
  })
  .optional()
  .catch(undefined);

export function writeCursor({ recordedAt, id }: { recordedAt: Date; id: bigint }): string {
  return `${recordedAt.getTime()}-${id}`;
}

/** The part of an address that narrows the log so. */
export function writeAccessFilters(filters: AccessFilters, more: Record<string, string> = {}): string {
  const set = Object.entries({ ...filters, ...more }).filter(([, value]) => value);
  return set.length === 0 ? "" : `?${new URLSearchParams(set as [string, string][])}`;
}

const roles = z.array(z.enum(Role)).optional().catch(undefined);
const text = z.string().optional().catch(undefined);
const oneOf = <Word extends string>(words: readonly Word[]) => z.enum(words).optional().catch(undefined);

/** Why somebody could not sign in, or what ended a session. */
const reasons = [
  ...["unknown", "used", "expired", "ended", "off", "over", "wrong", "cancelled", "failed", "not-recent"],
  ...["replaced", "chosen", "everywhere", "sign_in_changed", "second_factor_removed"],
] as const;
/** Of a sign-in that failed after the first half of it. */
const failedCodes = ["over", "wrong", "too-many"] as const;

/** What an entry tells beside who and when: whatever its kind has of it. What is written has no other names (record.ts). */
export const AccessDetails = z
  .object({
    way: oneOf(Object.values(SignInWay)),
    secondFactor: oneOf([...Object.values(SecondFactor), ...failedCodes]),
    roles,
    was: roles,
    is: roles,
    count: z.number().optional().catch(undefined),
    reason: oneOf(reasons),
    isRequired: z.boolean().optional().catch(undefined),
    /** Of an address for mail: that it was shown to be theirs, and not changed. */
    isConfirmed: z.boolean().optional().catch(undefined),
    /** Of a single sign-on: whose. */
    issuer: text,
    /** Of an invitation: its id. */
    invitation: text,
    /** Of a limit that was reached, or a right that somebody had not: what was done. */
    act: oneOf(Object.keys(limits) as Act[]),
    /** Of a limit that was reached: by what it is counted. */
    by: oneOf<By>(["asker", "address", "account", "pair"]),
    /** Of a download: what it was, and of what. */
    what: oneOf(["file", "export", "access_log"]),
    report: text,
    file: text,
    evidence: text,
    name: text,
    code: text,
    browser: text,
  })
  .catch({});
export type AccessDetails = z.infer<typeof AccessDetails>;
