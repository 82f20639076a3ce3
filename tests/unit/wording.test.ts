import { describe, expect, test } from "vitest";
import { isEvidenceWithheld, sentenceOf, shorten, statusSetBy } from "#components/updates/wording.ts";
import { wordLanguage, wordSize } from "#lib/evidence/words.ts";
import { ExitDecision, Implementation, Response, Stance, UpdateKind, Verification } from "#lib/generated/enums.ts";
import type { ShownUpdate } from "#lib/updates/entries.ts";
import messages from "#messages/en.json" with { type: "json" };

const organization = { slug: "acleda", name: "ACLEDA", acronym: "ACLEDA" };

/** An entry that says nothing but its kind, and what a test adds. */
function entryOf(fields: Partial<ShownUpdate>): ShownUpdate {
  const empty = {
    earlier: null,
    correctedAt: null,
    about: null,
    aboutThis: [],
    evidence: [],
    actingOrganization: organization,
  };
  return { kind: "note", ...empty, ...fields } as unknown as ShownUpdate;
}

function sentence(key: string): unknown {
  return key
    .split(".")
    .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], messages.entry.sentence);
}

const target = { targetOn: new Date("2002-12-31"), targetPrecision: "year" } as const;
const before = { targetOn: { on: "2001-12-31", precision: "year" }, actionState: "planned" } as const;
const moved = { implementation: "in_progress", previousImplementation: "not_started" } as const;

/** For each kind the entries that are said in a sentence of their own. */
const variants: Record<UpdateKind, Partial<ShownUpdate>[]> = {
  progress: [
    moved,
    ...(["not_implemented", "no_longer_applicable"] as const).map((implementation) => ({ ...moved, implementation })),
  ],
  response: Object.values(Response)
    .filter((response) => response !== "awaiting_response")
    .map((response) => ({ response })),
  note: [{}],
  confirmation: [{}],
  target: [target, { ...target, earlier: before }],
  action: [
    { actionState: "planned" },
    { actionState: "planned", ...target, earlier: before },
    { actionState: "planned", earlier: before },
    { actionState: "done", earlier: before },
    { actionState: "dropped", earlier: before },
  ],
  verification: (
    ["verified", "partly_verified", "not_verified", "cannot_verify", "more_evidence_requested"] as const
  ).map((verification) => ({ verification })),
  reply: [{}, ...Object.values(Stance).map((stance) => ({ stance }))],
  exit_decision: Object.values(ExitDecision).flatMap((exitDecision) =>
    (["not_implemented", "no_longer_applicable"] as const).map((implementation) => ({ exitDecision, implementation })),
  ),
  reopening: [{ implementation: "in_progress" }],
  correction: [{ correctionReason: "Mistyped." }],
};

describe("a sentence", () => {
  const all = Object.values(UpdateKind).flatMap((kind) => variants[kind].map((fields) => entryOf({ kind, ...fields })));

  test.each(Object.values(UpdateKind).filter((kind) => kind !== "note"))(
    "is there for every %s, and not that of a note",
    (kind) => {
      for (const entry of all.filter((one) => one.kind === kind)) {
        expect(sentence(sentenceOf(entry)), sentenceOf(entry)).toBeTypeOf("string");
        expect(sentenceOf(entry)).not.toBe("note");
      }
    },
  );

  test("is used by some entry, whichever stands in the catalogue", () => {
    const leaves = (tree: object, path = ""): string[] =>
      Object.entries(tree).flatMap(([name, value]) =>
        typeof value === "string" ? [path + name] : leaves(value, `${path}${name}.`),
      );
    expect(new Set(all.map(sentenceOf))).toEqual(new Set(leaves(messages.entry.sentence)));
  });

  test.each(leavesOfSentences())("names who and what: %s", (key) => {
    expect(sentence(key)).toMatch(/<(organization|by)><\/\1>/);
    expect(sentence(key)).toContain("<code></code>");
  });
});

function leavesOfSentences(): string[] {
  const leaves = (tree: object, path = ""): string[] =>
    Object.entries(tree).flatMap(([name, value]) =>
      typeof value === "string" ? [path + name] : leaves(value, `${path}${name}.`),
    );
  return leaves(messages.entry.sentence);
}

test("a date of a key action that stays as it was, or is given up, is not told as moved", () => {
  const same = { targetOn: new Date("2001-12-31"), targetPrecision: "year" } as const;
  for (const now of [same, { targetOn: null, targetPrecision: null }])
    expect(sentenceOf(entryOf({ kind: "action", actionState: "planned", ...now, earlier: before }))).toBe(
      "action.changed",
    );
});

describe("the disc beside a sentence is that of the status which the entry has set", () => {
  test.each([
    [
      { kind: "progress", ...moved },
      { implementation: "in_progress", isVerified: false },
    ],
    [{ kind: "progress", ...moved, implementation: "not_implemented" }, undefined],
    [
      { kind: "verification", verification: "partly_verified" },
      { implementation: "partially_implemented", isVerified: false },
    ],
    [
      { kind: "verification", verification: "not_verified" },
      { implementation: "in_progress", isVerified: false },
    ],
    [{ kind: "verification", verification: "more_evidence_requested" }, undefined],
    [{ kind: "exit_decision", exitDecision: "refused", implementation: "not_implemented" }, undefined],
    [
      { kind: "exit_decision", exitDecision: "confirmed", implementation: "not_implemented" },
      { implementation: "not_implemented", isVerified: false },
    ],
    [
      { kind: "reopening", implementation: "in_progress" },
      { implementation: "in_progress", isVerified: false },
    ],
    [{ kind: "correction", ...moved }, undefined],
    [{ kind: "confirmation" }, undefined],
  ] as const)("%j: %j", (fields, status) => {
    expect(statusSetBy(entryOf(fields))).toEqual(status);
  });

  test("and solid where it was verified", () => {
    const about = { implementation: "implemented_differently" } as ShownUpdate["about"];
    expect(statusSetBy(entryOf({ kind: "verification", verification: "verified", about }))).toEqual({
      implementation: "implemented_differently",
      isVerified: true,
    });
  });
});

test("evidence is told to be restricted only where the rules demand evidence and none is to be seen", () => {
  const told = Object.values(Implementation).filter((implementation) =>
    isEvidenceWithheld(entryOf({ kind: "progress", implementation })),
  );
  expect(told).toEqual(["partially_implemented", "implemented", "implemented_differently"]);
  const seen = [{ title: "Open" }] as unknown as ShownUpdate["evidence"];
  expect(isEvidenceWithheld(entryOf({ kind: "progress", implementation: "implemented", evidence: seen }))).toBe(false);
  expect(isEvidenceWithheld(entryOf({ kind: "note" }))).toBe(false);
  expect(isEvidenceWithheld(entryOf({ kind: "reopening", implementation: "partially_implemented" }))).toBe(false);
});

test.each([
  ["short", "short"],
  ["a long text of words", "a long…"],
  ["unbrokenlongword", "unbrokenlo…"],
])("%j is shortened to %j", (text, short) => {
  expect(shorten(text, 10)).toBe(short);
});

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [999, "999 bytes"],
  [48_213, "48.2 kB"],
  [20 * 1024 * 1024, "21 MB"],
])("%i bytes are told as %j", (size, words) => {
  expect(wordSize(size, "en-GB")).toBe(words);
});

test("a language is told by its name, and what names none as it was typed", () => {
  expect(wordLanguage("km", "en-GB")).toBe("Khmer");
  expect(wordLanguage("old khmer", "en-GB")).toBe("old khmer");
});

test("every finding has its words beside what was found", () => {
  for (const finding of Object.values(Verification).filter((one) => one !== "self_reported" && one !== "submitted"))
    expect(messages.entry.beside).toHaveProperty(finding);
});
