import { z } from "zod";
import { firstDay, parseDatedDay } from "#lib/dates.ts";
import {
  AssignmentBasis,
  AssignmentRole,
  OrganizationFunction,
  OrganizationKind,
  Priority,
  RecommendationKind,
} from "#lib/generated/enums.ts";
import { done, type Result, refused } from "#lib/result.ts";
import { repeatedKeys } from "./repeated-keys.ts";

// What a register file may hold, and the sentence for each way in which it may not. A sentence follows the path of what it
// is about: `recommendations[3].title: is missing; add a text`.

const text = z
  .string()
  .max(20_000, "is longer than 20,000 characters; shorten it")
  .refine((value) => value.trim() !== "", "is blank; write something, or remove an optional key")
  .refine((value) => value.trim() === "" || value === value.trim(), "begins or ends with white space; remove it")
  .refine((value) => !/[^\P{Cc}\n]/u.test(value), "holds a control character; remove it")
  .refine((value) => value.isWellFormed() && !value.includes("\uFFFD"), "holds a broken character; write it again")
  .overwrite((value) => value.normalize("NFC"));

const line = text
  .max(500, "is longer than 500 characters; shorten it")
  .refine((value) => !value.includes("\n"), "holds a line break; write one line");

const slug = z
  .string()
  .max(60, "is longer than 60 characters; shorten it")
  .regex(
    /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/,
    "must be small letters, digits and single hyphens, a letter first, such as un-agency",
  );

const code = z
  .string()
  .max(30, "is longer than 30 characters; shorten it")
  .regex(
    /^[A-Za-z0-9]+([.-][A-Za-z0-9]+)*$/,
    "must be letters and digits, with single dots or hyphens between, such as R1.2",
  );

const address = z
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

const RegisterOrganization = z
  .strictObject({
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
  })
  .refine(({ existsFrom, existsUntil }) => !existsFrom || !existsUntil || firstDay(existsFrom) <= existsUntil.on, {
    path: ["existsUntil"],
    error: "is before existsFrom; mend one of them",
  });

const RegisterRecommendation = z
  .strictObject({
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
  })
  .refine(({ priority, prioritySource }) => (priority === "not_stated") === (prioritySource === undefined), {
    path: ["prioritySource"],
    error: "a priority other than not_stated goes with its source; give both or neither",
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

// What entries say of each other.

const name = z.string().optional().catch(undefined);

/** As much of a file, whatever is wrong with the rest, as says what refers to what. */
const Outline = z
  .object({
    report: z.object({ author: name, funder: name }).catch({}),
    themes: z.record(z.string(), z.unknown()).optional().catch(undefined),
    organizations: z
      .array(z.object({ slug: name, function: name, successor: name }).catch({}))
      .optional()
      .catch(undefined),
    recommendations: z
      .array(
        z
          .object({
            code: name,
            parent: name,
            themes: z.array(name).catch([]),
            assignments: z.array(z.object({ organization: name }).catch({})).catch([]),
          })
          .catch({ themes: [], assignments: [] }),
      )
      .catch([]),
  })
  .catch({ report: {}, recommendations: [] });
type Outline = z.infer<typeof Outline>;

type Tell = (path: PropertyKey[], message: string) => void;

function findCrossings(value: unknown, tell: Tell): void {
  const outline = Outline.parse(value);
  for (const find of [findRepetitions, findStrangers, findSteward, findCircles, findAssignedParents])
    find(outline, tell);
}

function findRepetitions({ organizations = [], recommendations }: Outline, tell: Tell) {
  eachRepeated(
    organizations.map(({ slug }) => slug),
    (at, slug, first) =>
      tell(
        ["organizations", at, "slug"],
        `${quote(slug)} is the slug of organizations[${first}] already; give each its own`,
      ),
  );
  eachRepeated(
    recommendations.map(({ code }) => code),
    (at, code, first) =>
      tell(
        ["recommendations", at, "code"],
        `${quote(code)} is the code of recommendations[${first}] already; give each its own`,
      ),
  );
  for (const [at, { themes, assignments }] of recommendations.entries()) {
    eachRepeated(themes, (index, theme) =>
      tell(["recommendations", at, "themes", index], `${quote(theme)} is named twice; keep one of them`),
    );
    eachRepeated(
      assignments.map(({ organization }) => organization),
      (index, organization) =>
        tell(
          ["recommendations", at, "assignments", index, "organization"],
          `${quote(organization)} is assigned here already; keep one of the two assignments`,
        ),
    );
  }
}

function eachRepeated(names: (string | undefined)[], repeated: (at: number, name: string, first: number) => void) {
  const seen = new Map<string, number>();
  for (const [at, name] of names.entries()) {
    if (name === undefined) continue;
    const first = seen.get(name);
    if (first === undefined) seen.set(name, at);
    else repeated(at, name, first);
  }
}

function findStrangers({ report: { author, funder }, themes, organizations, recommendations }: Outline, tell: Tell) {
  const known = {
    organization: organizations && new Set(organizations.map(({ slug }) => slug)),
    theme: themes && new Set(Object.keys(themes)),
    recommendation: new Set(recommendations.map(({ code }) => code)),
  };
  const expect = (path: PropertyKey[], noun: keyof typeof known, name: string | undefined) => {
    const names = known[noun];
    if (name === undefined || !names || names.has(name)) return;
    tell(
      path,
      `there is no ${noun} ${quote(name)} in this file; ${wordChoice([...names].filter((one) => one !== undefined))}`,
    );
  };
  expect(["report", "author"], "organization", author);
  expect(["report", "funder"], "organization", funder);
  for (const [at, { successor }] of (organizations ?? []).entries())
    expect(["organizations", at, "successor"], "organization", successor);
  for (const [at, { parent, themes, assignments }] of recommendations.entries()) {
    const path = ["recommendations", at];
    expect([...path, "parent"], "recommendation", parent);
    for (const [index, theme] of themes.entries()) expect([...path, "themes", index], "theme", theme);
    for (const [index, { organization }] of assignments.entries())
      expect([...path, "assignments", index, "organization"], "organization", organization);
  }
}

function wordChoice(names: string[]): string {
  if (names.length === 0) return "add it";
  return names.length <= 20 ? `use one of ${names.join(", ")}` : "correct its spelling, or add it";
}

function findSteward({ organizations }: Outline, tell: Tell) {
  if (!organizations) return;
  const stewards = [...organizations.entries()]
    .filter(([, organization]) => organization.function === "steward")
    .map(([at]) => at);
  if (stewards.length === 0)
    tell(["organizations"], "none has the function steward; give it to the one that keeps the register");
  for (const at of stewards.slice(1))
    tell(["organizations", at, "function"], `organizations[${stewards[0]}] is the steward already; a register has one`);
}

function findCircles({ organizations = [], recommendations }: Outline, tell: Tell) {
  const parents = recommendations.map(({ code, parent }) => [code, parent] as const);
  const successors = organizations.map(({ slug, successor }) => [slug, successor] as const);
  eachCircle(parents, (at, circle) =>
    tell(["recommendations", at, "parent"], `${circle.join(" is part of ")}; end the circle`),
  );
  eachCircle(successors, (at, circle) =>
    tell(["organizations", at, "successor"], `${circle.join(" is succeeded by ")}; end the circle`),
  );
}

function eachCircle(
  links: (readonly [string | undefined, string | undefined])[],
  tell: (at: number, circle: string[]) => void,
) {
  const next = new Map(links);
  const settled = new Set<string>();
  for (const [at, [start]] of links.entries()) {
    const way: string[] = [];
    let name = start;
    while (name !== undefined && !settled.has(name)) {
      settled.add(name);
      way.push(name);
      name = next.get(name);
    }
    const entrance = name === undefined ? -1 : way.indexOf(name);
    if (name !== undefined && entrance >= 0)
      tell(entrance === 0 ? at : links.findIndex(([one]) => one === name), [...way.slice(entrance), name]);
  }
}

function findAssignedParents({ recommendations }: Outline, tell: Tell) {
  const partOf = new Map(recommendations.map(({ code, parent }) => [parent, code]));
  for (const [at, { code, assignments }] of recommendations.entries()) {
    const part = code === undefined ? undefined : partOf.get(code);
    if (part !== undefined && assignments.length > 0)
      tell(
        ["recommendations", at, "assignments"],
        `${code} has parts, such as ${part}, and so no assignments of its own; move them to its parts`,
      );
  }
}

function isWebAddress(value: string): boolean {
  return /^https?:\/\/\S+$/i.test(value) && !/\p{Cc}/u.test(value) && URL.canParse(value);
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
