import { describe, expect, test } from "vitest";
import { type Member, publicViewer, type Viewer } from "#lib/accounts/viewer.ts";
import { Role } from "#lib/generated/enums.ts";
import { invitationLifetime, refusalOf } from "#lib/people/invitation.ts";
import {
  canLeaveWithoutApprover,
  canManagePeople,
  changedRoles,
  lossOf,
  type Place,
  rolesToGive,
} from "#lib/people/policy.ts";
import { InvitationForm, judgeEmail, judgeName, PersonForm, RolesForm } from "#lib/people/schema.ts";

function viewer(organizationId: string, ...roles: Role[]): Member {
  const organization = { id: organizationId, slug: organizationId, name: organizationId, acronym: organizationId };
  const shownAt = new Date(0);
  return {
    ...{ kind: "member", sessionId: "s", shownAt, userId: "u", name: "Sok" },
    ...{ organization, roles, organizations: [organization] },
  };
}

/** Takes part in reports, each kept by these; "steward" where it keeps one itself. */
function place(id: string, ...reports: [Place["participations"][number]["function"], ...string[]][]): Place {
  return {
    id,
    participations: reports.map(([kind, ...stewards]) => ({
      function: kind,
      report: { participations: stewards.map((organizationId) => ({ organizationId })) },
    })),
  };
}

const acleda = place("acleda", ["stakeholder", "ilo"]);
const ilo = place("ilo", ["steward", "ilo"]);
const both = place("undp", ["stakeholder", "ilo"], ["steward", "undp"]);
const shared = place("undp", ["steward", "ilo", "undp"]);
const auditor = place("auditor");
const basic: Role[] = [Role.reporter, Role.approver];
const office: Role[] = [...basic, Role.verifier];

describe("who gives which roles", () => {
  test.each<[string, Viewer, Place, Role[]]>([
    ["the public", publicViewer, acleda, []],
    ["an approver, in their own", viewer("acleda", Role.approver), acleda, basic],
    ["an approver who reports and verifies too", viewer("acleda", Role.approver, Role.verifier), acleda, basic],
    ["an approver, elsewhere", viewer("acleda", Role.approver), ilo, []],
    ["a reporter", viewer("acleda", Role.reporter), acleda, []],
    ["a verifier", viewer("acleda", Role.verifier), acleda, []],
    ["the steward of the report", viewer("ilo", Role.steward), acleda, office],
    ["the steward, in their own", viewer("ilo", Role.steward), ilo, [...basic, Role.steward, Role.verifier]],
    ["an approver of the steward's", viewer("ilo", Role.approver), ilo, basic],
    ["an approver of the steward's, elsewhere", viewer("ilo", Role.approver), acleda, []],
    ["a verifier of the steward's", viewer("ilo", Role.verifier), acleda, []],
    ["the steward of no report of theirs", viewer("undp", Role.steward), acleda, []],
    ["the steward, of one that keeps another report", viewer("ilo", Role.steward), both, office],
    ["the steward of two that keep one together", viewer("ilo", Role.steward), shared, [...office, Role.steward]],
    ["somebody called steward where nothing is kept", viewer("acleda", Role.steward), acleda, []],
    ["an approver where there is no report", viewer("auditor", Role.approver), auditor, basic],
    ["the steward where there is no report of theirs", viewer("ilo", Role.steward), auditor, []],
  ])("%s", (_, who, where, roles) => {
    expect(rolesToGive(who, where).toSorted()).toEqual(roles.toSorted());
    expect(canManagePeople(who, where)).toBe(roles.length > 0);
  });

  test("every role can be given by somebody", () => {
    expect(rolesToGive(viewer("ilo", Role.steward), ilo).toSorted()).toEqual(Object.values(Role).toSorted());
  });
});

describe("the last of an organization", () => {
  const { approver, reporter, steward } = Role;
  test.each<[Role[], Role[][], boolean, ReturnType<typeof lossOf>]>([
    [[approver], [], false, "last-approver"],
    [[approver], [[reporter]], false, "last-approver"],
    [[approver, reporter], [[reporter], [approver]], false, undefined],
    [[approver], [], true, undefined],
    [[reporter], [], false, undefined],
    [[], [], false, undefined],
    [[steward], [[approver]], true, "last-steward"],
    [[steward], [[approver], [steward]], true, undefined],
    [[steward, approver], [], false, "last-steward"],
  ])("losing %j where others are %j, as the steward: %s", (lost, others, mayLeave, refusal) => {
    expect(lossOf(lost, others, mayLeave)).toBe(refusal);
  });

  test("an organization may be left without an approver by the steward of its report alone", () => {
    expect(canLeaveWithoutApprover(viewer("ilo", steward), acleda)).toBe(true);
    expect(canLeaveWithoutApprover(viewer("acleda", approver), acleda)).toBe(false);
    expect(canLeaveWithoutApprover(viewer("undp", steward), acleda)).toBe(false);
    expect(canLeaveWithoutApprover(publicViewer, acleda)).toBe(false);
  });

  test("what is different is what was given and what was taken", () => {
    expect(changedRoles([approver, reporter], [reporter, steward]).toSorted()).toEqual([approver, steward]);
    expect(changedRoles([approver, reporter], [reporter, approver])).toEqual([]);
  });
});

describe("forms about people", () => {
  test("hold roles that there are, each once, and an id or none", () => {
    const id = "0190B6A0-0000-7000-8000-000000000000";
    expect(InvitationForm.parse({ id, email: " Sok@Example.ORG ", roles: "steward reporter admin reporter" })).toEqual({
      ...{ id: id.toLowerCase(), email: "sok@example.org", roles: [Role.reporter, Role.steward] },
    });
    expect(InvitationForm.parse({ id: "1 or true", roles: ["reporter"] })).toEqual({ id: null, email: "", roles: [] });
    expect(RolesForm.parse({})).toEqual({ roles: [], seen: [] });
  });

  test.each([
    ["", undefined],
    ["sok@example.org", undefined],
    ["sok.chan+tamdan@bank.example.org", undefined],
    ["sok", "no-address"],
    ["sok@", "no-address"],
    ["sok@example", "no-address"],
    ["so k@example.org", "no-address"],
    ["sok@example.org, other@example.org", "no-address"],
    ["sok@example.org\r\nBcc: other@example.org", "no-address"],
    [`${"s".repeat(64)}@${"e".repeat(190)}.org`, "no-address"],
  ])("an address: %j", (typed, code) => {
    expect(judgeEmail(PersonForm.parse({ email: typed }).email)[0]?.code).toBe(code);
  });

  test.each([
    ["  ", "missing"],
    ["\u200b", "missing"],
    ["Sok Chan", undefined],
    ["សុខ ចាន់", undefined],
    ["S".repeat(101), "too-long"],
  ])("a name: %j", (typed, code) => {
    expect(judgeName(PersonForm.parse({ name: typed }).name)[0]?.code).toBe(code);
  });
});

test("an invitation stands for a week, unless it is used or withdrawn", () => {
  const made = new Date("2026-11-26T00:00:00Z");
  const expiresAt = new Date(made.getTime() + invitationLifetime);
  const open = { usedAt: null, withdrawnAt: null, expiresAt };
  expect(refusalOf(open, new Date("2026-12-02T23:59:59.999Z"))).toBeUndefined();
  expect(refusalOf(open, new Date("2026-12-03T00:00:00Z"))).toBe("expired");
  expect(refusalOf({ ...open, usedAt: made }, made)).toBe("used");
  expect(refusalOf({ ...open, withdrawnAt: made }, made)).toBe("withdrawn");
  expect(refusalOf(null, made)).toBe("unknown");
});
