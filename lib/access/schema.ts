import { z } from "zod";
import { parseDatedDay } from "#lib/dates.ts";
import { AccessKind, Role, SecondFactor, SignInWay } from "#lib/generated/enums.ts";
import { type Act, limits } from "#lib/limits/limits.ts";

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

/** What an entry tells beside who and when: whatever its kind has of it. */
export const AccessDetails = z
  .object({
    way: z.enum(SignInWay).optional().catch(undefined),
    secondFactor: z.enum(SecondFactor).optional().catch(undefined),
    roles,
    was: roles,
    is: roles,
    count: z.number().optional().catch(undefined),
    reason: z.string().optional().catch(undefined),
    isRequired: z.boolean().optional().catch(undefined),
    /** Of a limit that was reached: what was done too often. */
    act: z
      .enum(Object.keys(limits) as [Act, ...Act[]])
      .optional()
      .catch(undefined),
    /** Of a download: what it was. */
    what: z.enum(["file", "export", "access_log"]).optional().catch(undefined),
    name: z.string().optional().catch(undefined),
    code: z.string().optional().catch(undefined),
    browser: z.string().optional().catch(undefined),
  })
  .catch({});
export type AccessDetails = z.infer<typeof AccessDetails>;
