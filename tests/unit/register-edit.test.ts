import { describe, expect, test } from "vitest";
import { type Member, publicViewer } from "#lib/accounts/viewer.ts";
import { toDatabaseDay } from "#lib/dates.ts";
import { Role } from "#lib/generated/enums.ts";
import { answering, type Existing, hasEnded } from "#lib/organizations/succession.ts";
import { eventOf, toldOf } from "#lib/register/changes.ts";
import { newSlug, nextCode, nextPartCode } from "#lib/register/codes.ts";
import { judgeEntry, judgeTheme, type RegisterEntry } from "#lib/register/judge.ts";
import { moveEntry, outline, type Placed, placeEntry } from "#lib/register/order.ts";
import { canEditRegister, keptReports } from "#lib/register/policy.ts";
import { MoveForm, noRow, stateOfEntry, Target } from "#lib/register/schema.ts";
import { entryForm } from "../support/register.ts";

const ilo = { id: "ilo", slug: "ilo", name: "ILO", acronym: "ILO" };
const undp = { id: "undp", slug: "undp", name: "UNDP", acronym: "UNDP" };

function member(organization: typeof ilo, ...roles: Role[]): Member {
  const shownAt = new Date(0);
  return {
    ...{ kind: "member", sessionId: "s", shownAt, userId: "u", name: "Sok" },
    ...{ organization, roles, organizations: [ilo, undp] },
  };
}

describe("who edits a register", () => {
  const may: Record<Role, boolean> = { reporter: false, approver: false, steward: true, verifier: false };

  test.each(Object.values(Role))(
    "%s: for the organization that keeps it, as the table says, and for no other",
    (role) => {
      expect(canEditRegister(member(ilo, role), ["ilo"])).toBe(may[role]);
      expect(canEditRegister(member(undp, role), ["ilo"])).toBe(false);
      expect(canEditRegister(member(ilo, role), [])).toBe(false);
    },
  );

  test("not the public, not somebody without a role; several roles give what each of them gives", () => {
    expect(canEditRegister(publicViewer, ["ilo"])).toBe(false);
    expect(canEditRegister(member(ilo), ["ilo"])).toBe(false);
    expect(canEditRegister(member(ilo, "verifier", "steward"), ["undp", "ilo"])).toBe(true);
  });

  test("of several reports, those that the organization keeps", () => {
    const kept = (...ids: string[]) => ({ participations: ids.map((organizationId) => ({ organizationId })) });
    const reports = [kept("ilo"), kept("undp"), kept("undp", "ilo"), kept()];
    expect(keptReports(member(ilo, "steward"), reports)).toEqual([reports[0], reports[2]]);
    expect(keptReports(publicViewer, reports)).toEqual([]);
  });
});

describe("the next code", () => {
  test.each([
    ["R4.2", "R4.3"],
    ["R4.9", "R4.10"],
    ["R3", "R4"],
    ["E1", "E2"],
    ["12", "13"],
    ["A-09", "A-10"],
    ["3a", "3b"],
    ["3z", ""],
    ["Annex", ""],
    ["", ""],
  ])("after %s is %s", (last, next) => {
    expect(nextCode(last, new Set())).toBe(next);
  });

  test("passes over those that are taken, and starts the parts of an entry at 1", () => {
    expect(nextCode("R1", new Set(["R2", "R3", "R5"]))).toBe("R4");
    expect(nextPartCode("R4", undefined, new Set())).toBe("R4.1");
    expect(nextPartCode("R4", "R4.1", new Set(["R4.2"]))).toBe("R4.3");
  });

  test("an address is made of a name, is its own, and is what a register file takes", () => {
    const slug = (name: string, ...taken: string[]) => newSlug(name, "theme", new Set(taken));
    expect(slug("Élan & Été 2000!")).toBe("elan-ete-2000");
    expect(slug("ឥណទាន")).toBe("theme");
    expect(slug("123")).toBe("theme");
    expect(slug("Finance", "finance", "finance-2")).toBe("finance-3");
    expect(slug("a".repeat(500)).length).toBeLessThanOrEqual(60);
  });
});

describe("the order of a register", () => {
  const entries: Placed[] = [
    { id: "a", parentId: null, position: 0 },
    { id: "b", parentId: null, position: 1 },
    { id: "b1", parentId: "b", position: 2 },
    { id: "b2", parentId: "b", position: 3 },
    { id: "c", parentId: null, position: 4 },
  ];
  const orderWith = (changed: ReadonlyMap<string, number>, more: Placed[] = []) =>
    outline([...entries, ...more].map((entry) => ({ ...entry, position: changed.get(entry.id) ?? entry.position })))
      .map(({ id }) => id)
      .join(" ");

  test("is by position, each entry followed by its parts, those without a parent here by themselves", () => {
    const lost = { id: "x", parentId: "nowhere", position: 5 };
    expect(outline([lost, ...entries.toReversed()]).map(({ id, depth }) => `${id}${depth}`)).toEqual([
      "a0",
      "b0",
      "b11",
      "b21",
      "c0",
      "x0",
    ]);
  });

  test.each([
    ["a", "down", "b b1 b2 a c"],
    ["b", "up", "b b1 b2 a c"],
    ["b", 3, "a c b b1 b2"],
    ["b2", "up", "a b b2 b1 c"],
    ["c", 1, "c a b b1 b2"],
    ["a", "up", "a b b1 b2 c"],
    ["c", 99, "a b b1 b2 c"],
  ] as const)("%s moved %s: %s", (id, move, order) => {
    expect(orderWith(moveEntry(entries, id, move))).toBe(order);
  });

  test("what does not move makes no change, and what makes way leaves room for the next", () => {
    expect(moveEntry(entries, "a", "up").size).toBe(0);
    expect(moveEntry(entries, "nowhere", 1).size).toBe(0);
    const first = placeEntry(entries, { id: "n", parentId: null }, "a");
    expect(orderWith(first, [{ id: "n", parentId: null, position: 99 }])).toBe("a n b b1 b2 c");
    const moved = [...entries, { id: "n", parentId: null, position: 0 }].map((entry) => ({
      ...entry,
      position: first.get(entry.id) ?? entry.position,
    }));
    expect([...placeEntry(moved, { id: "o", parentId: null }, "n").keys()]).toEqual(["o"]);
    expect([...placeEntry(entries, { id: "z", parentId: null }, null)]).toEqual([["z", 5]]);
    expect([...placeEntry(entries, { id: "z", parentId: null }, "b1")]).toEqual([["z", 5]]);
  });
});

describe("what is told of a change", () => {
  test.each([
    ["added", {}, { code: "R1" }, "added"],
    ["removed", { code: "R1" }, {}, "removed"],
    ["changed", { title: "A" }, { title: "B" }, "changed"],
    ["changed", { published_at: null }, { published_at: "2026-01-01" }, "published"],
    ["changed", { withdrawn_at: null, withdrawn_for: null }, { withdrawn_at: "2026", withdrawn_for: "x" }, "withdrawn"],
    ["changed", { withdrawn_at: "2026", withdrawn_for: "x" }, { withdrawn_at: null, withdrawn_for: null }, "restored"],
    ["changed", { position: 1 }, { position: 2 }, "moved"],
    ["changed", { position: 1, parent_id: null }, { position: 2, parent_id: "x" }, "changed"],
  ] as const)("%s from %j to %j is %s", (kind, old, now, event) => {
    expect(eventOf(kind, old, now)).toBe(event);
  });

  test("columns that say something, with what was and what is, in the order of the table", () => {
    expect(toldOf("recommendations", { title: "A", position: 1, id: "x" }, { title: "B", code: "R2" })).toEqual([
      { column: "code", wording: "text", old: null, now: "R2" },
      { column: "title", wording: "text", old: "A", now: "B" },
    ]);
  });
});

describe("who answers once an organization has ended", () => {
  const line = (...ends: (string | null)[]): Existing =>
    ends.reduceRight<Existing | null>(
      (successor, end, at) => ({ id: String(at), existsUntil: end ? toDatabaseDay(end) : null, successor }),
      null,
    ) as Existing;

  test.each([
    [line(null), "0"],
    [line("2003-03-31"), "0"],
    [line("2003-03-31", null), "1"],
    [line("2003-04-01", null), "0"],
    [line("2999-01-01", null), "0"],
    [line("2001-01-01", "2002-01-01", null), "2"],
    [line("2001-01-01", "2999-01-01", null), "1"],
    [line(...Array<string>(30).fill("2001-01-01")), "19"],
  ])("%#", (organization, id) => {
    expect(answering(organization, "2003-04-01").id).toBe(id);
  });

  test("its last day is still its own", () => {
    expect(hasEnded({ existsUntil: toDatabaseDay("2003-03-31") }, "2003-03-31")).toBe(false);
    expect(hasEnded({ existsUntil: toDatabaseDay("2003-03-31") }, "2003-04-01")).toBe(true);
    expect(hasEnded({ existsUntil: null }, "2003-04-01")).toBe(false);
  });
});

describe("what a form sends", () => {
  test("is cleaned, and what is no choice is nothing", () => {
    expect(
      entryForm({ title: " a\u202E \t b\r\n", statement: "a\r\n\tb\u0000", themes: "x  y x", parent: "" }),
    ).toMatchObject({
      title: "a b",
      statement: "a\n b",
      themes: ["x", "y"],
      parent: null,
      textComplete: true,
    });
    expect(entryForm({ textComplete: "on", kind: "x", priority: "", parent: "x" })).toMatchObject({
      textComplete: false,
      kind: null,
      priority: null,
      parent: "unknown",
    });
  });

  test.each([
    ["up", "up"],
    ["down", "down"],
    ["3", 3],
    [" 12 ", 12],
    ["0", null],
    ["-1", null],
    ["1.5", null],
    ["", null],
    ["first", null],
    ["Infinity", null],
    [undefined, null],
  ])("a place %j is %j", (move, place) => {
    expect(MoveForm.parse({ move })).toEqual({ move: place });
  });

  test("hidden fields that make no sense lead nowhere, and make no new row of one that was to be changed", () => {
    expect(Target.parse({ id: "1 or true", seen: "many", after: "x" })).toEqual({
      id: noRow,
      seen: 0,
      after: undefined,
    });
    expect(Target.parse({ seen: "-1" })).toEqual({ seen: 0 });
  });

  test("an entry is a draft, published or withdrawn, whichever came last", () => {
    const day = new Date();
    expect(stateOfEntry({ publishedAt: null, withdrawnAt: null })).toBe("draft");
    expect(stateOfEntry({ publishedAt: day, withdrawnAt: null })).toBe("published");
    expect(stateOfEntry({ publishedAt: day, withdrawnAt: day })).toBe("withdrawn");
  });
});

describe("an entry among others", () => {
  const entry = (id: string, parentId: string | null = null, more: Partial<RegisterEntry> = {}): RegisterEntry => ({
    id,
    code: id.toUpperCase(),
    parentId,
    isWithdrawn: false,
    assigned: [],
    ...more,
  });
  const uuid = (end: number) => `00000000-0000-4000-8000-00000000000${end}`;
  const [a, b, c] = [uuid(1), uuid(2), uuid(3)];
  const judge = (typed: Parameters<typeof entryForm>[0], id: string | null, entries: RegisterEntry[]) =>
    judgeEntry(entryForm(typed), id, { entries, themeIds: [] });

  test("may be part of one that nobody answers for, and ends no circle of any length", () => {
    const entries = [entry(a, b, { code: "A" }), entry(b, c, { code: "B" }), entry(c, null, { code: "C" })];
    expect(judge({ parent: a }, null, entries)).toEqual([]);
    expect(judge({ code: "C", parent: a }, c, entries)).toEqual([{ field: "parent", code: "circle" }]);
    expect(judge({ code: "B", parent: c }, b, entries)).toEqual([]);
    expect(judge({ code: "A", parent: a }, a, entries)).toEqual([{ field: "parent", code: "circle" }]);
  });

  test("keeps its own code, and takes none that another has, whatever it is part of", () => {
    const entries = [entry(a, null, { code: "A" }), entry(b, a, { code: "B" })];
    expect(judge({ code: "B", parent: a }, b, entries)).toEqual([]);
    expect(judge({ code: "A", parent: a }, b, entries)).toEqual([{ field: "code", code: "taken" }]);
    expect(judge({ code: "A", parent: a }, null, entries)).toEqual([{ field: "code", code: "taken" }]);
  });

  test("is no part of one that somebody answers for, but may be answered for itself", () => {
    const entries = [entry(a, null, { code: "A", assigned: ["x"] }), entry(b, null, { code: "B", assigned: ["y"] })];
    expect(judge({ parent: a }, null, entries)).toEqual([{ field: "parent", code: "assigned" }]);
    expect(judge({ code: "B" }, b, entries)).toEqual([]);
  });

  test("a theme has a name of its own, however it is written", () => {
    expect(judgeTheme({ name: "FINANCE" }, ["Finance"])).toEqual([{ field: "name", code: "taken" }]);
    expect(judgeTheme({ name: "Credit" }, ["Finance"])).toEqual([]);
  });
});
