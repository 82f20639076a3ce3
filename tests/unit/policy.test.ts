import { describe, expect, test } from "vitest";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { type Assigned, type Capacity, canApprove, capacityFor } from "#lib/assignments/policy.ts";
import { Role, UpdateKind } from "#lib/generated/enums.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";

const own = { id: "own", slug: "acleda", name: "ACLEDA Bank", acronym: "ACLEDA" };
const other = { id: "other", slug: "undp", name: "UNDP", acronym: "UNDP" };

/** Acts for its own organization, and is a member of the other as well: that alone gives no right there. */
function member(...roles: Role[]): Member {
  return {
    kind: "member",
    sessionId: "s",
    shownAt: new Date(0),
    userId: "u",
    name: "Sok",
    organization: own,
    roles,
    organizations: [own, other],
  };
}

/** What the organization that somebody acts for is to the assignment. */
const relations = {
  assigned: { organizationId: "own", answeringId: "own", stewardIds: ["steward"], claimedById: null },
  "assigned but ended": { organizationId: "own", answeringId: "heir", stewardIds: ["steward"], claimedById: null },
  successor: { organizationId: "gone", answeringId: "own", stewardIds: ["steward"], claimedById: null },
  steward: { organizationId: "third", answeringId: "third", stewardIds: ["own"], claimedById: null },
  "steward that claimed": { organizationId: "third", answeringId: "third", stewardIds: ["own"], claimedById: "own" },
  stranger: { organizationId: "third", answeringId: "third", stewardIds: ["steward"], claimedById: "third" },
  "assigned to a second organization of theirs": {
    organizationId: "other",
    answeringId: "other",
    stewardIds: ["steward"],
    claimedById: null,
  },
} as const satisfies Record<string, Assigned>;
type Relation = keyof typeof relations;

const logged: UpdateKind[] = ["progress", "note", "confirmation", "reply", "correction"];
const approved: UpdateKind[] = ["response", "target", "action"];
const kept: UpdateKind[] = ["exit_decision", "reopening"];

/** Domain: the roles, written out apart from the code. */
function expected(role: Role, relation: Relation, kind: UpdateKind): Capacity | undefined {
  if (kind === "verification")
    return role === "verifier" && ["steward", "stranger"].includes(relation) ? "office" : undefined;
  if (kept.includes(kind)) return role === "steward" && relation.startsWith("steward") ? "office" : undefined;
  if (role === "steward") return relation.startsWith("steward") ? "on-behalf" : undefined;
  if (role !== "approver" && !(role === "reporter" && logged.includes(kind))) return;
  if (relation.startsWith("assigned") && !relation.includes("second")) return "own";
  return relation === "successor" ? "successor" : undefined;
}

const rows = Object.values(Role).flatMap((role) =>
  (Object.keys(relations) as Relation[]).flatMap((relation) =>
    Object.values(UpdateKind).map((kind) => ({ role, relation, kind, capacity: expected(role, relation, kind) })),
  ),
);

test("every kind of entry is the organization's or an office's", () => {
  expect([...logged, ...approved, ...kept, "verification"].toSorted()).toEqual(Object.values(UpdateKind).toSorted());
});

test.each(rows)("$role of what is $relation, $kind: $capacity", ({ role, relation, kind, capacity }) => {
  expect(capacityFor(member(role), relations[relation], kind)).toBe(capacity);
});

test.each(Object.keys(relations) as Relation[])("the public writes nothing to what is %s", (relation) => {
  for (const kind of Object.values(UpdateKind))
    expect(capacityFor(publicViewer, relations[relation], kind)).toBe(undefined);
});

test.each<[string, Viewer, Capacity | undefined, boolean]>([
  ["the public", publicViewer, undefined, false],
  ["the public, whatever it says", publicViewer, "own", false],
  ["a reporter", member("reporter"), "own", false],
  ["an approver", member("approver"), "own", true],
  ["an approver of the successor", member("approver"), "successor", true],
  ["a reporter of the successor", member("reporter"), "successor", false],
  ["a steward on behalf", member("steward"), "on-behalf", true],
  ["a steward of the organization itself", member("steward", "reporter"), "own", false],
  ["an approver who may not write at all", member("approver"), undefined, false],
])("%s sets what an approver sets, acting as %s", (_, viewer, capacity, may) => {
  expect(canApprove(viewer, capacity)).toBe(may);
});

test("several roles give what each of them gives, and no role gives nothing", () => {
  expect(capacityFor(member("steward", "reporter", "verifier"), relations.assigned, "note")).toBe("own");
  expect(capacityFor(member("steward", "reporter", "verifier"), relations.assigned, "target")).toBe(undefined);
  expect(capacityFor(member("steward", "verifier"), relations.steward, "verification")).toBe("office");
  expect(capacityFor(member("steward", "approver"), relations.steward, "target")).toBe("on-behalf");
  for (const kind of Object.values(UpdateKind)) expect(capacityFor(member(), relations.assigned, kind)).toBe(undefined);
});

describe("what may be seen", () => {
  const published = { publishedAt: { not: null }, withdrawnAt: null };

  test.each<[string, Viewer]>([
    ["the public", publicViewer],
    ["a reporter", member("reporter")],
    ["an approver", member("approver")],
    ["a verifier", member("verifier")],
  ])("%s sees what is published", (_, viewer) => {
    expect(visibleRecommendations(viewer)).toEqual(published);
  });

  test("a steward sees, beside what is published, the drafts of the reports that its own organization keeps", () => {
    expect(visibleRecommendations(member("steward"))).toEqual({
      OR: [
        published,
        { withdrawnAt: null, report: { participations: { some: { organizationId: "own", function: "steward" } } } },
      ],
    });
  });
});
