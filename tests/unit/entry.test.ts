import { describe, expect, test } from "vitest";
import {
  type Circumstances,
  formOrder,
  judge,
  longest,
  longestOfEvidence,
  type ProblemCode,
  type ProblemField,
} from "#lib/assignments/entry.ts";
import { parseEntry, Submission } from "#lib/assignments/schema.ts";
import { dayAt } from "#lib/dates.ts";
import { Implementation } from "#lib/generated/enums.ts";
import { complete, completeAnswers, completeKinds, entryOf, link, standing, type Typed } from "../support/entry.ts";

const codes = Object.values(Implementation);
/** A status that each status may be set from. */
const before = (status: Implementation): Implementation => (status === "not_started" ? "in_progress" : "not_started");

function problemsOf(typed: Typed, changed: Partial<Circumstances> = {}) {
  const from = codes.find((code) => code === typed.status);
  return judge(entryOf(typed), { ...standing(from ? before(from) : "not_started"), ...changed });
}

function answering(response: keyof typeof completeAnswers): Typed {
  return { ...completeKinds.response, response, ...completeAnswers[response] };
}

function note(typed: Typed): Typed {
  return { status: "note", note: "The branch has a new manager.", occurredOn: "2001-03-05", ...typed };
}

describe("what a status demands", () => {
  const all: ProblemField[] = [
    "note",
    "occurredOn",
    "whatRemains",
    "completedOn",
    "howIntentMet",
    "doneInstead",
    "exitReason",
    "justification",
    "evidence.0.title",
    "evidence.0.url",
  ];
  /** Domain: implementation. */
  const demanded: Record<Implementation | "note", ProblemField[]> = {
    not_started: ["occurredOn", "justification"],
    in_progress: ["note", "occurredOn"],
    partially_implemented: ["note", "occurredOn", "whatRemains", "evidence.0.title", "evidence.0.url"],
    implemented: ["occurredOn", "completedOn", "howIntentMet", "evidence.0.title", "evidence.0.url"],
    implemented_differently: [
      "occurredOn",
      "completedOn",
      "howIntentMet",
      "doneInstead",
      "evidence.0.title",
      "evidence.0.url",
    ],
    no_longer_applicable: ["occurredOn", "exitReason", "justification"],
    not_implemented: ["occurredOn", "exitReason", "justification"],
    note: ["note", "occurredOn"],
  };
  /** Everything that a form can hold, so that leaving out one field leaves out nothing else. */
  const everything: Typed = {
    note: "What has happened.",
    occurredOn: "2001-03-05",
    whatRemains: "The rest.",
    completedOn: "2001-03-05",
    howIntentMet: "By lending.",
    doneInstead: "A fund.",
    exitReason: "other",
    justification: "Because.",
    ...link,
  };
  const cases = ([...codes, "note"] as const).flatMap((status) =>
    all.map((field) => ({ status, field, demands: demanded[status].includes(field) ? "must" : "need not" })),
  );

  test.each(cases)("$status $demands have $field", ({ status, field, demands }) => {
    expect(problemsOf({ ...everything, status })).toEqual([]);
    for (const blank of [undefined, "", "  \t\r\n "]) {
      const problems = problemsOf({ ...everything, status, [field]: blank });
      // Half a link is none, whatever the status.
      const isHalf = field === "evidence.0.title" || field === "evidence.0.url";
      expect(problems).toEqual(demands === "must" || isHalf ? [{ field, code: "missing" }] : []);
    }
  });

  test.each([...codes, "note"] as const)(
    "%s with nothing else says all that is missing, in the order of the form",
    (status) => {
      expect(problemsOf({ status })).toEqual(demanded[status].map((field) => ({ field, code: "missing" })));
    },
  );

  test.each(codes)("%s with what it must have, and no more, may stand", (status) => {
    expect(problemsOf(complete[status])).toEqual([]);
  });

  test("an exit without a known reason code has none", () => {
    expect(problemsOf({ ...complete.not_implemented, exitReason: "tired" })).toEqual([
      { field: "exitReason", code: "missing" },
    ]);
  });
});

describe("who sets a status", () => {
  const approverOnly: Implementation[] = [
    "implemented",
    "implemented_differently",
    "no_longer_applicable",
    "not_implemented",
  ];

  test.each(codes)("a reporter sets %s, or is told that an approver does", (status) => {
    const problems = problemsOf(complete[status], { mayApprove: false });
    expect(problems).toEqual(approverOnly.includes(status) ? [{ field: "status", code: "approver-only" }] : []);
  });

  test("a move that does not exist is not blamed on the role", () => {
    const problems = problemsOf(complete.implemented, { ...standing("implemented"), mayApprove: false });
    expect(problems).toEqual([{ field: "status", code: "no-such-move" }]);
  });

  test.each([undefined, "", "done", "IMPLEMENTED", "__proto__"])("%j is no status", (status) => {
    expect(problemsOf(note({ status }))).toEqual([{ field: "status", code: "choose-status" }]);
  });
});

describe("when it happened", () => {
  test.each<[string, ProblemCode | "fine"]>([
    ["2001-03-15", "fine"],
    ["2001-03-16", "in-the-future"],
    ["2001-03", "fine"],
    ["2001-04", "in-the-future"],
    ["2001", "fine"],
    ["2002", "in-the-future"],
    ["9999-12-31", "in-the-future"],
    ["2000-08-01", "fine"],
    ["2000-07-31", "before-the-report"],
    ["2000-08", "fine"],
    ["2000-07", "before-the-report"],
    ["2000", "fine"],
    ["1999", "before-the-report"],
    ["0001", "before-the-report"],
    ["0000", "unreadable-date"],
    ["0000-01-01", "unreadable-date"],
    ["2001-02-31", "unreadable-date"],
    ["2001-02-29", "unreadable-date"],
    ["2001-00", "unreadable-date"],
    ["2001-13", "unreadable-date"],
    ["2001-1", "unreadable-date"],
    ["2001-01-1", "unreadable-date"],
    ["01/03/2001", "unreadable-date"],
    ["March 2001", "unreadable-date"],
    ["-002001", "unreadable-date"],
    ["+002001-01-01", "unreadable-date"],
    ["2001-03-05T00:00:00Z", "unreadable-date"],
    ["២០០១", "unreadable-date"],
    ["20010305", "unreadable-date"],
    [" 2001-03-05 ", "fine"],
  ])("on 15 March 2001, of a report of August 2000, %s is %s", (typed, answer) => {
    const expected = (field: ProblemField) => (answer === "fine" ? [] : [{ field, code: answer }]);
    expect(problemsOf({ ...complete.in_progress, occurredOn: typed })).toEqual(expected("occurredOn"));
    expect(problemsOf({ ...complete.implemented, completedOn: typed })).toEqual(expected("completedOn"));
  });

  test.each([
    [{ on: "2000-12-31", precision: "year" } as const, "2000-01-01", "1999-12-31"],
    [{ on: "2000-08-31", precision: "month" } as const, "2000-08-01", "2000-07-31"],
    [{ on: "2000-08-31", precision: "day" } as const, "2000-08-31", "2000-08-30"],
  ])("of a report of %o, the first day that counts is %s", (publishedOn, first, tooEarly) => {
    expect(problemsOf(note({ occurredOn: first }), { publishedOn })).toEqual([]);
    expect(problemsOf(note({ occurredOn: tooEarly }), { publishedOn })).toEqual([
      { field: "occurredOn", code: "before-the-report" },
    ]);
  });

  test("today is the day in the report's zone, not in UTC", () => {
    const occurredOn = "2001-03-16";
    const before = new Date("2001-03-15T16:59:59.999Z");
    const after = new Date("2001-03-15T17:00:00Z");
    const at = (now: Date) => problemsOf(note({ occurredOn }), { today: dayAt(now, "Asia/Phnom_Penh") });
    expect(at(before)).toEqual([{ field: "occurredOn", code: "in-the-future" }]);
    expect(at(after)).toEqual([]);
  });

  test("a completion date that the status does not use is not read", () => {
    expect(problemsOf({ ...complete.in_progress, completedOn: "soon" })).toEqual([]);
  });
});

describe("evidence", () => {
  test.each([
    "https://example.org",
    "http://example.org/a?b=c#d",
    "HTTPS://EXAMPLE.ORG/",
    "https://example.org/ខ្មែរ",
    "https://[2001:db8::1]/",
  ])("%s is a link", (url) => {
    expect(problemsOf(note({ ...link, "evidence.0.url": url }))).toEqual([]);
  });

  test.each([
    "example.org",
    "//example.org",
    "javascript:alert(1)",
    " javascript:alert(1)",
    "data:text/html,x",
    "file:///etc/passwd",
    "ftp://example.org/a",
    "mailto:a@example.org",
    "https://",
    "https://exa mple.org",
    "https://example.org/a b",
    "https://example.org\njavascript:alert(1)",
    "see https://example.org",
    "javascript:alert(1)//https://example.org/",
    "https://example.org:99999/",
  ])("%j is none", (url) => {
    expect(problemsOf(note({ ...link, "evidence.0.url": url }))).toEqual([
      { field: "evidence.0.url", code: "no-link" },
    ]);
  });

  test("half a link is missing its other half, for a note too", () => {
    expect(problemsOf(note({ "evidence.0.title": "Report" }))).toEqual([{ field: "evidence.0.url", code: "missing" }]);
    expect(problemsOf(note({ "evidence.0.url": link["evidence.0.url"] }))).toEqual([
      { field: "evidence.0.title", code: "missing" },
    ]);
  });
});

describe("lengths", () => {
  const { target, action, verification } = completeKinds;
  const texts = {
    note: complete.in_progress,
    whatRemains: complete.partially_implemented,
    howIntentMet: complete.implemented,
    doneInstead: complete.implemented_differently,
    justification: complete.not_implemented,
    partsNotAccepted: answering("partially_accepted"),
    whoShouldAnswer: answering("not_applicable"),
    actionWhat: action,
    responsibleUnit: action,
    noTargetReason: { ...action, targetOn: "" },
    verificationBasis: verification,
    correctionReason: { ...target, kind: "correction" },
    source: target,
  } as const satisfies Record<keyof typeof longest, Typed>;
  const fields = Object.keys(longest) as (keyof typeof longest)[];
  const papers = Object.keys(longestOfEvidence) as (keyof typeof longestOfEvidence)[];
  const filled = (field: string, length: number) =>
    field === "evidence.0.url" ? "https://example.org/".padEnd(length, "a") : "ក".repeat(length);

  test.each(fields)("%s may be as long as it says, and no longer", (field) => {
    const typed = { ...texts[field], correctionReason: "A slip.", source: "A letter." };
    const told = (length: number) =>
      problemsOf(
        { ...typed, [field]: filled(field, length) },
        {
          ...(field === "verificationBasis" && standing("implemented")),
          isOnBehalf: true,
          corrected: field === "correctionReason" ? "target" : null,
        },
      );
    expect(told(longest[field])).toEqual([]);
    expect(told(longest[field] + 1)).toEqual([{ field, code: "too-long" }]);
    expect(told(0)).toEqual([{ field, code: "missing" }]);
  });

  test.each(papers)("the %s of evidence may be as long as it says, and no longer", (name) => {
    const field = `evidence.0.${name}` as const;
    const told = (length: number) => problemsOf({ ...complete.implemented, [field]: filled(field, length) });
    const unknown = name === "language" ? [{ field, code: "no-such-language" }] : [];
    expect(told(longestOfEvidence[name])).toEqual(unknown);
    expect(told(longestOfEvidence[name] + 1)).toEqual(unknown.length > 0 ? unknown : [{ field, code: "too-long" }]);
  });

  test("white space around a text does not count", () => {
    expect(problemsOf({ ...complete.in_progress, note: ` ${filled("note", longest.note)}\n` })).toEqual([]);
  });

  test.each(["whatRemains", "howIntentMet", "doneInstead", "justification"] as const)(
    "%s of any length is no matter where it is left out",
    (field) => {
      expect(problemsOf({ ...complete.in_progress, [field]: filled(field, longest[field] + 1) })).toEqual([]);
    },
  );
});

describe("several problems at once", () => {
  test("every field of an entry has its place in the order of the forms", () => {
    const { kind, aboutId, actionId, keptEvidence, ...fields } = entryOf({});
    expect(formOrder.toSorted()).toEqual(Object.keys(fields).toSorted());
  });

  test("all are told, in the order of the form", () => {
    const problems = problemsOf(
      {
        status: "implemented_differently",
        note: "x".repeat(longest.note + 1),
        occurredOn: "2001-02-31",
        completedOn: "2001-04",
        howIntentMet: "",
        doneInstead: "x".repeat(longest.doneInstead + 1),
        "evidence.0.url": "javascript:alert(1)",
      },
      { mayApprove: false },
    );
    expect(problems).toEqual([
      { field: "status", code: "approver-only" },
      { field: "note", code: "too-long" },
      { field: "occurredOn", code: "unreadable-date" },
      { field: "completedOn", code: "in-the-future" },
      { field: "howIntentMet", code: "missing" },
      { field: "doneInstead", code: "too-long" },
      { field: "evidence.0.title", code: "missing" },
      { field: "evidence.0.url", code: "no-link" },
    ]);
  });

  test("an empty form is asked for a status and a date, and for nothing that a status would demand", () => {
    expect(problemsOf({})).toEqual([
      { field: "status", code: "choose-status" },
      { field: "occurredOn", code: "missing" },
    ]);
  });
});

describe("what is typed", () => {
  const cleaned = (typed: unknown) => parseEntry({ note: typed } as Record<string, string>).note;

  test.each([
    ["control characters go", "a\u0000b\u0007c\u001Bd\u007Fe\u0085f", "abcdef"],
    ["one kind of line end stays", "a\r\nb\rc\nd", "a\nb\nc\nd"],
    ["tabs stay", "a\tb", "a\tb"],
    [
      "marks that turn the direction of what follows go",
      "a\u202A\u202B\u202C\u202D\u202Eb\u2066\u2067\u2068\u2069c",
      "abc",
    ],
    ["marks of direction that turn nothing stay", "a\u200E\u200Fb", "a\u200E\u200Fb"],
    ["blank edges go", " \u00A0\n a \u3000\uFEFF", "a"],
    ["letters are composed", "e\u0301", "\u00E9"],
    ["halves of characters become a mark for it", "a\uD800b", "a\uFFFDb"],
    ["Khmer stays, with the marks that part its words", "ការ\u200Bអភិវឌ្ឍ\u200Bសហគ្រាស", "ការ\u200Bអភិវឌ្ឍ\u200Bសហគ្រាស"],
    ["joined emoji stay", "👩🏽‍🌾 ❤️", "👩🏽‍🌾 ❤️"],
    ["markup stays what it is: text", "<b>&amp;</b>", "<b>&amp;</b>"],
    ["what shows nothing is nothing", "\u200B\u2060\u3164 \u00AD", ""],
  ])("%s", (_, typed, kept) => {
    expect(cleaned(typed)).toBe(kept);
  });

  test.each([[undefined], [null], [12], [["a"]], [{}]])("%j is no text", (typed) => {
    expect(cleaned(typed)).toBe("");
  });

  test("cleaning twice changes nothing more", () => {
    for (const typed of [" e\u0301 \r\n\u202E x ", "\u200B", "a\u0000\u0301"])
      expect(cleaned(cleaned(typed))).toBe(cleaned(typed));
  });

  test("an unseen part of a form is taken as the database writes it, or refused", () => {
    const submission = {
      assignmentId: "0199AAAA-BBBB-7CCC-8DDD-EEEEFFFF0000",
      submissionId: "0199AAAA-BBBB-7CCC-8DDD-EEEEFFFF0001",
      seen: "3",
    };
    expect(Submission.parse(submission)).toEqual({
      assignmentId: submission.assignmentId.toLowerCase(),
      submissionId: submission.submissionId.toLowerCase(),
      seen: 3,
    });
    for (const spoilt of [
      { seen: "-1" },
      { seen: "1.5" },
      { seen: "x" },
      { submissionId: "1" },
      { assignmentId: "' or 1=1" },
    ])
      expect(Submission.safeParse({ ...submission, ...spoilt }).success).toBe(false);
  });
});
