import { randomUUID } from "node:crypto";
import { addDays, type Day, lastOfMonth } from "#lib/dates.ts";
import type { Prisma } from "#lib/generated/client.ts";
import type { Implementation, UpdateKind } from "#lib/generated/enums.ts";
import type { Columns } from "./log.ts";
import type { randomFrom } from "./random.ts";

// What the entries of a wide history say: one of every kind, as the rules of the database allow it.

type Random = ReturnType<typeof randomFrom>;
export type Row = Prisma.AssignmentGetPayload<{ include: { updates: true } }>;

const because = { justification: "It is so.", note: "A group has met.", what_remains: "The rest." };

/** What one entry may say of an assignment as it stands. */
export function drawOf(random: Random, row: Row, today: Day): Columns & { kind: UpdateKind } {
  const { implementation, exitRequested, verification } = row;
  const isDone = implementation === "implemented" || implementation === "implemented_differently";
  const isExit = implementation === "no_longer_applicable" || implementation === "not_implemented";
  const newest = row.updates[0];
  const correctable = newest && ["response", "target", "progress"].includes(newest.kind) ? newest : undefined;
  if (correctable && random.chance(0.2)) {
    const about = { about_id: correctable.id, correction_reason: "It was mistyped." };
    if (correctable.kind === "response") return { ...response(random, today), ...about, kind: "correction" };
    if (correctable.kind === "target") return { ...target(random, row, today), ...about, kind: "correction" };
    const before = correctable.previousImplementation ?? "not_started";
    const drawn = progress(random, before, today);
    // An exit may have been asked for before the entry that is corrected, and is not asked for twice.
    const isAsked = drawn.implementation === "no_longer_applicable" || drawn.implementation === "not_implemented";
    return isAsked ? { kind: "note", ...because } : { ...drawn, ...about, kind: "correction" };
  }
  if (exitRequested && random.chance(0.6))
    return {
      kind: "exit_decision",
      ...because,
      ...{ implementation: exitRequested, previous_implementation: implementation },
      exit_decision: random.pick(["confirmed", "confirmed", "refused"]),
    };
  if (isDone && random.chance(0.6)) {
    if (verification === "more_evidence_requested" && random.chance(0.5)) return { kind: "note", ...because };
    const decision = [
      "verified",
      "verified",
      "partly_verified",
      "not_verified",
      "cannot_verify",
      "more_evidence_requested",
    ];
    return { kind: "verification", ...because, verification: random.pick(decision), verification_basis: "A visit." };
  }
  if ((isDone || isExit) && random.chance(0.2))
    return {
      kind: "reopening",
      ...because,
      ...{ implementation: "in_progress", previous_implementation: implementation },
    };
  if (newest && ["verification", "exit_decision", "reopening"].includes(newest.kind) && random.chance(0.3))
    return { kind: "reply", ...because, about_id: newest.id };
  if (random.chance(0.3)) return response(random, today);
  if (random.chance(0.4)) return target(random, row, today, { mayBeMonth: true });
  if (random.chance(0.1)) return action(random, today);
  if (isDone || isExit || random.chance(0.2))
    return random.chance(0.5) ? { kind: "note", ...because } : { kind: "confirmation" };
  const drawn = progress(random, implementation, today);
  return drawn.implementation === exitRequested ? { kind: "note", ...because } : drawn;
}

function response(random: Random, today: Day): Columns & { kind: UpdateKind } {
  const codes = [
    "accepted",
    "accepted",
    "accepted",
    "partially_accepted",
    "not_accepted",
    "not_applicable",
    "under_consideration",
  ];
  const said = random.pick(codes);
  const more: Record<string, Columns> = {
    partially_accepted: { parts_not_accepted: "The last." },
    not_applicable: { who_should_answer: "Another." },
    under_consideration: { decide_by: today },
  };
  return { kind: "response", ...because, response: said, ...more[said] };
}

/** How many entries of one assignment have days of their own. */
const apart = 16;
const numberOf = (day: Day) => Date.parse(day) / 86_400_000;

/** Each entry on a day that no other of its assignment has, or in a month: a target is never moved to where it is. */
function target(random: Random, row: Row, today: Day, { mayBeMonth = false } = {}): Columns & { kind: UpdateKind } {
  if (row.logLength >= apart) throw new Error("There are more entries than days of their own.");
  const first = (((row.logLength - numberOf(today)) % apart) + apart) % apart;
  const day = addDays(today, first + apart * random.below(56));
  const last = lastOfMonth(day);
  const isMonth = mayBeMonth && last !== row.targetOn?.toISOString().slice(0, 10) && random.chance(0.2);
  return {
    kind: "target",
    target_on: isMonth ? last : day,
    target_precision: isMonth ? "month" : "day",
    delay_reason: "funding",
    note: "A plan.",
  };
}

function action(random: Random, today: Day): Columns & { kind: UpdateKind } {
  return {
    kind: "action",
    action_id: randomUUID(),
    ...{ action_what: "Train the staff", responsible_unit: "The branch", action_state: "planned" },
    ...{ target_on: addDays(today, random.below(400)), target_precision: "day" },
  };
}

function progress(random: Random, from: Implementation, today: Day): Columns & { kind: UpdateKind } {
  const next: Implementation[] = [
    "partially_implemented",
    "implemented",
    "implemented",
    "implemented_differently",
    "no_longer_applicable",
    "not_implemented",
  ];
  if (from !== "in_progress") next.push("in_progress");
  const implementation = random.pick(next.filter((status) => status !== from));
  const isDone = implementation === "implemented" || implementation === "implemented_differently";
  return {
    kind: "progress",
    ...because,
    ...{ implementation, previous_implementation: from },
    ...(isDone && {
      ...completion(random, addDays(today, -random.below(600))),
      how_intent_met: "In full.",
      done_instead: "Another.",
    }),
    exit_reason: "other",
  };
}

/** On a day, or in the month before it. */
function completion(random: Random, day: Day): Columns {
  return random.chance(0.2)
    ? { completed_on: lastOfMonth(addDays(day, -31)), completed_precision: "month" }
    : { completed_on: day, completed_precision: "day" };
}
