import { randomUUID } from "node:crypto";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { moves } from "#lib/assignments/status.ts";
import { Implementation, type Role } from "#lib/generated/enums.ts";
import {
  answerTo,
  type Columns,
  commit,
  connect,
  insert,
  insertEntry,
  link,
  newHash,
  type RawEntry,
  type stateColumns,
} from "../support/log.ts";
import { db } from "../support/owner.ts";
import { createAssigned, createMember, createOrganization, createRecommendation } from "../support/report.ts";

const codes = Object.values(Implementation);
let client: pg.Client;
let given: Awaited<ReturnType<typeof createAssigned>>;

beforeAll(async () => {
  client = await connect();
  given = await createAssigned();
});
afterAll(() => client.end());

/** An entry of the approver of the assignment, right in everything that is not named. */
function raw(changed: Partial<RawEntry> = {}): RawEntry {
  return {
    assignmentId: given.assignment.id,
    actorId: given.member.userId,
    organizationId: given.organization.id,
    ...changed,
  };
}

const original = (day: string) => ({ original_target_on: day, original_target_precision: "day" });
const answer = (changed: Partial<RawEntry> = {}) => answerTo(client, () => insertEntry(client, raw(changed)));

/** What an entry of each status must have, in columns. */
const complete: Record<Implementation, { entry: Columns; evidence: Columns[] }> = {
  not_started: { entry: { justification: "No funds." }, evidence: [] },
  in_progress: { entry: {}, evidence: [] },
  partially_implemented: { entry: { what_remains: "The rest." }, evidence: [{}] },
  implemented: {
    entry: { completed_on: "2001-02-28", completed_precision: "month", how_intent_met: "By lending." },
    evidence: [{}],
  },
  implemented_differently: {
    entry: {
      completed_on: "2001-02-28",
      completed_precision: "month",
      how_intent_met: "By lending.",
      done_instead: "A fund.",
    },
    evidence: [{}],
  },
  no_longer_applicable: { entry: { exit_reason: "superseded", justification: "Replaced." }, evidence: [] },
  not_implemented: { entry: { exit_reason: "other", justification: "Dropped." }, evidence: [] },
};
const isExit = (to: Implementation) => to === "no_longer_applicable" || to === "not_implemented";

function progress(from: Implementation, to: Implementation, changed: Partial<RawEntry> = {}): RawEntry {
  const { entry, evidence } = complete[to];
  return raw({
    evidence,
    ...changed,
    entry: { kind: "progress", previous_implementation: from, implementation: to, ...entry, ...changed.entry },
  });
}

describe("an entry that follows every rule", () => {
  test("is taken", async () => {
    expect(await answer()).toBe("taken");
    expect(await answer({ entry: { kind: "confirmation", note: null } })).toBe("taken");
  });
});

describe("the moves of the database are those of the code", () => {
  const assignments = new Map<Implementation, string>();

  beforeAll(async () => {
    const steward = await createMember(given.report.steward, ["steward"]);
    for (const code of codes) {
      const organization = await createOrganization();
      const member = await createMember(organization, ["approver"]);
      const { assignments: created } = await createRecommendation(given.report, [organization]);
      const assignmentId = created[0]?.id ?? "";
      assignments.set(code, assignmentId);
      const own = { assignmentId, actorId: member.userId, organizationId: organization.id };
      if (code === "not_started") continue;
      await commit(client, () => insertEntry(client, { ...progress("not_started", code), ...own }));
      if (!isExit(code)) continue;
      // The steward confirms the exit.
      await commit(client, () =>
        insertEntry(client, {
          assignmentId,
          actorId: steward.userId,
          organizationId: given.report.steward.id,
          entry: {
            kind: "exit_decision",
            exit_decision: "confirmed",
            previous_implementation: "not_started",
            implementation: code,
            justification: "Agreed.",
          },
        }),
      );
    }
  });

  test.each(codes.flatMap((from) => codes.map((to) => [from, to] as const)))("from %s to %s", async (from, to) => {
    const assignmentId = assignments.get(from) ?? "";
    const { rows } = await client.query("select organization_id, implementation from assignments where id = $1", [
      assignmentId,
    ]);
    expect(rows[0].implementation).toBe(from);
    const { userId } = await db.membership.findFirstOrThrow({ where: { organizationId: rows[0].organization_id } });
    const said = await answerTo(client, () =>
      insertEntry(client, {
        ...progress(from, to),
        assignmentId,
        actorId: userId,
        organizationId: rows[0].organization_id,
      }),
    );
    const isAllowed = (moves[from] as readonly Implementation[]).includes(to);
    expect(said).toBe(isAllowed ? "taken" : `There is no move from ${from} to ${to}.`);
  });

  test("a move from where the assignment is not is refused", async () => {
    expect(await answer(progress("in_progress", "partially_implemented"))).toBe(
      "The entry moves from in_progress, but the assignment is not_started.",
    );
  });
});

describe("what a status demands", () => {
  /** Domain: implementation, in columns. */
  const demanded: Record<Implementation, string[]> = {
    not_started: ["justification"],
    in_progress: ["note"],
    partially_implemented: ["note", "what_remains", "evidence"],
    implemented: ["completed_on", "how_intent_met", "evidence"],
    implemented_differently: ["completed_on", "how_intent_met", "done_instead", "evidence"],
    no_longer_applicable: ["exit_reason", "justification"],
    not_implemented: ["exit_reason", "justification"],
  };

  beforeAll(async () => {
    // From here one may also go back.
    await commit(client, () => insertEntry(client, progress("not_started", "in_progress")));
    await commit(client, () => insertEntry(client, progress("in_progress", "partially_implemented")));
    await commit(client, () => insertEntry(client, progress("partially_implemented", "in_progress")));
  });

  test.each(
    Object.entries(demanded).flatMap(([to, fields]) => fields.map((field) => [to as Implementation, field] as const)),
  )("%s without %s is refused", async (to, field) => {
    const from = to === "in_progress" ? "partially_implemented" : "in_progress";
    const attempt = async (missing: unknown) => {
      const changed =
        field === "evidence"
          ? { evidence: [] }
          : { entry: { [field]: missing, ...(field === "completed_on" && { completed_precision: null }) } };
      return answerTo(client, async () => {
        if (from === "partially_implemented") await insertEntry(client, progress("in_progress", from));
        await insertEntry(client, progress(from, to, changed));
      });
    };
    const refusal = field === "evidence" ? `${to} demands evidence.` : /updates_progress_check/;
    expect(await attempt(null)).toMatch(refusal);
    const isText = !["evidence", "completed_on", "exit_reason"].includes(field);
    if (isText) for (const blank of ["", " \n\t "]) expect(await attempt(blank)).toMatch(refusal);
  });

  test("a note without words is refused, and so is one that carries a status", async () => {
    expect(await answer({ entry: { note: null } })).toMatch(/updates_note_check/);
    expect(await answer({ entry: { implementation: "implemented" } })).toMatch(/updates_kind_check/);
    expect(await answer({ entry: { kind: "confirmation", previous_implementation: "implemented" } })).toMatch(
      /updates_kind_check/,
    );
  });

  test("progress without a status, or without the one before it, is refused", async () => {
    const to = progress("in_progress", "partially_implemented");
    expect(await answer({ ...to, entry: { ...to.entry, implementation: null } })).toMatch(/updates_kind_check/);
    expect(await answer({ ...to, entry: { ...to.entry, previous_implementation: null } })).toMatch(
      /updates_kind_check/,
    );
  });

  test.each([
    ["without a title", { title: " " }, /evidence_title_check/],
    ["without an address", { url: null }, /evidence_link_check/],
    ["with an address that runs a script", { url: "javascript:alert(1)" }, /evidence_link_check/],
    ["with half a date", { document_on: "2001-01-01" }, /evidence_dates_check/],
  ])("evidence %s is refused", async (_, one, refusal) => {
    expect(await answer({ evidence: [one] })).toMatch(refusal);
  });
});

describe("the chain", () => {
  test.each([
    ["that leaves out a number", { sequence: 5 }],
    ["that takes a number again", { sequence: 3 }],
    ["that follows no entry", { previous_hash: null }],
    ["that follows another entry", { previous_hash: newHash() }],
  ])("an entry %s is refused", async (_, entry) => {
    expect(await answer({ entry })).toMatch(/^The entry does not continue the log/);
  });

  test("a first entry follows none", async () => {
    const { assignments } = await createRecommendation(given.report, [given.organization]);
    const assignmentId = assignments[0]?.id ?? "";
    expect(await answer({ assignmentId, entry: { previous_hash: newHash() } })).toMatch(/does not continue/);
    expect(await answer({ assignmentId, entry: { sequence: 0 } })).toMatch(/does not continue/);
    expect(await answer({ assignmentId })).toBe("taken");
  });

  test("a hash that is none is refused", async () => {
    expect(await answer({ entry: { hash: "x" } })).toMatch(/updates_hash_check/);
  });

  test("a submission is taken once", async () => {
    const submission_id = randomUUID();
    const twice = async () => {
      await insertEntry(client, raw({ entry: { submission_id } }));
      await insertEntry(client, raw({ entry: { submission_id } }));
    };
    expect(await answerTo(client, twice)).toMatch(/updates_submission_id_key/);
  });
});

describe("when", () => {
  const at = (recorded_at: string, entry: Columns) => answer({ ...elsewhere(), entry: { recorded_at, ...entry } });
  let other: Awaited<ReturnType<typeof createAssigned>>;
  const elsewhere = () => ({
    assignmentId: other.assignment.id,
    actorId: other.member.userId,
    organizationId: other.organization.id,
  });

  beforeAll(async () => {
    other = await createAssigned();
  });

  test.each([
    ["2001-03-15", "day", "2001-03-15T16:59:59.999Z", "taken"],
    ["2001-03-16", "day", "2001-03-15T16:59:59.999Z", "What is logged has not happened yet."],
    ["2001-03-16", "day", "2001-03-15T17:00:00Z", "taken"],
    ["2001-03-31", "month", "2001-03-15T00:00:00Z", "taken"],
    ["2001-04-30", "month", "2001-03-15T00:00:00Z", "What is logged has not happened yet."],
    ["2001-12-31", "year", "2001-03-15T00:00:00Z", "taken"],
    ["2002-12-31", "year", "2001-12-31T16:59:59.999Z", "What is logged has not happened yet."],
    ["2002-12-31", "year", "2001-12-31T17:00:00Z", "taken"],
    ["2000-08-01", "day", "2001-03-15T00:00:00Z", "taken"],
    ["2000-07-31", "day", "2001-03-15T00:00:00Z", "What is logged happened before the report."],
    ["2000-07-31", "month", "2001-03-15T00:00:00Z", "What is logged happened before the report."],
    ["2000-12-31", "year", "2001-03-15T00:00:00Z", "taken"],
    ["1999-12-31", "year", "2001-03-15T00:00:00Z", "What is logged happened before the report."],
  ])("%s (%s), recorded at %s: %s", async (occurred_on, occurred_precision, recorded_at, said) => {
    expect(await at(recorded_at, { occurred_on, occurred_precision })).toBe(said);
    const implemented = progress("not_started", "implemented", elsewhere());
    const entry = { ...implemented.entry, recorded_at, occurred_on: "2001-01-01" };
    const completed = { completed_on: occurred_on, completed_precision: occurred_precision };
    expect(await answer({ ...implemented, entry: { ...entry, ...completed } })).toBe(said);
  });

  test.each(["Pacific/Kiritimati", "America/St_Johns", "Etc/UTC"])(
    "the zone of whoever writes changes nothing: %s",
    async (zone) => {
      await client.query(`set time zone '${zone}'`);
      const day = { occurred_on: "2001-03-16", occurred_precision: "day" };
      expect(await at("2001-03-15T16:59:59.999Z", day)).toBe("What is logged has not happened yet.");
      expect(await at("2001-03-15T17:00:00Z", day)).toBe("taken");
      expect(await at("2001-03-15T17:00:00Z", { occurred_on: "2001-12-31", occurred_precision: "year" })).toBe("taken");
      await client.query("set time zone 'Etc/UTC'");
    },
  );

  test("a date of year or month precision is kept as the last day of its period, or refused", async () => {
    expect(await answer({ entry: { occurred_on: "2001-03-05", occurred_precision: "month" } })).toMatch(
      /updates_dates_check/,
    );
    expect(await answer({ entry: { occurred_on: "2001-11-30", occurred_precision: "year" } })).toMatch(
      /updates_dates_check/,
    );
    expect(await answer({ entry: { occurred_on: "2004-02-28", occurred_precision: "month" } })).toMatch(
      /updates_dates_check/,
    );
    expect(await answer({ entry: { occurred_on: "2004-02-29", occurred_precision: "month" } })).toBe("taken");
    expect(await answer({ entry: { completed_on: "2001-02-28" } })).toMatch(/updates_dates_check/);
  });

  test("no entry is recorded before one that stands, nor in the future", async () => {
    await commit(client, () => insertEntry(client, raw({ entry: { recorded_at: new Date() } })));
    const { assignments } = await createRecommendation(given.report, [given.organization]);
    const assignmentId = assignments[0]?.id ?? "";
    expect(await answer({ assignmentId, entry: { recorded_at: new Date(Date.now() - 60_000) } })).toBe(
      "The entry is recorded before one that stands already.",
    );
    expect(await answer({ entry: { recorded_at: new Date(Date.now() + 2 * 3_600_000) } })).toBe(
      "The entry is recorded in the future.",
    );
  });
});

describe("who", () => {
  const asMember = async (roles: Role[], organization = given.organization) => {
    const { userId } = await createMember(organization, roles);
    return { actorId: userId, organizationId: organization.id };
  };

  test.each<[Role, "note" | "confirmation", boolean]>([
    ["reporter", "note", true],
    ["reporter", "confirmation", true],
    ["approver", "note", true],
    ["approver", "confirmation", true],
    ["steward", "note", false],
    ["steward", "confirmation", false],
    ["verifier", "note", false],
    ["verifier", "confirmation", false],
  ])("a %s adds a %s: %s", async (role, kind, may) => {
    expect(await answer({ ...(await asMember([role])), entry: { kind } })).toBe(
      may ? "taken" : "The role does not log progress.",
    );
  });

  test.each(["implemented", "implemented_differently", "no_longer_applicable", "not_implemented"] as const)(
    "a reporter does not set %s",
    async (to) => {
      expect(await answer({ ...progress("in_progress", to), ...(await asMember(["reporter"])) })).toBe(
        `Only an approver sets ${to}.`,
      );
      expect(await answer({ ...progress("in_progress", to), ...(await asMember(["approver"])) })).toBe("taken");
    },
  );

  test("another organization's assignment is not written to", async () => {
    const stranger = await asMember(["reporter", "approver", "steward", "verifier"], await createOrganization());
    expect(await answer(stranger)).toBe("The assignment belongs to another organization.");
    expect(await answer(await asMember(["approver"], given.report.steward))).toBe(
      "The assignment belongs to another organization.",
    );
  });

  test("nobody writes in the name of an organization that they are no member of", async () => {
    const { actorId } = await asMember(["approver"], await createOrganization());
    expect(await answer({ actorId })).toBe("The actor is no member of the organization.");
    expect(await answer({ actorId: randomUUID() })).toBe("The actor is no member of the organization.");
  });

  test("an ended membership and a removed person write nothing", async () => {
    const left = await asMember(["approver"]);
    expect(await answer(left)).toBe("taken");
    await db.membership.updateMany({ where: { userId: left.actorId }, data: { endedAt: new Date() } });
    expect(await answer(left)).toBe("The actor is no member of the organization.");
    const removed = await asMember(["approver"]);
    await db.user.update({ where: { id: removed.actorId }, data: { endedAt: new Date() } });
    expect(await answer(removed)).toBe("The actor is no member of the organization.");
  });

  describe("on behalf", () => {
    const onBehalf = () => ({ on_behalf_of_id: given.organization.id, source: "A telephone call." });

    test("the steward of the report enters for the organization, and says where it is from", async () => {
      const steward = await asMember(["steward"], given.report.steward);
      expect(await answer({ ...steward, entry: onBehalf() })).toBe("taken");
      expect(await answer({ ...steward, entry: { ...onBehalf(), source: " " } })).toBe(
        "What is entered on behalf names its source, and takes no stance.",
      );
    });

    test("nobody else does", async () => {
      const refusal = "Only the steward of the report enters on behalf of others.";
      expect(await answer({ ...(await asMember(["approver"], given.report.steward)), entry: onBehalf() })).toBe(
        refusal,
      );
      // The role alone is not enough: the organization has to be the steward of this report.
      expect(await answer({ ...(await asMember(["steward"], await createOrganization())), entry: onBehalf() })).toBe(
        refusal,
      );
    });

    test("not for an organization that does not answer for the assignment", async () => {
      const steward = await asMember(["steward"], given.report.steward);
      const { id } = await createOrganization();
      expect(await answer({ ...steward, entry: { ...onBehalf(), on_behalf_of_id: id } })).toBe(
        "The assignment belongs to another organization.",
      );
    });
  });

  describe("entries of other kinds", () => {
    test("a response and a target are the approver's", async () => {
      const entries = [
        { kind: "response", response: "accepted" },
        { kind: "target", target_on: "2031-12-31", target_precision: "year" },
      ];
      for (const entry of entries) {
        expect(await answer({ entry })).toBe("taken");
        expect(await answer({ ...(await asMember(["reporter"])), entry })).toBe(`Only an approver sets ${entry.kind}.`);
        expect(await answer({ ...(await asMember(["approver"], await createOrganization())), entry })).toBe(
          "The assignment belongs to another organization.",
        );
      }
    });

    test("an exit is decided and a status reopened by the steward of the report", async () => {
      const justification = "The programme goes on.";
      const decisions = [
        {
          before: progress("in_progress", "not_implemented"),
          entry: { kind: "exit_decision", exit_decision: "confirmed", implementation: "not_implemented" },
          from: "in_progress",
        },
        {
          before: progress("in_progress", "implemented"),
          entry: { kind: "reopening", implementation: "in_progress" },
          from: "implemented",
        },
      ];
      for (const { before, entry, from } of decisions) {
        const decide = (who: Pick<RawEntry, "actorId" | "organizationId">) =>
          answerTo(client, async () => {
            await insertEntry(client, before);
            const decided = { ...entry, previous_implementation: from, justification };
            await insertEntry(client, raw({ ...who, entry: decided }));
          });
        expect(await decide(await asMember(["steward"], given.report.steward))).toBe("taken");
        for (const wrong of [raw(), await asMember(["steward"]), await asMember(["verifier"], given.report.steward)])
          expect(await decide(wrong)).toBe("Only the steward of the report decides this.");
      }
    });

    test("verification is decided by a verifier who does not belong to the organization", async () => {
      const entry = {
        kind: "verification",
        verification: "verified",
        verification_basis: "A visit.",
        justification: "Seen.",
      };
      const decide = (who: Partial<RawEntry> = {}) =>
        answerTo(client, async () => {
          await insertEntry(client, progress("in_progress", "implemented"));
          await insertEntry(client, raw({ ...who, entry }));
        });
      const verifier = await asMember(["verifier"], given.report.steward);
      expect(await decide(verifier)).toBe("taken");
      expect(await decide()).toBe("Only a verifier decides verification.");
      const refusal = "Nobody verifies for an organization that they belong to.";
      expect(await decide(await asMember(["verifier"]))).toBe(refusal);
      await db.membership.create({
        data: { userId: verifier.actorId, organizationId: given.organization.id, roles: ["reporter"] },
      });
      expect(await decide(verifier)).toBe(refusal);
    });
  });
});

describe("where", () => {
  test("a withdrawn assignment and one that does not exist take nothing", async () => {
    const { assignment, member, organization } = await createAssigned();
    const own = { assignmentId: assignment.id, actorId: member.userId, organizationId: organization.id };
    expect(await answer(own)).toBe("taken");
    await db.assignment.update({
      where: { id: assignment.id },
      data: { withdrawnAt: new Date(), withdrawnFor: "A slip." },
    });
    expect(await answer(own)).toMatch(/withdrawn or a draft/);
    expect(await answer({ entry: { assignment_id: randomUUID() } })).toBe("There is no such assignment.");
    const other = await createAssigned();
    expect(await answer({ entry: { report_id: other.report.id } })).toBe("There is no such assignment.");
  });

  test.each([
    ["a draft", { publishedAt: null }],
    ["withdrawn", { withdrawnAt: new Date(), withdrawnFor: "A slip." }],
  ])("nor does an assignment of a recommendation that is %s", async (_, fields) => {
    const { assignments } = await createRecommendation(given.report, [given.organization], fields);
    expect(await answer({ assignmentId: assignments[0]?.id ?? "" })).toMatch(/withdrawn or a draft/);
  });
});

describe("the state of an assignment", () => {
  const update = (set: string) =>
    answerTo(client, () => client.query(`update assignments set ${set} where id = $1`, [given.assignment.id]));

  test("has to be written with the entry", async () => {
    expect(await answer({ state: null })).toBe("The present state was not written with the entry.");
  });

  test("has to be what the entry says", async () => {
    const wrong = (entry: RawEntry, state: Columns) => answer({ ...entry, state });
    const partly = progress("in_progress", "partially_implemented");
    const exit = progress("in_progress", "not_implemented");
    const refusal = (...columns: string[]) => `The state is not what the entry says: ${columns.join(", ")}.`;
    expect(await answer(partly)).toBe("taken");
    expect(await wrong(partly, { implementation: "in_progress" })).toBe(refusal("implementation"));
    expect(await wrong(exit, { implementation: "not_implemented" })).toBe(refusal("implementation"));
    expect(await wrong(exit, { exit_requested: null })).toBe(refusal("exit_requested"));
    // No other column changes with it either: each, one at a time, with an entry that says nothing of it.
    const others: Record<(typeof stateColumns)[number], Columns> = {
      response: { response: "accepted" },
      decide_by: { response: "under_consideration", decide_by: "2031-01-01" },
      implementation: { implementation: "partially_implemented" },
      exit_requested: { exit_requested: "not_implemented" },
      verification: { verification: "verified" },
      submitted_at: { verification: "submitted", submitted_at: "2001-03-05T00:00:00Z" },
      completed_on: { completed_on: "2001-02-28", completed_precision: "day" },
      completed_precision: { completed_on: "2001-02-28", completed_precision: "month" },
      has_evidence: { has_evidence: false },
      target_on: { target_on: "2031-01-01", target_precision: "day", ...original("2031-01-01") },
      target_precision: { target_on: "2031-01-31", target_precision: "month", ...original("2031-01-01") },
      original_target_on: { target_on: "2031-01-02", target_precision: "day", ...original("2031-01-01") },
      original_target_precision: { target_on: "2031-01-02", target_precision: "day", ...original("2031-01-03") },
      target_changes: { target_changes: 1 },
    };
    for (const [column, state] of Object.entries(others)) {
      const told = await answer({ state });
      expect([column, told]).toEqual([column, expect.stringMatching(/^The state is not what the entry says: /)]);
      expect(told).toContain(column);
    }
  });

  test.each([
    "implementation = 'partially_implemented'",
    "exit_requested = 'not_implemented'",
    "response = 'accepted'",
    "verification = 'verified'",
    "has_evidence = not has_evidence",
    "target_on = '2002-01-01', target_precision = 'day', original_target_on = '2002-01-01', original_target_precision = 'day'",
    "log_length = log_length + 1",
    "log_length = 1",
    "head_hash = repeat('0', 64)",
    "last_entry_at = now()",
    "organization_id = (select id from organizations where id <> organization_id limit 1)",
  ])("does not change without an entry: %s", async (set) => {
    expect(await update(set)).toMatch(/changes with an entry in its log|stays with its recommendation/);
  });

  test("the register may change beside it: role, basis and withdrawal", async () => {
    expect(await update("role = 'support', basis = 'stated', withdrawn_at = now(), withdrawn_for = 'A slip.'")).toBe(
      "taken",
    );
  });

  test("is at first that nothing has begun", async () => {
    const { id: organizationId } = await createOrganization();
    const row = {
      id: randomUUID(),
      report_id: given.report.id,
      recommendation_id: given.recommendation.id,
      organization_id: organizationId,
      role: "lead",
      basis: "proposed",
    };
    const create = (columns: Columns) => answerTo(client, () => insert(client, "assignments", { ...row, ...columns }));
    expect(await create({})).toBe("taken");
    expect(await create({ implementation: "in_progress" })).toMatch(/assignments_initial_check/);
    expect(await create({ response: "accepted" })).toMatch(/assignments_initial_check/);
    expect(await create({ log_length: 1, head_hash: newHash(), last_entry_at: new Date() })).toBe(
      "A new assignment has no log yet.",
    );
  });
});

test("evidence is not added to an entry afterwards", async () => {
  const updateId = await commit(client, () => insertEntry(client, raw({ evidence: [{}] })));
  const late = () => insert(client, "evidence", { id: randomUUID(), update_id: updateId, position: 1, ...link });
  expect(await answerTo(client, late)).toBe("The entry is finished: record a new entry with the evidence instead.");
});
