import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { addDays, dayAt } from "#lib/dates.ts";
import { Implementation } from "#lib/generated/enums.ts";
import {
  type ActorName,
  agrees,
  type Cast,
  createCast,
  everything,
  type Step,
  stage,
  stepsTo,
  tryCommand,
  trySql,
  type Whose,
} from "../support/cast.ts";
import { moves, reopenings } from "../support/domain.ts";
import { complete, completeAnswers, completeKinds, type Typed } from "../support/entry.ts";
import { connect } from "../support/log.ts";

// Every kind of entry beside progress: who may add it, what it must have and what it may say of what stands; through the
// command, and in SQL as the role of the application.

const client = await connect();
let cast: Cast;
beforeAll(async () => {
  cast = await createCast();
});
afterAll(() => client.end());

type Row = { what: string; whose?: Whose; log?: readonly Step[]; who?: ActorName; typed: Typed; told: string };

/** Logs that nobody adds to: SQL is rolled back, and who is refused adds nothing. */
const staged = new Map<string, Promise<string>>();

/** Each row both ways: who is refused leaves nothing, and who is not has written. */
function holds(rows: Row[]) {
  test.each(rows)("$what: $told", async ({ whose = "own", log = [], who = "approver", typed, told }) => {
    const key = JSON.stringify([whose, log]);
    const standing = staged.get(key) ?? stage(cast, whose, log);
    staged.set(key, standing);
    const assignmentId = await standing;
    const before = await everything(client);
    const said = await trySql(client, cast, assignmentId, who, typed);
    if (!agrees(told, said)) expect(`Postgres: ${said}`).toBe(told);
    if (told !== "done") expect(await tryCommand(cast, assignmentId, who, typed)).toBe(told);
    expect(await everything(client)).toBe(before);
    if (told === "done") expect(await tryCommand(cast, await stage(cast, whose, log), who, typed)).toBe(told);
  });
}

const { note, confirmation, response, target, action, verification, reply, exit_decision, reopening } = completeKinds;
const source = { source: "A telephone call." };
const link = { "evidence.0.title": "Report", "evidence.0.url": "https://example.org/report" };
const without = (typed: Typed, ...fields: string[]) =>
  Object.fromEntries(Object.entries(typed).filter(([name]) => !fields.includes(name.split(".")[0] ?? "")));

const by = (name: ActorName, ...typed: Typed[]): Step[] => typed.map((one) => [name, one] as const);
const implemented = by("approver", complete.implemented);
const finding = (code: string): Typed => ({ ...verification, verification: code as "verified" });
const correction = (typed: Typed): Typed => ({ ...typed, kind: "correction", correctionReason: "It was mistyped." });

/** What has to stand for an entry of each kind. */
const grounds = {
  note: [],
  confirmation: [],
  response: [],
  target: [],
  action: [],
  verification: [complete.implemented],
  reply: [complete.implemented],
  exit_decision: [complete.not_implemented],
  reopening: [complete.implemented],
  progressCorrection: [complete.in_progress],
  responseCorrection: [response],
  targetCorrection: [target],
} as const satisfies Record<string, readonly Typed[]>;

const entries: Record<keyof typeof grounds, Typed> = {
  ...completeKinds,
  progressCorrection: correction(complete.partially_implemented),
  responseCorrection: correction({ ...response, response: "not_accepted", ...completeAnswers.not_accepted }),
  targetCorrection: correction({ ...target, targetOn: "2032" }),
};
type Entry = keyof typeof entries;
const names = Object.keys(entries) as Entry[];

describe("who adds what", () => {
  const everybody = [
    "public",
    "reporter",
    "approver",
    "ownSteward",
    "ownVerifier",
    "left",
    "removed",
    "pretender",
    "strangersReporter",
    "strangersApprover",
    "heirsReporter",
    "heirsApprover",
    "heirsVerifier",
    "endedApprover",
    "steward",
    "stewardsApprover",
    "stewardsVerifier",
    "otherSteward",
    "verifier",
    "partialVerifier",
  ] as const satisfies ActorName[];
  const logged: Entry[] = ["note", "confirmation", "reply", "progressCorrection"];
  const decided: Entry[] = ["exit_decision", "reopening"];
  const loggers = { own: ["reporter", "approver"], ended: ["heirsReporter", "heirsApprover", "endedApprover"] };
  const approvers = { own: ["approver"], ended: ["heirsApprover", "endedApprover"] };
  const verifiers = {
    own: ["verifier", "stewardsVerifier", "heirsVerifier"],
    ended: ["verifier", "stewardsVerifier", "ownVerifier", "partialVerifier"],
  };

  /** Domain: things, the log, verification. */
  function may(whose: "own" | "ended", who: ActorName, entry: Entry): boolean {
    if (entry === "verification") return verifiers[whose].includes(who);
    if (who === "steward") return true;
    if (decided.includes(entry)) return false;
    if (whose === "own" && entry !== "reply" && who === "partialVerifier") return false;
    return (logged.includes(entry) ? loggers : approvers)[whose].includes(who);
  }

  test("everybody is asked of", () => {
    expect([...everybody].toSorted()).toEqual(Object.keys(cast.actors).toSorted());
  });

  for (const whose of ["own", "ended"] as const)
    holds(
      names.flatMap((entry) => {
        const first = whose === "own" ? "approver" : "heirsApprover";
        const log = [...by(first, ...grounds[entry]), ...(entry === "reply" ? by("verifier", verification) : [])];
        return everybody.map((who) => ({
          what: `${who} of ${whose}, ${entry}`,
          whose,
          log,
          who,
          typed: { ...entries[entry], ...(who !== "approver" && who !== "reporter" && source) },
          told: may(whose, who, entry) ? "done" : "not-yours",
        }));
      }),
    );

  describe("who claimed", () => {
    const claimed: Step[] = [["steward", { ...complete.implemented, ...source }]];
    holds([
      {
        what: "the verifier of another organization",
        log: claimed,
        who: "verifier",
        typed: verification,
        told: "done",
      },
      {
        what: "a verifier of the steward that entered the claim",
        log: claimed,
        who: "stewardsVerifier",
        typed: verification,
        told: "not-yours",
      },
      {
        what: "a verifier of the steward, once the organization has corrected the claim",
        log: [...claimed, ["approver", correction(complete.implemented)]],
        who: "stewardsVerifier",
        typed: verification,
        told: "done",
      },
    ]);
  });

  describe("a steward that is an organization of the report itself", () => {
    const rows = (whose: Whose, who: ActorName, typed: Typed, told: string): Row => ({
      what: `${who} of ${whose}, ${typed.kind}${typed.source ? " with source" : ""}`,
      whose,
      who,
      typed,
      told,
    });
    holds([
      rows("stewards", "steward", note, "not-yours"),
      rows("stewards", "steward", { ...note, ...source }, "not-yours"),
      rows("stewards", "stewardsApprover", note, "done"),
      rows("stewards", "stewardsApprover", target, "done"),
      rows("inherited", "stewardsApprover", note, "done"),
      rows("inherited", "stewardsApprover", target, "done"),
      rows("inherited", "steward", note, "source missing"),
      rows("inherited", "steward", { ...note, ...source }, "done"),
      rows("inherited", "steward", { ...target, ...source }, "done"),
      rows("inherited", "stewardsVerifier", { ...note, ...source }, "not-yours"),
    ]);
  });
});

describe("what each must have", () => {
  const demanded: Record<Entry, string[]> = {
    note: ["note", "occurredOn"],
    confirmation: [],
    response: ["response", "occurredOn"],
    target: ["targetOn"],
    action: ["actionWhat", "responsibleUnit", "actionState"],
    verification: ["verification", "verificationBasis", "justification"],
    reply: ["note"],
    exit_decision: ["exitDecision", "justification"],
    reopening: ["justification"],
    progressCorrection: ["note", "occurredOn", "whatRemains", "evidence", "correctionReason"],
    responseCorrection: ["response", "occurredOn", "justification", "correctionReason"],
    targetCorrection: ["targetOn", "correctionReason"],
  };
  const office: Partial<Record<Entry, ActorName>> = {
    verification: "verifier",
    exit_decision: "steward",
    reopening: "steward",
  };
  holds(
    names.flatMap((entry) => {
      const log = [...by("approver", ...grounds[entry]), ...(entry === "reply" ? by("verifier", verification) : [])];
      const own = demanded[entry].map((field) => ({
        what: `${entry} without ${field}`,
        log,
        who: office[entry] ?? "approver",
        // An answer that is not there demands nothing of its own.
        typed: without(entries[entry], field),
        told: field === "evidence" ? "evidence.0.title missing, evidence.0.url missing" : `${field} missing`,
      }));
      const onBehalf = {
        what: `${entry} on behalf without a source`,
        log,
        who: "steward" as const,
        typed: entries[entry],
        told: "source missing",
      };
      return office[entry] ? own : [...own, onBehalf];
    }),
  );

  const answered = { kind: "response", occurredOn: "2001-03-05" } as const;
  const answers: Record<keyof typeof completeAnswers, string[]> = {
    under_consideration: ["decideBy"],
    accepted: [],
    partially_accepted: ["partsNotAccepted", "justification"],
    not_accepted: ["justification"],
    not_applicable: ["justification", "whoShouldAnswer"],
  };
  const future = { under_consideration: { decideBy: "2031-06-30" } };
  holds(
    (Object.keys(answers) as (keyof typeof answers)[]).flatMap((code) => {
      const typed: Typed = {
        ...answered,
        response: code,
        ...completeAnswers[code],
        ...(code in future && future.under_consideration),
      };
      return [
        { what: `the answer ${code}`, typed, told: "done" },
        { what: `the answer ${code} by a reporter`, who: "reporter" as const, typed, told: "not-yours" },
        ...answers[code].map((field) => ({
          what: `the answer ${code} without ${field}`,
          typed: without(typed, field),
          told: `${field} missing`,
        })),
      ];
    }),
  );
  holds([
    { what: "no answer at all", typed: { ...answered, response: "awaiting_response" }, told: "response missing" },
    {
      what: "a day to decide by that is past",
      typed: { ...answered, response: "under_consideration", decideBy: "2001-06-30" },
      told: "decideBy in-the-past",
    },
    { what: "an answer of tomorrow", typed: { ...response, occurredOn: "2999" }, told: "occurredOn in-the-future" },
    { what: "a note of tomorrow", typed: { ...note, occurredOn: "2999-01-01" }, told: "occurredOn in-the-future" },
  ]);
});

describe("verification", () => {
  const codes = ["verified", "partly_verified", "not_verified", "cannot_verify", "more_evidence_requested"];
  const isImplemented = (status: Implementation) => status === "implemented" || status === "implemented_differently";
  holds(
    Object.values(Implementation).flatMap((from) =>
      codes.map((code) => ({
        what: `${code} of what is ${from}`,
        log: stepsTo(from, "own"),
        who: "verifier" as const,
        typed: finding(code),
        told: isImplemented(from) ? "done" : "verification not-implemented",
      })),
    ),
  );
  holds(
    ["self_reported", "submitted", ""].map((code) => ({
      what: `"${code}" is no decision`,
      log: implemented,
      who: "verifier",
      typed: finding(code),
      told: "verification missing",
    })),
  );
  const returned: Step[] = [...implemented, ["verifier", finding("more_evidence_requested")]];
  holds([
    { what: "what was returned is answered by a note", log: returned, typed: { ...note, ...link }, told: "done" },
    { what: "by a reply", log: returned, who: "reporter", typed: { ...reply, ...link }, told: "done" },
    { what: "by a note that shows nothing", log: returned, typed: note, told: "done" },
    {
      what: "what was decided is decided again",
      log: [...implemented, ["verifier", verification]],
      who: "stewardsVerifier",
      typed: finding("not_verified"),
      told: "done",
    },
  ]);
});

describe("reopening", () => {
  holds(
    moves.map(({ from, to }) => ({
      what: `from ${from} to ${to}`,
      log: stepsTo(from, "own"),
      who: "steward",
      typed: { ...reopening, status: to },
      told: reopenings[from]?.includes(to) ? "done" : "status no-such-move",
    })),
  );
  holds([
    {
      what: "to nothing",
      log: implemented,
      who: "steward",
      typed: without(reopening, "status"),
      told: "status choose-status",
    },
  ]);
});

describe("exits", () => {
  const asked = by("approver", complete.in_progress, complete.not_implemented);
  const refused: Step = ["steward", { ...exit_decision, exitDecision: "refused" }];
  holds([
    { what: "confirmed", log: asked, who: "steward", typed: exit_decision, told: "done" },
    { what: "refused", log: asked, who: "steward", typed: { ...exit_decision, exitDecision: "refused" }, told: "done" },
    {
      what: "decided when none was asked for",
      who: "steward",
      typed: exit_decision,
      told: "exitDecision no-exit-requested",
    },
    {
      what: "decided twice",
      log: [...asked, ["steward", exit_decision]],
      who: "steward",
      typed: exit_decision,
      told: "exitDecision no-exit-requested",
    },
    {
      what: "decided when it was taken back",
      log: [...asked, ["reporter", complete.partially_implemented]],
      who: "steward",
      typed: exit_decision,
      told: "exitDecision no-exit-requested",
    },
    { what: "asked for twice", log: asked, typed: complete.not_implemented, told: "status asked-already" },
    { what: "another asked for", log: asked, typed: complete.no_longer_applicable, told: "done" },
    {
      what: "asked for again after it was refused",
      log: [...asked, refused],
      typed: complete.not_implemented,
      told: "done",
    },
    { what: "moved from as if it were not confirmed", log: asked, typed: complete.implemented, told: "done" },
  ]);
});

describe("targets", () => {
  // Not that of `now`, which is an hour ago: an entry is recorded after its assignment, which the database has just made.
  const today = dayAt(new Date(), "Asia/Phnom_Penh");
  const on = (targetOn: string, more: Typed = {}): Typed => ({ kind: "target", targetOn, ...more });
  const first = by("approver", on("2031-12"));
  holds([
    { what: "today", typed: on(today), told: "done" },
    { what: "yesterday", typed: on(addDays(today, -1)), told: "targetOn in-the-past" },
    { what: "a month that is over", typed: on("2001-02"), told: "targetOn in-the-past" },
    { what: "this year, which is not over", typed: on(today.slice(0, 4)), told: "done" },
    { what: "moved for a reason", log: first, typed: on("2032", { delayReason: "funding" }), told: "done" },
    { what: "moved for none", log: first, typed: on("2032"), told: "delayReason missing" },
    {
      what: "moved for another that is not said",
      log: first,
      typed: on("2032", { delayReason: "other" }),
      told: "justification missing",
    },
    {
      what: "moved for another that is said",
      log: first,
      typed: on("2032", { delayReason: "other", justification: "A flood." }),
      told: "done",
    },
    {
      what: "moved to the same",
      log: first,
      typed: on("2031-12", { delayReason: "funding" }),
      told: "targetOn unchanged",
    },
    {
      what: "the same day, known better",
      log: first,
      typed: on("2031-12-31", { delayReason: "funding" }),
      told: "done",
    },
    {
      what: "moved to the past",
      log: first,
      typed: on("2001", { delayReason: "funding" }),
      told: "targetOn in-the-past",
    },
    { what: "brought forward for no reason", log: first, typed: on("2030"), told: "delayReason missing" },
  ]);
});

describe("key actions", () => {
  const planned = by("approver", action);
  const again = (more: Typed): Typed => ({ ...action, actionId: "the first", ...more });
  const aimless = without({ ...action, noTargetReason: "It depends on a law." }, "targetOn");
  holds([
    { what: "without a target, and said why", typed: aimless, told: "done" },
    { what: "without a target, and not said why", typed: without(action, "targetOn"), told: "noTargetReason missing" },
    { what: "planned for the past", typed: { ...action, targetOn: "2001-03-05" }, told: "targetOn in-the-past" },
    {
      what: "done by a day that is past",
      typed: { ...action, actionState: "done", targetOn: "2001-03-05" },
      told: "done",
    },
    { what: "done", log: planned, typed: again({ actionState: "done" }), told: "done" },
    {
      what: "dropped, and not said why",
      log: planned,
      typed: again({ actionState: "dropped" }),
      told: "justification missing",
    },
    {
      what: "dropped, and said why",
      log: planned,
      typed: again({ actionState: "dropped", justification: "No funds." }),
      told: "done",
    },
    { what: "moved for no reason", log: planned, typed: again({ targetOn: "2032" }), told: "delayReason missing" },
    {
      what: "moved for a reason",
      log: planned,
      typed: again({ targetOn: "2032", delayReason: "staffing" }),
      told: "done",
    },
    {
      what: "moved to the past",
      log: planned,
      typed: again({ targetOn: "2001", delayReason: "staffing" }),
      told: "targetOn in-the-past",
    },
    {
      what: "its target taken away for no reason",
      log: planned,
      typed: { ...aimless, actionId: "the first" },
      told: "delayReason missing",
    },
    {
      what: "its target taken away for a reason",
      log: planned,
      typed: { ...aimless, actionId: "the first", delayReason: "funding" },
      told: "done",
    },
    { what: "one that there is not, stated anew", typed: again({}), told: "not-found" },
  ]);
});

describe("replies and stances", () => {
  const entered: Step[] = [["steward", { ...note, ...source }]];
  const stance = (code: "confirmed" | "contested", aboutId: string, more: Typed = {}): Typed => ({
    kind: "reply",
    stance: code,
    aboutId,
    ...more,
  });
  const asked = by("approver", complete.not_implemented);
  holds([
    { what: "to nothing", typed: reply, told: "not-found" },
    { what: "to a claim", log: implemented, typed: { ...reply, aboutId: "1" }, told: "not-found" },
    {
      what: "to an entry of another log",
      log: [...implemented, ["verifier", verification]],
      typed: { ...reply, aboutId: "9" },
      told: "not-found",
    },
    {
      what: "to a verification",
      log: [...implemented, ["verifier", verification]],
      typed: { ...reply, aboutId: "2" },
      told: "done",
    },
    {
      what: "to an exit decision",
      log: [...asked, ["steward", exit_decision]],
      who: "reporter",
      typed: reply,
      told: "done",
    },
    { what: "to a reopening", log: [...implemented, ["steward", reopening]], typed: reply, told: "done" },
    { what: "confirmed, without a word", log: entered, who: "reporter", typed: stance("confirmed", "1"), told: "done" },
    { what: "contested, without a word", log: entered, typed: stance("contested", "1"), told: "note missing" },
    {
      what: "contested, and said why",
      log: entered,
      who: "reporter",
      typed: stance("contested", "1", { note: "We never said so." }),
      told: "done",
    },
    {
      what: "a stance on what one entered oneself",
      log: by("approver", note),
      typed: stance("confirmed", "1"),
      told: "not-found",
    },
    {
      what: "a stance on a decision",
      log: [...implemented, ["verifier", verification]],
      typed: stance("confirmed", "2"),
      told: "not-found",
    },
    {
      what: "a stance of the steward",
      log: entered,
      who: "steward",
      typed: stance("confirmed", "1", source),
      told: "not-yours",
    },
    {
      what: "a stance of a stranger",
      log: entered,
      who: "strangersApprover",
      typed: stance("confirmed", "1", source),
      told: "not-yours",
    },
    { what: "a stance of the public", log: entered, who: "public", typed: stance("confirmed", "1"), told: "not-yours" },
    {
      what: "a stance of an heir on the heir's own entry",
      whose: "ended",
      log: by("heirsApprover", note),
      who: "heirsApprover",
      typed: stance("confirmed", "1"),
      told: "not-found",
    },
    {
      what: "a stance of an heir on the steward's entry",
      whose: "ended",
      log: entered,
      who: "heirsReporter",
      typed: stance("confirmed", "1"),
      told: "done",
    },
  ]);
});

describe("corrections", () => {
  const { in_progress, partially_implemented, not_implemented, not_started } = complete;
  const twice = by("approver", in_progress, complete.implemented);
  const targets = by(
    "approver",
    { kind: "target", targetOn: "2031" },
    { kind: "target", targetOn: "2032", delayReason: "funding" },
  );
  const toDay = (targetOn: string, more: Typed = {}) => correction({ kind: "target", targetOn, ...more });
  holds([
    { what: "of nothing", typed: correction(in_progress), told: "not-found" },
    {
      what: "of a log of notes",
      log: by("approver", note, confirmation),
      typed: correction(in_progress),
      told: "not-found",
    },
    { what: "of the latest", log: twice, typed: correction({ ...partially_implemented, aboutId: "2" }), told: "done" },
    {
      what: "of one that is not the latest",
      log: twice,
      typed: correction({ ...partially_implemented, aboutId: "1" }),
      told: "not-found",
    },
    {
      what: "of the latest, with a note after it",
      log: [...twice, ["reporter", note]],
      typed: correction(partially_implemented),
      told: "done",
    },
    {
      what: "of a note",
      log: [...twice, ["reporter", note]],
      typed: correction({ ...partially_implemented, aboutId: "3" }),
      told: "not-found",
    },
    {
      what: "of what a correction has corrected",
      log: [...twice, ["approver", correction(partially_implemented)]],
      typed: correction(complete.implemented),
      told: "done",
    },
    {
      what: "of a correction itself",
      log: [...twice, ["approver", correction(partially_implemented)]],
      typed: correction({ ...complete.implemented, aboutId: "3" }),
      told: "not-found",
    },
    {
      what: "to a status that the one before it leads to",
      log: implemented,
      typed: correction(in_progress),
      told: "done",
    },
    {
      what: "to one that only the corrected one led to",
      log: by("approver", in_progress),
      typed: correction(not_started),
      told: "status no-such-move",
    },
    { what: "to the one before it", log: twice, typed: correction(in_progress), told: "status no-such-move" },
    {
      what: "to the same status in other words",
      log: by("approver", in_progress),
      typed: correction({ ...in_progress, note: "Begun." }),
      told: "done",
    },
    {
      what: "by a reporter to what only an approver sets",
      log: by("reporter", in_progress),
      who: "reporter",
      typed: correction(complete.implemented),
      told: "status approver-only",
    },
    {
      what: "of a request to leave",
      log: by("approver", not_implemented),
      typed: correction(complete.no_longer_applicable),
      told: "done",
    },
    {
      what: "of a request to leave to the same one",
      log: by("approver", not_implemented),
      typed: correction(not_implemented),
      told: "done",
    },
    {
      what: "of an answer with a status",
      log: by("approver", response),
      typed: correction(in_progress),
      told: "response missing",
    },
    {
      what: "of a status with an answer",
      log: by("approver", in_progress),
      typed: correction(without(response, "status")),
      told: "status choose-status",
    },
    {
      what: "of a status with a target",
      log: by("approver", in_progress),
      typed: correction({ ...target, occurredOn: "2001" }),
      told: "status choose-status",
    },
    {
      what: "of what a verifier has decided on",
      log: [...implemented, ["verifier", verification]],
      typed: correction(complete.implemented_differently),
      told: "not-found",
    },
    {
      what: "of what a verifier has returned for more evidence",
      log: [...implemented, ["verifier", { ...verification, verification: "more_evidence_requested" }]],
      typed: correction(complete.implemented_differently),
      told: "done",
    },
    {
      what: "of an exit that the steward has decided",
      log: [...by("approver", not_implemented), ["steward", exit_decision]],
      typed: correction(complete.no_longer_applicable),
      told: "not-found",
    },
    {
      what: "by a reporter, of what only an approver sets",
      log: implemented,
      who: "reporter",
      typed: correction(in_progress),
      told: "not-yours",
    },
    {
      what: "of an answer, by a reporter",
      log: by("approver", response),
      who: "reporter",
      typed: correction(response),
      told: "not-yours",
    },
    {
      what: "of a target, by a reporter",
      log: by("approver", target),
      who: "reporter",
      typed: toDay("2032"),
      told: "not-yours",
    },
    { what: "of a first target, for no reason", log: by("approver", target), typed: toDay("2032"), told: "done" },
    {
      what: "of a first target to a day that is past",
      log: by("approver", target),
      typed: toDay("2001"),
      told: "done",
    },
    { what: "of a moved target, for no reason", log: targets, typed: toDay("2033"), told: "delayReason missing" },
    {
      what: "of a moved target, for a reason",
      log: targets,
      typed: toDay("2033", { delayReason: "legal_or_policy" }),
      told: "done",
    },
    {
      what: "of a moved target to where it was",
      log: targets,
      typed: toDay("2031", { delayReason: "funding" }),
      told: "targetOn unchanged",
    },
    {
      what: "on behalf, of the organization's own",
      log: twice,
      who: "steward",
      typed: { ...correction(partially_implemented), ...source },
      told: "done",
    },
    {
      what: "by the organization, of what was entered for it",
      log: [["steward", { ...in_progress, ...source }]],
      who: "reporter",
      typed: correction(partially_implemented),
      told: "done",
    },
  ]);
});
