import { randomUUID } from "node:crypto";
import { beforeAll, expect, test, vi } from "vitest";
import type { Member } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { longest, longestOfEvidence } from "#lib/assignments/entry.ts";
import { parseEntry, Submission } from "#lib/assignments/schema.ts";
import messages from "#messages/en.json" with { type: "json" };
import { contents } from "../support/contents.ts";
import { db } from "../support/owner.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "../support/report.ts";

// Forms as nobody should send them, of every kind: each is refused with what is wrong at the field where it is mended,
// nothing is written, and each problem has its sentence.

// Some of these send a hundred forms.
vi.setConfig({ testTimeout: 60_000 });

type Typed = Record<string, string>;

const now = new Date("2003-03-15T05:00:00Z");
const [today, yesterday, tomorrow] = ["2003-03-15", "2003-03-14", "2003-03-16"];
const evidence = { "evidence.0.title": "Annual report", "evidence.0.url": "https://example.org/report.pdf" };
const occurredOn = "2001-03-05";
const decided = { verificationBasis: "A visit", justification: "Seen there" };

/** Assignments in the states that the forms are for. */
type PlaceName = "open" | "targeted" | "implemented" | "leaving" | "left" | "decided" | "entered";
type Role = "approver" | "steward" | "verifier";
type Form = { at: PlaceName; as: Role; typed: Typed; demanded: string[] };

/** A form of every kind that would be taken, and what of it must be there. */
const forms = {
  "in progress": {
    at: "open",
    as: "approver",
    typed: { kind: "progress", status: "in_progress", occurredOn, note: "A step" },
    demanded: ["status", "occurredOn", "note"],
  },
  "partially implemented": {
    at: "open",
    as: "approver",
    typed: {
      kind: "progress",
      status: "partially_implemented",
      occurredOn,
      note: "A step",
      whatRemains: "More",
      ...evidence,
    },
    demanded: ["occurredOn", "note", "whatRemains", "evidence.0.title", "evidence.0.url"],
  },
  implemented: {
    at: "open",
    as: "approver",
    typed: {
      kind: "progress",
      status: "implemented",
      occurredOn,
      completedOn: "2001-02",
      howIntentMet: "So",
      ...evidence,
    },
    demanded: ["occurredOn", "completedOn", "howIntentMet", "evidence.0.title", "evidence.0.url"],
  },
  "implemented differently": {
    at: "open",
    as: "approver",
    typed: {
      kind: "progress",
      status: "implemented_differently",
      occurredOn,
      completedOn: "2001-02",
      howIntentMet: "So",
      doneInstead: "A fund",
      ...evidence,
    },
    demanded: ["completedOn", "howIntentMet", "doneInstead"],
  },
  "an exit": {
    at: "open",
    as: "approver",
    typed: { kind: "progress", status: "no_longer_applicable", occurredOn, exitReason: "other", justification: "So" },
    demanded: ["occurredOn", "exitReason", "justification"],
  },
  "a note": {
    at: "open",
    as: "approver",
    typed: { kind: "note", occurredOn, note: "So" },
    demanded: ["occurredOn", "note"],
  },
  "a decision to come": {
    at: "open",
    as: "approver",
    typed: { kind: "response", response: "under_consideration", occurredOn, decideBy: tomorrow },
    demanded: ["response", "occurredOn", "decideBy"],
  },
  "accepted in part": {
    at: "open",
    as: "approver",
    typed: {
      kind: "response",
      response: "partially_accepted",
      occurredOn,
      partsNotAccepted: "Two",
      justification: "So",
    },
    demanded: ["occurredOn", "partsNotAccepted", "justification"],
  },
  "not theirs": {
    at: "open",
    as: "approver",
    typed: { kind: "response", response: "not_applicable", occurredOn, justification: "So", whoShouldAnswer: "They" },
    demanded: ["justification", "whoShouldAnswer"],
  },
  "a target": { at: "open", as: "approver", typed: { kind: "target", targetOn: "2004" }, demanded: ["targetOn"] },
  "a target moved": {
    at: "targeted",
    as: "approver",
    typed: { kind: "target", targetOn: "2005", delayReason: "other", justification: "So" },
    demanded: ["targetOn", "delayReason", "justification"],
  },
  "a key action": {
    at: "open",
    as: "approver",
    typed: { kind: "action", actionWhat: "Train", responsibleUnit: "Staff", actionState: "planned", targetOn: "2004" },
    demanded: ["actionWhat", "responsibleUnit", "actionState"],
  },
  "a key action without a target": {
    at: "open",
    as: "approver",
    typed: {
      kind: "action",
      actionWhat: "Train",
      responsibleUnit: "Staff",
      actionState: "dropped",
      noTargetReason: "No",
      justification: "So",
    },
    demanded: ["noTargetReason", "justification"],
  },
  "a finding": {
    at: "implemented",
    as: "verifier",
    typed: { kind: "verification", verification: "verified", ...decided },
    demanded: ["verification", "verificationBasis", "justification"],
  },
  "a decision on an exit": {
    at: "leaving",
    as: "steward",
    typed: { kind: "exit_decision", exitDecision: "confirmed", justification: "So" },
    demanded: ["exitDecision", "justification"],
  },
  "a reopening": {
    at: "left",
    as: "steward",
    typed: { kind: "reopening", status: "in_progress", justification: "So" },
    demanded: ["status", "justification"],
  },
  "a reply": { at: "decided", as: "approver", typed: { kind: "reply", note: "So" }, demanded: ["note"] },
  "a contest": {
    at: "entered",
    as: "approver",
    typed: { kind: "reply", stance: "contested", note: "So" },
    demanded: ["note"],
  },
  "a correction": {
    at: "targeted",
    as: "approver",
    typed: { kind: "correction", targetOn: "2004-06", correctionReason: "Mistyped" },
    demanded: ["targetOn", "correctionReason"],
  },
  "an entry on behalf": {
    at: "open",
    as: "steward",
    typed: { kind: "progress", status: "in_progress", occurredOn, note: "A step", source: "By telephone" },
    demanded: ["status", "occurredOn", "note", "source"],
  },
} as const satisfies Record<string, Form>;

let people: Record<Role | "reporter" | "stranger", Member>;
let places: Record<PlaceName, string>;
/** Of another organization's log, or of another assignment. */
let foreign: { assignmentId: string; updateId: string; evidenceId: string; actionId: string };

beforeAll(async () => {
  const report = await createReport();
  const [organization, other, third] = [
    await createOrganization(),
    await createOrganization(),
    await createOrganization(),
  ];
  people = {
    approver: await createMember(organization, ["approver"]),
    reporter: await createMember(organization, ["reporter"]),
    steward: await createMember(report.steward, ["steward"]),
    verifier: await createMember(third, ["verifier"]),
    stranger: await createMember(other, ["approver"]),
  };
  const make = async () => (await createRecommendation(report, [organization, other])).assignments.map(({ id }) => id);
  const write = async (member: Member, assignmentId: string | undefined, typed: Typed) => {
    const { id, logLength } = await db.assignment.findUniqueOrThrow({ where: { id: assignmentId ?? "" } });
    const submission = { assignmentId: id, submissionId: randomUUID(), seen: logLength };
    const result = await logEntry(member, submission, parseEntry(typed), new Date("2003-01-01T00:00:00Z"));
    if (!result.ok) throw new Error(`${result.refusal} ${JSON.stringify(result.detail)}`);
    return result.value.updateId;
  };
  const { approver, steward, verifier, stranger } = people;
  const names: PlaceName[] = ["open", "targeted", "implemented", "leaving", "left", "decided", "entered"];
  const pairs = await names.reduce(
    async (before, name) => [...(await before), [name, await make()] as const],
    Promise.resolve<(readonly [PlaceName, string[]])[]>([]),
  );
  places = Object.fromEntries(pairs.map(([name, [own]]) => [name, own])) as typeof places;

  await write(approver, places.targeted, { kind: "target", targetOn: "2004" });
  await write(approver, places.implemented, forms.implemented.typed);
  for (const place of [places.leaving, places.left]) await write(approver, place, forms["an exit"].typed);
  await write(steward, places.left, forms["a decision on an exit"].typed);
  await write(approver, places.decided, forms.implemented.typed);
  await write(verifier, places.decided, { ...forms["a finding"].typed, verification: "not_verified" });
  await write(steward, places.entered, forms["an entry on behalf"].typed);

  const [, assignmentId = ""] = pairs[0]?.[1] ?? [];
  const updateId = await write(stranger, assignmentId, forms["partially implemented"].typed);
  const { id: evidenceId } = await db.evidence.findFirstOrThrow({ where: { updateId } });
  const stated = await db.update.findUniqueOrThrow({
    where: { id: await write(approver, places.targeted, forms["a key action"].typed) },
  });
  foreign = { assignmentId, updateId, evidenceId, actionId: stated.actionId ?? "" };
});

/** What of a form is not typed by hand. */
type Hidden = Partial<Record<keyof Submission, unknown>>;

async function send(member: Member, place: PlaceName, typed: Readonly<Typed>, hidden: Hidden = {}) {
  const { logLength } = await db.assignment.findUniqueOrThrow({ where: { id: places[place] } });
  const about: Typed =
    place === "entered" && typed.stance && !typed.aboutId
      ? { aboutId: (await db.update.findFirstOrThrow({ where: { assignmentId: places.entered } })).id }
      : {};
  const submission = Submission.safeParse({
    assignmentId: places[place],
    submissionId: randomUUID(),
    seen: logLength,
    ...hidden,
  });
  if (!submission.success) return "unreadable";
  return logEntry(member, submission.data, parseEntry({ ...about, ...typed }), now);
}

const found = new Set<string>();

/** What is told of a form; that nothing is written is seen every time. */
async function refusalOf(member: Member, place: PlaceName, typed: Readonly<Typed>, hidden: Hidden = {}) {
  const before = await contents();
  const result = await send(member, place, typed, hidden);
  expect(await contents()).toEqual(before);
  if (result === "unreadable") return result;
  if (result.ok) return "taken";
  if (result.refusal !== "invalid") return result.refusal;
  const problems = result.detail ?? [];
  for (const { field, code } of problems) found.add(`${field.replace(/\.\d+\./, ".")}.${code}`);
  return problems.map(({ field, code }) => `${field}: ${code}`);
}

type Case = { name: string; form: keyof typeof forms; change: Typed; problem: string };
const all = Object.entries(forms) as [keyof typeof forms, Form][];
const long = (most: number) => "ក".repeat(most + 1);

const blanks = {
  "left out": undefined,
  empty: "",
  "only spaces": "  \t\r\n ",
  "only what nobody sees": "\u200b\u2060\ufeff\u00ad",
  "only NUL": "\u0000\u0000",
  "only marks of direction": "\u202e\u2066",
};
const choices = ["status", "response", "verification", "exitDecision", "actionState", "exitReason", "delayReason"];
const dates = ["occurredOn", "completedOn", "decideBy", "targetOn"];
const missing = (field: string) => (field === "status" ? "choose-status" : "missing");

const cases: Case[] = [
  ...all.flatMap(([form, { demanded }]) =>
    demanded.flatMap((field) =>
      Object.entries(blanks)
        .filter(([how]) => form !== "a key action without a target" || how !== "left out" || field !== "targetOn")
        .map(([how, value]) => ({
          name: `${field} ${how}`,
          form,
          change: { [field]: value } as Typed,
          problem: `${field}: ${missing(field)}`,
        })),
    ),
  ),
  ...all.flatMap(([form, { typed, demanded }]) =>
    demanded
      .filter((field) => choices.includes(field) && field in typed)
      .flatMap((field) =>
        ["finished", "__proto__", "constructor", "IMPLEMENTED", "1"].map((value) => ({
          name: `${field} that is ${value}`,
          form,
          change: { [field]: value },
          problem: `${field}: ${missing(field)}`,
        })),
      ),
  ),
  ...all.flatMap(([form, { typed }]) =>
    Object.keys(typed)
      .filter((field): field is keyof typeof longest => field in longest)
      .map((field) => ({
        name: `${field} one too long`,
        form,
        change: { [field]: long(longest[field]) },
        problem: `${field}: too-long`,
      })),
  ),
  ...all.flatMap(([form, { typed }]) =>
    Object.keys(typed)
      .filter((field) => dates.includes(field))
      .flatMap((field) =>
        [
          "2001-02-31",
          "2001-02-29",
          "0000",
          "0000-01-01",
          "99999",
          "2001-13",
          "2001-00-10",
          "yesterday",
          "5 March 2001",
          "2001-3-5",
          "-2001",
          "２００１",
          "2001-03-05T00:00",
          "1e3",
          "2001-03-05; drop table updates",
        ].map((value) => ({
          name: `${field} that is ${value}`,
          form,
          change: { [field]: value },
          problem: `${field}: unreadable-date`,
        })),
      ),
  ),
  ...all.flatMap(([form, { typed }]) =>
    Object.keys(typed)
      .filter((field) => field === "occurredOn" || field === "completedOn")
      .flatMap((field) => [
        ...[tomorrow, "2003-04", "2004", "9999"].map((value) => ({
          name: `${field} to come, ${value}`,
          form,
          change: { [field]: value },
          problem: `${field}: in-the-future`,
        })),
        ...["2000-07-31", "2000-07", "1999", "0001"].map((value) => ({
          name: `${field} before the report, ${value}`,
          form,
          change: { [field]: value },
          problem: `${field}: before-the-report`,
        })),
      ]),
  ),
  ...(["a target", "a target moved", "a key action"] as const).flatMap((form) =>
    [yesterday, "2003-02", "2002", "0001"].map((value) => ({
      name: `a target that has passed, ${value}`,
      form,
      change: { targetOn: value },
      problem: "targetOn: in-the-past",
    })),
  ),
  {
    name: "the target that stands",
    form: "a target moved",
    change: { targetOn: "2004" },
    problem: "targetOn: unchanged",
  },
  {
    name: "decided by a day that has passed",
    form: "a decision to come",
    change: { decideBy: yesterday },
    problem: "decideBy: in-the-past",
  },
  {
    name: "decided by some day of a month",
    form: "a decision to come",
    change: { decideBy: "2003-05" },
    problem: "decideBy: no-day",
  },
  {
    name: "decided by some day of a year",
    form: "a decision to come",
    change: { decideBy: "2004" },
    problem: "decideBy: no-day",
  },
  {
    name: "awaiting a response as a response",
    form: "a decision to come",
    change: { response: "awaiting_response" },
    problem: "response: missing",
  },
  {
    name: "a finding that is none",
    form: "a finding",
    change: { verification: "self_reported" },
    problem: "verification: missing",
  },
  {
    name: "a finding that is none yet",
    form: "a finding",
    change: { verification: "submitted" },
    problem: "verification: missing",
  },
  { name: "a note of 10 MB", form: "a note", change: { note: "x".repeat(10 * 2 ** 20) }, problem: "note: too-long" },
  { name: "10 MB of spaces", form: "a note", change: { note: " ".repeat(10 * 2 ** 20) }, problem: "note: missing" },
  {
    name: "10 MB of marks that combine",
    form: "a note",
    change: { note: `e${"\u0301".repeat(5 * 2 ** 20)}` },
    problem: "note: too-long",
  },
  {
    name: "a link of 10 MB",
    form: "implemented",
    change: { "evidence.0.url": `https://example.org/${"x".repeat(10 * 2 ** 20)}` },
    problem: "evidence.0.url: too-long",
  },
  ...[
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)//https://example.org",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "ftp://example.org/",
    "//example.org/a",
    "example.org",
    "https://",
    "https:// example.org",
    "https://example.org/a b",
    "https://exa\u2028mple.org/",
    "http://[::1",
    "https://example.org:99999/",
    "https://%zz",
  ].map((value) => ({
    name: `a link that is ${value}`,
    form: "partially implemented" as const,
    change: { "evidence.0.url": value },
    problem: "evidence.0.url: no-link",
  })),
  ...(["title", "url", "issuer"] as const).map((field) => ({
    name: `evidence with a ${field} one too long`,
    form: "a note" as const,
    change: {
      "evidence.4.title": "Report",
      "evidence.4.url": "https://example.org",
      [`evidence.4.${field}`]: `https://${"x".repeat(longestOfEvidence[field] - 7)}`,
    },
    problem: `evidence.4.${field}: too-long`,
  })),
  {
    name: "a piece of evidence with a title alone",
    form: "a note",
    change: { "evidence.2.title": "Report" },
    problem: "evidence.2.url: missing",
  },
  {
    name: "a piece of evidence with a link alone",
    form: "a note",
    change: { "evidence.3.url": "https://example.org" },
    problem: "evidence.3.title: missing",
  },
  {
    name: "a piece of evidence with an issuer alone",
    form: "a note",
    change: { "evidence.1.issuer": "The bank" },
    problem: "evidence.1.title: missing",
  },
  ...["2001-02-31", "last year", "0000"].map((value) => ({
    name: `a document of ${value}`,
    form: "implemented" as const,
    change: { "evidence.0.documentOn": value },
    problem: "evidence.0.documentOn: unreadable-date",
  })),
  {
    name: "a document to come",
    form: "implemented",
    change: { "evidence.0.documentOn": "2003-04" },
    problem: "evidence.0.documentOn: in-the-future",
  },
  ...["klingonese!", "e", "__proto__", "en_GB_", "\ud800x"].map((value) => ({
    name: `a language that is ${JSON.stringify(value)}`,
    form: "implemented" as const,
    change: { "evidence.0.language": value },
    problem: "evidence.0.language: no-such-language",
  })),
  {
    name: "no move there",
    form: "an entry on behalf",
    change: { status: "not_started", justification: "So" },
    problem: "status: no-such-move",
  },
  {
    name: "no reopening there",
    form: "a reopening",
    change: { status: "partially_implemented" },
    problem: "status: no-such-move",
  },
  { name: "a note as a reopening", form: "a reopening", change: { status: "note" }, problem: "status: choose-status" },
];

for (const { name, form, change, problem } of cases)
  test(`${form}, ${name}: ${problem}`, async () => {
    const { at, as, typed } = forms[form];
    const changed = Object.fromEntries(
      Object.entries({ ...typed, ...change }).filter(([, value]) => value !== undefined),
    );
    expect(await refusalOf(people[as], at, changed as Typed)).toContain(problem);
  });

test("more than 200 bad forms were sent", () => {
  expect(cases.length).toBeGreaterThan(200);
});

test("a form of which nothing was filled in is refused, of every kind but a confirmation", async () => {
  for (const [, { at, as, typed }] of all) {
    const result = await refusalOf(people[as], at, { kind: typed.kind ?? "" });
    // A stance that is not taken is a reply to a decision, and there is none.
    if (at === "entered") expect(result).toBe("not-found");
    else expect(result).toEqual(expect.arrayContaining([expect.stringContaining(": ")]));
  }
  expect(await refusalOf(people.approver, "open", {})).toContain("status: choose-status");
});

test("several problems are told at once, each field once", async () => {
  const typed = {
    kind: "progress",
    status: "implemented",
    occurredOn: "2999",
    completedOn: "1999",
    "evidence.0.issuer": "x",
  };
  expect(await refusalOf(people.approver, "open", typed)).toEqual([
    "occurredOn: in-the-future",
    "completedOn: before-the-report",
    "howIntentMet: missing",
    "evidence.0.title: missing",
    "evidence.0.url: missing",
  ]);
});

test("a kind that is none is judged as progress", async () => {
  for (const kind of ["", "__proto__", "constructor", "drop", "RESPONSE"])
    expect(await refusalOf(people.approver, "open", { kind, note: "So" })).toContain("status: choose-status");
});

test("fields named like what every object has change nothing", async () => {
  const typed = JSON.parse(
    '{"__proto__": "x", "constructor": "x", "kind": "note", "evidence.__proto__.title": "x", "evidence.0.__proto__": "x", "evidence.5.title": "x", "evidence.-1.title": "x", "keep.__proto__": "on", "keep.": "on", "occurredOn": "2001"}',
  );
  expect(await refusalOf(people.approver, "open", typed)).toEqual(["note: missing"]);
  expect(({} as Typed).title).toBeUndefined();
});

test("values that are no text are nothing", async () => {
  for (const value of [["in_progress"], 7, null, { toString: "x" }, true, new Date()]) {
    const typed = { kind: "progress", status: value, note: value, occurredOn: value } as unknown as Typed;
    expect(await refusalOf(people.approver, "open", typed)).toContain("status: choose-status");
    const note = { kind: "note", note: value, occurredOn: value } as unknown as Typed;
    expect(await refusalOf(people.approver, "open", note)).toEqual(["note: missing", "occurredOn: missing"]);
  }
});

test("hidden fields that somebody changed are refused", async () => {
  const { typed } = forms["a note"];
  const garbage = [
    "",
    "x",
    "__proto__",
    "00000000-0000-0000-0000-00000000000g",
    "' or 1=1 --",
    null,
    {},
    "1".repeat(10_000),
  ];
  for (const value of garbage) {
    expect(await refusalOf(people.approver, "open", typed, { assignmentId: value })).toBe("unreadable");
    expect(await refusalOf(people.approver, "open", typed, { submissionId: value })).toBe("unreadable");
  }
  for (const seen of ["-1", "1.5", "1e400", "x", {}, undefined, 2 ** 31, "9007199254740993", Number.NaN])
    expect(await refusalOf(people.approver, "open", typed, { seen })).toBe("unreadable");
  for (const seen of [1, 7, 2 ** 31 - 1])
    expect(await refusalOf(people.approver, "open", typed, { seen })).toBe("changed-meanwhile");
  expect(await refusalOf(people.approver, "open", typed, { assignmentId: randomUUID() })).toBe("not-found");
  expect(await refusalOf(people.approver, "open", typed, { assignmentId: foreign.updateId })).toBe("not-found");
  expect(await refusalOf(people.approver, "open", typed, { assignmentId: foreign.assignmentId, seen: 1 })).toBe(
    "not-yours",
  );
  expect(await refusalOf(people.stranger, "open", typed)).toBe("not-yours");
  const { submissionId } = await db.update.findUniqueOrThrow({ where: { id: foreign.updateId } });
  expect(await refusalOf(people.approver, "open", typed, { submissionId })).toBe("changed-meanwhile");
});

test("evidence, entries and actions of other logs are not to be had", async () => {
  const { updateId, evidenceId, actionId } = foreign;
  const bare = { kind: "progress", status: "partially_implemented", occurredOn, note: "A step", whatRemains: "More" };
  for (const id of [evidenceId, randomUUID(), "x"])
    expect(await refusalOf(people.approver, "open", { ...bare, [`keep.${id}`]: "on" })).toEqual([
      "evidence.0.title: missing",
      "evidence.0.url: missing",
    ]);
  const corrected = { ...bare, kind: "correction", correctionReason: "So", [`keep.${evidenceId}`]: "on" };
  expect(await refusalOf(people.approver, "implemented", corrected)).toEqual([
    "evidence.0.title: missing",
    "evidence.0.url: missing",
  ]);
  const own = await db.update.findFirstOrThrow({ where: { assignmentId: places.entered } });
  for (const aboutId of [updateId, randomUUID()]) {
    expect(await refusalOf(people.approver, "decided", { ...forms["a reply"].typed, aboutId })).toBe("not-found");
    expect(await refusalOf(people.approver, "entered", { ...forms["a contest"].typed, aboutId })).toBe("not-found");
    expect(await refusalOf(people.approver, "targeted", { ...forms["a correction"].typed, aboutId })).toBe("not-found");
  }
  expect(await refusalOf(people.approver, "entered", { kind: "reply", note: "So", aboutId: own.id })).toBe("not-found");
  expect(await refusalOf(people.approver, "open", { kind: "reply", note: "So" })).toBe("not-found");
  expect(await refusalOf(people.approver, "open", forms["a correction"].typed)).toBe("not-found");
  for (const id of [actionId, randomUUID()])
    expect(await refusalOf(people.approver, "open", { ...forms["a key action"].typed, actionId: id })).toBe(
      "not-found",
    );
});

test("what is another's to say is refused, whatever is typed", async () => {
  for (const [name, { at, as, typed }] of all) {
    expect([name, await refusalOf(people.stranger, at, typed)]).toEqual([name, "not-yours"]);
    const others = (["approver", "steward", "verifier"] as const).filter((role) => role !== as);
    for (const role of others) {
      // The steward enters on behalf, with a source; the organization logs itself.
      if (as !== "verifier" && !["exit_decision", "reopening"].includes(typed.kind ?? "") && role !== "verifier")
        continue;
      expect([name, role, await refusalOf(people[role], at, typed)]).toEqual([name, role, "not-yours"]);
    }
  }
  for (const form of ["implemented", "implemented differently", "an exit"] as const)
    expect(await refusalOf(people.reporter, "open", forms[form].typed)).toContain("status: approver-only");
  for (const form of ["accepted in part", "a target", "a key action"] as const)
    expect(await refusalOf(people.reporter, "open", forms[form].typed)).toBe("not-yours");
  expect(await refusalOf(people.approver, "leaving", forms["an exit"].typed)).toContain("status: asked-already");
  expect(await refusalOf(people.steward, "open", forms["a decision on an exit"].typed)).toContain(
    "exitDecision: no-exit-requested",
  );
  expect(await refusalOf(people.verifier, "open", forms["a finding"].typed)).toContain("verification: not-implemented");
});

test("words of every script come back as they were typed, composed and without what nobody sees", async () => {
  const words = [
    ["🏦 👩🏽‍🌾 🇰🇭", "🏦 👩🏽‍🌾 🇰🇭"],
    ["ធនាគារគួរតែផ្តល់ប្រាក់កម្ចី", "ធនាគារគួរតែផ្តល់ប្រាក់កម្ចី"],
    ["Cafe\u0301", "Caf\u00e9"],
    ["a\u0323\u0307 \u0061\u0307\u0323", "\u1ea1\u0307 \u1ea1\u0307"],
    ["Z\u0351\u036ba\u030a", "Z\u0351\u036b\u00e5"],
    ["ជំហាន\u200bទីមួយ", "ជំហាន\u200bទីមួយ"],
    ["مرحبا שלום", "مرحبا שלום"],
    ["one\r\ntwo\rthree", "one\ntwo\nthree"],
    ["a\u0000b\u0007c", "abc"],
    ["report\u202efdp.exe", "reportfdp.exe"],
    ["half \ud83c", "half \ufffd"],
    ["<script>alert(1)</script> '; drop table updates; --", "<script>alert(1)</script> '; drop table updates; --"],
    ["x".repeat(longest.note), "x".repeat(longest.note)],
  ] as const;
  for (const [typed, kept] of words) {
    const form = {
      kind: "note",
      occurredOn: today,
      note: typed,
      "evidence.0.title": typed.slice(0, 300),
      "evidence.0.url": "https://example.org/ធនាគារ",
    };
    const result = await send(people.approver, "open", form);
    if (result === "unreadable" || !result.ok) throw new Error(`${typed} was refused: ${JSON.stringify(result)}`);
    const entry = await db.update.findUniqueOrThrow({
      where: { id: result.value.updateId },
      include: { evidence: true },
    });
    expect(entry.note).toBe(kept);
    expect(entry.evidence.map(({ title, url }) => [title, url])).toEqual([
      [kept.slice(0, 300), "https://example.org/ធនាគារ"],
    ]);
  }
});

test("the furthest days that can be written are kept", async () => {
  const written = [
    { place: "targeted", typed: { kind: "target", targetOn: "9999", delayReason: "funding" } },
    {
      place: "targeted",
      typed: { kind: "correction", targetOn: "0001", delayReason: "funding", correctionReason: "So" },
    },
    { place: "open", typed: { ...forms["a note"].typed, ...evidence, "evidence.0.documentOn": "0001-01" } },
  ] as const;
  for (const { place, typed } of written) expect(await send(people.approver, place, typed)).toMatchObject({ ok: true });
  const targets = await db.update.findMany({
    where: { assignmentId: places.targeted, kind: { in: ["target", "correction"] } },
    orderBy: { sequence: "asc" },
  });
  expect(targets.map(({ targetOn }) => targetOn?.toISOString().slice(0, 10))).toEqual([
    "2004-12-31",
    "9999-12-31",
    "0001-12-31",
  ]);
});

test("each problem that was found has its sentence", () => {
  expect(found.size).toBeGreaterThan(50);
  const sentenceOf = (key: string) =>
    key
      .split(".")
      .reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], messages.problem);
  const wordless = [...found].filter((key) => typeof sentenceOf(key) !== "string").sort();
  expect(wordless).toEqual([]);
});
