import { randomUUID } from "node:crypto";
import type { Member, Viewer } from "#lib/accounts/viewer.ts";
import { logEntry } from "#lib/assignments/commands.ts";
import { longest } from "#lib/assignments/entry.ts";
import { parseEntry, type Submission } from "#lib/assignments/schema.ts";
import { addDays, type DatedDay, type Day, datedDay, dayAt, daysBetween, firstDay, toDatabaseDay } from "#lib/dates.ts";
import type { Assignment, Evidence, Organization, Report, Update } from "#lib/generated/client.ts";
import {
  type DelayReason,
  ExitReason,
  Implementation,
  type Precision,
  type Role,
  type UpdateKind,
  type Verification,
} from "#lib/generated/enums.ts";
import { db } from "./owner.ts";
import { randomFrom } from "./random.ts";
import { createMember, createOrganization, createRecommendation, createReport } from "./report.ts";

// Random histories: what people of several organizations write into the logs of one report, half of it wrong. What may
// be written is told here apart from the code, from the domain's own tables.

export type Typed = Record<string, string>;
type Result = Awaited<ReturnType<typeof logEntry>>;

/** One try to write: who, what and when, what should come of it and what came. */
export type Attempt = {
  viewer: Viewer;
  submission: Submission;
  typed: Typed;
  now: Date;
  /** In a few words, for whoever reads a failure. */
  made: string;
  expected: "done" | "the same entry again" | "refused";
  result: Result | { threw: unknown };
};

export type History = {
  report: Report;
  assignments: Pick<Assignment, "id" | "recommendationId" | "organizationId">[];
  recommendations: { id: string; parentId: string | null }[];
  attempts: Attempt[];
  /** The first and the last day of it, in the report's zone. */
  from: Day;
  until: Day;
};

type Random = ReturnType<typeof randomFrom>;

// The world.

type Body = Organization & { people: Member[] };
type Log = { row: Assignment; body: Body; entries: Entry[]; states: Assignment[]; attempts: Attempt[] };
type Entry = Update & { evidence: Evidence[] };
type World = Awaited<ReturnType<typeof createWorld>>;

const from = "2001-01-10";

/**
 * A report with parts and parts of parts, and of everybody some: organizations with reporter and approver; one that ends in
 * the middle of the history, with a successor; one that the steward succeeded; one without accounts; verifiers, of whom one
 * belongs to an organization that reports; somebody removed; and what is withdrawn or a draft.
 */
async function createWorld(random: Random, days: number) {
  const publishedPrecision = random.pick<Precision>(["year", "month", "day"]);
  const publishedOn = { year: "2000-12-31", month: "2000-08-31", day: "2000-08-17" }[publishedPrecision];
  const timeZone = random.pick(["Asia/Phnom_Penh", "America/New_York", "Pacific/Kiritimati"]);
  const report = await createReport({ publishedOn: toDatabaseDay(publishedOn), publishedPrecision, timeZone });
  const body = async (people: Role[][], fields: Parameters<typeof createOrganization>[0] = {}): Promise<Body> => {
    const organization = await createOrganization(fields);
    return { ...organization, people: await Promise.all(people.map((roles) => createMember(organization, roles))) };
  };
  const steward: Body = { ...report.steward, people: [] };
  for (const roles of [["steward"], ["steward", "reporter"], ["approver"], ["verifier"]] satisfies Role[][])
    steward.people.push(await createMember(report.steward, roles));
  const first = await body([["reporter"], ["approver"], ["reporter", "verifier"]]);
  const second = await body([["reporter"], ["approver", "verifier"]]);
  const heir = await body([["reporter"], ["approver"]]);
  const ended = await body([["reporter"], ["approver"]], {
    existsUntil: toDatabaseDay(addDays(from, Math.floor(days / 2))),
    existsUntilPrecision: "day",
    successorId: heir.id,
  });
  const absorbed = await body([["approver"]], {
    existsUntil: toDatabaseDay("2000-12-31"),
    existsUntilPrecision: "year",
    successorId: steward.id,
  });
  const silent = await body([]);
  const verifiers = await body([["verifier"], ["verifier"]]);
  // One of the verifiers is of an organization that reports as well.
  const [, both] = verifiers.people;
  if (!both) throw new Error("A verifier is missing.");
  await db.membership.create({ data: { userId: both.userId, organizationId: first.id, roles: ["reporter"] } });
  both.organizations = [...both.organizations, first];
  const gone = await createMember(first, ["approver"]);
  await db.membership.updateMany({ where: { userId: gone.userId }, data: { endedAt: new Date() } });

  const own = (parentId: string | null = null) => ({ parentId, publishedAt: new Date("2001-01-01T00:00:00Z") });
  const whole = await createRecommendation(report, [first, second, silent], own());
  const parent = await createRecommendation(report, [], own());
  const parts = [
    await createRecommendation(report, [first, ended], own(parent.id)),
    await createRecommendation(report, [silent, heir], own(parent.id)),
  ];
  const top = await createRecommendation(report, [], own());
  const middle = await createRecommendation(report, [], own(top.id));
  const leaves = [
    await createRecommendation(report, [second, steward], own(middle.id)),
    await createRecommendation(report, [absorbed, ended], own(middle.id)),
  ];
  const draft = await createRecommendation(report, [first], { publishedAt: null });
  const withdrawn = await createRecommendation(report, [first, second], own());
  await db.recommendation.update({
    where: { id: withdrawn.id },
    data: { withdrawnAt: new Date("2001-01-02T00:00:00Z"), withdrawnFor: "It was entered twice." },
  });
  await db.assignment.updateMany({
    where: { reportId: report.id },
    data: { createdAt: new Date("2001-01-01T00:00:00Z") },
  });

  const bodies = [steward, first, second, heir, ended, absorbed, silent, verifiers];
  const followed = [whole, ...parts, ...leaves].flatMap(({ assignments }) => assignments);
  const logs = followed.map((row): Log => {
    const assigned = bodies.find(({ id }) => id === row.organizationId);
    if (!assigned) throw new Error("An assignment of nobody.");
    return { row, body: assigned, entries: [], states: [], attempts: [] };
  });
  return {
    report,
    steward,
    bodies,
    people: bodies.flatMap(({ people }) => people),
    logs,
    gone,
    published: { on: publishedOn, precision: publishedPrecision } satisfies DatedDay,
    notFollowed: [...draft.assignments, ...withdrawn.assignments].map(({ id }) => id),
    recommendations: [whole, parent, ...parts, top, middle, ...leaves],
  };
}

// What may be written (domain: moves, demands, who).

const next: Record<Implementation, Implementation[]> = {
  not_started: [
    "in_progress",
    "partially_implemented",
    "implemented",
    "implemented_differently",
    "no_longer_applicable",
    "not_implemented",
  ],
  in_progress: [
    "not_started",
    "partially_implemented",
    "implemented",
    "implemented_differently",
    "no_longer_applicable",
    "not_implemented",
  ],
  partially_implemented: [
    "in_progress",
    "implemented",
    "implemented_differently",
    "no_longer_applicable",
    "not_implemented",
  ],
  implemented: [],
  implemented_differently: [],
  no_longer_applicable: [],
  not_implemented: [],
};
const reopened: Partial<Record<Implementation, Implementation[]>> = {
  implemented: ["in_progress", "partially_implemented"],
  implemented_differently: ["in_progress", "partially_implemented"],
  no_longer_applicable: ["in_progress"],
  not_implemented: ["in_progress"],
};
const anApproversStatuses: Implementation[] = [
  "implemented",
  "implemented_differently",
  "no_longer_applicable",
  "not_implemented",
];
const decisions: UpdateKind[] = ["verification", "exit_decision", "reopening"];
const correctable: UpdateKind[] = ["progress", "response", "target"];
const reasons: DelayReason[] = ["funding", "staffing", "legal_or_policy", "other"];

type Place = { world: World; log: Log; random: Random; today: Day };
type Writer = { member: Member; approves: boolean; isOnBehalf: boolean };
/** A form that may stand, who may send it, and which of its fields it must have ("evidence" for all of these). */
type Form = { typed: Typed; demanded: string[]; writers: Writer[] };

const words = [
  "A working group has met.",
  "បានជួបប្រជុំក្រុមការងារ។ 🏦",
  "Cafe\u0301 and a bank\r\nof its own",
  "‘Ten’ branches — 12 % of all <b>lend</b>",
  "x".repeat(300),
];

function isAnswering(body: Body, log: Log, today: Day): boolean {
  const { existsUntil, successorId } = log.body;
  return existsUntil !== null && existsUntil.toISOString().slice(0, 10) < today && successorId === body.id;
}

/**
 * Who may write for the organization of a log, what any reporter logs or what only an approver does: its own people, those of
 * its successor, and the steward for all others, also for a body that it succeeded but has no such people for.
 */
function writersOf({ world, log, today }: Place, kind: "logged" | "approved" = "logged"): Writer[] {
  return world.bodies.flatMap((body) =>
    body.people.flatMap((member): Writer[] => {
      const approves = member.roles.includes("approver");
      const isOwn = body.id === log.body.id;
      const writes = approves || (kind === "logged" && member.roles.includes("reporter"));
      if (writes && (isOwn || isAnswering(body, log, today))) return [{ member, approves, isOnBehalf: false }];
      const isSteward = body.id === world.steward.id && member.roles.includes("steward");
      return isSteward && !isOwn ? [{ member, approves: true, isOnBehalf: true }] : [];
    }),
  );
}

function stewards({ steward }: World): Writer[] {
  return steward.people
    .filter(({ roles }) => roles.includes("steward"))
    .map((member) => ({ member, approves: true, isOnBehalf: false }));
}

function independentVerifiers({ world, log, today }: Place): Writer[] {
  const claim = log.entries.findLast(
    ({ kind, implementation }) => (kind === "progress" || kind === "correction") && implementation,
  );
  const partial = world.bodies.filter(
    (body) => body.id === log.body.id || isAnswering(body, log, today) || body.id === claim?.actingOrganizationId,
  );
  return world.people
    .filter(({ roles }) => roles.includes("verifier"))
    .filter(({ organizations }) => !organizations.some(({ id }) => partial.some((body) => body.id === id)))
    .map((member) => ({ member, approves: false, isOnBehalf: false }));
}

/** A day that has been, since the report, as exactly as it happens to be known. */
function past({ random, today, world: { published } }: Place): string {
  const since = firstDay(published);
  return roughly(random, addDays(since, random.below(daysBetween(since, today) + 1)));
}

function coming({ random, today }: Place): string {
  return roughly(random, addDays(today, random.below(800)));
}

function roughly(random: Random, day: Day): string {
  return day.slice(0, random.pick([4, 7, 10, 10]));
}

function evidence({ random }: Place): Typed {
  const pieces = Array.from({ length: 1 + random.below(2) }, (_, index) => ({
    [`evidence.${index}.title`]: random.pick(["Annual report", "របាយការណ៍ប្រចាំឆ្នាំ"]),
    [`evidence.${index}.url`]: `https://example.org/${random.below(1000)}?of=2001#page`,
    ...(random.chance(0.3) && { [`evidence.${index}.issuer`]: "The bank" }),
    ...(random.chance(0.3) && { [`evidence.${index}.documentOn`]: random.pick(["1999", "2000-02", "2000-02-29"]) }),
    ...(random.chance(0.3) && { [`evidence.${index}.language`]: random.pick(["km", "en-GB"]) }),
    ...(random.chance(0.3) && { [`evidence.${index}.restricted`]: "on" }),
  }));
  return Object.assign({}, ...pieces);
}

/** The fields of a status. */
function progressFields(place: Place, status: Implementation): Pick<Form, "typed" | "demanded"> {
  const { random } = place;
  const said = () => random.pick(words);
  const fields: Record<Implementation, () => Typed> = {
    not_started: () => ({ justification: said() }),
    in_progress: () => ({ note: said() }),
    partially_implemented: () => ({ note: said(), whatRemains: said(), ...evidence(place) }),
    implemented: () => ({ completedOn: past(place), howIntentMet: said(), ...evidence(place) }),
    implemented_differently: () => ({
      completedOn: past(place),
      howIntentMet: said(),
      doneInstead: said(),
      ...evidence(place),
    }),
    no_longer_applicable: () => ({ exitReason: random.pick(Object.values(ExitReason)), justification: said() }),
    not_implemented: () => ({ exitReason: random.pick(Object.values(ExitReason)), justification: said() }),
  };
  const typed = { status, occurredOn: past(place), ...fields[status]() };
  return { typed, demanded: demandedOf(typed) };
}

/** All fields, pieces of evidence as one. */
function demandedOf(typed: Typed): string[] {
  const names = Object.keys(typed).filter((name) => name !== "kind" && name !== "aboutId" && name !== "actionId");
  return [...new Set(names.map((name) => (/^(evidence|keep)\./.test(name) ? "evidence" : name)))];
}

type Before = Pick<Assignment, "implementation" | "exitRequested" | "targetOn" | "targetPrecision">;

function progress(place: Place, before: Before): Form | undefined {
  const statuses = next[before.implementation].filter((status) => status !== before.exitRequested);
  if (statuses.length === 0) return;
  const status = place.random.pick(statuses);
  const writers = writersOf(place).filter(({ approves }) => approves || !anApproversStatuses.includes(status));
  return { ...progressFields(place, status), writers };
}

function response(place: Place): Form {
  const { random, today } = place;
  const said = () => random.pick(words);
  const typed = random.pick<() => Typed>([
    () => ({ response: "under_consideration", decideBy: addDays(today, random.below(90)) }),
    () => ({ response: "accepted" }),
    () => ({ response: "partially_accepted", partsNotAccepted: said(), justification: said() }),
    () => ({ response: "not_accepted", justification: said() }),
    () => ({ response: "not_applicable", justification: said(), whoShouldAnswer: said() }),
  ])();
  const dated = { ...typed, occurredOn: past(place) };
  return { typed: dated, demanded: demandedOf(dated), writers: writersOf(place, "approved") };
}

function moved(place: Place): Typed {
  const delayReason = place.random.pick(reasons);
  return { delayReason, ...(delayReason === "other" && { justification: place.random.pick(words) }) };
}

function target(place: Place, before: Before): Form {
  const earlier = datedDay(before.targetOn, before.targetPrecision);
  let targetOn = coming(place);
  while (earlier && targetOn === earlier.on.slice(0, { year: 4, month: 7, day: 10 }[earlier.precision]))
    targetOn = addDays(place.today, place.random.below(800));
  const typed = { targetOn, ...(earlier && moved(place)) };
  return { typed, demanded: demandedOf(typed), writers: writersOf(place, "approved") };
}

function action(place: Place): Form {
  const { log, random } = place;
  const stated = log.entries.filter(({ kind }) => kind === "action");
  const earlier = stated.length > 0 && random.chance(0.7) ? random.pick(stated) : undefined;
  const newest = earlier && log.entries.findLast(({ actionId }) => actionId === earlier.actionId);
  const stood = newest && datedDay(newest.targetOn, newest.targetPrecision);
  const stands = stood?.on.slice(0, { year: 4, month: 7, day: 10 }[stood.precision]);
  const actionState = random.pick(["planned", "done", "dropped"]);
  const targetOn = random.chance(0.3) ? undefined : stands && random.chance(0.3) ? stands : coming(place);
  const typed: Typed = {
    actionWhat: random.pick(words),
    responsibleUnit: "The branch",
    actionState,
    ...(targetOn ? { targetOn } : { noTargetReason: random.pick(words) }),
    ...(stands && targetOn !== stands && moved(place)),
    ...(actionState === "dropped" && { justification: random.pick(words) }),
  };
  const about: Typed = earlier?.actionId ? { actionId: earlier.actionId } : {};
  const demanded = demandedOf(typed).filter((name) => name !== "targetOn");
  return { typed: { ...typed, ...about }, demanded, writers: writersOf(place, "approved") };
}

function correction(place: Place): Form | undefined {
  const { log, random } = place;
  const about = log.entries.findLast(({ kind }) => correctable.includes(kind));
  if (!about || isDecidedOn(about, log.entries)) return;
  // Only the newest of these is ever corrected: what stood before it stands.
  const before = log.states[about.sequence - 2] ?? untouched;
  const form =
    about.kind === "progress"
      ? progress(place, before)
      : about.kind === "response"
        ? response(place)
        : target(place, before);
  if (!form) return;
  const latest = log.entries.findLast(({ kind, aboutId }) => kind === "correction" && aboutId === about.id) ?? about;
  const isKept = form.demanded.includes("evidence") && latest.evidence.length > 0 && random.chance(0.5);
  const kept: Typed = isKept ? { [`keep.${random.pick(latest.evidence).id}`]: "on" } : {};
  const said = Object.entries(form.typed).filter(([name]) => !isKept || !name.startsWith("evidence."));
  // What only an approver sets, only an approver takes back.
  const isApproved = latest.implementation !== null && anApproversStatuses.includes(latest.implementation);
  return {
    ...form,
    writers: form.writers.filter(({ approves }) => approves || !isApproved),
    typed: {
      ...Object.fromEntries(said),
      ...kept,
      correctionReason: random.pick(words),
      ...(random.chance(0.5) && { aboutId: about.id }),
    },
    demanded: [...form.demanded, "correctionReason"],
  };
}

/** Somebody else has decided on it: it stands. A return for more evidence is no decision. */
function isDecidedOn({ kind, sequence }: Place["log"]["entries"][number], entries: Place["log"]["entries"]): boolean {
  const isDecision = (one: (typeof entries)[number]) =>
    ["exit_decision", "reopening"].includes(one.kind) ||
    (one.verification !== null && one.verification !== "more_evidence_requested");
  return kind === "progress" && entries.some((one) => one.sequence > sequence && isDecision(one));
}

const untouched: Before = {
  implementation: "not_started",
  exitRequested: null,
  targetOn: null,
  targetPrecision: null,
};

function verification(place: Place): Form | undefined {
  if (!["implemented", "implemented_differently"].includes(place.log.row.implementation)) return;
  const findings: Verification[] = [
    "verified",
    "partly_verified",
    "not_verified",
    "cannot_verify",
    "more_evidence_requested",
    "more_evidence_requested",
  ];
  const typed = {
    verification: place.random.pick(findings),
    verificationBasis: place.random.pick(words),
    justification: place.random.pick(words),
  };
  return { typed, demanded: demandedOf(typed), writers: independentVerifiers(place) };
}

function reply(place: Place): Form | undefined {
  const { log, random } = place;
  const decided = log.entries.filter(({ kind }) => decisions.includes(kind));
  if (decided.length === 0) return;
  const about: Typed = random.chance(0.5) ? { aboutId: random.pick(decided).id } : {};
  const more = random.chance(0.6) ? evidence(place) : {};
  return { typed: { note: random.pick(words), ...about, ...more }, demanded: ["note"], writers: writersOf(place) };
}

function stance(place: Place): Form | undefined {
  const { log, random } = place;
  const entered = log.entries.filter(({ onBehalfOfId }) => onBehalfOfId !== null);
  if (entered.length === 0) return;
  const about = random.pick(entered);
  const isContested = random.chance(0.5);
  const typed: Typed = isContested ? { stance: "contested", note: random.pick(words) } : { stance: "confirmed" };
  return {
    typed: { ...typed, aboutId: about.id },
    demanded: isContested ? ["note"] : [],
    writers: writersOf(place).filter(
      ({ isOnBehalf, member }) => !isOnBehalf && member.organization.id !== about.actingOrganizationId,
    ),
  };
}

const forms: Record<UpdateKind | "stance", (place: Place) => Form | undefined> = {
  progress: (place) => progress(place, place.log.row),
  response,
  target: (place) => target(place, place.log.row),
  action,
  correction,
  verification,
  reply,
  stance,
  note: (place) => {
    const typed = { note: place.random.pick(words), occurredOn: past(place) };
    const more = place.random.chance(0.4) ? evidence(place) : {};
    return { typed: { ...typed, ...more }, demanded: demandedOf(typed), writers: writersOf(place) };
  },
  confirmation: (place) => ({ typed: {}, demanded: [], writers: writersOf(place) }),
  exit_decision: (place) => {
    if (!place.log.row.exitRequested) return;
    const typed = {
      exitDecision: place.random.pick(["confirmed", "refused"]),
      justification: place.random.pick(words),
    };
    return { typed, demanded: demandedOf(typed), writers: stewards(place.world) };
  },
  reopening: (place) => {
    const statuses = reopened[place.log.row.implementation];
    if (!statuses) return;
    const typed = { status: place.random.pick(statuses), justification: place.random.pick(words) };
    return { typed, demanded: demandedOf(typed), writers: stewards(place.world) };
  },
};

/** How often each kind is tried. */
const kinds: (keyof typeof forms)[] = [
  ...Array.from({ length: 6 }, () => "progress" as const),
  ...(["verification", "exit_decision", "reopening", "correction"] as const).flatMap((kind) => [kind, kind, kind]),
  ...(["response", "target", "action", "reply", "stance", "note", "confirmation"] as const),
];

type Sent = { viewer: Viewer; submission: Submission; typed: Typed; made: string; expected: Attempt["expected"] };

/** A form that may stand, from somebody who may send it. */
function legal(place: Place): Sent & { form: Form } {
  const { random, log } = place;
  for (;;) {
    const kind = random.pick(kinds);
    const form = forms[kind](place);
    if (!form || form.writers.length === 0) continue;
    const { member, isOnBehalf } = random.pick(form.writers);
    const demanded = isOnBehalf ? [...form.demanded, "source"] : form.demanded;
    const typed = {
      kind: kind === "stance" ? "reply" : kind,
      ...form.typed,
      ...(isOnBehalf && { source: "By telephone." }),
    };
    const submission = { assignmentId: log.row.id, submissionId: randomUUID(), seen: log.row.logLength };
    return { viewer: member, submission, typed, made: kind, expected: "done", form: { ...form, demanded } };
  }
}

// What may not be written: something that may, with one thing wrong.

type Break = (sent: Sent & { form: Form }, place: Place) => Partial<Sent> | undefined;

const blanks = ["", "   ", "\t\n", "\u200b", "\u2060\u00ad", "\u0000", "\u202e"];
const noDates = ["2001-02-31", "0000", "99999", "2001-13", "yesterday", "2001-1-1", "1/2/2001", "2001-00", "٢٠٠١"];

const breaks: Record<string, Break> = {
  "a field left blank": ({ typed, form }, { random }) => {
    if (form.demanded.length === 0) return;
    const field = random.pick(form.demanded);
    if (field !== "evidence") return { typed: { ...typed, [field]: random.pick(blanks) } };
    return { typed: Object.fromEntries(Object.entries(typed).filter(([name]) => !/^(evidence|keep)\./.test(name))) };
  },
  "a date that is none": ({ typed }, { random }) => {
    const dated = Object.keys(typed).filter((name) => /(On|By)$/.test(name));
    return dated.length > 0 ? { typed: { ...typed, [random.pick(dated)]: random.pick(noDates) } } : undefined;
  },
  "a day to come": ({ typed }, { random, today }) => {
    const dated = ["occurredOn", "completedOn"].filter((name) => name in typed);
    const day = addDays(today, 1 + random.below(700));
    return dated.length > 0 ? { typed: { ...typed, [random.pick(dated)]: day } } : undefined;
  },
  "a day before the report": ({ typed }, { random, world: { published } }) => {
    const dated = ["occurredOn", "completedOn"].filter((name) => name in typed);
    const day = addDays(firstDay(published), -1 - random.below(700));
    return dated.length > 0 ? { typed: { ...typed, [random.pick(dated)]: day } } : undefined;
  },
  "a plan for the past": ({ typed }, { random, today }) => {
    // What a correction says was to come when it was said.
    if (typed.kind === "correction") return;
    const name = typed.kind === "target" || typed.actionState === "planned" ? "targetOn" : "decideBy";
    return name in typed ? { typed: { ...typed, [name]: addDays(today, -1 - random.below(700)) } } : undefined;
  },
  "words too long": ({ typed }, { random }) => {
    const texts = Object.keys(typed).filter((name): name is keyof typeof longest => name in longest);
    if (texts.length === 0) return;
    const field = random.pick(texts);
    return { typed: { ...typed, [field]: "ក".repeat(longest[field] + 1) } };
  },
  "a code that is none": ({ typed }, { random }) => {
    const codes = ["status", "response", "verification", "exitDecision", "actionState", "exitReason", "delayReason"];
    const chosen = codes.filter((name) => name in typed);
    const wrong = random.pick(["done-ish", "__proto__", "constructor", "IN_PROGRESS", "0"]);
    return chosen.length > 0 ? { typed: { ...typed, [random.pick(chosen)]: wrong } } : undefined;
  },
  "a move that is none": ({ typed }, place) => {
    const { random, log } = place;
    if (typed.kind !== "progress" && typed.kind !== "reopening") return;
    const { implementation, exitRequested } = log.row;
    const allowed = typed.kind === "progress" ? next[implementation] : reopened[implementation];
    const others = Object.values(Implementation).filter(
      (status) => !allowed?.includes(status) || (typed.kind === "progress" && status === exitRequested),
    );
    const source: Typed = typed.source ? { source: typed.source } : {};
    const justification = "Why not.";
    return {
      typed: { kind: typed.kind, justification, ...progressFields(place, random.pick(others)).typed, ...source },
    };
  },
  "an entry that the state does not call for": (_sent, { random, log, world }) => {
    const { implementation, exitRequested } = log.row;
    const said = { justification: "Why.", verificationBasis: "What." };
    const calls = [
      !exitRequested && {
        viewer: stewards(world)[0]?.member,
        typed: { kind: "exit_decision", exitDecision: "confirmed", ...said },
      },
      next[implementation].length > 0 && {
        viewer: world.bodies.at(-1)?.people[0],
        typed: { kind: "verification", verification: "verified", ...said },
      },
      next[implementation].length > 0 && {
        viewer: stewards(world)[0]?.member,
        typed: { kind: "reopening", status: "in_progress", ...said },
      },
    ].filter((call) => call !== false);
    return random.pick(calls);
  },
  "somebody who may not": ({ form, typed }, { random, world }) => {
    const others = world.people.filter((one) => !form.writers.some(({ member }) => member.userId === one.userId));
    // Mostly who may do much elsewhere.
    const able = others.filter(({ roles }) => roles.includes("steward") || roles.includes("approver"));
    const viewer = random.pick<Viewer>(random.chance(0.7) ? able : [...others, world.gone, { kind: "public" }]);
    return { viewer, typed: { ...typed, source: "By telephone." } };
  },
  "somebody who says to be more than they are": ({ form }, { random, world, log }) => {
    const others = world.people.filter((one) => !form.writers.some(({ member }) => member.userId === one.userId));
    const other = random.pick(others);
    const organization = random.chance(0.5) ? other.organization : log.body;
    const isMember = other.organizations.some(({ id }) => id === organization.id);
    if (isMember && organization.id !== other.organization.id) return;
    return { viewer: { ...other, organization, roles: ["reporter", "approver", "steward", "verifier"] } };
  },
  "a log that was read before": ({ submission }, { random }) => ({
    submission: {
      ...submission,
      seen: random.pick([submission.seen + 1, Math.max(0, submission.seen - 1), 2 ** 53 - 1]),
    },
  }),
  "a log that is none": ({ submission }, { random, world }) => ({
    submission: { ...submission, assignmentId: random.pick([randomUUID(), ...world.notFollowed]) },
  }),
  "the name of another submission": ({ typed, submission }, { random, world }) => {
    const attempts = world.logs.flatMap((log) => log.attempts.filter((one) => one.typed.kind !== typed.kind));
    if (attempts.length === 0) return;
    return { submission: { ...submission, submissionId: random.pick(attempts).submission.submissionId } };
  },
  "wrong evidence": ({ typed }, { random }) => {
    const isTaken = ["progress", "note", "response", "action", "verification", "exit_decision", "reopening"];
    if (!isTaken.includes(typed.kind ?? "")) return;
    const wrong = random.pick<Typed>([
      { title: "A title alone" },
      { url: "https://example.org/" },
      { title: "A script", url: "javascript:alert(1)" },
      { title: "No address", url: "example.org" },
      { title: "Spaces", url: "https://example.org/a b" },
      { title: "No language", url: "https://example.org", language: "klingonese!" },
      { title: "From the future", url: "https://example.org", documentOn: "2999" },
      { issuer: "Somebody" },
      { title: "x".repeat(301), url: "https://example.org" },
    ]);
    const piece = Object.entries(wrong).map(([name, value]) => [`evidence.4.${name}`, value]);
    return { typed: { ...typed, ...Object.fromEntries(piece) } };
  },
  "evidence of another entry, kept": ({ typed, form }, { random, world, log }) => {
    const other = world.logs
      .filter((one) => one !== log)
      .flatMap(({ entries }) => entries.flatMap((entry) => entry.evidence));
    if (!form.demanded.includes("evidence") || other.length === 0) return;
    const rest = Object.entries(typed).filter(([name]) => !/^(evidence|keep)\./.test(name));
    return { typed: { ...Object.fromEntries(rest), [`keep.${random.pick(other).id}`]: "on" } };
  },
  "an entry of another log": ({ typed }, { random, world, log }) => {
    const others = world.logs.filter((one) => one !== log).flatMap(({ entries }) => entries);
    const ids = others.flatMap((entry) => (typed.kind === "action" ? (entry.actionId ?? []) : entry.id));
    const name = typed.kind === "action" ? "actionId" : "aboutId";
    if (!["reply", "correction", "action"].includes(typed.kind ?? "") || ids.length === 0) return;
    return { typed: { ...typed, [name]: random.pick([random.pick(ids), randomUUID()]) } };
  },
  "a correction of what is not the newest": ({ typed }, { random, log }) => {
    const newest = log.entries.findLast(({ kind }) => correctable.includes(kind));
    const others = log.entries.filter((entry) => entry !== newest);
    if (typed.kind !== "correction" || others.length === 0) return;
    return { typed: { ...typed, aboutId: random.pick(others).id } };
  },
};

function illegal(place: Place): Sent {
  for (;;) {
    const sent = legal(place);
    const [what, broken] = place.random.pick(Object.entries(breaks));
    const wrong = broken(sent, place);
    if (!wrong) continue;
    const seen = wrong.submission?.seen ?? sent.submission.seen;
    if (what === "a log that was read before" && seen === sent.submission.seen) continue;
    return { ...sent, ...wrong, made: `${sent.made}: ${what}`, expected: "refused" };
  }
}

/** What was sent before, sent once more. Who may correct or verify depends on what came since. */
function again({ random, log }: Place): Sent | undefined {
  const repeatable = log.attempts.filter(
    (one, at) => at === log.attempts.length - 1 || !["correction", "verification"].includes(one.typed.kind ?? ""),
  );
  if (repeatable.length === 0) return;
  const { viewer, submission, typed, made } = random.pick(repeatable);
  return { viewer, submission, typed, made: `${made}, sent again`, expected: "the same entry again" };
}

/**
 * Writes a random history into a report of its own: `entries` tries, about half of which are refused, at growing instants
 * over `days` days. `share` is how many of them should be wrong. `beforeAll` is asked once the report stands, `afterEach`
 * after each try.
 */
export async function writeHistory({
  seed,
  entries,
  days = 1500,
  share = 0.5,
  beforeAll,
  afterEach,
}: {
  seed: number;
  entries: number;
  days?: number;
  share?: number;
  beforeAll?: () => Promise<void>;
  afterEach?: (attempt: Attempt) => Promise<void>;
}): Promise<History> {
  const random = randomFrom(seed);
  const world = await createWorld(random, days);
  await beforeAll?.();
  const { timeZone } = world.report;
  const attempts: Attempt[] = [];
  const step = (days * 24 * 3600 * 1000) / entries;
  let at = new Date(`${from}T12:00:00Z`).getTime();
  let newest = 0;
  for (let index = 0; index < entries; index++) {
    // Mostly on; now and then within the same millisecond, or on a clock that is behind.
    at += random.chance(0.05) ? -random.below(60_000) : random.chance(0.05) ? 0 : random.below(2 * step);
    const now = new Date(at);
    const today = dayAt(new Date(Math.max(at, newest + 1)), timeZone);
    const place: Place = { world, log: random.pick(world.logs), random, today };
    const sent = (random.chance(0.04) && again(place)) || (random.chance(share) ? illegal(place) : legal(place));
    const { viewer, submission, typed, made, expected } = sent;
    const result = await logEntry(viewer, submission, parseEntry(typed), now).catch((threw: unknown) => ({ threw }));
    const attempt: Attempt = { viewer, submission, typed, made, expected, now, result };
    attempts.push(attempt);
    if ("ok" in result && result.ok && expected === "done")
      newest = await see(place.log, attempt, result.value.updateId);
    await afterEach?.(attempt);
  }
  return {
    report: world.report,
    assignments: world.logs.map(({ row }) => row),
    recommendations: world.recommendations,
    attempts,
    from,
    until: dayAt(new Date(Math.max(at, newest)), timeZone),
  };
}

/** What the next writer will find; answers when it was recorded. */
async function see(log: Log, attempt: Attempt, updateId: string): Promise<number> {
  const [entry, row] = await Promise.all([
    db.update.findUniqueOrThrow({ where: { id: updateId }, include: { evidence: { orderBy: { position: "asc" } } } }),
    db.assignment.findUniqueOrThrow({ where: { id: log.row.id } }),
  ]);
  log.entries.push(entry);
  log.states.push(row);
  log.row = row;
  log.attempts.push(attempt);
  return entry.recordedAt.getTime();
}
