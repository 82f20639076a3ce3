import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { OrganizationKind } from "#lib/generated/enums.ts";
import { readRegister } from "#lib/reports/register.ts";

const file = readFileSync(new URL("../../prisma/reports/cmb-97-021.json", import.meta.url), "utf8");

/** The real file, loosely typed: what the tests do to it is what no type would allow. */
// biome-ignore lint/suspicious/noExplicitAny: the point is to break it.
type Loose = any;

function sentencesFor(spoil: (file: Loose) => void): string[] {
  const spoilt = JSON.parse(file);
  spoil(spoilt);
  return sentencesOf(JSON.stringify(spoilt));
}

function sentencesOf(text: string): string[] {
  const read = readRegister(text);
  return read.ok ? [] : read.detail;
}

test("the report's own file is read whole", () => {
  const read = readRegister(file);
  if (!read.ok) throw new Error(read.detail.join("\n"));
  const { report, themes, organizations, recommendations } = read.value;
  expect(report.publishedOn).toEqual({ on: "2000-08-31", precision: "month" });
  expect(report.timeZone).toBe("Asia/Phnom_Penh");
  expect(Object.keys(themes)).toHaveLength(13);
  expect(organizations.map(({ slug, kind }) => [slug, kind])).toContainEqual(["acleda", "financial_institution"]);
  expect(recommendations).toHaveLength(17);
  expect(recommendations.flatMap(({ assignments }) => assignments)).toHaveLength(37);
  expect(recommendations[1]).toMatchObject({ code: "R1.1", parent: "R1", priority: "not_stated" });
});

test("what a file may leave out has a default, and what it may add is read", () => {
  const read = (change: (file: Loose) => void) => {
    const changed = JSON.parse(file);
    change(changed);
    const result = readRegister(JSON.stringify(changed));
    if (!result.ok) throw new Error(result.detail.join("\n"));
    return result.value;
  };
  const shorter = read((file) => {
    delete file.kinds;
    for (const key of ["subtitle", "pages", "funder", "rights", "timeZone"]) delete file.report[key];
    delete file.report.coverage.note;
    for (const organization of file.organizations) delete organization.part;
  });
  expect(shorter.report).toMatchObject({ timeZone: "UTC", publishedOn: { precision: "month" } });
  const longer = read((file) => {
    Object.assign(file.recommendations[1], { priority: "high", prioritySource: "the report, page 3" });
    Object.assign(file.organizations[0], { existsFrom: "1966", existsUntil: "1966-05" });
    Object.assign(file.organizations[1], { existsFrom: "1996", existsUntil: "2013-12-28", successor: "undp" });
    file.recommendations[1].statement = "Two\nlines, and a decomposed e\u0301";
  });
  expect(longer.recommendations[1]).toMatchObject({
    priority: "high",
    prioritySource: "the report, page 3",
    statement: "Two\nlines, and a decomposed é",
  });
  expect(longer.organizations[1]).toMatchObject({
    existsFrom: { on: "1996-12-31", precision: "year" },
    successor: "undp",
  });
});

test.each(Object.values(OrganizationKind))("the kind of organization %s has a code with hyphens", (kind) => {
  const changed = JSON.parse(file);
  changed.organizations[0].kind = kind.replaceAll("_", "-");
  expect(readRegister(JSON.stringify(changed))).toMatchObject({
    ok: true,
    value: { organizations: [{ kind }, {}, {}, {}, {}] },
  });
});

const unreadable: [string, string, string][] = [
  ["an empty file", "", "the file is empty; a register is one JSON object"],
  ["a file of white space", " \n\t\n", "the file is empty; a register is one JSON object"],
  ["a byte order mark", `\uFEFF${file}`, "the file begins with a byte order mark; save it as UTF-8 without one"],
  ["a file in UTF-16", Buffer.from(file, "utf16le").toString("utf8"), "the file is not UTF-8; save it as UTF-8"],
  [
    "a file in Latin-1",
    Buffer.from(file.replace("Poverty", "Pauvreté"), "latin1").toString("utf8"),
    "the file is not UTF-8; save it as UTF-8",
  ],
  ["half a file", file.slice(0, file.length / 2).trimEnd(), "the file is not JSON: "],
  [
    "a comma too many",
    '{"report": {},\n}',
    "the file is not JSON: Expected double-quoted property name in JSON at position 15 (line 2 column 1)",
  ],
  ["YAML", "report:\n  slug: a", "the file is not JSON: "],
  ["null", "null", "the file: must be an object in { }, not null"],
  ["a list", "[]", "the file: must be an object in { }, not a list"],
  ["a text", '"register"', "the file: must be an object in { }, not a text"],
  ["a number", "12", "the file: must be an object in { }, not a number"],
  ["brackets without end", "[".repeat(500_000), "the file is not JSON: "],
  [
    "brackets half a million deep",
    "[".repeat(500_000) + "]".repeat(500_000),
    "the file: must be an object in { }, not a list",
  ],
];

test.each(unreadable)("%s is refused in one sentence", (_, text, sentence) => {
  const sentences = sentencesOf(text);
  expect(sentences).toHaveLength(1);
  expect(sentences[0]).toContain(sentence);
  expect(sentences[0]).not.toContain("\n");
});

function partOf(file: Loose, parents: Record<string, string>) {
  for (const recommendation of file.recommendations) {
    if (!(recommendation.code in parents)) continue;
    recommendation.parent = parents[recommendation.code];
    recommendation.assignments = [];
  }
}

/** What is wrong, how the file gets that way, and the whole of what is said about it. */
const invalid: [string, (file: Loose) => void, ...string[]][] = [
  // Keys.
  ["a part of the file is missing", (file) => delete file.report, "report: is missing; add an object in { }"],
  [
    "an unknown key at the top",
    (file) => (file.notes = "x"),
    "notes: there is no such key in a register; correct its spelling, or remove it",
  ],
  [
    "unknown keys deep inside",
    (file) => Object.assign(file.recommendations[3].assignments[0], { rol: "lead", since: "2000" }),
    "recommendations[3].assignments[0].rol: there is no such key in a register; correct its spelling, or remove it",
    "recommendations[3].assignments[0].since: there is no such key in a register; correct its spelling, or remove it",
  ],
  [
    "an unknown kind described",
    (file) => (file.kinds.wish = "x"),
    "kinds.wish: there is no such key in a register; correct its spelling, or remove it",
  ],
  [
    "a kind described by nothing",
    (file) => (file.kinds.need = ""),
    "kinds.need: is blank; write something, or remove an optional key",
  ],
  ["an optional key with null", (file) => (file.report.rights = null), "report.rights: must be a text, not null"],
  // The report.
  ["no title", (file) => delete file.report.title, "report.title: is missing; add a text"],
  ["a title that is a number", (file) => (file.report.title = 5), "report.title: must be a text, not a number"],
  [
    "a blank title",
    (file) => (file.report.title = " \u00a0"),
    "report.title: is blank; write something, or remove an optional key",
  ],
  [
    "a title with white space around",
    (file) => (file.report.title = " Title"),
    "report.title: begins or ends with white space; remove it",
  ],
  [
    "a title of two lines",
    (file) => (file.report.title = "One\ntwo"),
    "report.title: holds a line break; write one line",
  ],
  [
    "a title without end",
    (file) => (file.report.title = "x".repeat(501)),
    "report.title: is longer than 500 characters; shorten it",
  ],
  [
    "a control character",
    (file) => (file.report.title = "a\u0007b"),
    "report.title: holds a control character; remove it",
  ],
  ["a tab", (file) => (file.report.title = "a\tb"), "report.title: holds a control character; remove it"],
  [
    "a NUL, which Postgres cannot keep",
    (file) => (file.report.rights = "a\u0000b"),
    "report.rights: holds a control character; remove it",
  ],
  [
    "half a character",
    (file) => (file.report.rights = "a\ud800b"),
    "report.rights: holds a broken character; write it again",
  ],
  [
    "a slug that is no part of an address",
    (file) => (file.report.slug = "CMB 97/021"),
    "report.slug: must be small letters, digits and single hyphens, a letter first, such as un-agency",
  ],
  [
    "a slug without end",
    (file) => (file.report.slug = "x".repeat(61)),
    "report.slug: is longer than 60 characters; shorten it",
  ],
  [
    "a month that does not exist",
    (file) => (file.report.publishedOn = "2000-13"),
    'report.publishedOn: must be a year, a month or a day that exists, such as 2000, 2000-08 or 2000-08-31, not "2000-13"',
  ],
  [
    "a day that does not exist",
    (file) => (file.report.publishedOn = "2001-02-29"),
    'report.publishedOn: must be a year, a month or a day that exists, such as 2000, 2000-08 or 2000-08-31, not "2001-02-29"',
  ],
  [
    "a year that is a number",
    (file) => (file.report.publishedOn = 2000),
    "report.publishedOn: must be a text, not a number",
  ],
  ["half a page", (file) => (file.report.pages = 126.5), "report.pages: must be a whole number from 1 to 100,000"],
  ["no page", (file) => (file.report.pages = 0), "report.pages: must be a whole number from 1 to 100,000"],
  ["pages as a text", (file) => (file.report.pages = "126"), "report.pages: must be a number, not a text"],
  [
    "a language that is a word",
    (file) => (file.report.language = "english language"),
    "report.language: must be a language code of BCP 47, such as en or fr-CA",
  ],
  [
    "a time zone that does not exist",
    (file) => (file.report.timeZone = "Asia/Pnom_Penh"),
    "report.timeZone: must be the IANA name of a time zone, such as Asia/Phnom_Penh or UTC",
  ],
  [
    "a time zone that is an offset",
    (file) => (file.report.timeZone = "+07:00"),
    "report.timeZone: must be the IANA name of a time zone, such as Asia/Phnom_Penh or UTC",
  ],
  [
    "an address of another kind",
    (file) => (file.report.sourceUrl = "javascript:alert(1)"),
    "report.sourceUrl: must be a whole web address that begins with http:// or https:// and holds no spaces",
  ],
  [
    "an address with a space",
    (file) => (file.report.sourceUrl = "https://example.org/a b"),
    "report.sourceUrl: must be a whole web address that begins with http:// or https:// and holds no spaces",
  ],
  [
    "half an address",
    (file) => (file.report.sourceUrl = "https://"),
    "report.sourceUrl: must be a whole web address that begins with http:// or https:// and holds no spaces",
  ],
  [
    "an author that nobody knows",
    (file) => (file.report.author = "who"),
    'report.author: there is no organization "who" in this file; use one of undp, ministry, acleda, veterans, ilo',
  ],
  [
    "a funder that nobody knows",
    (file) => (file.report.funder = "who"),
    'report.funder: there is no organization "who" in this file; use one of undp, ministry, acleda, veterans, ilo',
  ],
  [
    "coverage that does not say what is missing",
    (file) => delete file.report.coverage.notHeld,
    "report.coverage.notHeld: is missing; add a list in [ ]",
  ],
  [
    "a blank in the coverage",
    (file) => (file.report.coverage.held[1] = ""),
    "report.coverage.held[1]: is blank; write something, or remove an optional key",
  ],
  [
    "an address with a control character",
    (file) => (file.report.sourceUrl = "https://example.org/a\u0007"),
    "report.sourceUrl: must be a whole web address that begins with http:// or https:// and holds no spaces",
  ],
  [
    "an address of no host",
    (file) => (file.report.sourceUrl = "https://["),
    "report.sourceUrl: must be a whole web address that begins with http:// or https:// and holds no spaces",
  ],
  [
    "an address without end",
    (file) => (file.report.sourceUrl = `https://example.org/${"x".repeat(2000)}`),
    "report.sourceUrl: is longer than 2,000 characters; shorten it",
  ],
  // Themes.
  ["themes as a list", (file) => (file.themes = ["finance"]), "themes: must be an object in { }, not a list"],
  [
    "a theme whose key is no slug",
    (file) => (file.themes["Decent work"] = "Decent work"),
    'themes["Decent work"]: the key must be small letters, digits and single hyphens, a letter first, such as un-agency',
  ],
  [
    "a theme whose key is a number, which would lose its place",
    (file) => (file.themes["189"] = "Recommendation 189"),
    "themes.189: the key must be small letters, digits and single hyphens, a letter first, such as un-agency",
  ],
  [
    "a theme without a name",
    (file) => (file.themes.women = ""),
    "themes.women: is blank; write something, or remove an optional key",
  ],
  // Organizations.
  ["no organizations", (file) => delete file.organizations, "organizations: is missing; add a list in [ ]"],
  [
    "organizations as a text",
    (file) => (file.organizations = "undp"),
    "organizations: must be a list in [ ], not a text",
  ],
  [
    "an unknown kind of organization",
    (file) => (file.organizations[1].kind = "ministry"),
    'organizations[1].kind: must be one of government, un-agency, financial-institution, programme, other, not "ministry"',
  ],
  [
    "a kind of organization spelt as in the code",
    (file) => (file.organizations[0].kind = "un_agency"),
    'organizations[0].kind: must be one of government, un-agency, financial-institution, programme, other, not "un_agency"',
  ],
  [
    "an unknown function",
    (file) => (file.organizations[1].function = "donor"),
    'organizations[1].function: must be one of stakeholder, steward, not "donor"',
  ],
  [
    "a blank IATI identifier",
    (file) => (file.organizations[1].iatiIdentifier = ""),
    "organizations[1].iatiIdentifier: is blank; write something, or remove an optional key",
  ],
  [
    "an organization without an acronym",
    (file) => delete file.organizations[3].acronym,
    "organizations[3].acronym: is missing; add a text",
  ],
  [
    "a slug given twice",
    (file) => file.organizations.push({ ...file.organizations[0] }),
    'organizations[5].slug: "undp" is the slug of organizations[0] already; give each its own',
  ],
  [
    "no steward",
    (file) => (file.organizations[4].function = "stakeholder"),
    "organizations: none has the function steward; give it to the one that keeps the register",
  ],
  [
    "two stewards",
    (file) => (file.organizations[0].function = "steward"),
    "organizations[4].function: organizations[0] is the steward already; a register has one",
  ],
  [
    "an end before the beginning",
    (file) => Object.assign(file.organizations[1], { existsFrom: "1999-05", existsUntil: "1998" }),
    "organizations[1].existsUntil: is before existsFrom; mend one of them",
  ],
  [
    "a successor that nobody knows",
    (file) => (file.organizations[1].successor = "mih"),
    'organizations[1].successor: there is no organization "mih" in this file; use one of undp, ministry, acleda, veterans, ilo',
  ],
  [
    "organizations that succeed each other",
    (file) => {
      file.organizations[1].successor = "veterans";
      file.organizations[3].successor = "ministry";
    },
    "organizations[1].successor: ministry is succeeded by veterans, which is succeeded by ministry; end the circle",
  ],
  // Recommendations.
  [
    "no recommendation at all",
    (file) => (file.recommendations = []),
    "recommendations: is empty; a register has at least one recommendation",
  ],
  [
    "a recommendation that is a text",
    (file) => (file.recommendations[16] = "F4"),
    "recommendations[16]: must be an object in { }, not a text",
  ],
  [
    "a recommendation without a statement",
    (file) => delete file.recommendations[2].statement,
    "recommendations[2].statement: is missing; add a text",
  ],
  [
    "a statement without end",
    (file) => (file.recommendations[2].statement = "x".repeat(20_001)),
    "recommendations[2].statement: is longer than 20,000 characters; shorten it",
  ],
  [
    "a code with a slash",
    (file) => (file.recommendations[12].code = "E/1"),
    "recommendations[12].code: must be letters and digits, with single dots or hyphens between, such as R1.2",
  ],
  [
    "a code without end",
    (file) => (file.recommendations[12].code = "E".repeat(31)),
    "recommendations[12].code: is longer than 30 characters; shorten it",
  ],
  [
    "a code given twice",
    (file) => (file.recommendations[5].code = "E1"),
    'recommendations[12].code: "E1" is the code of recommendations[5] already; give each its own',
  ],
  [
    "an unknown kind",
    (file) => (file.recommendations[5].kind = "wish"),
    'recommendations[5].kind: must be one of recommendation, need, intention, not "wish"',
  ],
  [
    "completeness as a word",
    (file) => (file.recommendations[5].textComplete = "yes"),
    "recommendations[5].textComplete: must be true or false, not a text",
  ],
  [
    "a blank note of the editor",
    (file) => (file.recommendations[6].editorialNote = "\n"),
    "recommendations[6].editorialNote: is blank; write something, or remove an optional key",
  ],
  [
    "an unknown priority",
    (file) => (file.recommendations[5].priority = "urgent"),
    'recommendations[5].priority: must be one of high, medium, low, not_stated, not "urgent"',
  ],
  [
    "a priority without a source",
    (file) => (file.recommendations[5].priority = "high"),
    "recommendations[5].prioritySource: a priority other than not_stated goes with its source; give both or neither",
  ],
  [
    "the source of no priority",
    (file) => (file.recommendations[5].prioritySource = "page 3"),
    "recommendations[5].prioritySource: a priority other than not_stated goes with its source; give both or neither",
  ],
  [
    "a theme that is not among the themes",
    (file) => {
      file.themes = { finance: "Finance", women: "Women" };
      for (const recommendation of file.recommendations) recommendation.themes = [];
      file.recommendations[5].themes = ["women", "fnance"];
    },
    'recommendations[5].themes[1]: there is no theme "fnance" in this file; use one of finance, women',
  ],
  [
    "a theme named twice",
    (file) => (file.recommendations[0].themes = ["women", "women"]),
    'recommendations[0].themes[1]: "women" is named twice; keep one of them',
  ],
  [
    "a parent that nobody knows",
    (file) => {
      file.recommendations = file.recommendations.slice(0, 2);
      file.recommendations[1].parent = "R9";
    },
    'recommendations[1].parent: there is no recommendation "R9" in this file; use one of R1, R1.1',
  ],
  [
    "a recommendation that is part of itself",
    (file) => Object.assign(file.recommendations[5], { parent: "R2", assignments: [] }),
    "recommendations[5].parent: R2 is part of R2; end the circle",
  ],
  [
    "a circle of parents, and another that leads into it",
    (file) => partOf(file, { E1: "F1", F1: "F2", F2: "E1", F3: "E1" }),
    "recommendations[12].parent: E1 is part of F1, which is part of F2, which is part of E1; end the circle",
  ],
  [
    "a circle of parents behind one that leads into it",
    (file) => partOf(file, { R2: "F1", F1: "F2", F2: "F1" }),
    "recommendations[13].parent: F1 is part of F2, which is part of F1; end the circle",
  ],
  [
    "a parent with assignments of its own",
    (file) => (file.recommendations[0].assignments = [{ organization: "undp", role: "lead", basis: "stated" }]),
    "recommendations[0].assignments: R1 has parts, such as R1.1, and so no assignments of its own; move them to its parts",
  ],
  // Assignments.
  [
    "an assignment to nobody known",
    (file) => (file.recommendations[3].assignments[0].organization = "acled"),
    'recommendations[3].assignments[0].organization: there is no organization "acled" in this file; use one of undp, ministry, acleda, veterans, ilo',
  ],
  [
    "an organization assigned twice",
    (file) => file.recommendations[1].assignments.push({ organization: "ministry", role: "support", basis: "stated" }),
    'recommendations[1].assignments[3].organization: "ministry" is assigned here already; keep one of the two assignments',
  ],
  [
    "an unknown role",
    (file) => (file.recommendations[1].assignments[0].role = "owner"),
    'recommendations[1].assignments[0].role: must be one of lead, support, not "owner"',
  ],
  [
    "an assignment without a basis",
    (file) => delete file.recommendations[1].assignments[0].basis,
    "recommendations[1].assignments[0].basis: is missing; add one of stated, proposed",
  ],
];

test.each(invalid)("%s: said once, with its path and what to mend", (_, spoil, ...sentences) => {
  expect(sentencesFor(spoil)).toEqual(sentences);
});

test("everything that is wrong is told at once: shapes, names and keys", () => {
  const sentences = sentencesFor((file) => {
    file.report.publishedOn = "soon";
    delete file.report.title;
    file.organizations[0].kind = "agency";
    file.organizations[4].function = "stakeholder";
    file.recommendations[1].parent = "R0";
    file.recommendations[1].titel = "x";
    file.recommendations[1].priority = "low";
    file.recommendations[2] = null;
    file.recommendations[3].assignments[0].organization = "acled";
    file.recommendations[5].themes = "finance";
    file.recommendations[16].code = "F3";
  });
  expect(sentences.map((sentence) => sentence.split(":")[0])).toEqual([
    "report.title",
    "report.publishedOn",
    "organizations[0].kind",
    "recommendations[1].titel",
    "recommendations[2]",
    "recommendations[5].themes",
    "recommendations[1].prioritySource",
    "recommendations[16].code",
    "recommendations[1].parent",
    "recommendations[3].assignments[0].organization",
    "organizations",
  ]);
});

test("a key that stands twice is refused, since JSON would keep the last of the two without a word", () => {
  expect(sentencesOf(file.replace('"women":', '"finance": "Again",\n"women":'))).toEqual([
    "themes.finance: this key stands twice; keep one of them",
  ]);
  expect(sentencesOf(file.replace('"code": "R1.1",', '"code": "R1.1", "c\\u006fde": "R1.1",'))).toEqual([
    "recommendations[1].code: this key stands twice; keep one of them",
  ]);
  expect(sentencesOf(file.replace('"locator": "item 1",', '"locator": "a \\"locator\\": { [, : \\\\",'))).toEqual([]);
});

test("a register of many names is not recited", () => {
  const sentences = sentencesFor((file) => {
    file.recommendations = Array.from({ length: 30 }, (_, at) => ({ ...file.recommendations[5], code: `R${at}` }));
    file.recommendations[3].parent = "R99";
  });
  expect(sentences).toEqual([
    'recommendations[3].parent: there is no recommendation "R99" in this file; correct its spelling, or add it',
  ]);
});
