import { z } from "zod";
import { parseDatedDay } from "#lib/dates.ts";
import {
  AssignmentBasis,
  AssignmentRole,
  OrganizationFunction,
  type OrganizationKind,
  Priority,
  RecommendationKind,
} from "#lib/generated/enums.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { isWebAddress } from "#lib/web-address.ts";
import { findCrossings } from "./crossings.ts";
import { repeatedKeys } from "./repeated-keys.ts";

// What a register file may hold, and the sentence for each way in which it may not. A sentence follows the path of what it
// is about: `recommendations[3].title: is missing; add a text`.

export const text = z
  .string()
  .max(20_000, "is longer than 20,000 characters; shorten it")
  .refine((value) => value.trim() !== "", "is blank; write something, or remove an optional key")
  .refine((value) => value.trim() === "" || value === value.trim(), "begins or ends with white space; remove it")
  .refine((value) => !/[^\P{Cc}\n]/u.test(value), "holds a control character; remove it")
  .refine((value) => value.isWellFormed() && !value.includes("\uFFFD"), "holds a broken character; write it again")
  .overwrite((value) => value.normalize("NFC"));

export const line = text
  .max(500, "is longer than 500 characters; shorten it")
  .refine((value) => !value.includes("\n"), "holds a line break; write one line");

const slug = z
  .string()
  .max(60, "is longer than 60 characters; shorten it")
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    "must be small letters, digits and single hyphens, a letter first, such as un-agency",
  );

export const code = z
  .string()
  .max(30, "is longer than 30 characters; shorten it")
  .regex(
    /^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/,
    "must be letters and digits, with single dots or hyphens between, such as R1.2",
  );

export const address = z
  .string()
  .max(2_000, "is longer than 2,000 characters; shorten it")
  .refine(isWebAddress, "must be a whole web address that begins with http:// or https:// and holds no spaces");

const datedDay = z.string().transform((value, context) => {
  const day = parseDatedDay(value);
  if (day) return day;
  context.addIssue({
    code: "custom",
    message: `must be a year, a month or a day that exists, such as 2000, 2000-08 or 2000-08-31, not ${quote(value)}`,
  });
  return z.NEVER;
});

const timeZone = z.string().refine(isTimeZone, "must be the IANA name of a time zone, such as Asia/Phnom_Penh or UTC");

const language = z.string().refine(isLanguage, "must be a language code of BCP 47, such as en or fr-CA");

/** The codes of files, exports and the database, which Prisma cannot spell as names in TypeScript. */
const organizationKindCodes = {
  government: "government",
  un_agency: "un-agency",
  financial_institution: "financial-institution",
  programme: "programme",
  other: "other",
} as const satisfies Record<OrganizationKind, string>;

const organizationKind = z
  .enum(organizationKindCodes)
  .transform((value) => value.replace("-", "_") as OrganizationKind);

const RegisterReport = z.strictObject({
  slug,
  title: line,
  subtitle: line.optional(),
  publishedOn: datedDay,
  pages: z
    .number()
    .refine(
      (value) => Number.isInteger(value) && value > 0 && value <= 100_000,
      "must be a whole number from 1 to 100,000",
    )
    .optional(),
  language,
  timeZone: timeZone.default("UTC"),
  author: slug,
  funder: slug.optional(),
  sourceUrl: address,
  rights: text.optional(),
  coverage: z.strictObject({ held: z.array(line), notHeld: z.array(line), note: text.optional() }),
});

const RegisterOrganization = z.strictObject({
  slug,
  name: line,
  acronym: line,
  kind: organizationKind,
  iatiIdentifier: line.optional(),
  function: z.enum(OrganizationFunction),
  part: line.optional(),
  existsFrom: datedDay.optional(),
  existsUntil: datedDay.optional(),
  successor: slug.optional(),
});

const RegisterRecommendation = z.strictObject({
  code,
  parent: code.optional(),
  kind: z.enum(RecommendationKind),
  section: line,
  locator: line,
  title: line,
  statement: text,
  editorialNote: text.optional(),
  themes: z.array(slug),
  textComplete: z.boolean(),
  sourceUrl: address,
  priority: z.enum(Priority).default("not_stated"),
  prioritySource: line.optional(),
  assignments: z.array(
    z.strictObject({ organization: slug, role: z.enum(AssignmentRole), basis: z.enum(AssignmentBasis) }),
  ),
});

/** The file that a report is loaded from. */
export const Register = z
  .strictObject({
    report: RegisterReport,
    kinds: z.partialRecord(z.enum(RecommendationKind), text).optional(),
    themes: z.record(slug, line),
    organizations: z.array(RegisterOrganization).min(1, "is empty; name the organizations"),
    recommendations: z.array(RegisterRecommendation).min(1, "is empty; a register has at least one recommendation"),
  })
  // Also when a part of the file has the wrong shape: whoever mends it learns of everything at once.
  .superRefine(
    (value, context) => findCrossings(value, (path, message) => context.addIssue({ code: "custom", path, message })),
    { when: () => true },
  );
export type Register = z.infer<typeof Register>;

/** Reads a register file. What is wrong with it is told in full: a sentence each, with its path. */
export function readRegister(file: string): Result<Register, "invalid-register", string[]> {
  const unreadable = unreadables.find(({ applies }) => applies(file));
  if (unreadable) return refused("invalid-register", [unreadable.sentence]);
  let value: unknown;
  try {
    value = JSON.parse(file);
  } catch (error) {
    return refused("invalid-register", [
      `the file is not JSON: ${(error as SyntaxError).message.replace(/\s+/g, " ")}`,
    ]);
  }
  const read = Register.safeParse(value, { error: wordIssue });
  const sentences = [
    ...repeatedKeys(file).map((path) => sentence(path, "this key stands twice; keep one of them")),
    ...(read.success ? [] : read.error.issues.flatMap(wordIssues)),
  ];
  return read.success && sentences.length === 0 ? done(read.data) : refused("invalid-register", sentences);
}

const unreadables: { applies: (file: string) => boolean; sentence: string }[] = [
  {
    applies: (file) => file.startsWith("\uFEFF"),
    sentence: "the file begins with a byte order mark; save it as UTF-8 without one",
  },
  {
    applies: (file) => file.includes("\uFFFD") || file.includes("\0"),
    sentence: "the file is not UTF-8; save it as UTF-8",
  },
  { applies: (file) => file.trim() === "", sentence: "the file is empty; a register is one JSON object" },
];

// Words for what zod finds.

const nouns: Record<string, string> = {
  string: "a text",
  boolean: "true or false",
  number: "a number",
  array: "a list in [ ]",
  object: "an object in { }",
  record: "an object in { }",
};

function wordIssue(issue: z.core.$ZodRawIssue): string | undefined {
  switch (issue.code) {
    case "invalid_type": {
      const expected = nouns[issue.expected] ?? issue.expected;
      return issue.input === undefined
        ? `is missing; add ${expected}`
        : `must be ${expected}, not ${nounOf(issue.input)}`;
    }
    case "invalid_value": {
      const choice = `one of ${issue.values.join(", ")}`;
      return issue.input === undefined ? `is missing; add ${choice}` : `must be ${choice}, not ${quote(issue.input)}`;
    }
    case "invalid_key":
      return issue.issues.map(({ message }) => `the key ${message}`).join("; ");
  }
}

/** Keys that nothing is known of come in one issue for each object; each gets a path and a sentence of its own. */
function wordIssues(issue: z.core.$ZodIssue): string[] {
  if (issue.code !== "unrecognized_keys") return [sentence(issue.path, issue.message)];
  return issue.keys.map((key) =>
    sentence([...issue.path, key], "there is no such key in a register; correct its spelling, or remove it"),
  );
}

function sentence(path: PropertyKey[], words: string): string {
  return `${z.core.toDotPath(path) || "the file"}: ${words}`;
}

function nounOf(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "a list";
  return { string: "a text", number: "a number", boolean: "true or false" }[typeof value as string] ?? "an object";
}

function quote(value: unknown): string {
  const written = typeof value === "object" && value !== null ? nounOf(value) : JSON.stringify(value);
  return written.length > 60 ? `${written.slice(0, 60)}…` : written;
}

function isTimeZone(value: string): boolean {
  try {
    return /^[A-Za-z]/.test(value) && Boolean(new Intl.DateTimeFormat("en", { timeZone: value }));
  } catch {
    return false;
  }
}

function isLanguage(value: string): boolean {
  try {
    return new Intl.Locale(value).toString() === value;
  } catch {
    return false;
  }
}
