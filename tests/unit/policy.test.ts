import { describe, expect, test } from "vitest";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { canApprove, canLogProgress } from "#lib/assignments/policy.ts";
import { Role } from "#lib/generated/enums.ts";
import { visibleRecommendations } from "#lib/recommendations/policy.ts";

const own = { id: "own", slug: "acleda", name: "ACLEDA Bank", acronym: "ACLEDA" };
const other = { id: "other", slug: "undp", name: "UNDP", acronym: "UNDP" };

/** Acts for its own organization, and is a member of the other as well: that alone gives no right there. */
function member(...roles: Role[]): Member {
  return {
    kind: "member",
    sessionId: "s",
    userId: "u",
    name: "Sok",
    organization: own,
    roles,
    organizations: [own, other],
  };
}

const actions = { logProgress: canLogProgress, approve: canApprove };
type Row = { role: Role | "public"; action: keyof typeof actions; organization: "own" | "other"; may: boolean };

const rows: Row[] = [
  { role: "public", action: "logProgress", organization: "own", may: false },
  { role: "public", action: "logProgress", organization: "other", may: false },
  { role: "public", action: "approve", organization: "own", may: false },
  { role: "public", action: "approve", organization: "other", may: false },
  { role: "reporter", action: "logProgress", organization: "own", may: true },
  { role: "reporter", action: "logProgress", organization: "other", may: false },
  { role: "reporter", action: "approve", organization: "own", may: false },
  { role: "reporter", action: "approve", organization: "other", may: false },
  { role: "approver", action: "logProgress", organization: "own", may: true },
  { role: "approver", action: "logProgress", organization: "other", may: false },
  { role: "approver", action: "approve", organization: "own", may: true },
  { role: "approver", action: "approve", organization: "other", may: false },
  { role: "steward", action: "logProgress", organization: "own", may: false },
  { role: "steward", action: "logProgress", organization: "other", may: false },
  { role: "steward", action: "approve", organization: "own", may: false },
  { role: "steward", action: "approve", organization: "other", may: false },
  { role: "verifier", action: "logProgress", organization: "own", may: false },
  { role: "verifier", action: "logProgress", organization: "other", may: false },
  { role: "verifier", action: "approve", organization: "own", may: false },
  { role: "verifier", action: "approve", organization: "other", may: false },
];

test("every role answers for every action, at home and elsewhere", () => {
  const roles = [...Object.values(Role), "public"];
  expect(rows).toHaveLength(roles.length * Object.keys(actions).length * 2);
  expect(new Set(rows.map(({ role, action, organization }) => `${role} ${action} ${organization}`)).size).toBe(
    rows.length,
  );
});

test.each(rows)("$role, $action, $organization organization: $may", ({ role, action, organization, may }) => {
  const viewer: Viewer = role === "public" ? publicViewer : member(role);
  expect(actions[action](viewer, { organizationId: organization })).toBe(may);
});

test("several roles give what each of them gives, and no role gives nothing", () => {
  expect(canApprove(member("steward", "reporter", "verifier"), { organizationId: "own" })).toBe(false);
  expect(canLogProgress(member("steward", "reporter", "verifier"), { organizationId: "own" })).toBe(true);
  expect(canApprove(member("reporter", "approver"), { organizationId: "own" })).toBe(true);
  expect(canApprove(member("reporter", "approver"), { organizationId: "other" })).toBe(false);
  expect(canLogProgress(member(), { organizationId: "own" })).toBe(false);
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
