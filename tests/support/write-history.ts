import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { logEntry } from "#lib/assignments/commands.ts";
import { parseEntry } from "#lib/assignments/schema.ts";
import { addDays, dayAt } from "#lib/dates.ts";
import { db } from "#lib/db.ts";
import type { StagedFile } from "#lib/evidence/staged-file.ts";
import { UpdateKind } from "#lib/generated/enums.ts";
import { memberOf } from "./report.ts";

// Run on the database of an app (write-history in history.ts): gives its report a history with an entry of every kind and
// every finding, written by the one command that writes the log, so that each has something to be looked at.

type Typed = Record<string, string>;
type Line = [daysAgo: number, who: string, code: string, whose: string, typed: Typed];

const link = { "evidence.0.title": "Annual report", "evidence.0.url": "https://example.org/annual-report.pdf" };
const paper = {
  ...link,
  "evidence.0.issuer": "National Bank of Cambodia",
  "evidence.0.documentOn": "2001-02",
  "evidence.0.language": "km",
};
const locked = {
  "evidence.1.title": "List of borrowers",
  "evidence.1.url": "https://example.org/borrowers",
  "evidence.1.restricted": "on",
};
const onlyLocked = {
  "evidence.0.title": "Minutes of the board",
  "evidence.0.url": "https://example.org/minutes",
  "evidence.0.restricted": "on",
};
const filed = { "evidence.0.title": "Survey of lenders" };
const because = { verificationBasis: "A visit to three branches.", justification: "What was found there." };
const happened = { occurredOn: "2001-03" };
const done = {
  kind: "progress",
  ...happened,
  completedOn: "2001-02",
  howIntentMet: "Every branch lends to small enterprises.",
};
const half = {
  kind: "progress",
  status: "partially_implemented",
  ...happened,
  note: "Two branches lend.",
  whatRemains: "The other branches.",
};
const leaving = {
  kind: "progress",
  ...happened,
  exitReason: "context_changed",
  justification: "The programme has ended.",
};
const train = {
  kind: "action",
  actionWhat: "Train the loan officers of every branch in lending to small enterprises",
  responsibleUnit: "Credit department",
};
const publish = { kind: "action", actionWhat: "Publish the survey", responsibleUnit: "Research unit" };

/** `action:<name>` names a key action by what it is to do; `about:<kind>` the newest entry of a kind, `ago:<days>` a day. */
const story: Line[] = [
  [
    60,
    "acleda",
    "R3.2",
    "acleda",
    {
      kind: "response",
      response: "partially_accepted",
      occurredOn: "2001-01",
      partsNotAccepted: "Lending without collateral.",
      justification: "The statutes do not allow it.",
    },
  ],
  [58, "acleda", "R3.2", "acleda", { kind: "target", targetOn: "ago:52", note: "As the board decided." }],
  [50, "acleda", "R3.2", "acleda", { kind: "target", targetOn: "ago:20", delayReason: "funding" }],
  [
    45,
    "acleda",
    "R3.2",
    "acleda",
    { kind: "target", targetOn: "ago:3", delayReason: "other", justification: "The law on microfinance is awaited." },
  ],
  [44, "acleda", "R3.2", "acleda", { ...train, actionState: "planned", targetOn: "ago:41" }],
  [
    43,
    "acleda",
    "R3.2",
    "acleda",
    { ...publish, actionState: "planned", noTargetReason: "It depends on the printer." },
  ],
  [
    40,
    "acleda",
    "R3.2",
    "acleda",
    {
      ...train,
      actionId: `action:${train.actionWhat}`,
      actionState: "planned",
      targetOn: "ago:10",
      delayReason: "staffing",
    },
  ],
  [
    39,
    "acleda",
    "R3.2",
    "acleda",
    { ...publish, actionId: `action:${publish.actionWhat}`, actionState: "done", noTargetReason: "It is published." },
  ],
  [
    38,
    "acleda",
    "R3.2",
    "acleda",
    {
      ...train,
      actionId: `action:${train.actionWhat}`,
      actionState: "planned",
      targetOn: "ago:10",
      responsibleUnit: "Human resources",
    },
  ],
  [
    35,
    "acleda",
    "R3.2",
    "acleda",
    { kind: "progress", status: "in_progress", ...happened, note: "A working group has met." },
  ],
  [30, "acleda", "R3.2", "acleda", { ...half, ...paper, ...locked }],
  [
    28,
    "acleda",
    "R3.2",
    "acleda",
    {
      ...half,
      kind: "correction",
      occurredOn: "2001-04",
      note: "Three branches lend.",
      correctionReason: "A branch was forgotten.",
      ...onlyLocked,
    },
  ],
  [20, "acleda", "R3.2", "acleda", { ...done, status: "implemented", ...filed }],
  [19, "ilo", "R3.2", "acleda", { kind: "verification", verification: "more_evidence_requested", ...because }],
  [18, "acleda", "R3.2", "acleda", { kind: "reply", note: "Here are the figures of each branch.", ...link }],
  [16, "ilo", "R3.2", "acleda", { kind: "verification", verification: "partly_verified", ...because }],
  [15, "acleda", "R3.2", "acleda", { kind: "reply", note: "The two branches that were not visited lend as well." }],
  [14, "acleda", "R3.2", "acleda", { ...done, status: "implemented", ...link }],
  [13, "ilo", "R3.2", "acleda", { kind: "verification", verification: "not_verified", ...because }],
  [12, "acleda", "R3.2", "acleda", { ...leaving, status: "not_implemented" }],
  [
    11,
    "ilo",
    "R3.2",
    "acleda",
    { kind: "exit_decision", exitDecision: "refused", justification: "The board has decided otherwise." },
  ],
  [10, "acleda", "R3.2", "acleda", { ...leaving, status: "no_longer_applicable" }],
  [9, "ilo", "R3.2", "acleda", { kind: "exit_decision", exitDecision: "confirmed", justification: "It is so." }],
  [
    8,
    "ilo",
    "R3.2",
    "acleda",
    { kind: "reopening", status: "in_progress", justification: "A new programme has begun." },
  ],
  [7, "ilo", "R3.2", "acleda", { ...half, source: "A call with the credit department.", ...link }],
  [
    6,
    "acleda",
    "R3.2",
    "acleda",
    {
      kind: "reply",
      stance: "contested",
      note: "Nobody of the credit department was called.",
      aboutId: "about:progress",
    },
  ],
  [5, "acleda", "R3.2", "acleda", { kind: "confirmation" }],
  [
    50,
    "ministry",
    "R3.2",
    "ministry",
    { kind: "response", response: "under_consideration", occurredOn: "2001-01", decideBy: "ago:12" },
  ],
  [40, "ministry", "R3.2", "ministry", { kind: "note", note: "The country office was asked.", ...happened }],
  [
    30,
    "ministry",
    "R2",
    "ministry",
    { kind: "response", response: "not_accepted", ...happened, justification: "It is a matter for another ministry." },
  ],
  [
    29,
    "ministry",
    "R2",
    "ministry",
    { kind: "progress", status: "in_progress", ...happened, note: "A draft was written all the same." },
  ],
  [
    29,
    "undp",
    "R2",
    "undp",
    {
      kind: "response",
      response: "not_applicable",
      ...happened,
      justification: "It addresses banks.",
      whoShouldAnswer: "The Ministry of Commerce.",
    },
  ],
  [28, "acleda", "F2", "acleda", { kind: "response", response: "accepted", ...happened }],
  [27, "acleda", "F2", "acleda", { ...leaving, status: "not_implemented" }],
  [
    26,
    "acleda",
    "F4",
    "acleda",
    { ...done, status: "implemented_differently", doneInstead: "A fund was set up.", ...link },
  ],
  [25, "ilo", "F4", "acleda", { kind: "verification", verification: "more_evidence_requested", ...because }],
  [24, "ministry", "R1.4", "ministry", { ...done, status: "implemented", ...link }],
  [23, "undp", "F3", "undp", { ...done, status: "implemented", ...link }],
  [22, "ilo", "F3", "undp", { kind: "verification", verification: "cannot_verify", ...because }],
  [22, "ministry", "E1", "ministry", { ...done, status: "implemented", ...link }],
  [21, "ilo", "E1", "ministry", { kind: "verification", verification: "verified", ...because }],
  [
    20,
    "ilo",
    "F2",
    "veterans",
    { kind: "response", response: "accepted", ...happened, source: "A letter of the programme." },
  ],
  [19, "ilo", "F2", "veterans", { ...half, source: "A letter of the programme.", ...link }],
  [18, "veterans", "F2", "veterans", { kind: "reply", stance: "confirmed", aboutId: "about:response" }],
  [
    17,
    "veterans",
    "F2",
    "veterans",
    { kind: "reply", stance: "contested", note: "We have begun, no more.", aboutId: "about:progress" },
  ],
];

const folder = await mkdtemp(join(tmpdir(), "tamdan-history-"));
const survey = "Branch,Loans\nKampong Cham,214\nSiem Reap,97\n";
const path = join(folder, "survey.csv");
await writeFile(path, survey);
const file: StagedFile = {
  isSound: true,
  fileName: "survey.csv",
  path,
  size: survey.length,
  sha256: createHash("sha256").update(survey).digest("hex"),
  type: "text/csv",
};
const start = Date.now();
for (const [index, [daysAgo, who, code, whose, typed]] of story.toSorted(([one], [other]) => other - one).entries()) {
  const assignment = await db.assignment.findFirstOrThrow({
    where: { recommendation: { code }, organization: { slug: whose } },
    include: { updates: { orderBy: { sequence: "asc" } } },
  });
  const named = {
    action: (what: string) => assignment.updates.find(({ actionWhat }) => actionWhat === what)?.actionId,
    about: (kind: string) => assignment.updates.findLast((entry) => entry.kind === kind)?.id,
    ago: (days: string) => addDays(dayAt(new Date(start), "Asia/Phnom_Penh"), -Number(days)),
  };
  const isNamed = (sort: string): sort is keyof typeof named => sort in named;
  const entry = Object.fromEntries(
    Object.entries(typed).map(([field, value]) => {
      const [, sort = "", name = ""] = /^(\w+):(.+)$/.exec(value) ?? [];
      return [field, isNamed(sort) ? (named[sort](name) ?? "") : value];
    }),
  );
  const result = await logEntry(
    await memberOf(who, db),
    { assignmentId: assignment.id, submissionId: randomUUID(), seen: assignment.logLength },
    parseEntry(entry, typed["evidence.0.title"] === filed["evidence.0.title"] ? { "evidence.0.file": file } : {}),
    new Date(start - daysAgo * 86_400_000 + index),
  );
  if (!result.ok) throw new Error(`${JSON.stringify(typed)}: ${JSON.stringify(result)}`);
}
const told = new Set(
  (await db.update.findMany({ distinct: ["kind"], select: { kind: true } })).map(({ kind }) => kind),
);
const untold = Object.values(UpdateKind).filter((kind) => !told.has(kind));
if (untold.length > 0) throw new Error(`The history has no ${untold.join(", no ")}.`);
await rm(folder, { recursive: true });
await db.$disconnect();
